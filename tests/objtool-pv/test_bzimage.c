// SPDX-License-Identifier: GPL-2.0-only
/* bzImages, and files of several layers, from the path to the binary. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "make_elf.h"
#include "make_packed.h"

static struct blob kernel(void)
{
	struct make_elf *elf = make_kernel("read-only", 10);

	make_symbol(elf, "start", 1, MAKE_TEXT, 64, STT_FUNC);
	return make_done(elf);
}

static struct blob packed_bzimage(enum packing packing, u8 sectors)
{
	struct blob elf = kernel(), packed = make_packed(packing, elf.data, elf.size), binary;
	u32 size = elf.size;

	make_longer(&packed, &size, 4);
	binary = make_bzimage(&packed, sectors);
	blob_free(&elf);
	blob_free(&packed);
	return binary;
}

static void test_bzimage_packings(void **state)
{
	static const u8 sectors[] = { 0, 1, 4, 27, 255 };
	struct blob elf = kernel();
	unsigned int packing, i;

	(void)state;
	for (packing = 0; packing < PACKINGS; packing++)
	for (i = 0; i < COUNT(sectors); i++) {
		struct blob binary = packed_bzimage(packing, sectors[i]);
		struct blob out = { NULL, 0 };
		struct error error = { "" };

		same_number(packing_names[packing],
			    bzimage_extract("test", &binary, &out, &error), 1);
		same_number(packing_names[packing], out.size, elf.size);
		assert_memory_equal(out.data, elf.data, elf.size);
		blob_free(&out);
		blob_free(&binary);
	}
	blob_free(&elf);
}

static void test_bzimage_not_compressed(void **state)
{
	struct blob elf = kernel(), binary = make_bzimage(&elf, 4), out = { NULL, 0 };
	struct error error = { "" };

	(void)state;
	assert_int_equal(bzimage_extract("test", &binary, &out, &error), 1);
	assert_int_equal(out.size, elf.size);
	assert_memory_equal(out.data, elf.data, elf.size);
	blob_free(&out);
	blob_free(&binary);
	blob_free(&elf);
}

/* A byte of the setup header is changed. */
static const struct {
	const char *name;
	u32 offset;
	u8 value;
	int ret;
	const char *reason;
} changes[] = {
	{ "boot flag", 0x1fe, 0x54, 0, "" },
	{ "magic number", 0x205, 's', 0, "" },
	{ "oldest protocol", 0x206, 8, 1, "" },
	{ "older protocol", 0x206, 7, -1, "test: bzImage of boot protocol 2.07" },
	{ "payload is past the end", 0x24a, 1, -1, "is cut off: its kernel has " },
	{ "payload is longer than the file", 0x24f, 0x80, -1, "is cut off" },
	{ "everything is large", 0x24b, 0xff, -1, "is cut off" },
	{ "payload is something else", 0x248, 124, -1, "neither an ELF kernel nor" },
	{ "payload is a sector on", 0x1f1, 5, -1, "neither an ELF kernel nor" },
	{ "payload is shorter", 0x24c, 50, -1, "cut off" },
};

static void test_bzimage_changes(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(changes); i++) {
		struct blob binary = packed_bzimage(PACK_GZIP, 4), out = { NULL, 0 };
		struct error error = { "" };

		binary.data[changes[i].offset] = changes[i].value;
		if (i == 7)
			binary.data[0x24c]--;
		same_number(changes[i].name,
			    bzimage_extract("test", &binary, &out, &error), changes[i].ret);
		if (!strstr(error.text, changes[i].reason))
			fail_msg("%s: %s", changes[i].name, error.text);
		blob_free(&out);
		blob_free(&binary);
	}
}

static void test_bzimage_cut_off(void **state)
{
	struct blob whole = packed_bzimage(PACK_ZSTD, 4);
	size_t size;

	(void)state;
	for (size = 0; size + 777 < whole.size; size++) {
		struct blob part = { malloc(size), size }, out = { NULL, 0 };
		struct error error = { "" };

		memcpy(part.data, whole.data, size);
		same_number("size", bzimage_extract("test", &part, &out, &error),
			    size < 0x250 ? 0 : -1);
		assert_null(out.data);
		blob_free(&part);
	}
	blob_free(&whole);
}

