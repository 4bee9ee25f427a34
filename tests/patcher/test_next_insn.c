// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which instructions take prefixes, by hand, and when a site may use one.  What is
 * said to be fit is compared with objdump in test_next_insn_objdump.c.
 */
#include "fake_text.h"

#define SITE	(LOW + 0x100)
#define LOW	0x1000
#define LEN	5

/* Exactly as much as the patcher may look at. */
static bool prefixable(const u8 *bytes)
{
	u8 head[4];

	memcpy(head, bytes, sizeof(head));
	return pvpatch_prefixable(head);
}

struct insn {
	const char *name;
	u8 bytes[8];
};

static const struct insn fit[] = {
	{ "add %eax,(%rdi)", "\x01\x07" },
	{ "cmp $1,%al", "\x3c\x01" },
	{ "and $1,%eax", "\x25\x01\x00\x00\x00" },
	{ "xor %r8,%r9", "\x4d\x31\xc1" },
	{ "push %rax", "\x50" },
	{ "pop %r15", "\x41\x5f" },
	{ "movsxd %edi,%rax", "\x48\x63\xc7" },
	{ "test %rax,%rax", "\x48\x85\xc0" },
	{ "xchg %rax,(%rdi)", "\x48\x87\x07" },
	{ "mov %rdi,%rax", "\x48\x89\xf8" },
	{ "mov (%rdi,%rsi,8),%rax", "\x48\x8b\x04\xf7" },
	{ "mov sym(%rip),%rax", "\x48\x8b\x05\x00\x00\x00\x00" },
	{ "mov %es,%eax", "\x8c\xc0" },
	{ "mov %es,%ax", "\x66\x8c\xc0" },
	{ "mov %di,%ax", "\x66\x89\xf8" },
	{ "mov %r9w,%r8w", "\x66\x45\x89\xc8" },
	{ "cmovne (%rdi),%r8w", "\x66\x44\x0f\x45\x07" },
	{ "lea 8(%rsp),%rdi", "\x48\x8d\x7c\x24\x08" },
	{ "cqto", "\x48\x99" },
	{ "test $1,%al", "\xa8\x01" },
	{ "mov $1,%eax", "\xb8\x01\x00\x00\x00" },
	{ "movabs", "\x48\xb8\x01\x02\x03\x04\x05\x06" },
	{ "imul $100,%rax,%rax", "\x48\x6b\xc0\x64" },
	{ "add $8,%rsp", "\x48\x83\xc4\x08" },
	{ "shr $12,%rax", "\x48\xc1\xe8\x0c" },
	{ "mov $-1,%rax", "\x48\xc7\xc0\xff\xff\xff\xff" },
	{ "shl %rax", "\x48\xd1\xe0" },
	{ "neg %rax", "\x48\xf7\xd8" },
	{ "cmovne (%rdi),%rax", "\x48\x0f\x45\x07" },
	{ "sete (%rdi)", "\x0f\x94\x07" },
	{ "bt %rax,%rdi", "\x48\x0f\xa3\xc7" },
	{ "imul %rdi,%rax", "\x48\x0f\xaf\xc7" },
	{ "movzbl (%rdi),%eax", "\x0f\xb6\x07" },
	{ "bts $1,%rax", "\x48\x0f\xba\xe8\x01" },
	{ "bswap %rax", "\x48\x0f\xc8" },
};

