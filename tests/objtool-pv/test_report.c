// SPDX-License-Identifier: GPL-2.0-only
/* What reports work out themselves: places, padding, and the meaning of a call. */
#include "../check.h"

#include "../../tools/objtool-pv/report/insns.h"
#include "../../tools/objtool-pv/report/meaning.h"
#include "../../tools/objtool-pv/report/padding.h"
#include "../../tools/objtool-pv/report/place.h"

static const struct {
	const char *name, *text, *symbol;	/* symbol is NULL: it is refused */
	u64 addr;
} places[] = {
	{ "address", "0xffffffff81000010", "", 0xffffffff81000010 },
	{ "symbol", "do_idle", "do_idle", 0 },
	{ "offset", "do_idle+0x12", "do_idle", 0x12 },
	{ "decimal offset", "do_idle+12", "do_idle", 12 },
	{ "as the kernel prints it", "do_idle+0xf3/0x2a0", "do_idle", 0xf3 },
	{ "section", ".text.unlikely+0x0", ".text.unlikely", 0 },
	{ "plus in a name", "operator+0x1+0x2", "operator+0x1", 2 },
	{ "hexadecimal without 0x is a name", "ffffffff81000010", "ffffffff81000010", 0 },
	{ "nothing", "", NULL, 0 },
	{ "no name", "+0x12", NULL, 0 },
	{ "no digits", "0x", NULL, 0 },
	{ "no offset", "f+", NULL, 0 },
	{ "negative offset", "f+-1", NULL, 0 },
	{ "blank in an offset", "f+ 1", NULL, 0 },
	{ "more after an address", "0x10g", NULL, 0 },
	{ "more after an offset", "f+0x10g", NULL, 0 },
	{ "an address of 65 bits", "0x10000000000000000", NULL, 0 },
	{ "an offset of 65 bits", "f+0x10000000000000000", NULL, 0 },
};

static void test_report_places(void **state)
{
	struct place_name place;
	char longest[400];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		struct error error = { "" };
		int result = place_parse(places[i].text, &place, &error);

		same_number(places[i].name, result, places[i].symbol ? 0 : -1);
		same_number(places[i].name, error.text[0] != 0, result != 0);
		if (result)
			continue;
		same_number(places[i].name, (long long)place.addr,
			    (long long)places[i].addr);
		assert_string_equal(place.name, places[i].symbol);
	}
	memset(longest, 'f', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(place_parse(longest, &place, NULL), -1);
	longest[sizeof(place.name) - 1] = '\0';
	assert_int_equal(place_parse(longest, &place, NULL), 0);
}

static const struct {
	const char *name, *bytes;
	unsigned int len, padding;
} sites[] = {
	{ "call", "\xe8\x00\x00\x00\x00", 5, 0 },
	{ "call and a NOP", "\xe8\x00\x00\x00\x00\x66\x90", 7, 2 },
	{ "prefixes and cli", "\x2e\x2e\x2e\x2e\xfa", 5, 4 },
	{ "prefixes of what is after", "\x2e\x2e\x2e\x2e\x2e", 5, 5 },
	{ "long NOP", "\x0f\x1f\x44\x00\x00", 5, 5 },
	{ "long NOP with prefixes", "\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00", 10, 10 },
	{ "code between NOPs", "\x90\xfa\x90\x90", 4, 3 },
	{ "pause is none", "\xf3\x90\xfa", 3, 0 },
	{ "xchg %rax, %r8 is none", "\x49\x90", 2, 0 },
	{ "fs means something", "\x64\xa1\x00\x00\x00\x00\x00\x00\x00\x00", 10, 0 },
	{ "NOP, then no instruction", "\x90\x0f", 2, 1 },
	{ "nothing", "", 0, 0 },
};

static void test_report_padding(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sites); i++)
		same_number(sites[i].name, (long long)
			    padding_bytes((const u8 *)sites[i].bytes, sites[i].len, 0x1000),
			    sites[i].padding);
}

/* A kernel with a function and a slot, both 0x10 after a symbol's start. */
static struct binary *make_kernel(u64 at)
{
	struct binary_section section = { .name = ".text", .addr = at, .size = 0x1000,
					 .alloc = true, .exec = true };
	struct binary_symbol symbol = { .addr = at + 0x100, .size = 0x100, .name = "target",
				       .function = true };
	struct binary *binary = binary_new("kernel");

	binary_add_section(binary, &section);
	binary_add_symbol(binary, &symbol);
	binary_ready(binary);
	return binary;
}

