// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places that a kernel patches, of each kind: what it may write there, byte for byte, and
 * what is near to that and is damage.  And words that KASLR moves.
 */
#include <stdlib.h>

#include "../../tools/objtool-pv/alloc.h"
#include "../../tools/objtool-pv/decode.h"
#include "../../tools/objtool-pv/sites/patched.h"
#include "../../tools/objtool-pv/sites/pvops.h"
#include "../check.h"

#define TEXT		0xffffffff81000000ull
#define SIZE		0x1000
#define DATA		0xffffffff81001000ull
#define SLIDE		0x2400000ull
#define AT(offset)	(TEXT + SLIDE + (offset))

/* Functions, and places in the code. */
#define F_ONE		0x100
#define F_OTHER		0x200
#define F_THUNK_RAX	0x300
#define F_THUNK_R11	0x320
#define F_RETURN	0x340		/* what sites jump to in the file */
#define F_CHOSEN	0x360		/* what x86_return_thunk leads to */
#define F_RETURN0	0x380
#define F_TRACER	0x3a0
#define F_COUNTED	0x420		/* calls of it are counted: 9 bytes in front of it */
#define F_WAY_OUT	0x440
#define F_JUMP_THUNK	0x460		/* for %rax, where calls are counted */
#define P_SITE		0x800

/* Offsets in the data. */
#define D_CHOSEN	0x00		/* x86_return_thunk */
#define D_KEY		0x10		/* a static call's key, which holds a function */
#define D_EMPTY		0x18		/* one that holds none */
#define D_RETURN0	0x20
#define D_TEMPLATE	0x40		/* what counts a call */

static struct binary *binary;
static struct patched patched;
static u8 *file, *now, *data;

static int read_memory(void *ctx, u64 addr, void *to, size_t len)
{
	u64 text = addr - TEXT - SLIDE, datum = addr - DATA - SLIDE;

	(void)ctx;
	if (text < SIZE && len <= SIZE - text)
		memcpy(to, now + text, len);
	else if (datum < SIZE && len <= SIZE - datum)
		memcpy(to, data + datum, len);
	else
		return -1;
	return 0;
}

static void add_symbol(const char *name, u64 addr, bool function)
{
	binary_add_symbol(binary, &(struct binary_symbol){ .addr = addr, .size = 16, .name = name,
							.function = function });
}

static void put(u8 *at, u64 value)
{
	memcpy(at, &value, sizeof(value));
}

/* As rel32 of an instruction whose last four bytes it is, at P_SITE with @len bytes. */
static void branch(u8 *bytes, unsigned int len, u64 target)
{
	s32 displacement = (s32)(target - AT(P_SITE) - len);

	memcpy(bytes + len - 4, &displacement, sizeof(displacement));
}

static void add_symbols(void)
{
	static const struct {
		const char *name;
		u64 at;
	} functions[] = {
		{ "one", F_ONE }, { "other", F_OTHER },
		{ "__x86_indirect_thunk_rax", F_THUNK_RAX },
		{ "__x86_indirect_thunk_r11", F_THUNK_R11 },
		{ "__x86_return_thunk", F_RETURN }, { "some_return_thunk", F_CHOSEN },
		{ "__static_call_return0", F_RETURN0 }, { "ftrace_caller", F_TRACER },
		{ "counted", F_COUNTED }, { "platform_iret", F_WAY_OUT },
		{ "__x86_indirect_jump_thunk_rax", F_JUMP_THUNK },
		{ "code", P_SITE },
	};
	size_t i;

	for (i = 0; i < COUNT(functions); i++)
		add_symbol(functions[i].name, TEXT + functions[i].at, true);
	add_symbol("x86_return_thunk", DATA + D_CHOSEN, false);
	add_symbol("skl_call_thunk_template", DATA + D_TEMPLATE, false);
	add_symbol("skl_call_thunk_tail", DATA + D_TEMPLATE + 9, false);
}

