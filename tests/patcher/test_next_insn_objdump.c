// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every instruction that is said to take prefixes, as objdump reads it with and
 * without them: it has to be the same one, five bytes longer, and one of those
 * that arithmetic and moves are made of.  Opcodes that are no instruction in
 * 64-bit mode do not matter, as no compiler makes them.
 */
#include "listing.h"

#define CASES		(2 * 65536)
#define HALF		24	/* what is there ends before the next half */
#define PREFIXES	5
#define INSN_MAX	15
#define FILLER		0x90	/* displacements, immediates, and NOPs after */
#define INT3		0xcc

/*
 * The two halves of a case are the instruction, and the same behind prefixes.  Where
 * it takes no ModRM, that byte is the first of another one: at offset 8 at most, and
 * of 15 bytes.
 */
struct reading {
	char text[80];
	unsigned int len;
};

static u8 blob[CASES][2][HALF];
static struct reading readings[CASES][2];
static unsigned int cases;

static const char *const conditions[] = {
	"o", "no", "b", "ae", "e", "ne", "be", "a",
	"s", "ns", "p", "np", "l", "ge", "le", "g",
};

static const char *const mnemonics[] = {
	"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp",
	"test", "xchg", "mov", "movabs", "lea", "push", "pop",
	"imul", "mul", "div", "idiv", "not", "neg",
	"rol", "ror", "rcl", "rcr", "shl", "shr", "sar", "shld", "shrd",
	"cwtl", "cltq", "cltd", "cqto",
	"movslq", "movsxd", "movsbw", "movsbl", "movsbq", "movsww", "movswl", "movswq",
	"movzbw", "movzbl", "movzbq", "movzww", "movzwl", "movzwq",
	"bt", "bts", "btr", "btc", "bsf", "bsr", "bswap",
};

static void add_case(bool word, bool escape, unsigned int opcode, u8 rex, u8 modrm)
{
	u8 head[5] = { FILLER, FILLER, FILLER, FILLER, FILLER }, *to = head, (*both)[HALF];

	if (word)
		*to++ = 0x66;
	if (rex)
		*to++ = rex;
	if (escape)
		*to++ = 0x0f;
	*to++ = opcode;
	*to = modrm;
	if (!pvpatch_prefixable(head))
		return;
	assert_true(cases < CASES);
	both = blob[cases++];
	memset(both, FILLER, 2 * HALF);
	memcpy(both[0], head, sizeof(head));
	memset(both[1], 0x2e, PREFIXES);
	memcpy(both[1] + PREFIXES, head, sizeof(head));
	both[0][HALF - 1] = both[1][HALF - 1] = INT3;
}

/* All opcodes, without REX and with two, all values of mod and reg, and some of rm. */
static void add_all(bool word)
{
	static const u8 rexes[] = { 0, 0x48, 0x41 };
	static const u8 rms[] = { 0, 4, 5 };	/* plain, SIB, %rip or none */
	unsigned int opcode, rex, rm, mod_reg;

	for (opcode = 0; opcode < 2 * 256; opcode++)
	for (rex = 0; rex < COUNT(rexes); rex++)
	for (mod_reg = 0; mod_reg < 32; mod_reg++)
	for (rm = 0; rm < COUNT(rms); rm++)
		add_case(word, opcode >> 8, opcode & 0xff, rexes[rex],
			 mod_reg << 3 | rms[rm]);
}

/* Only what stands at the start of a half counts; the next line ends it. */
static void keep(const struct insn *insn)
{
	static struct reading *open;
	static u64 start;
	u64 offset = insn->addr - LISTING_BASE;

	if (open)
		open->len = insn->addr - start;
	open = NULL;
	if (offset % HALF)
		return;
	open = &readings[0][0] + offset / HALF;
	start = insn->addr;
	memcpy(open->text, insn->text, sizeof(open->text));
}

static int disassemble(void **state)
{
	(void)state;
	add_all(false);
	add_all(true);
	return listing(blob[0][0], cases * sizeof(blob[0]), keep);
}

/*
 * objdump may print one of the prefixes inside the memory operand.  It also works
 * out where an operand relative to %rip is, which depends on where the half is; the
 * displacement is printed too, and counts.
 */
