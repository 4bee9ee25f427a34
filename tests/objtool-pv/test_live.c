// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel, whose /proc is a folder with files that the test has written.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "../../tools/objtool-pv/memory/proc.h"
#include "make_dump.h"

#define SLID(addr)	((addr) + KERNEL_SLIDE)
#define OTHER_BUILD	"ffeeddccbbaa99887766554433221100ffeeddcc"

static char root[256];
static struct error error;

static const char names[] =
	"0000000000000040 A pcpu_hot\n"
	"ffffffff94000000 T _text\n"
	"ffffffff94000000 T _stext\n"
	"ffffffff94000010 t do_it\n"
	"ffffffff94001000 T _etext\n"
	"ffffffff94001000 D __start_rodata\n"
	"ffffffff94001040 D linux_banner\n"
	"ffffffff94002000 D __end_rodata\n"
	"ffffffff94002000 D _sdata\n"
	"ffffffff94003000 D _edata\n"
	"ffffffff94003000 T _sinittext\n"
	"ffffffff94004000 T _einittext\n"
	"nonsense\n"
	"ffffffff94004000\n"
	"ffffffff94004000 t \n"
	"ffffffffc0001000 t sample_init\t[sample]\n"
	"ffffffffc0002000 d sample_data\t[sample]";

static void write_file(const char *name, const void *data, size_t size)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	unlink(path);
}

static void write_kcore(const char *banner)
{
	struct make_dump *dump = make_dump();
	struct blob blob;

	make_memory(dump, 0xffffffffc0000000, UINT64_MAX, "\xc3 module", 8);
	make_memory(dump, SLID(KERNEL_TEXT), 0, "\x90\xc3 text", 7);
	make_memory(dump, SLID(KERNEL_BANNER), 0, banner, strlen(banner) + 1);
	blob = make_core(dump, false);
	write_file("kcore", blob.data, blob.size);
	blob_free(&blob);
}

/* Notes as a kernel has them: others first, then the build id. */
static void write_notes(const char *build_id)
{
	u8 notes[256] = { 0 };
	u32 other[] = { 6, 1, 0x101 }, id[] = { 4, strlen(build_id) / 2, 3 };
	size_t i;

	memcpy(notes, other, sizeof(other));
	memcpy(notes + 12, "Linux", 6);
	memcpy(notes + 24, id, sizeof(id));
	memcpy(notes + 36, "GNU", 4);
	for (i = 0; i < id[1]; i++)
		sscanf(build_id + 2 * i, "%2hhx", &notes[40 + i]);
	write_file("notes", notes, 40 + id[1]);
}