static int make(void **state)
{
	u32 away;

	(void)state;
	binary = binary_new("kernel");
	file = binary_keep(binary, xcalloc(SIZE, 1));
	data = binary_keep(binary, xcalloc(SIZE, 1));
	now = binary_keep(binary, xcalloc(SIZE, 1));
	binary_add_section(binary, &(struct binary_section){
		".text", TEXT, SIZE, file, true, true, false });
	binary_add_section(binary, &(struct binary_section){
		".data", DATA, SIZE, data, true, false, true });
	add_symbols();
	binary_ready(binary);
	binary_slide(binary, SLIDE);
	binary->state = BINARY_BOOTED;
	binary->memory = (struct memory){ read_memory, NULL, NULL };
	put(data + D_CHOSEN, AT(F_CHOSEN));
	put(data + D_KEY, AT(F_ONE));
	put(data + D_RETURN0, AT(F_RETURN0));
	/* sarq $5, %gs:address(%rip), and the kernel's own copy of it elsewhere */
	memcpy(now + F_COUNTED - 9, "\x65\x48\xc1\x3d\x00\x00\x00\x00\x05", 9);
	memcpy(data + D_TEMPLATE, now + F_COUNTED - 9, 9);
	away = (u32)(AT(F_COUNTED) - 9 - (DATA + SLIDE + D_TEMPLATE));
	memcpy(data + D_TEMPLATE + 4, &away, sizeof(away));
	patched.mover = mover_new();
	patched.binary = binary;
	patched.work = 1000;
	return 0;
}

/* Bytes, and where the last four of them lead to; 0: nowhere. */
struct code {
	const char *bytes;
	u64 target;
};

