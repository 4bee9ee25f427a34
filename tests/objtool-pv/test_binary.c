// SPDX-License-Identifier: GPL-2.0-only
/* Binaries: memory by address, symbols by name and by address, and KASLR. */
#include "../check.h"
#include "../../tools/objtool-pv/binary.h"

#define TEXT	0xffffffff81000000ull
#define NEXT	0xffffffff81000100ull	/* directly after .text */
#define DATA	0xffffffff81002000ull
#define TOP	0xfffffffffffffff0ull

static u8 text[0x100], next[0x40];

static void add_section(struct binary *binary, const char *name, u64 addr, u64 size,
			const u8 *data, bool alloc, bool exec)
{
	binary_add_section(binary, &(struct binary_section){
		.name = name, .addr = addr, .size = size, .data = data,
		.alloc = alloc, .exec = exec });
}

static void add_symbol(struct binary *binary, const char *name, u64 addr, u64 size,
		       bool function)
{
	binary_add_symbol(binary, &(struct binary_symbol){
		.name = name, .addr = addr, .size = size, .function = function });
}

static struct binary *sections(void)
{
	struct binary *binary = binary_new("test");
	unsigned int i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = i;
	memset(next, 0xcc, sizeof(next));
	/* In no order, as a file may have them. */
	add_section(binary, ".bss", DATA, 0x1000, NULL, true, false);
	add_section(binary, ".comment", TEXT, 0x40, next, false, false);
	add_section(binary, ".text", TEXT, sizeof(text), text, true, true);
	add_section(binary, ".empty", TEXT + 0x10, 0, NULL, true, false);
	add_section(binary, ".next", NEXT, sizeof(next), next, true, false);
	add_section(binary, ".percpu", 0, 0x100, NULL, true, false);
	add_section(binary, ".top", TOP, 0x10, text, true, false);
	return binary;
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
	{ "a byte past the end", NEXT + 0x3e, 3, NULL },
	{ "before the first", TEXT - 1, 2, NULL },
	{ "nothing of nowhere", TEXT - 1, 0, "" },
	{ "no bytes in the file are zeros", DATA + 0xffc, 4, "\0\0\0\0" },
	{ "after those", DATA + 0xffd, 4, NULL },
	{ "address 0", 0, 2, "\0\0" },
	{ "the last address", TOP + 0xe, 2, "\x0e\x0f" },
	{ "around the last address", TOP + 0xe, 4, NULL },
};

static void test_binary_read(void **state)
{
	struct binary *binary = sections();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(reads); i++) {
		u8 got[16];

		same_number(reads[i].name,
			    binary_read(binary, reads[i].addr, got, reads[i].len),
			    reads[i].bytes ? 0 : -1);
		if (reads[i].bytes)
			same_bytes(reads[i].name, got, reads[i].bytes, reads[i].len);
	}
	binary_free(binary);
}

static void test_binary_section_at(void **state)
{
	struct binary *binary = sections();

	(void)state;
	assert_string_equal(binary_section_at(binary, TEXT + 0x10)->name, ".text");
	assert_string_equal(binary_section_at(binary, NEXT)->name, ".next");
	assert_string_equal(binary_section_at(binary, DATA + 0xfff)->name, ".bss");
	assert_null(binary_section_at(binary, DATA + 0x1000));
	assert_null(binary_section_at(binary, TEXT - 1));
	assert_string_equal(binary_section_at(binary, UINT64_MAX)->name, ".top");
	/* A section that is added later is found, too, and the last to begin counts. */
	add_section(binary, ".inner", TEXT + 0x20, 0x10, text, true, false);
	assert_string_equal(binary_section_at(binary, TEXT + 0x2f)->name, ".inner");
	assert_string_equal(binary_section_at(binary, TEXT + 0x30)->name, ".text");
	binary_free(binary);
}

static void test_binary_section(void **state)
{
	struct binary *binary = sections();

	(void)state;
	assert_int_equal(binary_section(binary, ".comment")->size, 0x40);
	assert_int_equal(binary_section(binary, ".text")->addr, TEXT);
	assert_null(binary_section(binary, ".tex"));
	binary_free(binary);
}

static void test_binary_executable(void **state)
{
	struct binary *binary = sections();

	(void)state;
	assert_true(binary_executable(binary, TEXT, 0x100));
	assert_false(binary_executable(binary, TEXT, 0x101));
	assert_false(binary_executable(binary, TEXT + 1, SIZE_MAX));
	assert_true(binary_executable(binary, TEXT + 0xff, 1));
	assert_false(binary_executable(binary, TEXT + 0xff, 2));
	assert_false(binary_executable(binary, NEXT, 1));
	assert_false(binary_executable(binary, TEXT - 1, 1));
	binary_free(binary);
}

