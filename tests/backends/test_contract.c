// SPDX-License-Identifier: GPL-2.0-only
/* The registers of sites: every operation has some, and a few of each kind by hand. */
#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/pvops/template.h>
#include "../check.h"
#include "../kinds.h"
#include "contract.h"
#include "record.h"

#define C_LOST	(BIT(rax) | BIT(rcx) | BIT(rdx) | BIT(rsi) | BIT(rdi) | \
		 BIT(r8) | BIT(r9) | BIT(r10) | BIT(r11))

static const struct {
	unsigned int op, variant;
	struct contract want;
} cases[] = {
#define CASE(op, variant, in, changes, sets, ...) \
	{ op, variant, { .loaded = in, .lost = changes, .result = sets, __VA_ARGS__ } }
	CASE(PVOP_cpu_io_delay, PVOPS_V_CALL, 0, C_LOST, 0),
	CASE(PVOP_cpu_write_gdt_entry, PVOPS_V_CALL,
	     BIT(rdi) | BIT(rsi) | BIT(rdx) | BIT(rcx), C_LOST, 0),
	CASE(PVOP_cpu_read_cr0, PVOPS_V_CALL, 0, BIT(rax), BIT(rax)),
	CASE(PVOP_cpu_read_cr0, PVOPS_V_KEEP, 0, BIT(rax), BIT(rax)),
	CASE(PVOP_cpu_load_gdt, PVOPS_V_KEEP, BIT(rdi), 0, 0),
	CASE(PVOP_irq_irq_enable, PVOPS_V_KEEP, 0, 0, 0, .interrupts = true),
	CASE(PVOP_irq_save_fl, 9, 0, BIT(r9), BIT(r9)),
	CASE(PVOP_irq_save_fl, PVOPS_V_CALL, 0, BIT(rax), BIT(rax)),
	CASE(PVOP_lock_queued_spin_unlock, rsi, BIT(rsi), 0, 0),
	CASE(PVOP_lock_vcpu_is_preempted, rbp, BIT(rbp), BIT(rbp), BIT(rbp), .same = true),
	CASE(PVOP_lock_vcpu_is_preempted, PVOPS_V_CALL, BIT(rdi), BIT(rax), BIT(rax)),
	CASE(PVOP_mmu_write_cr3, 12, BIT(12), C_LOST, 0),
	CASE(PVOP_mmu_set_pte, 15, BIT(15) | BIT(rax), 0, 0),
	CASE(PVOP_mmu_set_pte, PVOPS_V_CALL, BIT(rdi) | BIT(rsi), C_LOST, 0),
	CASE(PVOP_mmu_make_pte, rdx, BIT(rdx), BIT(rdx), BIT(rdx), .same = true),
	CASE(PVOP_mmu_ptep_modify_prot_start, rbx, BIT(rbx), BIT(rax), BIT(rax)),
	CASE(PVOP_mmu_ptep_modify_prot_commit, 15, BIT(15) | BIT(rax), 0, 0),
	CASE(PVOP_host_hypercall, PVOPS_V_CALL,
	     BIT(rdi) | BIT(rsi) | BIT(rdx) | BIT(rcx) | BIT(r8), C_LOST, BIT(rax)),
	CASE(PVOP_leave_iret, PVOPS_V_JUMP, 0, 0, 0),
	CASE(PVOPS_T_ANY, PVOPS_V_CALL, 0, 0, 0),
};

static void test_contract_cases(void **state)
{
	struct contract got;
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const char *name = contract_op_name(cases[i].op);

		assert_true(contract_of(cases[i].op, cases[i].variant, &got));
		same_number(name, got.loaded, cases[i].want.loaded);
		same_number(name, got.lost, cases[i].want.lost);
		same_number(name, got.result, cases[i].want.result);
		same_number(name, got.same, cases[i].want.same);
		same_number(name, got.interrupts, cases[i].want.interrupts);
	}
}

static enum site site_of(unsigned int op)
{
	static const uint8_t sites[PVOPS_NR] = {
#define SITE(function, result, site, operands)	site
#define PV_OP(group, name, kind, ret, params, args) \
		[PVOP_##group##_##name] = PVOPS_KIND_##kind(SITE),
#include <asm/pvops/ops.def>
	};

	return sites[op];
}

/* A BY_HAND row whose registers are not written down here has C calls alone. */
static bool has_one_variant(unsigned int op)
{
	return site_of(op) == C_CALL || site_of(op) == LEAVING_JUMP;
}

static void test_contract_every_operation(void **state)
{
	unsigned int op, variant, variants;
	struct contract c;

	(void)state;
	for (op = 0; op < PVOPS_NR; op++) {
		assert_int_equal(contract_of(op, PVOPS_V_CALL, &c), site_of(op) != LEAVING_JUMP);
		for (variants = variant = 0; variant < PVOPS_VARIANTS; variant++) {
			if (!contract_of(op, variant, &c))
				continue;
			same_number(contract_op_name(op), c.lost & BIT(rsp), 0);
			same_number(contract_op_name(op), c.result & ~c.lost, 0);
			variants++;
		}
		same_number(contract_op_name(op), variants == 1, has_one_variant(op));
	}
}

static void test_contract_no_object(void **state)
{
	struct records records;

	(void)state;
	assert_non_null(records_read(&records, "no object file", 14));
	records_free(&records);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contract_cases),
		cmocka_unit_test(test_contract_every_operation),
		cmocka_unit_test(test_contract_no_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
