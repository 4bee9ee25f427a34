// SPDX-License-Identifier: GPL-2.0-only
/* Moving a replacement to its site: displacements, and NOPs that are merged. */
#include "../check.h"
#include "../../tools/objtool-pv/sites/move.h"

#define FROM	0xffffffff82000000ull
/* Displacements grow by FROM - TO, which is 0x01000000. */
#define TO	0xffffffff81000000ull

static const struct {
	const char *name;
	unsigned int len, from_len;
	const char *code;
	const char *want;	/* NULL: cannot be moved */
} moves[] = {
	{ "no displacement", 2, 2, "\xfb\x90", "\xfb\x90" },
	{ "call", 6, 5, "\xe8\x10\x00\x00\x00\x90", "\xe8\x10\x00\x00\x01\x90" },
	{ "call back", 5, 5, "\xe8\x00\x00\x00\xff", "\xe8\x00\x00\x00\x00" },
	{ "second instruction", 6, 6, "\x90\xe8\x10\x00\x00\x00",
	  "\x90\xe8\x10\x00\x00\x01" },
	{ "jump that stays long", 5, 5, "\xe9\x10\x00\x00\x00", "\xe9\x10\x00\x00\x01" },
	{ "jump that becomes short", 5, 5, "\xe9\x20\x00\x00\xff",
	  "\xeb\x23\xcc\xcc\xcc" },
	{ "the farthest that does", 5, 5, "\xe9\x7c\x00\x00\xff",
	  "\xeb\x7f\xcc\xcc\xcc" },
	{ "the nearest that does not", 5, 5, "\xe9\x7d\x00\x00\xff",
	  "\xe9\x7d\x00\x00\x00" },
	{ "backwards", 5, 5, "\xe9\x7d\xff\xff\xfe", "\xeb\x80\xcc\xcc\xcc" },
	{ "conditional jump", 6, 6, "\x0f\x84\x10\x00\x00\x00",
	  "\x0f\x84\x10\x00\x00\x01" },
	{ "jump inside", 4, 4, "\x74\x01\x90\x90", "\x74\x01\x90\x90" },
	{ "jump to the end", 4, 4, "\x74\x02\x90\x90", "\x74\x02\x90\x90" },
	{ "short jump out", 4, 4, "\x74\x03\x90\x90", NULL },
	{ "after the replacement, in the padding", 6, 2, "\xeb\x03\x90\x90\x90\x90",
	  NULL },
	{ "load", 7, 7, "\x48\x8b\x05\x10\x00\x00\x00", "\x48\x8b\x05\x10\x00\x00\x01" },
	{ "load with an immediate after", 7, 7, "\x80\x3d\x10\x00\x00\x00\x7f",
	  "\x80\x3d\x10\x00\x00\x01\x7f" },
	{ "indirect call", 6, 6, "\xff\x15\x10\x00\x00\x00", "\xff\x15\x10\x00\x00\x01" },
	{ "absolute address", 8, 8, "\x48\x8b\x04\x25\x10\x00\x00\x00",
	  "\x48\x8b\x04\x25\x10\x00\x00\x00" },
	{ "too far", 5, 5, "\xe8\x00\x00\x00\x7f", NULL },
	{ "no instruction", 1, 1, "\x06", NULL },
	{ "cut off", 3, 3, "\xe8\x00\x00", NULL },
};

static void test_move_code(void **state)
{
	struct mover *mover = mover_new();
	unsigned int i;

	(void)state;
	assert_non_null(mover);
	for (i = 0; i < COUNT(moves); i++) {
		struct move move = { FROM, moves[i].from_len, TO };
		u8 code[16];

		memcpy(code, moves[i].code, moves[i].len);
		same_number(moves[i].name, move_code(mover, &move, code, moves[i].len),
			    moves[i].want ? 0 : -1);
		if (moves[i].want)
			same_bytes(moves[i].name, code, moves[i].want, moves[i].len);
	}
	mover_free(mover);
}

static const struct {
	const char *name;
	unsigned int len;
	const char *code;
	const char *want[3];	/* by style */
} merges[] = {
	{ "none", 2, "\xfb\xc3", { "\xfb\xc3", "\xfb\xc3", "\xfb\xc3" } },
	{ "one", 2, "\xfb\x90", { "\xfb\x90", "\xfb\x90", "\xfb\x90" } },
	{ "run at the end", 6, "\xfb\x90\x90\x90\x90\x90",
	  { "\xfb\x0f\x1f\x44\x00\x00", "\xfb\x0f\x1f\x44\x00\x00",
	    "\xfb\x0f\x1f\x44\x00\x00" } },
	{ "run in the middle", 4, "\xfb\x90\x90\xc3",
	  { "\xfb\x66\x90\xc3", "\xfb\x66\x90\xc3", "\xfb\x66\x90\xc3" } },
	{ "two runs", 5, "\x90\x90\xfb\x90\x90",
	  { "\x66\x90\xfb\x66\x90", "\x66\x90\xfb\x66\x90", "\x66\x90\xfb\x66\x90" } },
	{ "long NOPs", 4, "\x66\x90\x66\x90",
	  { "\x66\x90\x66\x90", "\x0f\x1f\x40\x00", "\x0f\x1f\x40\x00" } },
	{ "long and short", 4, "\x0f\x1f\x00\x90",
	  { "\x0f\x1f\x00\x90", "\x0f\x1f\x40\x00", "\x0f\x1f\x40\x00" } },
	{ "PAUSE is none", 4, "\xf3\x90\x90\x90",
	  { "\xf3\x90\x66\x90", "\xf3\x90\x66\x90", "\xf3\x90\x66\x90" } },
	{ "nine", 9, "\x90\x90\x90\x90\x90\x90\x90\x90\x90",
	  { "\x0f\x1f\x84\x00\x00\x00\x00\x00\x90",
	    "\xeb\x07\xcc\xcc\xcc\xcc\xcc\xcc\xcc",
	    "\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00" } },
	{ "stops at what is no instruction", 4, "\x06\x90\x90\x90",
	  { "\x06\x90\x90\x90", "\x06\x90\x90\x90", "\x06\x90\x90\x90" } },
};

static void test_move_nops(void **state)
{
	struct mover *mover = mover_new();
	unsigned int i, style;

	(void)state;
	for (i = 0; i < COUNT(merges); i++)
	for (style = NOPS_8; style <= NOPS_11_JUMP; style++) {
		u8 code[16];

		memcpy(code, merges[i].code, merges[i].len);
		move_nops(mover, style, code, merges[i].len);
		same_bytes(merges[i].name, code, merges[i].want[style], merges[i].len);
	}
	mover_free(mover);
	mover_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_move_code),
		cmocka_unit_test(test_move_nops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
