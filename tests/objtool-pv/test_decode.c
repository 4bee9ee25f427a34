// SPDX-License-Identifier: GPL-2.0-only
/* Single instructions: those that capstone 4 has wrong, branches, and what is no whole one. */
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"

#define ADDR	0xffffffff81000000ull
#define NO_ONE	0	/* as a length: no instruction */

static const struct {
	const char *name;
	const char *bytes;
	u8 size, len;
	s64 distance;		/* from @ADDR to the target; 0: no branch */
} cases[] = {
	/* SDM Vol. 2, UD: UD0 and UD1 have a ModRM byte. */
	{ "ud2", "\x0f\x0b", 2, 2, 0 },
	{ "ud1 %eax,%eax", "\x0f\xb9\xc0", 3, 3, 0 },
	{ "ud1 (%rax)", "\x0f\xb9\x00", 3, 3, 0 },
	{ "ud1 (%eax),%edx", "\x67\x0f\xb9\x10", 4, 4, 0 },
	{ "ud1 disp8(%rax)", "\x0f\xb9\x40\x0c", 4, 4, 0 },
	{ "ud1 disp8(%eax),%edx", "\x67\x0f\xb9\x50\x0c", 5, 5, 0 },
	{ "ud1 disp32(%rax)", "\x0f\xb9\x80\x01\x02\x03\x04", 7, 7, 0 },
	{ "ud1 disp32(%rip)", "\x0f\xb9\x05\x01\x02\x03\x04", 7, 7, 0 },
	{ "ud1 (%rsp)", "\x0f\xb9\x04\x24", 4, 4, 0 },
	{ "ud1 disp8(%rsp)", "\x0f\xb9\x44\x24\x08", 5, 5, 0 },
	{ "ud1 disp32(%rsp)", "\x0f\xb9\x84\x24\x01\x02\x03\x04", 8, 8, 0 },
	{ "ud1 disp32 without a base", "\x0f\xb9\x04\x25\x01\x02\x03\x04", 8, 8, 0 },
	{ "ud1 disp8(%rbp) by SIB", "\x0f\xb9\x44\x25\x08", 5, 5, 0 },
	{ "ud1 (%r12,%r9,4)", "\x43\x0f\xb9\x04\x8c", 5, 5, 0 },
	{ "ud0 %eax,%eax", "\x0f\xff\xc0", 3, 3, 0 },
	{ "ud0 disp8(%rdi),%esi", "\x0f\xff\x77\x08", 4, 4, 0 },
	/* SDM Vol. 2, Table A-6: group 7. */
	{ "vmcall", "\x0f\x01\xc1", 3, 3, 0 },
	{ "vmmcall", "\x0f\x01\xd9", 3, 3, 0 },
	{ "clac", "\x0f\x01\xca", 3, 3, 0 },
	{ "stac", "\x0f\x01\xcb", 3, 3, 0 },
	{ "xgetbv", "\x0f\x01\xd0", 3, 3, 0 },
	{ "xsetbv", "\x0f\x01\xd1", 3, 3, 0 },
	{ "serialize", "\x0f\x01\xe8", 3, 3, 0 },
	{ "rdpkru", "\x0f\x01\xee", 3, 3, 0 },
	{ "wrpkru", "\x0f\x01\xef", 3, 3, 0 },
	{ "swapgs", "\x0f\x01\xf8", 3, 3, 0 },
	{ "rdtscp", "\x0f\x01\xf9", 3, 3, 0 },
	{ "wrmsrns", "\x0f\x01\xc6", 3, 3, 0 },
	{ "setssbsy", "\xf3\x0f\x01\xe8", 4, 4, 0 },
	{ "tdcall", "\x66\x0f\x01\xcc", 4, 4, 0 },
	{ "lgdt (%rdi)", "\x0f\x01\x17", 3, 3, 0 },
	{ "lidt disp32(%rip)", "\x0f\x01\x1d\x01\x02\x03\x04", 7, 7, 0 },
	{ "lkgs %edi", "\xf2\x0f\x00\xf7", 4, 4, 0 },
	{ "lldt %ax", "\x0f\x00\xd0", 3, 3, 0 },
	{ "wrss %eax,(%rdi)", "\x0f\x38\xf6\x07", 4, 4, 0 },
	{ "wruss %rax,disp8(%rdi)", "\x66\x48\x0f\x38\xf5\x47\x08", 7, 7, 0 },
	{ "adcx %rcx,%rax", "\x66\x48\x0f\x38\xf6\xc1", 6, 6, 0 },
	{ "tpause %ecx", "\x66\x0f\xae\xf1", 4, 4, 0 },
	{ "umonitor %rcx", "\xf3\x0f\xae\xf1", 4, 4, 0 },
	{ "clwb disp8(%rdi)", "\x66\x0f\xae\x77\x40", 5, 5, 0 },
	{ "lfence", "\x0f\xae\xe8", 3, 3, 0 },
	{ "prefetcht0 disp32", "\x0f\x18\x0c\x25\x00\x00\x00\x00", 8, 8, 0 },
	{ "tilerelease", "\xc4\xe2\x78\x49\xc0", 5, 5, 0 },
	{ "vaesenc disp8(%rdi), EVEX", "\x62\xf2\x7d\x48\xdc\x47\x01", 7, 7, 0 },
	{ "vpshufd, EVEX", "\x62\xf1\x7d\x48\x70\xc1\xb1", 7, 7, 0 },
	{ "vpxorq, EVEX", "\x62\xf1\xfd\x48\xef\xc1", 6, 6, 0 },
	{ "vpclmulqdq, EVEX", "\x62\xf3\x7d\x48\x44\xc1\x11", 7, 7, 0 },
	{ "vpalignr disp32(%rsp)", "\xc4\xe3\x71\x0f\x84\x24\x01\x02\x03\x04\x05", 11, 11,
	  0 },
	{ "vmovdqu (%rsi), VEX of three bytes", "\xc4\xc1\x7e\x6f\x06", 5, 5, 0 },
	{ "vzeroupper", "\xc5\xf8\x77", 3, 3, 0 },
	{ "endbr64", "\xf3\x0f\x1e\xfa", 4, 4, 0 },
	{ "rdsspq %rax", "\xf3\x48\x0f\x1e\xc8", 5, 5, 0 },
	{ "nop of 9 bytes", "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00", 9, 9, 0 },
	{ "int3", "\xcc", 1, 1, 0 },
	{ "movabs", "\x48\xb8\x01\x02\x03\x04\x05\x06\x07\x08", 10, 10, 0 },
	{ "mov after five prefixes", "\x2e\x2e\x2e\x2e\x2e\x48\x89\xe5", 8, 8, 0 },
	{ "cli after four prefixes", "\x2e\x2e\x2e\x2e\xfa", 5, 5, 0 },
	/* The displacement counts from the end of the instruction. */
	{ "call", "\xe8\x01\x00\x00\x00", 5, 5, 6 },
	{ "call back", "\xe8\xf0\xff\xff\xff", 5, 5, -11 },
	{ "call after a prefix", "\x2e\xe8\x01\x00\x00\x00", 6, 6, 7 },
	{ "farthest call", "\xe8\xff\xff\xff\x7f", 5, 5, 0x80000004ll },
	{ "farthest call back", "\xe8\x00\x00\x00\x80", 5, 5, -0x7ffffffbll },
	{ "jmp", "\xe9\x10\x00\x00\x00", 5, 5, 0x15 },
	{ "jmp, short", "\xeb\x10", 2, 2, 0x12 },
	{ "jmp back, short", "\xeb\x80", 2, 2, -126 },
	{ "je, short", "\x74\x7f", 2, 2, 0x81 },
	{ "jg, short", "\x7f\x01", 2, 2, 3 },
	{ "je,pn, short", "\x2e\x74\x01", 3, 3, 4 },
	{ "jo", "\x0f\x80\x00\x01\x00\x00", 6, 6, 0x106 },
	{ "jg", "\x0f\x8f\xfa\xfe\xff\xff", 6, 6, -0x100 },
	{ "jg after a prefix", "\x3e\x0f\x8f\x01\x00\x00\x00", 7, 7, 8 },
	{ "loopne", "\xe0\x05", 2, 2, 7 },
	{ "loope", "\xe1\x05", 2, 2, 7 },
	{ "loop", "\xe2\x05", 2, 2, 7 },
	{ "jrcxz", "\xe3\x05", 2, 2, 7 },
	{ "jecxz", "\x67\xe3\x05", 3, 3, 8 },
	{ "call *%rax", "\xff\xd0", 2, 2, 0 },
	{ "call *disp32(%rip)", "\xff\x15\x01\x02\x03\x04", 6, 6, 0 },
	{ "jmp *%rax", "\xff\xe0", 2, 2, 0 },
	{ "notrack jmp *%rax", "\x3e\xff\xe0", 3, 3, 0 },
	{ "ret", "\xc3", 1, 1, 0 },
	{ "sete", "\x0f\x94\xc0", 3, 3, 0 },
	{ "push %rax, REX.B", "\x41\x50", 2, 2, 0 },
	/* What is after an instruction does not matter. */
	{ "nop, then anything", "\x90\xe8\x01\x02\x03\x04", 6, 1, 0 },
	{ "ud1, then anything", "\x0f\xb9\xc0\xe8\x01\x02\x03\x04", 8, 3, 0 },
	/* None. */
	{ "nothing", "", 0, NO_ONE, 0 },
	{ "push %es", "\x06", 1, NO_ONE, 0 },
	{ "prefixes alone", "\x2e\x2e\x2e\x2e\x2e", 5, NO_ONE, 0 },
	{ "16 bytes", "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x48\x89\xe5", 16,
	  NO_ONE, 0 },
	{ "16 bytes of ud1", "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x0f\xb9\xc0",
	  16, NO_ONE, 0 },
};

