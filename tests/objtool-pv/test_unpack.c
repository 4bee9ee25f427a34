// SPDX-License-Identifier: GPL-2.0-only
/* Unpacking: every format and size, what may follow a stream, and damage. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/input/unpack.h"
#include "make_packed.h"

#define MIB	(1u << 20)

/* Neither random nor all the same, so that every format has something to do. */
static u8 *sample(size_t size)
{
	u8 *data = malloc(size + 1);
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = i % 7 ? i / 1000 : i;
	return data;
}

static void check_whole(const char *name, const struct blob *packed, const u8 *data,
			size_t size)
{
	struct blob out = { NULL, 0 };
	struct error error = { "" };

	same_number(name, unpack("test", packed->data, packed->size, &out, &error), 1);
	assert_string_equal(error.text, "");
	same_number(name, out.size, size);
	same_number(name, memcmp(out.data, data, size), 0);
	blob_free(&out);
}

static void test_unpack_sizes(void **state)
{
	static const size_t sizes[] = { 1, 2, 500, 65535, 65536, 65537, 300000 };
	unsigned int packing, i;

	(void)state;
	for (packing = 0; packing < PACKINGS; packing++)
	for (i = 0; i < COUNT(sizes); i++) {
		u8 *data = sample(sizes[i]);
		struct blob packed = make_packed(packing, data, sizes[i]);

		check_whole(packing_names[packing], &packed, data, sizes[i]);
		blob_free(&packed);
		free(data);
	}
}

/* Blocks of lz4's legacy format: one that is full, two, and just a byte more. */
static void test_unpack_legacy_blocks(void **state)
{
	static const size_t sizes[] = { 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB,
					17 * MIB };
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		u8 *data = sample(sizes[i]);
		struct blob packed = make_packed(PACK_LZ4_LEGACY, data, sizes[i]);
		u32 size = sizes[i];

		check_whole("blocks", &packed, data, sizes[i]);
		make_longer(&packed, &size, 4);
		check_whole("blocks and size", &packed, data, sizes[i]);
		blob_free(&packed);
		free(data);
	}
}

/* The kernel appends the size of what was compressed; others append anything. */
static const struct {
	const char *name;
	const char *bytes;
	size_t count;
} trailers[] = {
	{ "the size", "\xf4\x01\0\0", 4 },
	{ "too small a size", "\x01\0\0\0", 4 },
	{ "zeros", "\0\0\0\0\0\0\0\0", 8 },
	{ "a size of gigabytes", "\xff\xff\xff\xff", 4 },
	{ "a size somewhat too large", "\0\x08\0\0", 4 },
	{ "a byte", "x", 1 },
	{ "what looks like a block", "\x04\0\0\0abcdefgh", 12 },
	{ "text", "this is no part of it", 21 },
};

static void test_unpack_trailers(void **state)
{
	u8 *data = sample(500);
	unsigned int packing, i;

	(void)state;
	for (packing = 0; packing < PACKINGS; packing++)
	for (i = 0; i < COUNT(trailers); i++) {
		struct blob packed = make_packed(packing, data, 500);

		make_longer(&packed, trailers[i].bytes, trailers[i].count);
		check_whole(trailers[i].name, &packed, data, 500);
		blob_free(&packed);
	}
	free(data);
}

/* No part of a stream is a whole one, and too little of it is no stream at all. */
static void test_unpack_cut_off(void **state)
{
	u8 *data = sample(500);
	unsigned int packing;

	(void)state;
	for (packing = 0; packing < PACKINGS; packing++) {
		struct blob packed = make_packed(packing, data, 500);
		size_t size;

		for (size = 0; size < packed.size; size++) {
			struct blob out = { NULL, 0 };
			struct error error = { "" };
			u8 *part = malloc(size);
			int ret;

			memcpy(part, packed.data, size);
			ret = unpack("test", part, size, &out, &error);
			same_number(packing_names[packing], ret, size < 6 && !ret ? 0 : -1);
			same_number(packing_names[packing], !!error.text[0], ret < 0);
			assert_null(out.data);
			free(part);
		}
		blob_free(&packed);
	}
	free(data);
}

/* Formats with checksums notice every change of a byte, and none may crash. */
static void test_unpack_damage(void **state)
{
	u8 *data = sample(500);
	unsigned int packing;

	(void)state;
	for (packing = 0; packing < PACKINGS; packing++) {
		struct blob packed = make_packed(packing, data, 500);
		size_t i, refused = 0;

		for (i = 6; i < packed.size; i++) {
			struct blob out = { NULL, 0 };
			struct error error = { "" };

			packed.data[i] ^= 0x55;
			if (unpack("test", packed.data, packed.size, &out, &error) < 0)
				refused++;
			if (out.data && packing == PACK_XZ)
				assert_memory_equal(out.data, data, 500);
			blob_free(&out);
			packed.data[i] ^= 0x55;
		}
		if (!refused)
			fail_msg("%s: no damage was noticed", packing_names[packing]);
		blob_free(&packed);
	}
	free(data);
}

static void test_unpack_unknown(void **state)
{
	static const char *const unknown[] = {
		"", "\x1f", "\x7f" "ELF", "BZ0h", "plain text", "\xfd" "7zXY", "PK\3\4",
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(unknown); i++) {
		struct blob out = { NULL, 77 };
		struct error error = { "" };

		same_number(unknown[i], unpack("test", (const u8 *)unknown[i],
					       strlen(unknown[i]), &out, &error), 0);
		assert_string_equal(error.text, "");
		assert_int_equal(out.size, 77);
	}
}

static void test_unpack_reason(void **state)
{
	struct blob out = { NULL, 0 };
	struct error error = { "" };
	u8 *data = sample(500);
	struct blob packed = make_packed(PACK_GZIP, data, 500);

	(void)state;
	assert_int_equal(unpack("a.ko.gz", packed.data, packed.size - 9, &out, &error), -1);
	assert_non_null(strstr(error.text, "a.ko.gz: gzip data is damaged after "));
	assert_non_null(strstr(error.text, "cut off"));
	blob_free(&packed);
	free(data);
}

/* The limit itself; a gigabyte of output would be too much for a test. */
static void test_unpack_limit(void **state)
{
	struct error error = { "" };
	struct unpack_job job = { .name = "bomb", .format = "xz", .used = BLOB_MAX + 1,
				  .room = BLOB_MAX + 1, .error = &error };

	(void)state;
	assert_int_equal(unpack_grow(&job), -1);
	assert_string_equal(error.text, "bomb: xz data unpacks to more than 1024 MiB, so it"
			    " is no kernel");
	job.used--;
	assert_int_equal(unpack_grow(&job), 0);
	job.used = job.room = 100;
	assert_int_equal(unpack_grow(&job), 0);
	assert_int_equal(job.room, 200);
	job.used = 200;
	assert_int_equal(unpack_grow(&job), 0);
	assert_int_equal(job.room, 400);
	free(job.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unpack_sizes),
		cmocka_unit_test(test_unpack_legacy_blocks),
		cmocka_unit_test(test_unpack_trailers),
		cmocka_unit_test(test_unpack_cut_off),
		cmocka_unit_test(test_unpack_damage),
		cmocka_unit_test(test_unpack_unknown),
		cmocka_unit_test(test_unpack_reason),
		cmocka_unit_test(test_unpack_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
