// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules of check: for each of them a small kernel with one thing wrong in it, in
 * which exactly that is found, exactly there, with the right bytes.  That no rule is
 * without a case is a test, too.
 */
#include <stdlib.h>
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define BUILT		PVPATCH_FORMS	/* as a mode: not booted */

/* What a finding has to show. */
enum shows {
	NOTHING,
	FOUND,		/* the bytes that are there */
	CHANGE,		/* and those that were there before the damage */
};

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
	memcpy(small_at(s, small_site(SITE_LONG) + 5), "\x90\x90", 2);
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

static void leave_through_table(struct small *s)
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

static const struct {
	const char *name;
	enum rule rule;
	unsigned int mode;
	void (*damage)(struct small *small);
	u64 at;
	enum shows shows;
	u8 len;
	u64 bytes;		/* where they are, if not at @at */
} cases[] = {
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
	{ "a jump through the table", RULE_RESIDUAL, PVPATCH_INLINE, leave_through_table,
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

static void show_all(const struct small *small)
{
	size_t i;

	for (i = 0; i < small->findings.count; i++)
		print_error("found: %s: %s: %s\n", small->findings.finding[i].place,
			    rule_id(small->findings.finding[i].rule),
			    small->findings.finding[i].message);
}

static void make(struct small *small, unsigned int mode)
{
	if (mode == BUILT)
		small_built(small);
	else
		small_booted(small, mode);
}

static void check_case(size_t i)
{
	u64 bytes = cases[i].bytes ? cases[i].bytes : cases[i].at;
	const struct finding *f;
	u8 before[SITE_BYTES];
	struct small small;

	make(&small, cases[i].mode);
	if (cases[i].len)
		memcpy(before, small_at(&small, bytes), cases[i].len);
	cases[i].damage(&small);
	same_number(cases[i].name, small_check(&small, NULL), 0);
	if (small.findings.count != 1)
		show_all(&small);
	same_number(cases[i].name, small.findings.count, 1);
	f = &small.findings.finding[0];
	assert_string_equal(rule_id(f->rule), rule_id(cases[i].rule));
	same_number(cases[i].name, f->addr, cases[i].at);
	assert_string_not_equal(f->message, "");
	same_number(cases[i].name, f->nfound, cases[i].shows >= FOUND ? cases[i].len : 0);
	same_bytes(cases[i].name, f->found, small_at(&small, bytes), f->nfound);
	same_number(cases[i].name, f->nexpected, cases[i].shows == CHANGE ? cases[i].len : 0);
	same_bytes(cases[i].name, f->expected, before, f->nexpected);
	small_free(&small);
}

static void test_check_rules_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		check_case(i);
}

/* A switch leaves jumps as they are: clean, and not if it has written to one. */
static void test_check_rules_switched(void **state)
{
	struct small small;
	unsigned int boot;

	(void)state;
	for (boot = PVPATCH_INDIRECT; boot < PVPATCH_FORMS; boot++) {
		small_booted(&small, PVPATCH_DIRECT);
		small_put(&small, SMALL_STATE + 4, boot, 4);
		if (boot == PVPATCH_INLINE)
			memcpy(small_at(&small, small_site(SITE_JUMP)), "\x2e\x2e\x2e\x2e\x2e", 5);
		if (boot == PVPATCH_INDIRECT)
			leave_through_table(&small);
		same_number("switched", small_check(&small, NULL), 0);
		if (small.findings.count)
			show_all(&small);
		same_number("findings", small.findings.count, 0);
		small_free(&small);
	}
}

/* A site of some format in an object: its bytes are always right. */
static int any_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	(void)max;
	memset(to, 0, sizeof(*to));
	to->form = FORM_INDIRECT;
	return binary_read(site->table->binary, site->addr, to->bytes, site->len) ? -1 : 1;
}

static void add_object_site(struct table *table, u64 addr, u8 len)
{
	struct site *site = table_add_site(table);

	site->addr = addr;
	site->len = len;
	table->legal_bytes = any_bytes;
}

/*
 * Calls through memory, of which the second is annotated; a call of a symbol and a push
 * of memory need no annotation.
 */
static void test_check_rules_retpoline(void **state)
{
	static u8 text[] = { 0xff, 0x15, 0, 0, 0, 0,
			     0xff, 0x15, 0, 0, 0, 0,
			     0xe8, 0, 0, 0, 0, 0x90,
			     0xff, 0x35, 0, 0, 0, 0,
			     0xff, 0x14, 0x25, 0, 0, 0, 0, 0xc3 };
	static const u8 safe[] = { 0x06, 0x00, 0x00, 0x01 };
	struct subject subject = { .binary = binary_new("object") };
	struct findings findings;
	struct table *table;
	u64 at;

	(void)state;
	subject.binary->kind = BINARY_MODULE;
	binary_add_section(subject.binary, &(struct binary_section){
		".text", 0x1000000, sizeof(text), text, true, true, false });
	binary_add_section(subject.binary, &(struct binary_section){
		".discard.retpoline_safe", 0x2000000, sizeof(safe), safe, false, false, false });
	binary_add_symbol(subject.binary, &(struct binary_symbol){
		0x1000000, sizeof(text), "f", true, false });
	binary_ready(subject.binary);
	table = tables_add(&subject.tables, subject.binary, FORMAT_PARAVIRT, "sites");
	for (at = 0x1000000; at <= 0x1000000 + 24; at += 6)
		add_object_site(table, at, at == 0x1000000 + 24 ? 7 : 6);
	check_run(&subject, &findings, NULL);
	assert_int_equal(findings.count, 2);
	assert_int_equal(findings.finding[0].rule, RULE_RETPOLINE);
	assert_int_equal(findings.finding[0].addr, 0x1000000);
	assert_int_equal(findings.finding[1].rule, RULE_RETPOLINE);
	assert_int_equal(findings.finding[1].addr, 0x1000000 + 24);
	findings_free(&findings);
	tables_free(&subject.tables);
	binary_free(subject.binary);
}

static void test_check_rules_all_have_cases(void **state)
{
	/* The latter two are in test_check_pages.c. */
	bool has[RULES_NR] = { [RULE_RETPOLINE] = true, [RULE_PROTECTION] = true,
			       [RULE_VIEW] = true };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		has[cases[i].rule] = true;
	for (i = 0; i < RULES_NR; i++)
		if (!has[i])
			fail_msg("rule %s has no case", rule_id(i));
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
		cmocka_unit_test(test_check_rules_cases),
		cmocka_unit_test(test_check_rules_switched),
		cmocka_unit_test(test_check_rules_retpoline),
		cmocka_unit_test(test_check_rules_all_have_cases),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
