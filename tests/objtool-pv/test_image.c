// SPDX-License-Identifier: GPL-2.0-only
/* Images: memory by address, symbols by name and by address, and KASLR. */
#include "../check.h"
#include "../../tools/objtool-pv/image.h"

#define TEXT	0xffffffff81000000ull
#define NEXT	0xffffffff81000100ull	/* directly behind .text */
#define DATA	0xffffffff81002000ull
#define TOP	0xfffffffffffffff0ull

static u8 text[0x100], next[0x40];

static void add_section(struct image *image, const char *name, u64 addr, u64 size,
			const u8 *data, bool alloc, bool exec)
{
	image_add_section(image, &(struct image_section){
		.name = name, .addr = addr, .size = size, .data = data,
		.alloc = alloc, .exec = exec });
}

static void add_symbol(struct image *image, const char *name, u64 addr, u64 size,
		       bool function)
{
	image_add_symbol(image, &(struct image_symbol){
		.name = name, .addr = addr, .size = size, .function = function });
}

static struct image *sections(void)
{
	struct image *image = image_new("test");
	unsigned int i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = i;
	memset(next, 0xcc, sizeof(next));
	/* In no order, as a file may have them. */
	add_section(image, ".bss", DATA, 0x1000, NULL, true, false);
	add_section(image, ".comment", TEXT, 0x40, next, false, false);
	add_section(image, ".text", TEXT, sizeof(text), text, true, true);
	add_section(image, ".empty", TEXT + 0x10, 0, NULL, true, false);
	add_section(image, ".next", NEXT, sizeof(next), next, true, false);
	add_section(image, ".percpu", 0, 0x100, NULL, true, false);
	add_section(image, ".top", TOP, 0x10, text, true, false);
	return image;
}

static const struct {
	const char *name;
	u64 addr;
	unsigned int len;
	const char *bytes;	/* NULL: cannot be read */
} reads[] = {
	{ "first byte", TEXT, 4, "\x00\x01\x02\x03" },
	{ "last byte", TEXT + 0xff, 1, "\xff" },
	{ "into the next section", TEXT + 0xfe, 4, "\xfe\xff\xcc\xcc" },
	{ "a byte behind the end", NEXT + 0x3e, 3, NULL },
	{ "before the first", TEXT - 1, 2, NULL },
	{ "nothing of nowhere", TEXT - 1, 0, "" },
	{ "no bytes in the file are zeros", DATA + 0xffc, 4, "\0\0\0\0" },
	{ "behind those", DATA + 0xffd, 4, NULL },
	{ "address 0", 0, 2, "\0\0" },
	{ "the last address", TOP + 0xe, 2, "\x0e\x0f" },
	{ "around the last address", TOP + 0xe, 4, NULL },
};

static void test_image_read(void **state)
{
	struct image *image = sections();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(reads); i++) {
		u8 got[16];

		same_number(reads[i].name,
			    image_read(image, reads[i].addr, got, reads[i].len),
			    reads[i].bytes ? 0 : -1);
		if (reads[i].bytes)
			same_bytes(reads[i].name, got, reads[i].bytes, reads[i].len);
	}
	image_free(image);
}

static void test_image_section_at(void **state)
{
	struct image *image = sections();

	(void)state;
	assert_string_equal(image_section_at(image, TEXT + 0x10)->name, ".text");
	assert_string_equal(image_section_at(image, NEXT)->name, ".next");
	assert_string_equal(image_section_at(image, DATA + 0xfff)->name, ".bss");
	assert_null(image_section_at(image, DATA + 0x1000));
	assert_null(image_section_at(image, TEXT - 1));
	assert_string_equal(image_section_at(image, UINT64_MAX)->name, ".top");
	/* A section that is added later is found, too, and the last to begin counts. */
	add_section(image, ".inner", TEXT + 0x20, 0x10, text, true, false);
	assert_string_equal(image_section_at(image, TEXT + 0x2f)->name, ".inner");
	assert_string_equal(image_section_at(image, TEXT + 0x30)->name, ".text");
	image_free(image);
}

