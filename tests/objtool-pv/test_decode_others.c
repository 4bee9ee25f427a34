// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lengths and branches as objdump and Zydis see them, in all functions of the built
 * kernel that have sites and in some that have none.  Each decoder goes its own way
 * through the code, so that one wrong length would derail it.
 */
#include <stdlib.h>
#include <Zydis/Zydis.h>

#include "../check.h"
#include "decode_sample.h"

static struct decode_sample sample;
static size_t next;		/* offset of the instruction that is due */
static bool lost;		/* objdump has begun in the middle of an instruction */

static void read_insn(struct insn *insn)
{
	if (decode(sample.bytes + next, sample.size - next, SAMPLE_BASE + next, insn))
		fail_msg("no instruction: %02x %02x %02x %02x", sample.bytes[next],
			 sample.bytes[next + 1], sample.bytes[next + 2],
			 sample.bytes[next + 3]);
}

/*
 * The only instruction here that neither of them knows: LKGS, f2 0f 00 /6 (SDM Vol. 2).
 * The kernel has it with a register alone.  Returns its length.
 */
static unsigned int lkgs(void)
{
	const u8 *at = sample.bytes + next;

	if (memcmp(at, "\xf2\x0f\x00", 3) || (at[3] & 0xf8) != 0xf0)
		fail_msg("the other finds no instruction: %02x %02x %02x %02x", at[0], at[1],
			 at[2], at[3]);
	return 4;
}

/* By the first test, so that it fails if there is no kernel. */
static void have_sample(void)
{
	if (!sample.size)
		decode_sample_make(&sample);
	next = 0;
}

static int end(void **state)
{
	(void)state;
	free(sample.bytes);
	decode_end();
	return 0;
}

static void test_decode_others_sample(void **state)
{
	(void)state;
	have_sample();
	print_message("%u functions, %u with sites, %zu bytes\n", sample.functions,
		      sample.with_sites, sample.size);
	assert_in_range(sample.with_sites, 500, sample.functions);
	assert_true(sample.functions > sample.with_sites + 100);
}

/* --- Zydis */

static void same_as_zydis(const ZydisDecodedInstruction *zydis, const struct insn *insn)
{
	s64 distance = zydis->raw.imm[0].value.s + zydis->length;
	char name[64];

	snprintf(name, sizeof(name), "%s at %#zx", ZydisMnemonicGetString(zydis->mnemonic),
		 next);
	same_number(name, insn->len, zydis->length);
	same_number(name, insn->branches, zydis->raw.imm[0].is_relative);
	if (insn->branches)
		same_number(name, insn->target - SAMPLE_BASE, next + distance);
}

static void test_decode_others_zydis(void **state)
{
	ZydisDecodedInstruction zydis;
	ZydisDecoder decoder;
	struct insn insn;

	(void)state;
	have_sample();
	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	for (next = 0; next < sample.size; next += zydis.length) {
		if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, NULL,
								sample.bytes + next,
								sample.size - next, &zydis)))
			zydis = (ZydisDecodedInstruction){ .length = lkgs() };
		read_insn(&insn);
		same_as_zydis(&zydis, &insn);
	}
}

/* --- objdump */

static bool branches(const char *mnemonic)
{
	return *mnemonic == 'j' || !strncmp(mnemonic, "call", 4) ||
	       !strncmp(mnemonic, "loop", 4);
}

/* The operand of a branch to an address is that address; prefixes may stand before it. */
static bool branch_of(const char *text, u64 *target)
{
	const char *last = strrchr(text, ' '), *mnemonic = last;
	char *rest;

	if (!last || strncmp(last + 1, "0x", 2))
		return false;
	while (mnemonic > text && *mnemonic == ' ')
		mnemonic--;
	while (mnemonic > text && mnemonic[-1] != ' ')
		mnemonic--;
	if (!branches(mnemonic))
		return false;
	*target = strtoull(last + 1, &rest, 16);
	return !*rest;
}

/* Go on to @addr, if that is where an instruction begins. */
static bool found(u64 addr)
{
	struct insn insn;

	while (SAMPLE_BASE + next < addr) {
		read_insn(&insn);
		next += insn.len;
	}
	lost = SAMPLE_BASE + next != addr;
	return !lost;
}

/* What is due lies at @addr, or the one before it had another length. */
static void same_as_objdump(u64 addr, const char *text)
{
	struct insn insn;
	u64 target;

	if (lost && !found(addr))
		return;
	if (addr != SAMPLE_BASE + next)
		fail_msg("\"%s\" is at %#llx, expected was one at %#llx", text,
			 (unsigned long long)addr, (unsigned long long)(SAMPLE_BASE + next));
	if (strstr(text, "(bad)")) {
		next += lkgs();
		lost = true;
		return;
	}
	/* It takes FWAIT for a part of the next one: "finit" is FWAIT and FNINIT. */
	if (sample.bytes[next] == 0x9b && strncmp(text, "fwait", 5))
		next++;
	read_insn(&insn);
	same_number(text, insn.branches, branch_of(text, &target));
	if (insn.branches)
		same_number(text, insn.target, target);
	next += insn.len;
}

static void test_decode_others_objdump(void **state)
{
	(void)state;
	have_sample();
	decode_sample_objdump(&sample, same_as_objdump);
	assert_int_equal(next, sample.size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode_others_sample),
		cmocka_unit_test(test_decode_others_zydis),
		cmocka_unit_test(test_decode_others_objdump),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