static void test_decode_cases(void **state)
{
	struct insn insn;
	size_t i;
	int err;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		err = decode((const u8 *)cases[i].bytes, cases[i].size, ADDR, &insn);
		same_number(cases[i].name, err, cases[i].len == NO_ONE ? -1 : 0);
		same_number(cases[i].name, insn.len, cases[i].len);
		same_number(cases[i].name, insn.branches, cases[i].distance != 0);
		if (insn.branches)
			same_number(cases[i].name, (s64)(insn.target - ADDR),
				    cases[i].distance);
	}
}

/* No beginning of an instruction is one, but where prefixes are all that is missing. */
static void test_decode_cut_off(void **state)
{
	struct insn insn;
	u8 room[16];
	size_t i, size;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		for (size = 0; size < cases[i].len; size++) {
			/* At the end, so that reading on is seen by the sanitizer. */
			u8 *bytes = room + sizeof(room) - size;

			memcpy(bytes, cases[i].bytes, size);
			if (!decode(bytes, size, ADDR, &insn))
				fail_msg("%s: %zu bytes of it are %u", cases[i].name, size,
					 insn.len);
		}
	}
}

/* Any bytes are decoded without reading on, or not at all. */
static void test_decode_any_bytes(void **state)
{
	u32 seed = 1, n, i, size;
	struct insn insn;
	u8 room[16];

	(void)state;
	for (n = 0; n < 200000; n++) {
		for (i = 0; i < sizeof(room); i++) {
			seed = seed * 1664525 + 1013904223;
			room[i] = seed >> 24;
		}
		room[n % 2] = n % 3 ? 0x0f : 0x2e;
		size = seed % 16 + 1;
		if (!decode(room + sizeof(room) - size, size, ADDR, &insn))
			assert_in_range(insn.len, 1, size < 15 ? size : 15);
	}
}

