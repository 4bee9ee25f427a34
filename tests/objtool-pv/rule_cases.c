// SPDX-License-Identifier: GPL-2.0-only
/* What can be wrong with a small kernel, a function each, and what is to be found then. */
#include "rule_cases.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define BUILT		SMALL_BUILT

/* --- damage */

static void flip(struct small *small, u64 addr, u8 bits)
{
	*small_at(small, addr) ^= bits;
}

static void record_flags(struct small *s)
{
	flip(s, small_record(SITE_CODE) + 7, 0x80);
}

static void record_length(struct small *s)
{
	*small_at(s, small_record(SITE_CODE) + 5) = 4;
}

static void record_op(struct small *s)
{
	*small_at(s, small_record(SITE_CODE) + 4) = PVOPS_NR;
}

static void record_variant(struct small *s)
{
	*small_at(s, small_record(SITE_CODE) + 6) = PVOPS_VARIANTS;
}

static void site_in_data(struct small *s)
{
	small_call(s, AT(SMALL_SLACK), AT(SMALL_CALL));
	small_add_record(s, AT(SMALL_SLACK), 0, PVOPS_V_CALL, 5);
}

static void two_records(struct small *s)
{
	small_add_record(s, small_site(SITE_CODE), PVOP_cpu_read_cr0, PVOPS_V_KEEP, 5);
}

static void moved_instruction(struct small *s)
{
	memcpy(small_at(s, AT(SMALL_ONE)), "\x48\xb8", 2);	/* mov $imm64,%rax */
}

static void short_function(struct small *s)
{
	u64 addr = AT(SMALL_ONE);
	size_t i;

	for (i = 0; i < s->binary->nsymbols; i++)
		if (s->binary->symbols[i].addr == addr)
			s->binary->symbols[i].size = 4;
}

static void branch(struct small *s)
{
	flip(s, AT(SMALL_MANY + 15), 1);			/* je +4 */
}

static void label(struct small *s)
{
	small_add_symbol(s, "label", small_site(SITE_CODE) + 4, 0, false);
}

/* As from kallsyms: a function ends where the next name is, and that is found already. */
static void label_without_sizes(struct small *s)
{
	size_t i;

	for (i = 0; i < s->binary->nsymbols; i++)
		s->binary->symbols[i].size = 0;
	label(s);
}

static void jump(struct small *s)
{
	*small_at(s, small_site(SITE_CODE)) = 0xe9;
}

static void last_nop(struct small *s)
{
	memcpy(small_at(s, small_site(SITE_LONG)), "\x90\x90", 2);
}

static void call_other(struct small *s)
{
	small_call(s, small_site(SITE_CODE), AT(SMALL_CALL));
}

static void other_code(struct small *s)
{
	memcpy(small_at(s, small_site(SITE_REGISTER)), "\x9c\x58", 2);
}

static void module_code(struct small *s)
{
	flip(s, small_site(SITE_MOD_CODE) + 2, 8);
}

static void hole(struct small *s)
{
	s->hole = small_site(SITE_DIRECT) + 1;
}

static void through_table(struct small *s)
{
	small_call(s, small_site(SITE_DIRECT), AT(SMALL_TRAMPOLINE(PVOP_cpu_write_cr0)));
}

static void jump_to(struct small *s, u64 target)
{
	small_call(s, small_site(SITE_JUMP), target);
	*small_at(s, small_site(SITE_JUMP)) = 0xe9;
}

static void leave_elsewhere(struct small *s)
{
	jump_to(s, AT(SMALL_PLAIN));
}

void small_leave_through_table(struct small *s)
{
	jump_to(s, AT(SMALL_TRAMPOLINE(PVOP_leave_iret)));
}

static void leave_called(struct small *s)
{
	small_call(s, small_site(SITE_JUMP), AT(SMALL_FUNCTION + 16 * PVOP_leave_iret));
}

static void leave_pushes(struct small *s)
{
	flip(s, AT(SMALL_TRAMPOLINE(PVOP_leave_iret) + 2), 3);
}