static void test_image_section(void **state)
{
	struct image *image = sections();

	(void)state;
	assert_int_equal(image_section(image, ".comment")->size, 0x40);
	assert_int_equal(image_section(image, ".text")->addr, TEXT);
	assert_null(image_section(image, ".tex"));
	image_free(image);
}

static void test_image_executable(void **state)
{
	struct image *image = sections();

	(void)state;
	assert_true(image_executable(image, TEXT, 0x100));
	assert_false(image_executable(image, TEXT, 0x101));
	assert_false(image_executable(image, TEXT + 1, SIZE_MAX));
	assert_true(image_executable(image, TEXT + 0xff, 1));
	assert_false(image_executable(image, TEXT + 0xff, 2));
	assert_false(image_executable(image, NEXT, 1));
	assert_false(image_executable(image, TEXT - 1, 1));
	image_free(image);
}

/* Names in .text, as a symbol table has them; and one that belongs to nobody. */
static struct image *symbols(void)
{
	struct image *image = sections();

	add_symbol(image, "One", TEXT, 0x10, true);
	add_symbol(image, "__pfx_one", TEXT, 0x10, true);
	add_symbol(image, "_stext", TEXT, 0, false);
	add_symbol(image, ".Lloop", TEXT + 8, 0, true);
	add_symbol(image, "two", TEXT + 0x20, 0x40, true);
	add_symbol(image, "label", TEXT + 0x30, 0, true);
	add_symbol(image, "__pfx_three", TEXT + 0x70, 0, true);
	add_symbol(image, "three", TEXT + 0x80, 0, true);
	add_symbol(image, "four", TEXT + 0xc0, 1u << 30, true);
	add_symbol(image, "data", DATA + 0x10, 8, false);
	add_symbol(image, "percpu", 0x10, 8, false);
	add_symbol(image, "twin", DATA + 0x40, 0, false);
	add_symbol(image, "twin", DATA + 0x30, 0, false);
	add_symbol(image, "module_function", 0xffffffffc0000000ull, 0, true);
	image_ready(image);
	return image;
}

static const struct {
	const char *name;
	u64 addr;
	const char *symbol;	/* NULL: none */
	const char *function;	/* NULL: none */
	u64 start, end;
} places[] = {
	{ "a function rather than a label", TEXT, "One", "One", TEXT, TEXT + 0x10 },
	{ "a local label does not count", TEXT + 9, "One", "One", TEXT, TEXT + 0x10 },
	{ "behind a function's end", TEXT + 0x18, "One", "One", TEXT, TEXT + 0x20 },
	{ "the next function's first byte", TEXT + 0x20, "two", "two", TEXT + 0x20,
	  TEXT + 0x60 },
	{ "a label inside a function", TEXT + 0x31, "label", "two", TEXT + 0x20,
	  TEXT + 0x60 },
	{ "padding has a name", TEXT + 0x71, "__pfx_three", "__pfx_three", TEXT + 0x70,
	  TEXT + 0x80 },
	{ "no size: until the next", TEXT + 0xbf, "three", "three", TEXT + 0x80,
	  TEXT + 0xc0 },
	{ "a size that lies ends with the section", TEXT + 0xff, "four", "four",
	  TEXT + 0xc0, TEXT + 0x100 },
	{ "names of another section", NEXT + 1, NULL, NULL, 0, 0 },
	{ "before the first of its section", DATA + 0xf, NULL, NULL, 0, 0 },
	{ "data", DATA + 0x11, "data", NULL, 0, 0 },
	{ "data without a size", DATA + 0xfff, "twin", NULL, 0, 0 },
	{ "per-CPU", 0x12, "percpu", NULL, 0, 0 },
	{ "before per-CPU", 0, NULL, NULL, 0, 0 },
	{ "in no section", 0xffffffffc0000010ull, "module_function", "module_function",
	  0xffffffffc0000000ull, 0xffffffffc0000010ull + (1u << 20) },
	{ "too far from anything", 0xffffffffd0000000ull, NULL, NULL, 0, 0 },
	{ "a section without names", TOP, NULL, NULL, 0, 0 },
};