static const struct {
	const char *name, *bytes;
	u8 size;
	const char *text;
} texts[] = {
	{ "one", "\xfa", 1, "cli" },
	{ "two", "\x9c\x5b", 2, "pushfq; popq %rbx" },
	{ "none", "", 0, "" },
	{ "no instruction", "\x06\xfa", 2, ".byte 0x06; cli" },
	{ "one that capstone has wrong", "\x0f\xb9\x40\x0c\xfa", 5,
	  ".byte 0x0f, 0xb9, 0x40, 0x0c; cli" },
	{ "cut off", "\xfa\xe8\x01", 3, "cli; .byte 0xe8; " },
};

static void test_decode_text_cases(void **state)
{
	char to[INSN_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		decode_text((const u8 *)texts[i].bytes, texts[i].size, ADDR, to, sizeof(to));
		if (strncmp(to, texts[i].text, strlen(texts[i].text)))
			fail_msg("%s: \"%s\"", texts[i].name, to);
	}
}

/* Text is cut wherever there is no room, and ends within it. */
static void test_decode_text_room(void **state)
{
	static const u8 bytes[] = { 0x9c, 0x5b, 0x0f, 0xb9, 0x40, 0x0c, 0x48, 0x89, 0xe5 };
	char whole[INSN_TEXT], to[INSN_TEXT];
	size_t room;

	(void)state;
	decode_text(bytes, sizeof(bytes), ADDR, whole, sizeof(whole));
	for (room = 1; room + 1 < sizeof(to); room++) {
		memset(to, '#', sizeof(to));
		decode_text(bytes, sizeof(bytes), ADDR, to, room);
		assert_in_range(strlen(to), 0, room - 1);
		assert_memory_equal(to, whole, strlen(to));
		if (room > strlen(whole))
			assert_string_equal(to, whole);
		assert_int_equal(to[room], '#');
	}
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode_cases),
		cmocka_unit_test(test_decode_cut_off),
		cmocka_unit_test(test_decode_any_bytes),
		cmocka_unit_test(test_decode_text_cases),
		cmocka_unit_test(test_decode_text_room),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