static const struct {
	const char *name;
	enum patch_kind kind;
	u64 ref;
	u8 len;
	struct code file, now;
	bool legal;
} cases[] = {
	{ "call *%rax", PATCH_RETPOLINE, 0, 5, { "\xe8....", AT(F_THUNK_RAX) },
	  { "\xff\xd0\x0f\x1f\x00", 0 }, true },
	{ "call *%rcx", PATCH_RETPOLINE, 0, 5, { "\xe8....", AT(F_THUNK_RAX) },
	  { "\xff\xd1\x0f\x1f\x00", 0 }, false },
	{ "lfence, call *%rax", PATCH_RETPOLINE, 0, 5, { "\xe8....", AT(F_THUNK_RAX) },
	  { "\x0f\xae\xe8\xff\xd0", 0 }, true },
	{ "jmp *%rax", PATCH_RETPOLINE, 0, 5, { "\xe9....", AT(F_THUNK_RAX) },
	  { "\xff\xe0\xcc\x66\x90", 0 }, true },
	{ "jmp *%r11", PATCH_RETPOLINE, 0, 6, { "\x2e\xe9....", AT(F_THUNK_R11) },
	  { "\x41\xff\xe3\xcc\x66\x90", 0 }, true },
	{ "a jump for a call", PATCH_RETPOLINE, 0, 5, { "\xe8....", AT(F_THUNK_RAX) },
	  { "\xff\xe0\xcc\x66\x90", 0 }, false },
	{ "another thunk", PATCH_RETPOLINE, 0, 5, { "\xe9....", AT(F_THUNK_RAX) },
	  { "\xe9....", AT(F_JUMP_THUNK) }, true },
	{ "another register's thunk", PATCH_RETPOLINE, 0, 6, { "\x2e\xe9....", AT(F_THUNK_R11) },
	  { "\x2e\xe9....", AT(F_JUMP_THUNK) }, false },
	{ "a function for a thunk", PATCH_RETPOLINE, 0, 5, { "\xe8....", AT(F_THUNK_RAX) },
	  { "\xe8....", AT(F_ONE) }, false },
	{ "ret", PATCH_RETURN, 0, 5, { "\xe9....", AT(F_RETURN) }, { "\xc3\xcc\xcc\xcc\xcc", 0 },
	  true },
	{ "the chosen thunk", PATCH_RETURN, 0, 5, { "\xe9....", AT(F_RETURN) },
	  { "\xe9....", AT(F_CHOSEN) }, true },
	{ "a function for a return", PATCH_RETURN, 0, 5, { "\xe9....", AT(F_RETURN) },
	  { "\xe9....", AT(F_ONE) }, false },
	{ "ret and nop", PATCH_RETURN, 0, 5, { "\xe9....", AT(F_RETURN) },
	  { "\xc3\x90\x90\x90\x90", 0 }, false },
	{ "a counted call", PATCH_CALL, 0, 5, { "\xe8....", AT(F_COUNTED) },
	  { "\xe8....", AT(F_COUNTED - 9) }, true },
	{ "a call that is counted elsewhere", PATCH_CALL, 0, 5, { "\xe8....", AT(F_ONE) },
	  { "\xe8....", AT(F_COUNTED - 9) }, false },
	{ "no ENDBR", PATCH_ENDBR, 0, 4, { "\xf3\x0f\x1e\xfa", 0 }, { "\x66\x0f\x1f\x00", 0 },
	  true },
	{ "other NOPs for ENDBR", PATCH_ENDBR, 0, 4, { "\xf3\x0f\x1e\xfa", 0 },
	  { "\x0f\x1f\x40\x00", 0 }, false },
	{ "no LOCK", PATCH_LOCK, 0, 1, { "\xf0", 0 }, { "\x3e", 0 }, true },
	{ "REP for LOCK", PATCH_LOCK, 0, 1, { "\xf0", 0 }, { "\xf3", 0 }, false },
	{ "the key's function", PATCH_STATIC_CALL, DATA + SLIDE + D_KEY, 5,
	  { "\xe8....", AT(F_OTHER) }, { "\xe8....", AT(F_ONE) }, true },
	{ "not the key's function", PATCH_STATIC_CALL, DATA + SLIDE + D_KEY, 5,
	  { "\xe8....", AT(F_OTHER) }, { "\xe8....", AT(F_OTHER + 16) }, false },
	{ "a jump to it", PATCH_STATIC_CALL, DATA + SLIDE + D_KEY, 5, { "\xe9....", AT(F_OTHER) },
	  { "\xe9....", AT(F_ONE) }, true },
	{ "nothing to call", PATCH_STATIC_CALL, DATA + SLIDE + D_EMPTY, 5,
	  { "\xe8....", AT(F_OTHER) }, { "\x0f\x1f\x44\x00\x00", 0 }, true },
	{ "nothing called", PATCH_STATIC_CALL, DATA + SLIDE + D_KEY, 5,
	  { "\xe8....", AT(F_OTHER) }, { "\x0f\x1f\x44\x00\x00", 0 }, false },
	{ "return 0", PATCH_STATIC_CALL, DATA + SLIDE + D_RETURN0, 5, { "\xe8....", AT(F_OTHER) },
	  { "\x2e\x2e\x2e\x31\xc0", 0 }, true },
	{ "no key", PATCH_STATIC_CALL, DATA + SLIDE + SIZE, 5, { "\xe8....", AT(F_OTHER) },
	  { "\xe8....", AT(F_ONE) }, false },
	{ "a trampoline", PATCH_TRAMPOLINE, DATA + SLIDE + D_KEY, 5, { "\xe9....", AT(F_OTHER) },
	  { "\xe9....", AT(F_ONE) }, true },
	{ "an empty trampoline", PATCH_TRAMPOLINE, DATA + SLIDE + D_EMPTY, 5,
	  { "\xe9....", AT(F_OTHER) }, { "\xc3\xcc\xcc\xcc\xcc", 0 }, true },
	{ "a jump", PATCH_JUMP, AT(F_ONE), 5, { "\x0f\x1f\x44\x00\x00", 0 },
	  { "\xe9....", AT(F_ONE) }, true },
	{ "another jump", PATCH_JUMP, AT(F_ONE), 5, { "\x0f\x1f\x44\x00\x00", 0 },
	  { "\xe9....", AT(F_OTHER) }, false },
	{ "a short jump", PATCH_JUMP, AT(P_SITE + 0x42), 2, { "\x66\x90", 0 }, { "\xeb\x40", 0 },
	  true },
	{ "another short jump", PATCH_JUMP, AT(P_SITE + 0x42), 2, { "\x66\x90", 0 },
	  { "\xeb\x41", 0 }, false },
	{ "a tracer", PATCH_TRACE, 0, 5, { "\xe8....", AT(F_OTHER) }, { "\xe8....", AT(F_TRACER) },
	  true },
	{ "no tracer", PATCH_TRACE, 0, 5, { "\xe8....", AT(F_OTHER) },
	  { "\x0f\x1f\x44\x00\x00", 0 }, true },
	{ "a function for a tracer", PATCH_TRACE, 0, 5, { "\xe8....", AT(F_OTHER) },
	  { "\xe8....", AT(F_ONE) }, false },
	{ "a tracer's function", PATCH_TRACER, 0, 5, { "\xe8....", AT(F_OTHER) },
	  { "\xe8....", AT(F_ONE) }, true },
	{ "the middle of one", PATCH_TRACER, 0, 5, { "\xe8....", AT(F_OTHER) },
	  { "\xe8....", AT(F_ONE + 1) }, false },
	{ "a way out", PATCH_IRET, 0, 5, { "\xe9....", AT(F_OTHER) }, { "\xe9....", AT(F_WAY_OUT) },
	  true },
	{ "no way out", PATCH_IRET, 0, 5, { "\xe9....", AT(F_OTHER) }, { "\xe9....", AT(F_ONE) },
	  false },
	{ "a constant", PATCH_CONSTANT, 0x0807060504030201, 8, { "........", 0 },
	  { "\1\2\3\4\5\6\7\10", 0 }, true },
	{ "another constant", PATCH_CONSTANT, 0x0807060504030201, 8, { "........", 0 },
	  { "\1\2\3\4\5\6\7\11", 0 }, false },
};

