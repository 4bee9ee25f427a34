// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conformance test refuses what is wrong: one template for each rule that breaks it,
 * beside ones that come close and are right.  Bytes are as the SDM encodes them.
 */
#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/pvops/template.h>
#include "../check.h"
#include "judge.h"

#define P	PVOPS_T_PREFIX
#define NOTHUNK	PVOPS_T_NOTHUNK
#define ANY	PVOPS_T_ANY

/* @why is a part of the sentence; NULL: the template is fit. */
static const struct sample {
	const char *name;
	uint8_t op, variant, flags;
	unsigned int len;
	const char *code, *why;
} samples[] = {
#define SAMPLE(name, op, variant, flags, code, why) \
	{ name, op, variant, flags, sizeof(code) - 1, code, why }

	/* --- records */
	SAMPLE("no operation", PVOPS_NR, PVOPS_V_CALL, 0, "\x90", "no operation"),
	SAMPLE("the last operation", PVOPS_NR - 1, PVOPS_V_JUMP, 0, "", NULL),
	SAMPLE("a jump that is called", PVOP_leave_iret, PVOPS_V_CALL, 0, "", "variant 16"),
	SAMPLE("a call that is jumped to", PVOP_irq_halt, PVOPS_V_JUMP, 0, "\xf4", "variant 19"),
	SAMPLE("a jump that changes a register", PVOP_leave_iret, PVOPS_V_JUMP, 0, "\x31\xc0",
	       "changes %rax"),
	SAMPLE("a jump that drops a word", PVOP_leave_iret, PVOPS_V_JUMP, 0, "\x48\x83\xc4\x08",
	       "stack pointer"),
	SAMPLE("no variant", PVOP_irq_halt, PVOPS_VARIANTS, 0, "\xf4", "variant 20"),
	SAMPLE("a register that the site has not", PVOP_irq_halt, rax, 0, "\xf4", "variant 0"),
	SAMPLE("the stack pointer", PVOP_mmu_read_cr2, rsp, 0, "\x0f\x20\xd4", "variant 4"),
	SAMPLE("kept registers in a C call", PVOP_mmu_write_cr3, PVOPS_V_KEEP, 0, "\x90",
	       "variant 17"),
	SAMPLE("kept registers", PVOP_irq_halt, PVOPS_V_KEEP, 0, "\xf4", NULL),
	SAMPLE("no shape", PVOP_irq_halt, PVOPS_V_SHAPE, 0, "\xf4", "variant 18"),
	SAMPLE("a debug register", PVOP_cpu_get_debugreg, 7, 0, "\x0f\x21\xf8", NULL),
	SAMPLE("no debug register", PVOP_cpu_get_debugreg, 5, 0, "\x0f\x21\xe8", "variant 5"),
	SAMPLE("unknown flag", PVOP_irq_halt, PVOPS_V_CALL, 4, "\xf4", "flags 0x4"),
	SAMPLE("too long", PVOP_irq_halt, PVOPS_V_CALL, 0,
	       "\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4", "16 bytes"),
	SAMPLE("as long as can be", PVOP_irq_halt, PVOPS_V_CALL, 0,
	       "\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4\xf4", NULL),
	SAMPLE("prefixes of nothing", PVOP_cpu_alloc_ldt, PVOPS_V_CALL, P, "", "takes prefixes"),
	SAMPLE("nothing", PVOP_cpu_alloc_ldt, PVOPS_V_CALL, 0, "", NULL),
	SAMPLE("without a thunk", PVOP_irq_save_fl, rbx, NOTHUNK, "", NULL),
	SAMPLE("without a thunk, with code", PVOP_irq_save_fl, rbx, NOTHUNK, "\x90", "no code"),
	SAMPLE("without a thunk, with prefixes", PVOP_irq_save_fl, rbx, NOTHUNK | P, "", "no code"),
	SAMPLE("without a thunk, of any operation", ANY, PVOPS_V_CALL, NOTHUNK, "", "one operation"),
	SAMPLE("any operation", ANY, PVOPS_V_CALL, 0, "", NULL),
	SAMPLE("any operation, a register", ANY, rax, 0, "", "variant 0"),
	SAMPLE("any operation, a register changed", ANY, PVOPS_V_CALL, 0, "\x31\xc0",
	       "changes %rax"),

	/* --- instructions */
	SAMPLE("cut off", PVOP_mmu_write_cr2, PVOPS_V_CALL, 0, "\x0f\x22", "byte 0"),
	SAMPLE("the second cut off", PVOP_irq_safe_halt, PVOPS_V_CALL, 0, "\xfb\x0f", "byte 1"),
	SAMPLE("not of this mode", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x06", "byte 0"),
	SAMPLE("return", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xc3", "ret leaves"),
	SAMPLE("jump", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xeb\x00", "jmp leaves"),
	SAMPLE("indirect jump", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xff\xe0", "jmp leaves"),
	SAMPLE("conditional jump", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x74\x00", "jz leaves"),
	SAMPLE("call", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xe8\0\0\0\0", "call leaves"),
	SAMPLE("far call", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xff\x1f", "call leaves"),
	SAMPLE("system call", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x0f\x05", "syscall leaves"),
	SAMPLE("breakpoint", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xcc", "int3 leaves"),
	SAMPLE("return to user mode", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x48\xcf", "iretq leaves"),
	SAMPLE("undefined", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x0f\x0b", "ud2 leaves"),
	SAMPLE("relative to its place", PVOP_mmu_read_cr2, rax, 0,
	       "\x48\x8b\x05\x00\x10\x00\x00", "relative to its place"),
	SAMPLE("a fixed place", PVOP_mmu_read_cr2, rax, 0,
	       "\x65\x48\x8b\x04\x25\x10\x00\x00\x00", NULL),

	/* --- registers */
	SAMPLE("a kept register", PVOP_irq_irq_disable, PVOPS_V_CALL, 0, "\x31\xc0",
	       "changes %rax"),
	SAMPLE("a part of one", PVOP_irq_irq_disable, PVOPS_V_CALL, 0, "\xb3\x01",
	       "changes %rbx"),
	SAMPLE("one that C keeps", PVOP_cpu_write_cr0, PVOPS_V_CALL, 0, "\x45\x31\xe4",
	       "changes %r12"),
	SAMPLE("one that C loses", PVOP_cpu_write_cr0, PVOPS_V_CALL, 0,
	       "\x45\x31\xdb\x0f\x22\xc7", NULL),
	SAMPLE("an implicit one", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x0f\xa2", "uses %rax"),
	SAMPLE("an implicit result", PVOP_cpu_read_msr, PVOPS_V_SHAPE, 0, "\x0f\x33", NULL),
	SAMPLE("not set", PVOP_mmu_read_cr3, PVOPS_V_CALL, 0, "\x90", "not set %rax"),
	SAMPLE("another one set", PVOP_mmu_read_cr2, rcx, 0, "\x0f\x20\xd0", "changes %rax"),
	SAMPLE("one of two not set", PVOP_cpu_read_msr, PVOPS_V_SHAPE, 0, "\x31\xc0",
	       "not set %rdx"),
	SAMPLE("an error not set", PVOP_cpu_write_msr_safe, PVOPS_V_SHAPE, 0, "\x0f\x30",
	       "not set %rdi"),
	SAMPLE("set to what it was", PVOP_mmu_pte_val, rsi, 0, "", NULL),
	SAMPLE("set in part", PVOP_mmu_read_cr3, PVOPS_V_CALL, 0, "\xb0\x00", "only a part of %rax"),
	SAMPLE("set in half", PVOP_mmu_read_cr3, PVOPS_V_CALL, 0, "\x66\xb8\x00\x00",
	       "only a part of %rax"),
	SAMPLE("no call of the host", PVOP_host_hypercall, PVOPS_V_SHAPE, 0, "\x90",
	       "not set %rax"),
	SAMPLE("set in part if", PVOP_mmu_read_cr2, rax, 0, "\x48\x0f\x44\xc0", "uses %rax"),
	SAMPLE("set in parts", PVOP_mmu_read_cr3, PVOPS_V_CALL, 0, "\x31\xc0\xb0\x01", NULL),
	SAMPLE("not loaded", PVOP_mmu_write_cr3, rdi, 0, "\x0f\x22\xde", "uses %rsi"),
	SAMPLE("an address not loaded", PVOP_mmu_set_pte, rdi, 0, "\x48\x89\x06", "uses %rsi"),
	SAMPLE("an index not loaded", PVOP_mmu_set_pte, rdi, 0, "\x48\x89\x04\x1f", "uses %rbx"),
	SAMPLE("a value not loaded", PVOP_mmu_set_pte, rdi, 0, "\x48\x89\x37", "uses %rsi"),
	SAMPLE("a result not loaded", PVOP_mmu_read_cr2, rax, 0, "\x48\x89\xd8", "not set %rax"),
	SAMPLE("loaded by itself", PVOP_mmu_pte_val, PVOPS_V_CALL, 0,
	       "\x48\x89\xf8\x48\xf7\xd0", NULL),
	SAMPLE("zero, whatever it was", PVOP_mmu_pgd_alloc, PVOPS_V_CALL, 0, "\x48\x31\xc0", NULL),
	SAMPLE("saved and restored", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x53\x31\xdb\xf4\x5b", NULL),
	SAMPLE("saved and confused", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x53\x50\xf4\x5b\x58",
	       "changes %rax"),
	SAMPLE("exchanged twice", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x48\x93\xf4\x48\x93", NULL),
	SAMPLE("exchanged once", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x48\x93", "changes %rax"),
	SAMPLE("a vector register", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x0f\x57\xc0", "changes %xmm0"),
	SAMPLE("a segment register", PVOP_cpu_load_gs_index, PVOPS_V_CALL, 0, "\x8e\xef",
	       "changes %gs"),
	SAMPLE("a hypercall", PVOP_host_hypercall, PVOPS_V_SHAPE, 0, "\x0f\x01\xc1", NULL),
	SAMPLE("a hypercall elsewhere", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x0f\x01\xd9",
	       "uses %rax"),
	SAMPLE("a hypercall that changes more", PVOP_irq_halt, PVOPS_V_CALL, 0,
	       "\x31\xc0\x0f\x01\xd9", "changes %rax"),
	SAMPLE("a hypercall with %rax saved", PVOP_irq_halt, PVOPS_V_CALL, 0,
	       "\x50\x31\xc0\x0f\x01\xd9\x58", NULL),

	/* --- flags */
	SAMPLE("arithmetic", PVOP_mmu_pgd_alloc, PVOPS_V_CALL, 0, "\x31\xc0", NULL),
	SAMPLE("interrupts off elsewhere", PVOP_irq_halt, PVOPS_V_CALL, 0, "\xfa", "cli changes flags"),
	SAMPLE("interrupts on", PVOP_irq_safe_halt, PVOPS_V_CALL, 0, "\xfb\xf4", NULL),
	SAMPLE("direction", PVOP_irq_irq_disable, PVOPS_V_CALL, 0, "\xfd", "std changes flags"),
	SAMPLE("alignment check", PVOP_irq_irq_disable, PVOPS_V_CALL, 0, "\x0f\x01\xca",
	       "clac changes flags"),
	SAMPLE("flags restored", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x9c\xf4\x9d", NULL),
	SAMPLE("other flags", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x6a\x02\x9d", "pops flags"),

	/* --- the stack */
	SAMPLE("pushed and left", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x9c", "leaves 1 pushed"),
	SAMPLE("popped too much", PVOP_irq_save_fl, rax, 0, "\x58", "pops what"),
	SAMPLE("pushed short", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x66\x50\x66\x58", "less than 64"),
	SAMPLE("moved", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x48\x83\xec\x08", "stack pointer"),
	SAMPLE("loaded", PVOP_mmu_write_cr2, PVOPS_V_CALL, 0, "\x48\x89\xfc", "stack pointer"),
	SAMPLE("below", PVOP_mmu_write_cr2, PVOPS_V_CALL, 0, "\x48\x89\x7c\x24\xf8", "memory of the stack"),
	SAMPLE("above", PVOP_mmu_read_cr2, rax, 0, "\x48\x8b\x04\x24", "memory of the stack"),
	SAMPLE("its own", PVOP_mmu_read_cr2, rax, 0, "\x9c\x48\x8b\x04\x24\x9d", NULL),
	SAMPLE("its own, changed", PVOP_irq_halt, PVOPS_V_CALL, 0, "\x53\x83\x0c\x24\x01\x5b",
	       "changes %rbx"),

	/* --- padding */
	SAMPLE("prefixes", PVOP_mmu_write_cr2, PVOPS_V_CALL, P, "\x0f\x22\xd7", NULL),
	SAMPLE("prefixes and REX", PVOP_mmu_write_cr2, PVOPS_V_CALL, P, "\x40\x0f\x22\xd7", NULL),
	SAMPLE("prefixes of a segment", PVOP_irq_irq_disable, PVOPS_V_CALL, P,
	       "\x65\xc6\x04\x25\x01\x00\x00\x00\x01", "has a segment"),
	SAMPLE("a segment", PVOP_irq_irq_disable, PVOPS_V_CALL, 0,
	       "\x65\xc6\x04\x25\x01\x00\x00\x00\x01", NULL),
};

static struct record record_of(const struct sample *sample)
{
	return (struct record){
		.op = sample->op, .variant = sample->variant, .flags = sample->flags,
		.len = sample->len, .code = (const uint8_t *)sample->code,
		.function = "function",
	};
}

static void test_judge_templates(void **state)
{
	unsigned int i, wrong = 0;

	(void)state;
	for (i = 0; i < COUNT(samples); i++) {
		struct record record = record_of(&samples[i]);
		char why[WHY_MAX] = "it is fit";
		bool fit = template_is_fit(&record, why);

		if (fit == !samples[i].why && (fit || strstr(why, samples[i].why)))
			continue;
		print_error("%s: %s\n", samples[i].name, why);
		wrong++;
	}
	same_number("wrong judgements", wrong, 0);
}

static void test_judge_relocation(void **state)
{
	struct record record = {
		.op = PVOP_mmu_read_cr2, .variant = rax, .function = "function",
		.code = (const uint8_t *)"\x65\x48\x8b\x04\x25\x00\x00\x00\x00", .len = 9,
	};
	char why[WHY_MAX] = "";

	(void)state;
	assert_true(template_is_fit(&record, why));
	record.relative = "somewhere";
	assert_false(template_is_fit(&record, why));
	assert_non_null(strstr(why, "somewhere"));
}

static void test_judge_no_function(void **state)
{
	struct record record = record_of(&samples[COUNT(samples) - 1]);
	char why[WHY_MAX];

	(void)state;
	record.function = "";
	assert_false(record_is_sane(&record, why));
}

/* --- two for the same sites */

static const struct {
	const char *name;
	struct record one, other;
	bool differ;
} pairs[] = {
	{ "the same", { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "f" }, false },
	{ "another function", { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "g" }, true },
	{ "another variant", { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_irq_halt, .variant = PVOPS_V_KEEP, .function = "f" }, true },
	{ "another operation", { .op = PVOP_irq_halt, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_irq_safe_halt, .variant = PVOPS_V_CALL, .function = "f" }, true },
	{ "one without a thunk", { .op = PVOP_irq_save_fl, .variant = rax, .function = "f" },
	  { .op = PVOP_irq_save_fl, .variant = rax, .function = "f", .nothunk = "b" }, false },
	{ "any of that function", { .op = ANY, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_irq_halt, .variant = PVOPS_V_KEEP, .function = "f" }, false },
	{ "any, of one that returns", { .op = ANY, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = PVOP_mmu_read_cr3, .variant = PVOPS_V_CALL, .function = "f" }, true },
	{ "any twice", { .op = ANY, .variant = PVOPS_V_CALL, .function = "f" },
	  { .op = ANY, .variant = PVOPS_V_CALL, .function = "f" }, false },
};

static void test_judge_pairs(void **state)
{
	char why[WHY_MAX];
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(pairs); i++) {
		same_number(pairs[i].name,
			    records_differ(&pairs[i].one, &pairs[i].other, why), pairs[i].differ);
		same_number(pairs[i].name,
			    records_differ(&pairs[i].other, &pairs[i].one, why), pairs[i].differ);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge_templates),
		cmocka_unit_test(test_judge_relocation),
		cmocka_unit_test(test_judge_no_function),
		cmocka_unit_test(test_judge_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