/* Open a file with these bytes; an error's text must contain @reason. */
static void check_file(const char *name, struct blob blob, const char *reason)
{
	char *path = make_file(&blob);
	struct error error = { "" };
	struct binary *binary = input_open(path, &error);

	if (!!binary != !reason)
		fail_msg("%s: %s", name, binary ? "not refused" : error.text);
	if (binary) {
		assert_string_equal(binary->name, path);
		assert_int_equal(binary_address(binary, "start"), MAKE_TEXT);
	} else if (!strstr(error.text, reason) ||
		   strncmp(error.text, path, strlen(path))) {
		fail_msg("%s: %s", name, error.text);
	}
	binary_free(binary);
	unlink(path);
	free(path);
	blob_free(&blob);
}

static struct blob wrapped(enum packing packing, struct blob inner)
{
	struct blob outer = make_packed(packing, inner.data, inner.size);

	blob_free(&inner);
	return outer;
}

static struct blob text(const char *string)
{
	struct blob blob = { NULL, 0 };

	make_longer(&blob, string, strlen(string));
	return blob;
}

static void test_bzimage_open(void **state)
{
	struct blob binary;

	(void)state;
	check_file("ELF", kernel(), NULL);
	check_file("compressed ELF", wrapped(PACK_XZ, kernel()), NULL);
	check_file("bzImage", packed_bzimage(PACK_LZ4_LEGACY, 1), NULL);
	check_file("compressed bzImage",
		   wrapped(PACK_GZIP, packed_bzimage(PACK_ZSTD, 0)), NULL);
	check_file("three layers", wrapped(PACK_XZ, wrapped(PACK_BZIP2,
		   wrapped(PACK_LZMA, kernel()))), NULL);
	check_file("four layers", wrapped(PACK_GZIP, wrapped(PACK_XZ,
		   wrapped(PACK_BZIP2, wrapped(PACK_LZMA, kernel())))), ": neither a");
	check_file("text", text("plain text"), "begins with the bytes 70 6c 61 69");
	check_file("little", text("abc"), "it has only 3 bytes");
	check_file("nothing", text(""), "it has only 0 bytes");
	check_file("compressed text", wrapped(PACK_ZSTD, text("plain text")),
		   "neither a kernel, nor a module, nor an object file");
	binary = packed_bzimage(PACK_XZ, 1);
	binary.size -= 900;
	check_file("damaged bzImage", binary, "is cut off");
	binary = kernel();
	binary.size -= 10;
	check_file("damaged ELF", binary, "cut off");
}

static void test_bzimage_open_others(void **state)
{
	static const struct {
		const char *path, *reason;
	} others[] = {
		{ "/nonexistent/vmlinux", "/nonexistent/vmlinux: No such file" },
		{ "/", "/: not a file" },
		{ "/dev/zero", "/dev/zero: not a file" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(others); i++) {
		struct error error = { "" };

		assert_null(input_open(others[i].path, &error));
		if (!strstr(error.text, others[i].reason))
			fail_msg("%s: %s", others[i].path, error.text);
	}
}

/* A file with a hole is as large as it says, and is not read before it is refused. */
static void test_bzimage_open_too_large(void **state)
{
	struct blob nothing = { NULL, 0 };
	char *path = make_file(&nothing);
	struct error error = { "" };

	(void)state;
	assert_int_equal(truncate(path, BLOB_MAX + 1), 0);
	assert_null(input_open(path, &error));
	assert_non_null(strstr(error.text, "larger than 1024 MiB"));
	unlink(path);
	free(path);
}

static void test_bzimage_open_pipe(void **state)
{
	struct blob elf = kernel();
	struct error error = { "" };
	struct binary *binary;
	char path[64];
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], elf.data, elf.size), elf.size);
	close(fds[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	binary = input_open(path, &error);
	assert_string_equal(error.text, "");
	assert_int_equal(binary_address(binary, "start"), MAKE_TEXT);
	binary_free(binary);
	close(fds[0]);
	blob_free(&elf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bzimage_packings),
		cmocka_unit_test(test_bzimage_not_compressed),
		cmocka_unit_test(test_bzimage_changes),
		cmocka_unit_test(test_bzimage_cut_off),
		cmocka_unit_test(test_bzimage_open),
		cmocka_unit_test(test_bzimage_open_others),
		cmocka_unit_test(test_bzimage_open_too_large),
		cmocka_unit_test(test_bzimage_open_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