static void test_image_symbol_at(void **state)
{
	struct image *image = symbols();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		const struct image_symbol *symbol = image_symbol_at(image, places[i].addr);
		const char *got = symbol ? symbol->name : "none";
		const char *want = places[i].symbol ? places[i].symbol : "none";

		if (strcmp(got, want))
			fail_msg("%s: %s, not %s", places[i].name, got, want);
	}
	image_free(image);
}

static void test_image_function(void **state)
{
	struct image *image = symbols();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		u64 start = 0, end = 0;
		const struct image_symbol *symbol =
			image_function(image, places[i].addr, &start, &end);
		const char *got = symbol ? symbol->name : "none";
		const char *want = places[i].function ? places[i].function : "none";

		if (strcmp(got, want))
			fail_msg("%s: %s, not %s", places[i].name, got, want);
		same_number(places[i].name, start, places[i].start);
		same_number(places[i].name, end, places[i].end);
	}
	image_free(image);
}

/* So many names for one address that not all are looked at: still one of them. */
static void test_image_symbol_at_crowd(void **state)
{
	struct image *image = sections();
	unsigned int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		add_symbol(image, "same", TEXT, 0, false);
	image_ready(image);
	assert_string_equal(image_symbol_at(image, TEXT + 5)->name, "same");
	image_free(image);
}

static void test_image_symbol(void **state)
{
	struct image *image = symbols();

	(void)state;
	assert_int_equal(image_address(image, "One"), TEXT);
	assert_int_equal(image_address(image, "twin"), DATA + 0x30);
	assert_int_equal(image_address(image, "__pfx_one"), TEXT);
	assert_int_equal(image_address(image, "On"), 0);
	assert_int_equal(image_address(image, "Onee"), 0);
	assert_int_equal(image_address(image, "zzz"), 0);
	assert_null(image_symbol(image, ""));
	image_free(image);
}

static void test_image_symbol_order(void **state)
{
	struct image *image = symbols();
	size_t i;

	(void)state;
	for (i = 1; i < image->nsymbols; i++) {
		const struct image_symbol *symbol = &image->symbols[i];

		assert_true(symbol[-1].addr <= symbol->addr);
		assert_true(strcmp(image->symbols[image->by_name[i - 1]].name,
				   image->symbols[image->by_name[i]].name) <= 0);
	}
	image_free(image);
}

static void test_image_empty(void **state)
{
	struct image *image = image_new("nothing");
	char place[IMAGE_PLACE];
	u8 byte;

	(void)state;
	assert_null(image_symbol(image, "One"));
	image_ready(image);
	assert_null(image_symbol(image, "One"));
	assert_null(image_symbol_at(image, TEXT));
	assert_null(image_section_at(image, TEXT));
	assert_int_equal(image_read(image, TEXT, &byte, 1), -1);
	image_place(image, TEXT, place);
	assert_string_equal(place, "0xffffffff81000000");
	image_free(image);
	image_free(NULL);
}

static void test_image_place(void **state)
{
	struct image *image = symbols();
	char place[IMAGE_PLACE], name[1000];

	(void)state;
	image_place(image, TEXT + 0x21, place);
	assert_string_equal(place, "0xffffffff81000021 two+0x1");
	image_place(image, NEXT, place);
	assert_string_equal(place, "0xffffffff81000100");
	image->kind = IMAGE_MODULE;
	image_place(image, TEXT + 0x21, place);
	assert_string_equal(place, ".text+0x21 two+0x1");
	image_place(image, 0xffffffffc0000000ull, place);
	assert_string_equal(place, "0xffffffffc0000000 module_function+0x0");
	/* A name that is long, and would clear the screen. */
	memset(name, 'x', sizeof(name));
	memcpy(name, "\33[2J\x80", 5);
	name[sizeof(name) - 1] = '\0';
	add_symbol(image, name, NEXT, 0, false);
	image_ready(image);
	image_place(image, NEXT, place);
	assert_non_null(strstr(place, ".next+0x0 ?[2J?xxx"));
	assert_in_range(strlen(place), 50, IMAGE_PLACE - 1);
	image_free(image);
}