static void leave_does_not_return(struct small *s)
{
	flip(s, AT(SMALL_TRAMPOLINE(PVOP_leave_iret) + 7), 4);
}

static void other_boot(struct small *s)
{
	small_put(s, SMALL_STATE + 4, PVPATCH_DIRECT, 4);
}

static void nop_after(struct small *s)
{
	u64 after = small_site(SITE_NOTHING) + 5;

	memcpy(small_at(s, after), "\x0f\x1f\x00", 3);
	memcpy(s->file + (after - SMALL_BASE), "\x0f\x1f\x00", 3);
}

static void call_without_record(struct small *s)
{
	small_call(s, AT(SMALL_PLAIN), AT(SMALL_KEEP_CR0));
}

static void jump_without_record(struct small *s)
{
	call_without_record(s);
	*small_at(s, AT(SMALL_PLAIN)) = 0xe9;
}

/* ff /2 or /4 through the entry, which the compiler could write, and which are calls. */
static void through_entry(struct small *s, const char *head, size_t len, s32 displacement)
{
	u8 *at = small_at(s, AT(SMALL_PLAIN));

	memcpy(at, head, len);
	memcpy(at + len, &displacement, sizeof(displacement));
}

static void call_entry(struct small *s)
{
	through_entry(s, "\xff\x15", 2, SMALL_TABLE + 8 * PVOP_mmu_pte_val - SMALL_PLAIN - 6);
}

static void jump_entry(struct small *s)
{
	through_entry(s, "\xff\x24\x25", 3, (s32)AT(SMALL_TABLE + 8 * (PVOPS_NR - 1)));
}

static void call_indexed(struct small *s)
{
	through_entry(s, "\xff\x14\xc5", 3, (s32)AT(SMALL_TABLE));
}

static void call_based(struct small *s)
{
	through_entry(s, "\xff\x90", 2, (s32)AT(SMALL_TABLE));
}

static void no_endbr(struct small *s)
{
	memset(small_at(s, AT(SMALL_FUNCTION)), 0x90, 4);
}

static void trampoline(struct small *s)
{
	flip(s, AT(SMALL_TRAMPOLINE(1) + 3), 8);
}

static void thunk_number(struct small *s)
{
	flip(s, AT(SMALL_THUNKS + 7), 1);
}

/* Of an operation that has no site here. */
static void thunk_op(struct small *s)
{
	*small_at(s, AT(SMALL_THUNKS + 8 * PVOP_mmu_pte_val + 4)) = PVOPS_NR;
}

static void thunk_target(struct small *s)
{
	flip(s, AT(SMALL_THUNKS + 8 * PVOP_mmu_pte_val), 4);
}

static void thunk_twice(struct small *s)
{
	*small_at(s, AT(SMALL_THUNKS + 8 * PVOP_mmu_pte_val + 4)) = PVOP_mmu_make_pte;
}

static void entry(struct small *s)
{
	flip(s, AT(SMALL_TABLE + 8 * PVOP_mmu_pte_val), 16);
}

static void both_entries(struct small *s)
{
	flip(s, AT(SMALL_TABLE + 8 * PVOP_mmu_pte_val), 8);
	flip(s, AT(SMALL_NATIVE + 8 * PVOP_mmu_pte_val), 8);
}

/* All three things that are looked at, but one, stay inside. */
static void end_of_rodata(struct small *s)
{
	small_move_symbol(s, "__end_rodata", AT(SMALL_SITES));
}

static void audit(struct small *s)
{
	flip(s, AT(SMALL_AUDIT + offsetof(struct pvops_audit, mem_init_text)), 1);
}

/* Everything that goes to an operation goes to another function. */
static void redirect(struct small *s)
{
	small_put(s, SMALL_TABLE + 8 * PVOP_cpu_write_cr0, AT(SMALL_PLAIN), 8);
	small_put(s, SMALL_BOUND + 16 + 8 * PVOP_cpu_write_cr0, AT(SMALL_PLAIN), 8);
	small_call(s, small_site(SITE_DIRECT), AT(SMALL_PLAIN));
	small_call(s, small_site(SITE_MOD_DIRECT), AT(SMALL_PLAIN));
}

