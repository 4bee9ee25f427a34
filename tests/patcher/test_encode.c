// SPDX-License-Identifier: GPL-2.0-only
/* The encodings, against bytes written out by hand. */
#include "expect.h"

#define GUARD	0xcc

static void test_encode_nop_lengths(void **state)
{
	u8 got[ROOM], want[ROOM];
	unsigned int len;

	(void)state;
	for (len = 0; len <= PVPATCH_SITE_MAX; len++) {
		memset(got, GUARD, ROOM);
		memset(want, GUARD, ROOM);
		pvpatch_nop(got, len);
		expect_nop(want, len);
		same_bytes("nop", got, want, ROOM);
	}
}

/* Longer than any site: padding between sites may ask for it one day. */
static void test_encode_nop_repeats(void **state)
{
	u8 got[20], want[20];

	(void)state;
	memset(want, GUARD, sizeof(want));
	expect_nop(want, 9);
	expect_nop(want + 9, 9);
	memset(got, GUARD, sizeof(got));
	pvpatch_nop(got, 18);
	same_bytes("18 bytes", got, want, sizeof(want));
}

static const struct {
	const char *name;
	u64 from, target;
	const char *bytes;	/* NULL: out of reach */
} calls[] = {
	{ "forward", 0x1000, 0x2345, "\xe8\x40\x13\x00\x00" },
	{ "backward", 0x2345, 0x1000, "\xe8\xb6\xec\xff\xff" },
	{ "next instruction", 0x1000, 0x1005, "\xe8\x00\x00\x00\x00" },
	{ "itself", 0x1000, 0x1000, "\xe8\xfb\xff\xff\xff" },
	{ "each byte differs", 0x1000, 0x12346a7d, "\xe8\x78\x5a\x34\x12" },
	{ "kernel text", 0xffffffff81000000, 0xffffffff81fffff0,
	  "\xe8\xeb\xff\xff\x00" },
	{ "module to kernel", 0xffffffffc0001000, 0xffffffff81000000,
	  "\xe8\xfb\xef\xff\xc0" },
	{ "farthest forward", 0x1000, 0x80001004, "\xe8\xff\xff\xff\x7f" },
	{ "one too far forward", 0x1000, 0x80001005, NULL },
	{ "farthest backward", 0x80001000, 0x1005, "\xe8\x00\x00\x00\x80" },
	{ "one too far backward", 0x80001000, 0x1004, NULL },
	{ "4 GiB forward, low bits near", 0x1000, 0x100001005, NULL },
	{ "4 GiB backward, low bits near", 0x100001000, 0x1005, NULL },
	{ "half the address space", 0x1000, 0x8000000000001005, NULL },
	{ "user to direct map", 0x400000, 0xffff888000000000, NULL },
	{ "up to address 0", 0x10, 0, "\xe8\xeb\xff\xff\xff" },
	{ "from address 0", 0, 0x10, "\xe8\x0b\x00\x00\x00" },
	{ "down through 0", 0, 0xfffffffffffffff0, "\xe8\xeb\xff\xff\xff" },
	{ "up through 2^64", 0xfffffffffffffff0, 0x10, "\xe8\x1b\x00\x00\x00" },
	{ "site ends at 2^64", 0xfffffffffffffffb, 0, "\xe8\x00\x00\x00\x00" },
	{ "to the last byte", 0xffffffffffffff00, 0xffffffffffffffff,
	  "\xe8\xfa\x00\x00\x00" },
	{ "farthest through 2^64", 0xfffffffffffffffb, 0x7fffffff,
	  "\xe8\xff\xff\xff\x7f" },
	{ "too far through 2^64", 0xfffffffffffffffb, 0x80000000, NULL },
	{ "farthest through 0", 0, 0xffffffff80000005, "\xe8\x00\x00\x00\x80" },
	{ "too far through 0", 0, 0xffffffff80000004, NULL },
};

static void test_encode_call_cases(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(calls); i++) {
		u8 got[ROOM], want[ROOM];
		int err;

		memset(got, GUARD, ROOM);
		memset(want, GUARD, ROOM);
		err = pvpatch_branch(got, false, calls[i].from, calls[i].target);
		if (calls[i].bytes)
			memcpy(want, calls[i].bytes, 5);
		same_number(calls[i].name, err,
			    calls[i].bytes ? 0 : -PVPATCH_EREACH);
		same_bytes(calls[i].name, got, want, ROOM);
	}
}

/* Around both ends of reach, from addresses around everything that can wrap. */
static void test_encode_call_reach(void **state)
{
	static const u64 froms[] = {
		0, 1, 0x7fffffff, 0x80000000, 0xfffffffb, 0x100000000,
		0x7fffffffffffffff, 0x8000000000000000, 0xffffffff7fffffff,
		0xffffffff80000000, 0xfffffffffffffffa, 0xffffffffffffffff,
	};
	unsigned int i;
	long long near;

	(void)state;
	for (i = 0; i < COUNT(froms); i++) {
		for (near = -70; near <= 70; near++) {
			u64 after = froms[i] + 5;
			u8 got[5];

			same_number("forward",
				    pvpatch_branch(got, false, froms[i],
						   after + 0x7fffffff + near),
				    near > 0 ? -PVPATCH_EREACH : 0);
			same_number("backward",
				    pvpatch_branch(got, false, froms[i],
						   after - 0x80000000 + near),
				    near < 0 ? -PVPATCH_EREACH : 0);
		}
	}
}

