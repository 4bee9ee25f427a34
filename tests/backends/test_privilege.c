// SPDX-License-Identifier: GPL-2.0-only
/* What needs CPL 0: bytes as the SDM encodes them, and tables written by hand. */
#include <asm/pvops/template.h>
#include "../check.h"
#include "judge.h"
#include "privilege.h"

#define PRIVILEGED(name, bytes)	{ name, name, bytes, sizeof(bytes) - 1 }
#define HARMLESS(name, bytes)	{ name, NULL, bytes, sizeof(bytes) - 1 }

static const struct {
	const char *name, *want, *code;
	size_t size;
} rows[] = {
	PRIVILEGED("cli", "\xfa"),
	PRIVILEGED("sti", "\xfb"),
	PRIVILEGED("sti", "\xfb\xf4"),
	PRIVILEGED("hlt", "\xf4"),
	PRIVILEGED("pushfq", "\x9c\x58"),
	PRIVILEGED("popfq", "\x9d"),
	PRIVILEGED("in", "\xec"),
	PRIVILEGED("out", "\xe6\x80"),
	PRIVILEGED("outsb", "\x6e"),
	PRIVILEGED("mov", "\x0f\x20\xd0"),		/* %cr2, %rax */
	PRIVILEGED("mov", "\x0f\x22\xdf"),		/* %rdi, %cr3 */
	PRIVILEGED("mov", "\x44\x0f\x20\xc0"),		/* %cr8, %rax */
	PRIVILEGED("mov", "\x0f\x21\xf8"),		/* %db7, %rax */
	PRIVILEGED("mov", "\x0f\x23\xff"),		/* %rdi, %db7 */
	PRIVILEGED("clts", "\x0f\x06"),
	PRIVILEGED("lmsw", "\x0f\x01\xf0"),
	PRIVILEGED("smsw", "\x0f\x01\xe0"),
	PRIVILEGED("lgdt", "\x0f\x01\x17"),
	PRIVILEGED("lidt", "\x0f\x01\x1f"),
	PRIVILEGED("sgdt", "\x0f\x01\x07"),
	PRIVILEGED("sidt", "\x0f\x01\x0f"),
	PRIVILEGED("lldt", "\x0f\x00\xd0"),
	PRIVILEGED("sldt", "\x0f\x00\xc0"),
	PRIVILEGED("ltr", "\x0f\x00\xd8"),
	PRIVILEGED("str", "\x48\x0f\x00\xc8"),
	PRIVILEGED("invlpg", "\x0f\x01\x3f"),
	PRIVILEGED("invpcid", "\x66\x0f\x38\x82\x07"),
	PRIVILEGED("invd", "\x0f\x08"),
	PRIVILEGED("wbinvd", "\x0f\x09"),
	PRIVILEGED("rdmsr", "\x0f\x32"),
	PRIVILEGED("wrmsr", "\x0f\x30"),
	PRIVILEGED("rdpmc", "\x0f\x33"),
	PRIVILEGED("swapgs", "\x0f\x01\xf8"),
	PRIVILEGED("xsetbv", "\x0f\x01\xd1"),
	PRIVILEGED("iretq", "\x48\xcf"),
	PRIVILEGED("sysret", "\x48\x0f\x07"),
	PRIVILEGED("sysexit", "\x0f\x35"),
	PRIVILEGED("wrmsr", "\x90\x90\x0f\x30"),	/* after others */
	HARMLESS("nothing", ""),
	HARMLESS("cpuid", "\x0f\xa2"),
	HARMLESS("rdtsc", "\x0f\x31"),
	HARMLESS("mov to memory", "\x48\x89\x37"),
	HARMLESS("mov from %gs", "\x8c\xe8"),
	HARMLESS("wrgsbase", "\xf3\x48\x0f\xae\xd8"),
	HARMLESS("lsl", "\x0f\x03\xc0"),
	HARMLESS("syscall", "\x0f\x05"),
	HARMLESS("pop", "\x58"),
};

static void test_privilege_instructions(void **state)
{
	unsigned int i, wrong = 0;
	const char *got;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		got = privileged_instruction((const uint8_t *)rows[i].code, rows[i].size);
		if (!got == !rows[i].want && (!got || !strcmp(got, rows[i].want)))
			continue;
		print_error("%s: is called %s\n", rows[i].name, got ? got : "harmless");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void test_privilege_is_said_once(void **state)
{
	unsigned int op;

	(void)state;
	for (op = 0; op < PVOPS_NR; op++)
		if (privileged_by_hand(op) && unprivileged_by_hand(op))
			fail_msg("%s: is said to need CPL 0, and not to", contract_op_name(op));
}

/* From templates, and from what is said by hand. */
static void test_privilege_of_operations(void **state)
{
	static const uint8_t cli[] = { 0xfa }, store[] = { 0x48, 0x89, 0x37 };
	struct record row[] = {
		{ .op = PVOPS_T_ANY, .function = "nop", .code = store },
		{ .op = PVOP_irq_irq_disable, .len = 1, .function = "f", .code = cli },
		{ .op = PVOP_mmu_set_pte, .len = 3, .function = "g", .code = store },
		{ .op = PVOP_irq_halt, .function = "h", .nothunk = "i" },
	};
	const struct records native = { .row = row, .count = COUNT(row) };
	const char *need[PVOPS_NR];

	(void)state;
	privileged_ops(&native, need);
	assert_string_equal(need[PVOP_irq_irq_disable], "cli");
	assert_null(need[PVOP_mmu_set_pte]);
	assert_null(need[PVOP_irq_halt]);
	assert_string_equal(need[PVOP_cpu_load_tr_desc], "ltr");
	assert_string_equal(need[PVOP_cpu_sysret_rip], "sysret after it");
	assert_null(need[PVOP_mmu_set_pgd]);
}

static void test_privilege_of_tables(void **state)
{
	struct held held = { .backend = "foo", .deprivileged = true };
	char why[WHY_MAX];

	(void)state;
	assert_false(held_is_enough(&held, PVOP_irq_irq_disable, "cli", why));
	assert_string_equal(why, "foo: its table has no irq.irq_disable, and bare metal's way, "
			    "cli, needs CPL 0");
	assert_true(held_is_enough(&held, PVOP_irq_irq_disable, NULL, why));
	held.holds[PVOP_irq_irq_enable] = true;
	assert_false(held_is_enough(&held, PVOP_irq_irq_disable, "cli", why));
	held.holds[PVOP_irq_irq_disable] = true;
	assert_true(held_is_enough(&held, PVOP_irq_irq_disable, "cli", why));
	held.holds[PVOP_irq_irq_disable] = false;
	held.deprivileged = false;
	assert_true(held_is_enough(&held, PVOP_irq_irq_disable, "cli", why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_privilege_instructions),
		cmocka_unit_test(test_privilege_is_said_once),
		cmocka_unit_test(test_privilege_of_operations),
		cmocka_unit_test(test_privilege_of_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