static void other_mode(struct small *s)
{
	small_put(s, SMALL_STATE, PVPATCH_INDIRECT, 4);
}

static void other_backend(struct small *s)
{
	small_put(s, SMALL_STATE + 8, AT(SMALL_OTHER), 8);
}

static void unlisted(struct small *s)
{
	small_put(s, SMALL_OWN + 8, AT(SMALL_STATE + 16), 8);
}

static void last_record(struct small *s)
{
	small_put(s, SMALL_LOADED + 32, 2, 4);
}

static void no_records(struct small *s)
{
	small_put(s, SMALL_LOADED + 32, 0, 4);
}

static void other_records(struct small *s)
{
	small_put(s, SMALL_LOADED + 24, SMALL_MODULE + SMALL_MOD_SITES + 8, 8);
	small_put(s, SMALL_LOADED + 32, 2, 4);
}

static void no_code(struct small *s)
{
	small_put(s, SMALL_MOD_TEXT_PIECE + 16, 0, 4);
	small_put(s, SMALL_LOADED + 36, 3, 4);
}

static void hidden(struct small *s)
{
	small_put(s, SMALL_MODULES, AT(SMALL_MODULES), 8);
}

/* The function that a site calls, after its first instruction. */
static void body(struct small *s)
{
	*small_at(s, AT(SMALL_FUNCTION + 16 * PVOP_cpu_write_cr0 + 4)) = 0x90;
}

static void head(struct small *s)
{
	small_call(s, AT(SMALL_FUNCTION + 16 * PVOP_cpu_write_cr0), AT(SMALL_PLAIN));
}

static void breakpoint(struct small *s)
{
	*small_at(s, AT(SMALL_PLAIN)) = 0xcc;
}

/* --- cases */