/* Branches, instructions that are patched, system instructions, those with prefixes. */
static const struct insn unfit[] = {
	{ "jo, short", "\x70\x10" },
	{ "jne, short", "\x75\x10" },
	{ "jg, short", "\x7f\x10" },
	{ "jo, near", "\x0f\x80\x10\x00\x00\x00" },
	{ "jne, near", "\x0f\x85\x10\x00\x00\x00" },
	{ "jg, near", "\x0f\x8f\x10\x00\x00\x00" },
	{ "loopne", "\xe0\x10" },
	{ "loop", "\xe2\x10" },
	{ "jrcxz", "\xe3\x10" },
	{ "jmp, short", "\xeb\x10" },
	{ "jmp, near", "\xe9\x10\x00\x00\x00" },
	{ "jmp *%rax", "\xff\xe0" },
	{ "jmp *(%rax)", "\xff\x20" },
	{ "jmp *%r11", "\x41\xff\xe3" },
	{ "ljmp *(%rax)", "\xff\x28" },
	{ "call, as a pvops site", "\xe8\x10\x00\x00\x00" },
	{ "call *%rax", "\xff\xd0" },
	{ "call *(%rax)", "\xff\x10" },
	{ "call *%r11", "\x41\xff\xd3" },
	{ "lcall *(%rax)", "\xff\x18" },
	{ "xbegin", "\xc7\xf8\x10\x00\x00\x00" },
	{ "xabort", "\xc6\xf8\x10" },
	{ "ret", "\xc3" },
	{ "ret $8", "\xc2\x08\x00" },
	{ "lret", "\xcb" },
	{ "iretq", "\x48\xcf" },
	{ "int3", "\xcc" },
	{ "int $0x80", "\xcd\x80" },
	{ "int1", "\xf1" },
	{ "ud2", "\x0f\x0b" },
	{ "ud1", "\x0f\xb9\xc0" },
	{ "mov %eax,%es", "\x8e\xc0" },
	{ "nop", "\x90" },
	{ "nop of two bytes", "\x66\x90" },
	{ "nop of three bytes", "\x0f\x1f\x00" },
	{ "nop of five bytes", "\x0f\x1f\x44\x00\x00" },
	{ "nop of nine bytes", "\x66\x0f\x1f\x84\x00\x00\x00\x00" },
	{ "nop with REX", "\x48\x90" },
	{ "pause", "\xf3\x90" },
	{ "endbr64", "\xf3\x0f\x1e\xfa" },
	{ "ES prefix", "\x26\x89\xf8" },
	{ "CS prefix", "\x2e\x89\xf8" },
	{ "SS prefix", "\x36\x89\xf8" },
	{ "DS prefix", "\x3e\x89\xf8" },
	{ "FS prefix", "\x64\x8b\x07" },
	{ "GS prefix", "\x65\x48\x8b\x07" },
	{ "operand size, an immediate", "\x66\x81\xc0\x34\x12" },
	{ "operand size, push", "\x66\x50" },
	{ "operand size, repeated", "\x66\x66\x89\xf8" },
	{ "operand size, nop of six bytes", "\x66\x0f\x1f\x44\x00\x00" },
	{ "address size", "\x67\x89\x07" },
	{ "lock", "\xf0\x01\x07" },
	{ "repne", "\xf2\xa6" },
	{ "rep", "\xf3\xaa" },
	{ "lock after REX", "\x48\xf0\x01\x07" },
	{ "CS prefix after REX", "\x48\x2e\x89\xf8" },
	{ "REX twice", "\x48\x48\x89\xf8" },
	{ "VEX of two bytes", "\xc5\xf8\x77" },
	{ "VEX of three bytes", "\xc4\xe2\x78\xf2" },
	{ "EVEX", "\x62\xf1\x7c\x48" },
	{ "escape to three bytes, 38", "\x0f\x38\xf0\x07" },
	{ "escape to three bytes, 3a", "\x0f\x3a\x0f\xc1" },
	{ "cli", "\xfa" },
	{ "sti", "\xfb" },
	{ "hlt", "\xf4" },
	{ "pushf", "\x9c" },
	{ "popf", "\x9d" },
	{ "in %dx,%al", "\xec" },
	{ "out %al,$0x80", "\xe6\x80" },
	{ "mov %ss", "\x8e\xd0" },
	{ "pop (%rax)", "\x8f\x00" },
	{ "syscall", "\x0f\x05" },
	{ "sysretq", "\x48\x0f\x07" },
	{ "str", "\x0f\x00\xc8" },
	{ "swapgs", "\x0f\x01\xf8" },
	{ "invlpg (%rdi)", "\x0f\x01\x3f" },
	{ "clts", "\x0f\x06" },
	{ "wbinvd", "\x0f\x09" },
	{ "mov %cr3,%rax", "\x0f\x20\xd8" },
	{ "mov %rax,%cr3", "\x0f\x22\xd8" },
	{ "mov %db7,%rax", "\x0f\x21\xf8" },
	{ "mov %rax,%db7", "\x0f\x23\xf8" },
	{ "wrmsr", "\x0f\x30" },
	{ "rdtsc", "\x0f\x31" },
	{ "rdmsr", "\x0f\x32" },
	{ "rdpmc", "\x0f\x33" },
	{ "cpuid", "\x0f\xa2" },
	{ "lfence", "\x0f\xae\xe8" },
	{ "insb", "\x6c" },
	{ "outsl", "\x6f" },
	{ "movsb", "\xa4" },
	{ "movsq", "\x48\xa5" },
	{ "cmpsb", "\xa6" },
	{ "stosb", "\xaa" },
	{ "stosq", "\x48\xab" },
	{ "lodsb", "\xac" },
	{ "scasl", "\xaf" },
};

static void test_next_insn_fit(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(fit); i++)
		same_number(fit[i].name, prefixable(fit[i].bytes), true);
}

static void test_next_insn_unfit(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(unfit); i++)
		same_number(unfit[i].name, prefixable(unfit[i].bytes), false);
}