static int setup(void **state)
{
	const char *folder = getenv("TMPDIR");

	(void)state;
	snprintf(root, sizeof(root), "%s/test_live.XXXXXX", folder ? folder : "/tmp");
	if (!mkdtemp(root))
		return -1;
	write_kcore(BANNER);
	write_notes(KERNEL_BUILD);
	write_file("kallsyms", names, strlen(names));
	error.text[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	remove_file("kcore");
	remove_file("notes");
	remove_file("kallsyms");
	return rmdir(root);
}

static void reads(const struct binary *binary, u64 addr, const char *want, unsigned int len)
{
	u8 got[64];

	assert_int_equal(binary_read(binary, addr, got, len), 0);
	same_bytes("memory", got, want, len);
}

static void has_module(const struct binary *binary)
{
	const struct binary_symbol *symbol = binary_symbol(binary, "sample_init [sample]");

	assert_non_null(symbol);
	same_number("module", symbol->addr, 0xffffffffc0001000);
	assert_true(symbol->function);
	symbol = binary_symbol(binary, "sample_data [sample]");
	assert_non_null(symbol);
	assert_false(symbol->function);
	assert_null(binary_symbol(binary, "sample_init"));
	reads(binary, 0xffffffffc0000000, "\xc3 module", 8);
}

static void test_live_names(void **state)
{
	struct binary *binary = live_open(root, NULL, &error);
	const struct binary_section *section;
	u8 byte;

	(void)state;
	assert_string_equal(error.text, "");
	assert_non_null(binary);
	assert_int_equal(binary->state, BINARY_BOOTED);
	assert_int_equal(binary->kind, BINARY_KERNEL);
	assert_string_equal(binary->build_id, KERNEL_BUILD);
	assert_string_equal(binary->symbol_source, "/proc/kallsyms");
	assert_non_null(strstr(binary->name, "/kcore"));
	same_number("symbols", binary->nsymbols, 14);
	section = binary_section(binary, ".text");
	assert_non_null(section);
	same_number("start", section->addr, SLID(KERNEL_TEXT));
	same_number("size", section->size, 0x1000);
	assert_null(section->data);
	assert_true(section->exec && section->alloc && !section->write);
	assert_true(binary_section(binary, ".data")->write);
	assert_false(binary_section(binary, ".rodata")->exec);
	assert_true(binary_executable(binary, SLID(KERNEL_INIT), 0x1000));
	assert_null(binary_section(binary, ".bss"));
	reads(binary, SLID(KERNEL_TEXT), "\x90\xc3 text", 7);
	assert_int_equal(binary_read(binary, SLID(KERNEL_TEXT) + 7, &byte, 1), -1);
	has_module(binary);
	assert_int_equal(dump_writable(binary, SLID(KERNEL_TEXT)), -1);
	binary_free(binary);
}

static void test_live_kernel(void **state)
{
	struct binary *kernel = make_booted(KERNEL_BUILD);
	struct binary *binary = live_open(root, kernel, &error);

	(void)state;
	assert_string_equal(error.text, "");
	assert_ptr_equal(binary, kernel);
	assert_int_equal(binary->state, BINARY_BOOTED);
	same_number("slide", binary->slide, KERNEL_SLIDE);
	same_number("moved", binary_address(binary, "init_top_pgt"), SLID(KERNEL_PGT));
	same_number("per CPU", binary_address(binary, "pcpu_hot"), 0x40);
	/* Names of the kernel come from its file, where it has them. */
	assert_null(binary_symbol(binary, "do_it"));
	reads(binary, SLID(KERNEL_TEXT), "\x90\xc3 text", 7);
	has_module(binary);
	binary_free(binary);
}

/* live_open() fails with all of @words in the reason, and leaves @kernel alone. */
static void refuses(struct binary *kernel, const char *const *words)
{
	error.text[0] = '\0';
	assert_null(live_open(root, kernel, &error));
	for (; *words; words++)
		if (!strstr(error.text, *words))
			fail_msg("no \"%s\" in: %s", *words, error.text);
	if (kernel) {
		assert_int_equal(kernel->state, BINARY_BUILT);
		same_number("not moved", binary_address(kernel, "_text"), KERNEL_TEXT);
	}
	binary_free(kernel);
}

#define WORDS(...)	((const char *const []){ __VA_ARGS__, NULL })

static void test_live_other_kernel(void **state)
{
	(void)state;
	refuses(make_booted(OTHER_BUILD), WORDS("vmlinux", OTHER_BUILD, KERNEL_BUILD));
	/* The same by its id, but not by what is in memory. */
	write_kcore("Linux version 6.12.0-test (made@by.hand) #2\n");
	refuses(make_booted(KERNEL_BUILD), WORDS("vmlinux", "linux_banner"));
	write_file("kallsyms", "ffffffff81000000 T _stext\n", 26);
	refuses(make_booted(KERNEL_BUILD), WORDS("kallsyms", "_text"));
}

static void test_live_no_notes(void **state)
{
	struct binary *binary;

	(void)state;
	remove_file("notes");
	binary = live_open(root, make_booted(KERNEL_BUILD), &error);
	assert_non_null(binary);
	assert_string_equal(binary->build_id, KERNEL_BUILD);
	binary_free(binary);
}

static void test_live_names_refused(void **state)
{
	static const char zero[] = "0000000000000000 T _text\n0000000000000000 T _stext\n";
	static const char few[] = "ffffffff81000000 T _text\n";
	static const char away[] = "ffffffff85000000 T _stext\nffffffff85001000 T _etext\n";

	(void)state;
	write_file("kallsyms", zero, strlen(zero));
	refuses(NULL, WORDS("kallsyms", "root", "kptr_restrict=0"));
	refuses(make_booted(KERNEL_BUILD), WORDS("root", "kptr_restrict=0"));
	write_file("kallsyms", "", 0);
	refuses(NULL, WORDS("kallsyms", "no symbols"));
	write_file("kallsyms", few, strlen(few));
	refuses(NULL, WORDS("kallsyms", "_etext"));
	write_file("kallsyms", away, strlen(away));
	refuses(NULL, WORDS("kcore", "nothing at 0xffffffff85000000"));
	remove_file("kallsyms");
	refuses(NULL, WORDS("kallsyms", "cannot read"));
}

static void test_live_kcore_refused(void **state)
{
	(void)state;
	write_file("kcore", "no ELF", 6);
	refuses(NULL, WORDS("kcore", "not an ELF core"));
	remove_file("kcore");
	refuses(NULL, WORDS("kcore", "cannot open"));
}

static void test_live_build_id(void **state)
{
	static const struct {
		const char *name;
		u32 header[3];
		const char *owner, *want;
		size_t size;
	} cases[] = {
		{ "id", { 4, 2, 3 }, "GNU", "4141", 100 },
		{ "just there", { 4, 2, 3 }, "GNU", "4141", 18 },
		{ "no data", { 4, 0, 3 }, "GNU", "", 16 },
		{ "other type", { 4, 2, 1 }, "GNU", "", 18 },
		{ "other owner", { 4, 2, 3 }, "GNX", "", 18 },
		{ "too long", { 4, 65, 3 }, "GNU", "", 100 },
		{ "data cut off", { 4, 20, 3 }, "GNU", "", 35 },
		{ "name cut off", { 40, 2, 3 }, "GNU", "", 50 },
		{ "lying name", { UINT32_MAX, 2, 3 }, "GNU", "", 100 },
		{ "lying data", { 4, UINT32_MAX, 3 }, "GNU", "", 100 },
	};
	char got[2 * 64 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		/* Its own memory, so that a byte too many is noticed. */
		u8 *notes = malloc(cases[i].size);

		assert_non_null(notes);
		memset(notes, 'A', cases[i].size);
		memcpy(notes, cases[i].header, 12);
		memcpy(notes + 12, cases[i].owner, 4);
		proc_build_id(notes, cases[i].size, got);
		free(notes);
		if (strcmp(got, cases[i].want))
			fail_msg("%s: \"%s\"", cases[i].name, got);
	}
	proc_build_id((const u8 *)"\4\0\0\0\2\0\0\0\3\0\0", 11, got);
	assert_string_equal(got, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_live_names),
		TEST(test_live_kernel),
		TEST(test_live_other_kernel),
		TEST(test_live_no_notes),
		TEST(test_live_names_refused),
		TEST(test_live_kcore_refused),
		TEST(test_live_build_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