/* Names in .text, as a symbol table has them; one is outside of all sections. */
static struct binary *symbols(void)
{
	struct binary *binary = sections();

	add_symbol(binary, "One", TEXT, 0x10, true);
	add_symbol(binary, "__pfx_one", TEXT, 0x10, true);
	add_symbol(binary, "_stext", TEXT, 0, false);
	add_symbol(binary, ".Lloop", TEXT + 8, 0, true);
	add_symbol(binary, "two", TEXT + 0x20, 0x40, true);
	add_symbol(binary, "label", TEXT + 0x30, 0, true);
	add_symbol(binary, "__pfx_three", TEXT + 0x70, 0, true);
	add_symbol(binary, "three", TEXT + 0x80, 0, true);
	add_symbol(binary, "four", TEXT + 0xc0, 1u << 30, true);
	add_symbol(binary, "data", DATA + 0x10, 8, false);
	add_symbol(binary, "percpu", 0x10, 8, false);
	add_symbol(binary, "twin", DATA + 0x40, 0, false);
	add_symbol(binary, "twin", DATA + 0x30, 0, false);
	add_symbol(binary, "module_function", 0xffffffffc0000000ull, 0, true);
	binary_ready(binary);
	return binary;
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
	{ "past a function's end", TEXT + 0x18, "One", "One", TEXT, TEXT + 0x20 },
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

static void test_binary_symbol_at(void **state)
{
	struct binary *binary = symbols();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		const struct binary_symbol *symbol = binary_symbol_at(binary, places[i].addr);
		const char *got = symbol ? symbol->name : "none";
		const char *want = places[i].symbol ? places[i].symbol : "none";

		if (strcmp(got, want))
			fail_msg("%s: %s, not %s", places[i].name, got, want);
	}
	binary_free(binary);
}

static void test_binary_function(void **state)
{
	struct binary *binary = symbols();
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		u64 start = 0, end = 0;
		const struct binary_symbol *symbol =
			binary_function(binary, places[i].addr, &start, &end);
		const char *got = symbol ? symbol->name : "none";
		const char *want = places[i].function ? places[i].function : "none";

		if (strcmp(got, want))
			fail_msg("%s: %s, not %s", places[i].name, got, want);
		same_number(places[i].name, start, places[i].start);
		same_number(places[i].name, end, places[i].end);
	}
	binary_free(binary);
}

/* So many names for one address that not all are looked at: still one of them. */
static void test_binary_symbol_at_crowd(void **state)
{
	struct binary *binary = sections();
	unsigned int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		add_symbol(binary, "same", TEXT, 0, false);
	binary_ready(binary);
	assert_string_equal(binary_symbol_at(binary, TEXT + 5)->name, "same");
	binary_free(binary);
}

static void test_binary_symbol(void **state)
{
	struct binary *binary = symbols();

	(void)state;
	assert_int_equal(binary_address(binary, "One"), TEXT);
	assert_int_equal(binary_address(binary, "twin"), DATA + 0x30);
	assert_int_equal(binary_address(binary, "__pfx_one"), TEXT);
	assert_int_equal(binary_address(binary, "On"), 0);
	assert_int_equal(binary_address(binary, "Onee"), 0);
	assert_int_equal(binary_address(binary, "zzz"), 0);
	assert_null(binary_symbol(binary, ""));
	binary_free(binary);
}

static void test_binary_symbol_order(void **state)
{
	struct binary *binary = symbols();
	size_t i;

	(void)state;
	for (i = 1; i < binary->nsymbols; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];

		assert_true(symbol[-1].addr <= symbol->addr);
		assert_true(strcmp(binary->symbols[binary->by_name[i - 1]].name,
				   binary->symbols[binary->by_name[i]].name) <= 0);
	}
	binary_free(binary);
}

static void test_binary_empty(void **state)
{
	struct binary *binary = binary_new("nothing");
	char place[BINARY_PLACE];
	u8 byte;

	(void)state;
	assert_null(binary_symbol(binary, "One"));
	binary_ready(binary);
	assert_null(binary_symbol(binary, "One"));
	assert_null(binary_symbol_at(binary, TEXT));
	assert_null(binary_section_at(binary, TEXT));
	assert_int_equal(binary_read(binary, TEXT, &byte, 1), -1);
	binary_place(binary, TEXT, place);
	assert_string_equal(place, "0xffffffff81000000");
	binary_free(binary);
	binary_free(NULL);
}