static const struct {
	const char *name;
	unsigned int len;
	unsigned int code;	/* a row of samples[] */
	bool prefix;
	const char *bytes;
} pads[] = {
	{ "exact", 5, 5, false, "\xfb\xf4\x0f\x09\xfa" },
	{ "exact, no room for a prefix", 5, 5, true, "\xfb\xf4\x0f\x09\xfa" },
	{ "one prefix", 5, 4, true, "\x2e\x0f\x22\xd8\xfb" },
	{ "one NOP", 5, 4, false, "\x0f\x22\xd8\xfb\x90" },
	{ "two prefixes", 5, 3, true, "\x2e\x2e\xc6\x07\x00" },
	{ "two-byte NOP", 5, 3, false, "\xc6\x07\x00\x66\x90" },
	{ "four prefixes", 5, 1, true, "\x2e\x2e\x2e\x2e\xfa" },
	{ "four-byte NOP", 5, 1, false, "\xfa\x0f\x1f\x40\x00" },
	{ "most prefixes", 9, 1, true, "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\xfa" },
	{ "most prefixes and a NOP", 10, 1, true,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\xfa\x90" },
	{ "nothing to do", 5, 0, false, "\x0f\x1f\x44\x00\x00" },
	{ "prefixes of what is after", 5, 0, true, "\x2e\x2e\x2e\x2e\x2e" },
	{ "nothing, more than prefixes can take", 6, 0, true,
	  "\x66\x0f\x1f\x44\x00\x00" },
	{ "longest site, shortest code", 15, 1, true,
	  "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e\xfa\x66\x0f\x1f\x44\x00\x00" },
	{ "longest site, nothing", 15, 0, false,
	  "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00\x66\x0f\x1f\x44\x00\x00" },
	{ "longest site, nothing, more than prefixes can take", 15, 0, true,
	  "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00\x66\x0f\x1f\x44\x00\x00" },
	{ "longest site, no prefix", 15, 2, false,
	  "\x9c\x58\x66\x0f\x1f\x84\x00\x00\x00\x00\x00\x0f\x1f\x40\x00" },
};

static void test_encode_pad_cases(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(pads); i++) {
		struct pvpatch_code code = sample_code(pads[i].code,
						       pads[i].prefix);
		u8 got[ROOM], want[ROOM];

		memset(got, GUARD, ROOM);
		memset(want, GUARD, ROOM);
		memcpy(want, pads[i].bytes, pads[i].len);
		same_number(pads[i].name,
			    pvpatch_pad(got, pads[i].len, &code), 0);
		same_bytes(pads[i].name, got, want, ROOM);
	}
}

/* Every code of every length in every site, with and without prefixes. */
static void test_encode_pad_all(void **state)
{
	unsigned int len, row, prefix;

	(void)state;
	for (len = 0; len <= PVPATCH_SITE_MAX; len++)
	for (row = 0; row <= PVPATCH_SITE_MAX; row++)
	for (prefix = 0; prefix < 2; prefix++) {
		struct pvpatch_code code = sample_code(row, prefix);
		u8 got[ROOM], want[ROOM];
		char name[64];

		snprintf(name, sizeof(name), "site %u, code %u, prefix %u",
			 len, row, prefix);
		memset(got, GUARD, ROOM);
		memset(want, GUARD, ROOM);
		if (row <= len)
			expect_pad(want, len, &code);
		same_number(name, pvpatch_pad(got, len, &code),
			    row <= len ? 0 : -PVPATCH_ETEMPLATE);
		same_bytes(name, got, want, ROOM);
	}
}

/* Prefixes that are asked for and cannot be had: NOPs are given instead. */
static const struct {
	const char *name;
	unsigned int len;
	unsigned int code;
	enum pvpatch_pad asked, given;
	const char *bytes;
} asked[] = {
	{ "own prefixes of code", 5, 1, PVPATCH_OWN_PREFIX, PVPATCH_OWN_PREFIX,
	  "\x2e\x2e\x2e\x2e\xfa" },
	{ "own prefixes of no code", 5, 0, PVPATCH_OWN_PREFIX, PVPATCH_NOPS,
	  "\x0f\x1f\x44\x00\x00" },
	{ "prefixes of the next one, no code", 5, 0, PVPATCH_NEXT_PREFIX,
	  PVPATCH_NEXT_PREFIX, "\x2e\x2e\x2e\x2e\x2e" },
	{ "prefixes of the next one, code", 5, 1, PVPATCH_NEXT_PREFIX, PVPATCH_NOPS,
	  "\xfa\x0f\x1f\x40\x00" },
	{ "more of them than it takes", 6, 0, PVPATCH_NEXT_PREFIX, PVPATCH_NOPS,
	  "\x66\x0f\x1f\x44\x00\x00" },
	{ "NOPs after code", 5, 1, PVPATCH_NOPS, PVPATCH_NOPS,
	  "\xfa\x0f\x1f\x40\x00" },
	{ "NOPs in place of code", 5, 0, PVPATCH_NOPS, PVPATCH_NOPS,
	  "\x0f\x1f\x44\x00\x00" },
};

static void test_encode_pad_asked(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(asked); i++) {
		struct pvpatch_code code = sample_code(asked[i].code, false);
		u8 got[ROOM];

		code.pad = asked[i].asked;
		same_number(asked[i].name, pvpatch_pad_of(&code, asked[i].len),
			    asked[i].given);
		same_number(asked[i].name, pvpatch_pad(got, asked[i].len, &code), 0);
		same_bytes(asked[i].name, got, asked[i].bytes, asked[i].len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode_nop_lengths),
		cmocka_unit_test(test_encode_nop_repeats),
		cmocka_unit_test(test_encode_call_cases),
		cmocka_unit_test(test_encode_call_reach),
		cmocka_unit_test(test_encode_pad_cases),
		cmocka_unit_test(test_encode_pad_all),
		cmocka_unit_test(test_encode_pad_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