static void test_image_string(void **state)
{
	static const char bytes[] = "first\0second";
	struct image *image = image_new("test");
	char got[300];

	(void)state;
	/* The last string is not terminated in its section but by the next one. */
	add_section(image, "a", TEXT, 12, (const u8 *)bytes, true, false);
	add_section(image, "zeros", TEXT + 12, 0x100, NULL, true, false);
	add_section(image, "b", DATA, 12, (const u8 *)bytes, true, false);
	assert_int_equal(image_string(image, TEXT, got, sizeof(got)), 0);
	assert_string_equal(got, "first");
	assert_int_equal(image_string(image, TEXT + 6, got, sizeof(got)), 0);
	assert_string_equal(got, "second");
	assert_int_equal(image_string(image, TEXT + 6, got, 4), 0);
	assert_string_equal(got, "sec");
	assert_int_equal(image_string(image, TEXT + 6, got, 1), 0);
	assert_string_equal(got, "");
	assert_int_equal(image_string(image, DATA + 6, got, sizeof(got)), -1);
	assert_string_equal(got, "second");
	assert_int_equal(image_string(image, DATA + 6, got, 7), 0);
	assert_int_equal(image_string(image, 5, got, sizeof(got)), -1);
	assert_string_equal(got, "");
	image_free(image);
}

static void test_image_slide(void **state)
{
	struct image *image = symbols();
	u8 byte;

	(void)state;
	image_slide(image, 0x1000000);
	image_slide(image, 0x2000000);
	assert_int_equal(image->slide, 0x3000000);
	assert_int_equal(image_address(image, "two"), TEXT + 0x3000020);
	assert_int_equal(image_address(image, "percpu"), 0x10);
	assert_string_equal(image_symbol_at(image, TEXT + 0x3000021)->name, "two");
	assert_int_equal(image_read(image, TEXT + 0x3000021, &byte, 1), 0);
	assert_int_equal(byte, 0x21);
	assert_int_equal(image_read(image, TEXT + 0x21, &byte, 1), -1);
	assert_int_equal(image_read(image, 0x21, &byte, 1), 0);
	image_free(image);
}

/* A dump may claim any slide: addresses go around, and are still in order. */
static void test_image_slide_around(void **state)
{
	struct image *image = symbols();
	size_t i;

	(void)state;
	image_slide(image, 0x7f000000);
	for (i = 1; i < image->nsymbols; i++)
		assert_true(image->symbols[i - 1].addr <= image->symbols[i].addr);
	assert_int_equal(image_address(image, "two"), 0x20);
	image_free(image);
}

static int other_read(void *ctx, u64 addr, void *to, size_t len)
{
	(void)addr;
	memset(to, *(u8 *)ctx, len);
	return 0;
}

static void other_close(void *ctx)
{
	*(u8 *)ctx = 0;
}

static void test_image_other_memory(void **state)
{
	struct image *image = sections();
	u8 ctx = 7, byte;

	(void)state;
	image->memory = (struct memory){ other_read, other_close, &ctx };
	assert_int_equal(image_read(image, 5000, &byte, 1), 0);
	assert_int_equal(byte, 7);
	image_free(image);
	assert_int_equal(ctx, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_read),
		cmocka_unit_test(test_image_section_at),
		cmocka_unit_test(test_image_section),
		cmocka_unit_test(test_image_executable),
		cmocka_unit_test(test_image_symbol_at),
		cmocka_unit_test(test_image_function),
		cmocka_unit_test(test_image_symbol_at_crowd),
		cmocka_unit_test(test_image_symbol),
		cmocka_unit_test(test_image_symbol_order),
		cmocka_unit_test(test_image_empty),
		cmocka_unit_test(test_image_place),
		cmocka_unit_test(test_image_string),
		cmocka_unit_test(test_image_slide),
		cmocka_unit_test(test_image_slide_around),
		cmocka_unit_test(test_image_other_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