static void test_binary_place(void **state)
{
	struct binary *binary = symbols();
	char place[BINARY_PLACE], name[1000];

	(void)state;
	binary_place(binary, TEXT + 0x21, place);
	assert_string_equal(place, "0xffffffff81000021 two+0x1");
	binary_place(binary, NEXT, place);
	assert_string_equal(place, "0xffffffff81000100");
	binary->kind = BINARY_MODULE;
	binary_place(binary, TEXT + 0x21, place);
	assert_string_equal(place, ".text+0x21 two+0x1");
	binary_place(binary, 0xffffffffc0000000ull, place);
	assert_string_equal(place, "0xffffffffc0000000 module_function+0x0");
	/* A name that is long, and would clear the screen. */
	memset(name, 'x', sizeof(name));
	memcpy(name, "\33[2J\x80", 5);
	name[sizeof(name) - 1] = '\0';
	add_symbol(binary, name, NEXT, 0, false);
	binary_ready(binary);
	binary_place(binary, NEXT, place);
	assert_non_null(strstr(place, ".next+0x0 ?[2J?xxx"));
	assert_in_range(strlen(place), 50, BINARY_PLACE - 1);
	binary_free(binary);
}

static void test_binary_string(void **state)
{
	static const char bytes[] = "first\0second";
	struct binary *binary = binary_new("test");
	char got[300];

	(void)state;
	/* The last string is not terminated in its section but by the next one. */
	add_section(binary, "a", TEXT, 12, (const u8 *)bytes, true, false);
	add_section(binary, "zeros", TEXT + 12, 0x100, NULL, true, false);
	add_section(binary, "b", DATA, 12, (const u8 *)bytes, true, false);
	assert_int_equal(binary_string(binary, TEXT, got, sizeof(got)), 0);
	assert_string_equal(got, "first");
	assert_int_equal(binary_string(binary, TEXT + 6, got, sizeof(got)), 0);
	assert_string_equal(got, "second");
	assert_int_equal(binary_string(binary, TEXT + 6, got, 4), 0);
	assert_string_equal(got, "sec");
	assert_int_equal(binary_string(binary, TEXT + 6, got, 1), 0);
	assert_string_equal(got, "");
	assert_int_equal(binary_string(binary, DATA + 6, got, sizeof(got)), -1);
	assert_string_equal(got, "second");
	assert_int_equal(binary_string(binary, DATA + 6, got, 7), 0);
	assert_int_equal(binary_string(binary, 5, got, sizeof(got)), -1);
	assert_string_equal(got, "");
	binary_free(binary);
}

static void test_binary_slide(void **state)
{
	struct binary *binary = symbols();
	u8 byte;

	(void)state;
	binary_slide(binary, 0x1000000);
	binary_slide(binary, 0x2000000);
	assert_int_equal(binary->slide, 0x3000000);
	assert_int_equal(binary_address(binary, "two"), TEXT + 0x3000020);
	assert_int_equal(binary_address(binary, "percpu"), 0x10);
	assert_string_equal(binary_symbol_at(binary, TEXT + 0x3000021)->name, "two");
	assert_int_equal(binary_read(binary, TEXT + 0x3000021, &byte, 1), 0);
	assert_int_equal(byte, 0x21);
	assert_int_equal(binary_read(binary, TEXT + 0x21, &byte, 1), -1);
	assert_int_equal(binary_read(binary, 0x21, &byte, 1), 0);
	binary_free(binary);
}

/* A dump may claim any slide: addresses go around, and are still in order. */
static void test_binary_slide_around(void **state)
{
	struct binary *binary = symbols();
	size_t i;

	(void)state;
	binary_slide(binary, 0x7f000000);
	for (i = 1; i < binary->nsymbols; i++)
		assert_true(binary->symbols[i - 1].addr <= binary->symbols[i].addr);
	assert_int_equal(binary_address(binary, "two"), 0x20);
	binary_free(binary);
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

static void test_binary_other_memory(void **state)
{
	struct binary *binary = sections();
	u8 ctx = 7, byte;

	(void)state;
	binary->memory = (struct memory){ other_read, other_close, &ctx };
	assert_int_equal(binary_read(binary, 5000, &byte, 1), 0);
	assert_int_equal(byte, 7);
	binary_free(binary);
	assert_int_equal(ctx, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binary_read),
		cmocka_unit_test(test_binary_section_at),
		cmocka_unit_test(test_binary_section),
		cmocka_unit_test(test_binary_executable),
		cmocka_unit_test(test_binary_symbol_at),
		cmocka_unit_test(test_binary_function),
		cmocka_unit_test(test_binary_symbol_at_crowd),
		cmocka_unit_test(test_binary_symbol),
		cmocka_unit_test(test_binary_symbol_order),
		cmocka_unit_test(test_binary_empty),
		cmocka_unit_test(test_binary_place),
		cmocka_unit_test(test_binary_string),
		cmocka_unit_test(test_binary_slide),
		cmocka_unit_test(test_binary_slide_around),
		cmocka_unit_test(test_binary_other_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