static unsigned int take_prefixes(char *to, const char *text)
{
	unsigned int prefixes;
	const char *segment;

	text = listing_skip_cs(text, &prefixes);
	segment = strstr(text, "%cs:");
	sprintf(to, "%.*s%s", (int)(segment ? segment - text : 0), text,
		segment ? segment + 4 : text);
	to[strcspn(to, "#")] = '\0';
	return prefixes + !!segment;
}

static void show_and_fail(unsigned int i, const char *why)
{
	fail_msg("%02x %02x %02x %02x: \"%s\", %u bytes, and \"%s\", %u bytes: %s",
		 blob[i][0][0], blob[i][0][1], blob[i][0][2], blob[i][0][3],
		 readings[i][0].text, readings[i][0].len,
		 readings[i][1].text, readings[i][1].len, why);
}

/* No instruction at all, so that nothing can be said about it. */
static bool is_bad(unsigned int i)
{
	return strstr(readings[i][0].text, "(bad)");
}

static void test_next_insn_objdump_same(void **state)
{
	unsigned int i, sound = 0;

	(void)state;
	for (i = 0; i < cases; i++) {
		const struct reading *plain = &readings[i][0];
		const struct reading *prefixed = &readings[i][1];
		char one[80], other[80];

		if (!plain->len || !prefixed->len)
			show_and_fail(i, "an instruction runs into the next half");
		if (is_bad(i))
			continue;
		sound++;
		if (take_prefixes(one, plain->text) != 0)
			show_and_fail(i, "it has prefixes of its own");
		if (take_prefixes(other, prefixed->text) != PREFIXES)
			show_and_fail(i, "these are not five prefixes");
		if (strcmp(one, other))
			show_and_fail(i, "another instruction");
		if (prefixed->len != plain->len + PREFIXES)
			show_and_fail(i, "another length");
		if (prefixed->len > INSN_MAX)
			show_and_fail(i, "too long");
	}
	assert_in_range(sound, cases / 2, cases);
}

/* The longest are as long as an instruction may be, so five prefixes are the most. */
static void test_next_insn_objdump_longest(void **state)
{
	unsigned int i, longest = 0;

	(void)state;
	for (i = 0; i < cases; i++)
		if (!is_bad(i) && readings[i][1].len > longest)
			longest = readings[i][1].len;
	assert_int_equal(longest, INSN_MAX);
}

/* The mnemonic; a prefix that means nothing to the instruction is a word before it. */
static const char *mnemonic(const char *text)
{
	if (!strncmp(text, "data16", 6))
		text = strchr(text, ' ') + 1;
	return strncmp(text, "rex", 3) ? text : strchr(text, ' ') + 1;
}

static int find(const char *const *names, unsigned int count, const char *text)
{
	size_t len = strcspn(text, " ");
	unsigned int i;

	for (i = 0; i < count; i++)
		if (strlen(names[i]) == len && !strncmp(names[i], text, len))
			return i;
	return -1;
}

/* All of these are fit, and no others: no branch, no NOP, no system instruction. */
static void test_next_insn_objdump_known(void **state)
{
	bool seen[COUNT(mnemonics)] = { false };
	unsigned int i;

	(void)state;
	for (i = 0; i < cases; i++) {
		const char *text = mnemonic(readings[i][0].text);
		unsigned int family = !strncmp(text, "cmov", 4) ? 4 :
				      !strncmp(text, "set", 3) ? 3 : 0;
		int known = find(mnemonics, COUNT(mnemonics), text);

		if (is_bad(i))
			continue;
		if (known >= 0)
			seen[known] = true;
		else if (!family ||
			 find(conditions, COUNT(conditions), text + family) < 0)
			show_and_fail(i, "no arithmetic and no move");
	}
	for (i = 0; i < COUNT(mnemonics); i++)
		if (!seen[i])
			fail_msg("%s was never met", mnemonics[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next_insn_objdump_same),
		cmocka_unit_test(test_next_insn_objdump_longest),
		cmocka_unit_test(test_next_insn_objdump_known),
	};

	return cmocka_run_group_tests(tests, disassemble, NULL);
}