/* With an immediate as well, a memory operand could make these too long. */
static void test_next_insn_registers_only(void **state)
{
	static const struct insn opcodes[] = {
		{ "imul imm32", "\x69" }, { "imul imm8", "\x6b" },
		{ "group 1, r/m8", "\x80" }, { "group 1, imm32", "\x81" },
		{ "group 1, imm8", "\x83" },
		{ "group 2, r/m8", "\xc0" }, { "group 2, imm8", "\xc1" },
		{ "mov r/m8", "\xc6" }, { "mov imm32", "\xc7" },
		{ "group 2, r/m8 by 1", "\xd0" }, { "group 2 by 1", "\xd1" },
		{ "group 2, r/m8 by cl", "\xd2" }, { "group 2 by cl", "\xd3" },
		{ "group 3, r/m8", "\xf6" }, { "group 3", "\xf7" },
		{ "shld", "\x0f\xa4" }, { "shrd", "\x0f\xac" },
		{ "group 8", "\x0f\xba" },
	};
	unsigned int i, rex, modrm;

	(void)state;
	for (i = 0; i < COUNT(opcodes); i++)
	for (rex = 0x3f; rex < 0x50; rex++)
	for (modrm = 0; modrm < 0xc0; modrm++) {
		u8 bytes[8] = { rex }, *to = bytes + (rex >= 0x40);

		*to++ = opcodes[i].bytes[0];
		if (opcodes[i].bytes[0] == 0x0f)
			*to++ = opcodes[i].bytes[1];
		*to = modrm;
		same_number(opcodes[i].name, prefixable(bytes), false);
	}
}

static struct fake_text text;

static bool mergeable(u64 addr)
{
	const struct pvpatch_site site = { addr, 0, 0, LEN };

	return pvpatch_mergeable(&site, &text.text);
}

/* One instruction everywhere: %rdi and %rsi are pushed again and again. */
static void set_up(u64 base, const u8 *two_bytes)
{
	unsigned int i;

	fake_text_init(&text, base);
	fake_text_own(&text);
	for (i = 0; i < FAKE_SIZE; i++)
		text.bytes[i] = two_bytes[i % 2];
}

static void test_next_insn_site(void **state)
{
	(void)state;
	set_up(LOW, (const u8 *)"\x57\x56");
	assert_true(mergeable(SITE));
	assert_true(mergeable(SITE + 1));
	memcpy(fake_text_at(&text, SITE + LEN), "\x75\x10", 2);
	assert_false(mergeable(SITE));
}

/* The site's own bytes and those after the instruction have no say. */
static void test_next_insn_looks_at_one(void **state)
{
	(void)state;
	set_up(LOW, (const u8 *)"\xcc\xcc");
	memcpy(fake_text_at(&text, SITE + LEN), "\x57", 1);
	assert_true(mergeable(SITE));
	set_up(LOW, (const u8 *)"\x57\x56");
	memcpy(fake_text_at(&text, SITE + LEN), "\xcc", 1);
	assert_false(mergeable(SITE));
}

static void test_next_insn_longer_site(void **state)
{
	struct pvpatch_site site = { SITE, 0, 0, 0 };

	(void)state;
	for (site.len = PVPATCH_SITE_MIN; site.len <= PVPATCH_SITE_MAX; site.len++) {
		set_up(LOW, (const u8 *)"\xcc\xcc");
		memcpy(fake_text_at(&text, SITE + site.len), "\x57", 1);
		assert_true(pvpatch_mergeable(&site, &text.text));
	}
}

/* Text without claimed() may have claimed instructions, so its sites are not merged. */
static void test_next_insn_claims_unknown(void **state)
{
	(void)state;
	set_up(LOW, (const u8 *)"\x57\x56");
	text.text.claimed = NULL;
	assert_false(mergeable(SITE));
}

/* The answer that counts is the one about the first byte after the site. */
static void test_next_insn_claimed(void **state)
{
	u64 claimed;

	(void)state;
	set_up(LOW, (const u8 *)"\x57\x56");
	for (claimed = SITE - 8; claimed < SITE + 16; claimed++) {
		text.claimed = claimed;
		same_number("claimed", mergeable(SITE), claimed != SITE + LEN);
	}
}

/* All that is looked at has to be text; fake text may not be asked for more. */
static void test_next_insn_end_of_text(void **state)
{
	static const u64 bases[] = { LOW, 0xffffffff81000000, -FAKE_SIZE };
	unsigned int i, left;

	(void)state;
	for (i = 0; i < COUNT(bases); i++)
	for (left = 0; left < 8; left++) {
		set_up(bases[i], (const u8 *)"\x57\x56");
		same_number("bytes left",
			    mergeable(bases[i] + FAKE_SIZE - left - LEN), left >= 4);
	}
}

static void test_next_insn_unreadable(void **state)
{
	(void)state;
	set_up(LOW, (const u8 *)"\x57\x56");
	text.fault = FAULT_READ;
	text.bad = SITE + LEN;
	assert_false(mergeable(SITE));
	assert_true(mergeable(SITE + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_insn_fit),
		cmocka_unit_test(test_next_insn_unfit),
		cmocka_unit_test(test_next_insn_registers_only),
		cmocka_unit_test(test_next_insn_site),
		cmocka_unit_test(test_next_insn_looks_at_one),
		cmocka_unit_test(test_next_insn_longer_site),
		cmocka_unit_test(test_next_insn_claims_unknown),
		cmocka_unit_test(test_next_insn_claimed),
		cmocka_unit_test(test_next_insn_end_of_text),
		cmocka_unit_test(test_next_insn_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