static void put_code(u8 *to, const struct code *code, unsigned int len)
{
	memcpy(to, code->bytes, len);
	if (code->target)
		branch(to, len, code->target);
}

static void test_patched_kinds(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct patch patch = { AT(P_SITE), cases[i].ref, cases[i].len, cases[i].kind };

		put_code(file + P_SITE, &cases[i].file, cases[i].len);
		put_code(now + P_SITE, &cases[i].now, cases[i].len);
		same_number(cases[i].name, patch_legal(&patched, &patch, file + P_SITE,
						       now + P_SITE), cases[i].legal);
	}
}

/* A static call of a module's function, which no symbol of the kernel is for. */
static void test_patched_module(void **state)
{
	struct pvops_module module = { .text = AT(SIZE + 0x1000), .text_size = 0x100 };
	struct pvops_kernel kernel = { .module = &module, .nmodules = 1 };
	struct patch patch = { AT(P_SITE), DATA + SLIDE + D_KEY, 5, PATCH_STATIC_CALL };
	const struct code call = { "\xe8....", AT(SIZE + 0x1010) };

	(void)state;
	put(data + D_KEY, call.target);
	file[P_SITE] = 0xe8;
	put_code(now + P_SITE, &call, 5);
	assert_false(patch_legal(&patched, &patch, file + P_SITE, now + P_SITE));
	patched.kernel = &kernel;
	assert_true(patch_legal(&patched, &patch, file + P_SITE, now + P_SITE));
	module.text_size = 0x10;
	assert_false(patch_legal(&patched, &patch, file + P_SITE, now + P_SITE));
	patched.kernel = NULL;
	put(data + D_KEY, AT(F_ONE));
}

