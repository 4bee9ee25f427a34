// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers: the kind of a row says what a site of it may change (asm/pvops/ops.def), and in
 * every form it changes no other.  All registers are given values, the site runs, and
 * they are looked at again.
 */
#include <linux/bits.h>
#include <linux/irqflags.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/msr-index.h>
#include <asm/qspinlock.h>
#include "buffer.h"
#include "registers.h"

#define EACH_REGISTER	PVOPS_VARIANTS	/* a site for each that the operand may be in */
#define OPERAND		BIT(rsp)	/* no site changes the stack pointer */

/**
 * struct row - sites of one operation
 * @op:      the operation
 * @variant: the variant, or EACH_REGISTER
 * @changes: a bit for each register that may change
 * @operand: in the register that the variant names, else in %rdi
 * @rax:     in %rax, if @takes says so
 * @rcx:     likewise
 * @takes:   bits of %rax and %rcx
 */
struct row {
	u8 op;
	u8 variant;
	u16 changes;
	u16 takes;
	u64 operand;
	u64 rax;
	u64 rcx;
};

/* What the operands point to. */
static u64 entry;
static struct qspinlock lock;

#define OUT(op)		{ PVOP_##op, EACH_REGISTER, OPERAND }
#define IN(op, val)	{ PVOP_##op, EACH_REGISTER, 0, .operand = (u64)(val) }
#define IO(op, val)	{ PVOP_##op, EACH_REGISTER, OPERAND, .operand = (val) }
#define STORE(op)	{ PVOP_##op, EACH_REGISTER, 0, BIT(rax), (u64)&entry }
#define NONE(op)	{ PVOP_##op, PVOPS_V_KEEP }
#define KEEP(op)	{ PVOP_##op, PVOPS_V_KEEP, BIT(rax) }
#define VKEEP(op, val)	{ PVOP_##op, PVOPS_V_KEEP, .operand = (val) }
#define SHAPE(op, lost, ax, cx) \
	{ PVOP_##op, PVOPS_V_SHAPE, lost, BIT(rax) | BIT(rcx), .rax = (ax), .rcx = (cx) }

static const struct row rows[] = {
	OUT(irq_save_fl),
	NONE(irq_irq_disable),
	NONE(irq_irq_enable),
	OUT(mmu_read_cr2),
	VKEEP(mmu_write_cr2, 0x1000),
	KEEP(mmu_read_cr3),
	KEEP(cpu_read_cr0),
	KEEP(cpu_store_tr),
	IO(cpu_sysret_rip, 0x400000),
	IO(mmu_pte_val, 0x80),	IO(mmu_make_pte, 0x80),
	IO(mmu_pmd_val, 0x80),	IO(mmu_make_pmd, 0x80),
	IO(mmu_pud_val, 0x80),	IO(mmu_make_pud, 0x80),
	IO(mmu_p4d_val, 0x80),	IO(mmu_make_p4d, 0x80),
	IO(mmu_pgd_val, 0x80),	IO(mmu_make_pgd, 0x80),
	IO(mmu_make_pte, 0x1000 | _PAGE_PRESENT),
	STORE(mmu_set_pte),
	STORE(mmu_set_pmd),
	STORE(mmu_set_pud),
	{ PVOP_mmu_ptep_modify_prot_start, EACH_REGISTER, BIT(rax), .operand = (u64)&entry },
	STORE(mmu_ptep_modify_prot_commit),
	VKEEP(lazy_flush, 0),
	IN(lock_queued_spin_unlock, &lock),
	IO(lock_vcpu_is_preempted, 0),
	SHAPE(cpu_cpuid, BIT(rax) | BIT(rbx) | BIT(rcx) | BIT(rdx), 0, 0),
	SHAPE(cpu_read_msr, BIT(rax) | BIT(rdx), 0, MSR_FS_BASE),
	SHAPE(cpu_read_msr_safe, BIT(rax) | BIT(rdx) | BIT(rdi), 0, MSR_FS_BASE),
	SHAPE(host_hypercall, BIT(rax), 0x70766f70, 0),
};

/* --- a function for each site: endbr64, the site, ret */

#define SLOT_SIZE	32
#define SITE_AT		4
#define SLOTS		512

struct sites {
	struct buffer *buffer;
	unsigned int count;
	const struct row *row[SLOTS];
	struct pvpatch_site site[SLOTS];
};

static u8 *slot(const struct sites *sites, unsigned int i)
{
	return sites->buffer->text + i * SLOT_SIZE;
}

static bool add(struct sites *sites, const struct row *row, unsigned int variant)
{
	static const u8 endbr[] = { ENDBR_BYTES };
	u8 *start = slot(sites, sites->count);
	struct pvpatch_site *site = &sites->site[sites->count];

	if (sites->count == SLOTS ||
	    !pvops_test_place(sites->buffer, site, start + SITE_AT, row->op, variant))
		return false;
	memcpy(start, endbr, sizeof(endbr));
	start[SITE_AT + site->len] = RET_BYTE;
	sites->row[sites->count++] = row;
	return true;
}

static void add_row(struct kunit *test, struct sites *sites, const struct row *row)
{
	unsigned int reg, added = 0;

	if (row->variant != EACH_REGISTER)
		added = add(sites, row, row->variant);
	else
		/* The compiler puts two operands into one register only if they are equal. */
		for (reg = 0; reg < REGISTERS; reg++)
			if (!(row->takes & BIT(reg)))
				added += add(sites, row, reg);
	KUNIT_EXPECT_GE_MSG(test, added, 1, "%s", pvops_op_name(row->op));
}

/* --- running them */

static unsigned int operand_of(const struct pvpatch_site *site)
{
	return site->variant < REGISTERS ? site->variant : rdi;
}

static void give_values(const struct row *row, const struct pvpatch_site *site,
			u64 *registers)
{
	unsigned int reg;

	for (reg = 0; reg < REGISTERS; reg++)
		registers[reg] = 0x5a00a500ULL * (reg + 1) << 8 | reg;
	registers[operand_of(site)] = row->operand;
	if (row->takes & BIT(rax))
		registers[rax] = row->rax;
	if (row->takes & BIT(rcx))
		registers[rcx] = row->rcx;
}

/* Registers that have changed and must not. */
static u16 lost(const struct row *row, const struct pvpatch_site *site,
		const u64 *before, const u64 *after)
{
	u16 may_change = row->changes | OPERAND, changed = 0;
	unsigned int reg;

	if (row->changes & OPERAND)
		may_change |= BIT(operand_of(site));
	for (reg = 0; reg < REGISTERS; reg++)
		if (before[reg] != after[reg])
			changed |= BIT(reg);
	return changed & ~may_change;
}

static u16 run(const struct sites *sites, unsigned int i)
{
	u64 before[REGISTERS], after[REGISTERS];
	unsigned long flags;

	give_values(sites->row[i], &sites->site[i], before);
	memcpy(after, before, sizeof(after));
	entry = 0;
	atomic_set(&lock.val, _Q_LOCKED_VAL);
	local_irq_save(flags);
	pvops_test_call(slot(sites, i), after);
	irqs_as_known();
	local_irq_restore(flags);
	return lost(sites->row[i], &sites->site[i], before, after);
}

static void run_all(struct kunit *test, struct sites *sites, enum pvpatch_form form)
{
	struct pvpatch_stats stats;
	unsigned int i;

	stats = pvops_test_patch(sites->buffer, sites->site, sites->count, form);
	KUNIT_ASSERT_EQ(test, stats.failed, 0);
	pvops_test_executable(sites->buffer, true);
	for (i = 0; i < sites->count; i++)
		KUNIT_EXPECT_EQ_MSG(test, run(sites, i), 0, "%s %s variant %u",
				    pvpatch_form_name(form),
				    pvops_op_name(sites->site[i].op),
				    sites->site[i].variant);
	pvops_test_executable(sites->buffer, false);
}

static void pvops_test_registers(struct kunit *test)
{
	struct sites *sites = kunit_kzalloc(test, sizeof(*sites), GFP_KERNEL);
	enum pvpatch_form form;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, sites);
	sites->buffer = pvops_test_buffer(test, SLOTS * SLOT_SIZE);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		add_row(test, sites, &rows[i]);
	for (form = 0; form < PVPATCH_FORMS; form++)
		run_all(test, sites, form);
}

static struct kunit_case register_cases[] = {
	KUNIT_CASE(pvops_test_registers),
	{ }
};

static struct kunit_suite register_suite = {
	.name = "pvops-registers",
	.test_cases = register_cases,
};
kunit_test_suite(register_suite);