/* Kernels are at 0x10000 and 0x50000; the site is at their start. */
static const struct {
	const char *name, *one, *other;
	unsigned int len;
	const char *meaning;
} calls[] = {
	{ "call", "\xe8\x0b\x01\x00\x00", NULL, 5, "e8<target+0x10>" },
	{ "call, two NOPs", "\xe8\xfb\x00\x00\x00\x90\x90", NULL, 7, "e8<target+0x0>9090" },
	{ "through a slot", "\xff\x15\x0a\x01\x00\x00", NULL, 6, "ff15<target+0x10>" },
	{ "jump through a slot", "\xff\x25\x0a\x01\x00\x00", NULL, 6, "ff25<target+0x10>" },
	{ "absolute slot", "\xff\x14\x25\x10\x01\x01\x00", "\xff\x14\x25\x10\x01\x05\x00",
	  7, "ff1425<target+0x10>" },
	{ "no symbol", "\xe8\x7b\x00\x00\x00", NULL, 5, "e8<.text+0x80>" },
	{ "instructions", "\xfa\x0f\x1f\x40\x00", NULL, 5, "fa0f1f4000" },
	{ "no instruction", "\x0f\xff\xff", NULL, 2, "0fff" },
};

static void check_meaning(size_t i, u64 at, const char *bytes)
{
	struct binary *binary = make_kernel(at);
	struct table table = { .binary = binary };
	struct site site = { .table = &table, .addr = at, .len = (u8)calls[i].len };
	struct site_text text = { .nbytes = (u8)calls[i].len };
	char meaning[MEANING_TEXT];

	memcpy(text.bytes, bytes, calls[i].len);
	site_meaning(&site, &text, meaning);
	if (strcmp(meaning, calls[i].meaning))
		fail_msg("%s: %s instead of %s", calls[i].name, meaning, calls[i].meaning);
	binary_free(binary);
}

static void test_report_meaning(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(calls); i++) {
		check_meaning(i, 0x10000, calls[i].one);
		check_meaning(i, 0x50000, calls[i].other ? calls[i].other : calls[i].one);
	}
}

/* The kernel is at 0x10000, the code of a loaded module at 0x90000. */
static const struct {
	const char *name;
	bool loaded;
	u64 addr;
	const char *text;
} module_places[] = {
	{ "the module's first byte", true, 0x90000, "0x90000 mod+0x0" },
	{ "its last", true, 0x90fff, "0x90fff mod+0xfff" },
	{ "after it", true, 0x91000, "0x91000" },
	{ "before it", true, 0x8ffff, "0x8ffff" },
	{ "the kernel's own", true, 0x10104, "0x10104 target+0x4" },
	{ "the kernel's, in no symbol", true, 0x10020, "0x10020 .text+0x20" },
	{ "not of a module", false, 0x90000, "0x90000" },
};

static void test_report_places_of_modules(void **state)
{
	struct binary *binary = make_kernel(0x10000);
	struct table table = { .binary = binary, .name = "mod", .text = 0x90000,
			       .text_size = 0x1000 };
	char text[BINARY_PLACE];
	struct place place;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(module_places); i++) {
		table.loaded = module_places[i].loaded;
		place_text(binary, &table, module_places[i].addr, text);
		if (strcmp(text, module_places[i].text))
			fail_msg("%s: %s", module_places[i].name, text);
	}
	table.loaded = true;
	place_in(&table, 0x90010, &place);
	assert_null(place.symbol);
	assert_string_equal(place.section, "mod");
	assert_int_equal(place.section_offset, 0x10);
	place_text(binary, NULL, 0x90010, text);
	assert_string_equal(text, "0x90010");
	binary_free(binary);
}

static void test_report_instructions(void **state)
{
	struct binary *binary = make_kernel(0x10000);
	u8 bytes[SITE_BYTES];
	char text[INSNS_TEXT];
	size_t len;

	(void)state;
	insns_text(binary, (const u8 *)"\xe8\xfb\x00\x00\x00\xfa", 6, 0x10000, text);
	assert_non_null(strstr(text, "0x10100 <target>; cli"));
	insns_text(binary, (const u8 *)"\xe8\xfc\x00\x00\x00", 5, 0x10000, text);
	assert_non_null(strstr(text, "<target+0x1>"));
	/* As long as it gets, and whatever it is. */
	for (len = 0; len <= sizeof(bytes); len++) {
		memset(bytes, len % 2 ? 0x90 : 0x0f, sizeof(bytes));
		insns_text(binary, bytes, len, 0x10000, text);
		assert_true(strlen(text) < sizeof(text));
	}
	binary_free(binary);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_places),
		cmocka_unit_test(test_report_padding),
		cmocka_unit_test(test_report_meaning),
		cmocka_unit_test(test_report_places_of_modules),
		cmocka_unit_test(test_report_instructions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