/* Of a replacement, and of the instructions that it stands in for, with padding. */
static void test_patched_alternative(void **state)
{
	struct alternative record = { AT(P_SITE), AT(P_SITE + 0x40), 0, 1, 6, 2, false, false };
	struct patch patch = { AT(P_SITE), 0, 6, PATCH_ALTERNATIVE };
	static const struct {
		const char *name, *bytes;
		bool legal;
	} variants[] = {
		{ "original", "\x31\xc0\x90\x90\x90\x90", true },
		{ "original, padded", "\x31\xc0\x0f\x1f\x40\x00", true },
		{ "replacement", "\xb0\x01\x0f\x1f\x40\x00", true },
		{ "half of each", "\x31\x01\x0f\x1f\x40\x00", false },
		{ "code in the padding", "\xb0\x01\x0f\x05\x40\x00", false },
		{ "nothing", "\x66\x0f\x1f\x44\x00\x00", false },
	};
	size_t i;

	(void)state;
	patched.alternatives.record = &record;
	patched.alternatives.count = 1;
	memcpy(file + P_SITE, "\x31\xc0\x90\x90\x90\x90", 6);
	memcpy(file + P_SITE + 0x40, "\xb0\x01", 2);
	for (i = 0; i < COUNT(variants); i++)
		same_number(variants[i].name, patch_legal(&patched, &patch, file + P_SITE,
							  (const u8 *)variants[i].bytes),
			    variants[i].legal);
	memset(&patched.alternatives, 0, sizeof(patched.alternatives));
}

/* Bytes around the word at 8, which differs. */
static const struct {
	const char *name;
	const char *before;	/* the last bytes before it, up to three */
	u64 file, now;
	unsigned int size, moved;
} words[] = {
	{ "an address", "\x48\xc7\xc0", 0x81000100, 0x81000100 + SLIDE, 4, 4 },
	{ "a long one", "\x90\x48\xb8", TEXT + 0x100, TEXT + 0x100 + SLIDE, 8, 8 },
	{ "a physical one", "\x90\x48\x05", 0x1000100, 0x1000100 + SLIDE, 4, 4 },
	{ "by another slide", "\x48\xc7\xc0", 0x81000100, 0x81000100 + 2 * SLIDE, 4, 0 },
	{ "a call", "\x90\x90\xe8", 0x1000, 0x1000 + SLIDE, 4, 0 },
	{ "a jump", "\x90\x90\xe9", 0x1000, 0x1000 + SLIDE, 4, 0 },
	{ "a conditional jump", "\x90\x0f\x84", 0x1000, 0x1000 + SLIDE, 4, 0 },
	{ "relative to %rip", "\x48\x8b\x05", 0x1000, 0x1000 + SLIDE, 4, 0 },
	{ "a number", "\x48\xc7\xc0", 0x50000000, 0x50000000 + SLIDE, 4, 0 },
};

static void test_patched_moved(void **state)
{
	size_t i, from;

	(void)state;
	for (i = 0; i < COUNT(words); i++) {
		u8 before[32], after[32];
		size_t at = 8;

		memset(before, 0x90, sizeof(before));
		memcpy(before + 5, words[i].before, 3);
		memcpy(after, before, sizeof(after));
		memcpy(before + 8, &words[i].file, words[i].size);
		memcpy(after + 8, &words[i].now, words[i].size);
		while (before[at] == after[at])
			at++;
		same_number(words[i].name, moved_length(binary, AT(P_SITE), before, after,
							sizeof(before), at, &from),
			    words[i].moved);
		if (words[i].moved)
			same_number(words[i].name, from, 8);
	}
}

/* mov %gs:0x40(%rip): per-CPU data is at 0 and stays there. */
static void test_patched_percpu(void **state)
{
	u8 before[8] = { 0x65, 0x8b, 0x05 }, after[8];
	s32 displacement = (s32)(0x40 - (TEXT + P_SITE) - 7);
	size_t from;

	(void)state;
	memcpy(before + 3, &displacement, 4);
	displacement -= (s32)SLIDE;
	memcpy(after, before, sizeof(after));
	memcpy(after + 3, &displacement, 4);
	same_number("per-CPU", moved_length(binary, AT(P_SITE), before, after, 8, 5, &from), 4);
	after[6] ^= 1;
	same_number("other", moved_length(binary, AT(P_SITE), before, after, 8, 5, &from), 0);
}

static int end(void **state)
{
	(void)state;
	patched_free(&patched);
	binary_free(binary);
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patched_kinds),
		cmocka_unit_test(test_patched_module),
		cmocka_unit_test(test_patched_alternative),
		cmocka_unit_test(test_patched_moved),
		cmocka_unit_test(test_patched_percpu),
	};

	return cmocka_run_group_tests(tests, make, end);
}