const struct rule_case rule_cases[] = {
	{ "flags", RULE_RECORD, BUILT, record_flags, AT(SMALL_MANY + 9), NOTHING, 0, 0 },
	{ "a length", RULE_RECORD, BUILT, record_length, AT(SMALL_MANY + 9), NOTHING, 0, 0 },
	{ "an operation", RULE_RECORD, BUILT, record_op, AT(SMALL_MANY + 9), NOTHING, 0, 0 },
	{ "a variant", RULE_RECORD, BUILT, record_variant, AT(SMALL_MANY + 9), NOTHING, 0,
	  0 },
	{ "a call in data", RULE_TEXT, BUILT, site_in_data, AT(SMALL_SLACK), NOTHING, 0, 0 },
	{ "the same twice", RULE_OVERLAP, BUILT, two_records, AT(SMALL_MANY + 9), NOTHING, 0,
	  0 },
	{ "in an instruction", RULE_BOUNDARY, BUILT, moved_instruction, AT(SMALL_ONE + 2),
	  NOTHING, 0, 0 },
	{ "over the end of a function", RULE_BOUNDARY, BUILT, short_function,
	  AT(SMALL_ONE + 2), NOTHING, 0, 0 },
	{ "a branch", RULE_BRANCH, BUILT, branch, AT(SMALL_MANY + 16), NOTHING, 0, 0 },
	{ "a symbol", RULE_SYMBOL, BUILT, label, AT(SMALL_MANY + 9), NOTHING, 0, 0 },
	{ "a symbol, of sizes nothing is known", RULE_SYMBOL, BUILT, label_without_sizes,
	  AT(SMALL_MANY + 9), NOTHING, 0, 0 },
	{ "a jump", RULE_BYTES, BUILT, jump, AT(SMALL_MANY + 9), CHANGE, 5, 0 },
	{ "other NOPs", RULE_BYTES, BUILT, last_nop, AT(SMALL_MANY + 21), CHANGE, 7, 0 },
	{ "code for another register", RULE_BYTES, PVPATCH_INLINE, other_code,
	  AT(SMALL_MANY + 16), CHANGE, 5, 0 },
	{ "code in a module", RULE_BYTES, PVPATCH_INLINE, module_code, SMALL_MODULE + 1,
	  CHANGE, 5, 0 },
	{ "another call", RULE_TARGET, BUILT, call_other, AT(SMALL_MANY + 9), CHANGE, 5, 0 },
	{ "another call, in memory", RULE_TARGET, PVPATCH_DIRECT, call_other,
	  AT(SMALL_MANY + 9), CHANGE, 5, 0 },
	{ "a hole", RULE_UNREADABLE, PVPATCH_DIRECT, hole, AT(SMALL_ONE + 2), NOTHING, 0, 0 },
	{ "not patched", RULE_RESIDUAL, PVPATCH_INLINE, through_table, AT(SMALL_ONE + 2),
	  FOUND, 5, 0 },
	{ "not patched, directly", RULE_RESIDUAL, PVPATCH_DIRECT, through_table,
	  AT(SMALL_ONE + 2), FOUND, 5, 0 },
	{ "prefixes of a NOP", RULE_PREFIX, PVPATCH_INLINE, nop_after, AT(SMALL_MANY + 1),
	  FOUND, 5, 0 },
	{ "a call", RULE_UNRECORDED, BUILT, call_without_record, AT(SMALL_PLAIN), NOTHING, 0,
	  0 },
	{ "a call, in memory", RULE_UNRECORDED, PVPATCH_INLINE, call_without_record,
	  AT(SMALL_PLAIN), NOTHING, 0, 0 },
	{ "a jump to a thunk", RULE_UNRECORDED, BUILT, jump_without_record, AT(SMALL_PLAIN),
	  NOTHING, 0, 0 },
	{ "a call of an entry", RULE_UNRECORDED, BUILT, call_entry, AT(SMALL_PLAIN), NOTHING,
	  0, 0 },
	{ "a call of an entry, in memory", RULE_UNRECORDED, PVPATCH_DIRECT, call_entry,
	  AT(SMALL_PLAIN), NOTHING, 0, 0 },
	{ "a jump to an entry", RULE_UNRECORDED, BUILT, jump_entry, AT(SMALL_PLAIN), NOTHING, 0,
	  0 },
	{ "a call of any entry", RULE_UNRECORDED, BUILT, call_indexed, AT(SMALL_PLAIN), NOTHING,
	  0, 0 },
	{ "a call through a register", RULE_UNRECORDED, BUILT, call_based, AT(SMALL_PLAIN),
	  NOTHING, 0, 0 },
	{ "no ENDBR", RULE_ENDBR, BUILT, no_endbr, AT(SMALL_TABLE), CHANGE, 4,
	  AT(SMALL_FUNCTION) },
	{ "a trampoline", RULE_THUNK, BUILT, trampoline, AT(SMALL_TRAMPOLINE(1)), FOUND, 16, 0 },
	{ "a trampoline, in memory", RULE_THUNK, PVPATCH_INLINE, trampoline,
	  AT(SMALL_TRAMPOLINE(1)), FOUND, 16, 0 },
	{ "a number of a thunk", RULE_THUNK, BUILT, thunk_number, AT(SMALL_CALL), NOTHING, 0,
	  0 },
	{ "an operation of a thunk", RULE_THUNK, BUILT, thunk_op,
	  AT(SMALL_TRAMPOLINE(PVOP_mmu_pte_val)), NOTHING, 0, 0 },
	{ "the target of a thunk", RULE_THUNK, BUILT, thunk_target,
	  AT(SMALL_TRAMPOLINE(PVOP_mmu_pte_val)) ^ 4, NOTHING, 0, 0 },
	{ "two thunks", RULE_THUNK, BUILT, thunk_twice, AT(SMALL_TRAMPOLINE(PVOP_mmu_pte_val)),
	  NOTHING, 0, 0 },
	{ "an entry", RULE_TABLE, BUILT, entry, AT(SMALL_TABLE + 8 * PVOP_mmu_pte_val), CHANGE,
	  8, 0 },
	{ "an entry, in memory", RULE_TABLE, PVPATCH_DIRECT, entry,
	  AT(SMALL_TABLE + 8 * PVOP_mmu_pte_val), CHANGE, 8, 0 },
	{ "no start of a function", RULE_TABLE, BUILT, both_entries,
	  AT(SMALL_TABLE + 8 * PVOP_mmu_pte_val), NOTHING, 0, 0 },
	{ "a foreign function", RULE_BINDING, PVPATCH_INLINE, redirect,
	  AT(SMALL_TABLE + 8 * PVOP_cpu_write_cr0), FOUND, 8, 0 },
	{ "a jump elsewhere", RULE_TARGET, PVPATCH_DIRECT, leave_elsewhere, AT(SMALL_LEAVE), CHANGE,
	  5, 0 },
	{ "a jump through the table", RULE_RESIDUAL, PVPATCH_INLINE, small_leave_through_table,
	  AT(SMALL_LEAVE), FOUND, 5, 0 },
	{ "a call for a jump", RULE_BYTES, PVPATCH_DIRECT, leave_called, AT(SMALL_LEAVE), CHANGE, 5,
	  0 },
	{ "what a jump pushes", RULE_THUNK, BUILT, leave_pushes,
	  AT(SMALL_TRAMPOLINE(PVOP_leave_iret)), FOUND, 16, 0 },
	{ "where a jump returns to", RULE_THUNK, PVPATCH_INLINE, leave_does_not_return,
	  AT(SMALL_TRAMPOLINE(PVOP_leave_iret)), FOUND, 16, 0 },
	{ "another mode at boot", RULE_STATE, PVPATCH_INLINE, other_boot, AT(SMALL_STATE), NOTHING,
	  0, 0 },
	{ "another mode", RULE_STATE, PVPATCH_INLINE, other_mode, AT(SMALL_STATE), NOTHING, 0,
	  0 },
	{ "no backend", RULE_STATE, PVPATCH_DIRECT, other_backend, AT(SMALL_STATE + 8), NOTHING,
	  0, 0 },
	{ "a module not listed", RULE_MODULES, PVPATCH_INLINE, unlisted, AT(SMALL_MOD), NOTHING,
	  0, 0 },
	{ "a last record", RULE_MODULES, PVPATCH_INLINE, last_record, AT(SMALL_LOADED + 8),
	  NOTHING, 0, 0 },
	{ "no records", RULE_MODULES, PVPATCH_INLINE, no_records, AT(SMALL_LOADED + 8), NOTHING,
	  0, 0 },
	{ "other records", RULE_MODULES, PVPATCH_INLINE, other_records, AT(SMALL_LOADED + 8),
	  NOTHING, 0, 0 },
	{ "no code of a module", RULE_MODULES, PVPATCH_INLINE, no_code, AT(SMALL_MOD), NOTHING,
	  0, 0 },
	{ "a hidden module", RULE_MODULES, PVPATCH_INLINE, hidden, AT(SMALL_LOADED + 8), NOTHING,
	  0, 0 },
	{ "a body", RULE_CODE, PVPATCH_INLINE, body,
	  AT(SMALL_FUNCTION + 16 * PVOP_cpu_write_cr0 + 4), CHANGE, 5, 0 },
	{ "a head", RULE_CODE, PVPATCH_DIRECT, head,
	  AT(SMALL_FUNCTION + 16 * PVOP_cpu_write_cr0), CHANGE, 5, 0 },
	{ "a breakpoint", RULE_CODE, PVPATCH_DIRECT, breakpoint, AT(SMALL_PLAIN), CHANGE, 5, 0 },
	{ "sites are data", RULE_WRITABLE, PVPATCH_INLINE, end_of_rodata, AT(SMALL_SITES),
	  NOTHING, 0, 0 },
	{ "a struct", RULE_CHANGED, PVPATCH_INLINE, audit, AT(SMALL_AUDIT), CHANGE,
	  sizeof(struct pvops_audit), 0 },
};

const size_t rule_cases_nr = sizeof(rule_cases) / sizeof(*rule_cases);
