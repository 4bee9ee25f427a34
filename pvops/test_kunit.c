// SPDX-License-Identifier: GPL-2.0-only
/*
 * In-kernel tests, on a private text buffer: every operation's legal forms on the
 * platform that booted, and what some of them do when they run.
 */
#include <kunit/test.h>
#include <linux/execmem.h>
#include <linux/irqflags.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <asm/insn.h>
#include <asm/processor-flags.h>
#include <asm/qspinlock.h>
#include <asm/special_insns.h>
#include "internal.h"

#define GUARD	0xcc		/* int3: what nobody may write or run into */
#define LEAD	16		/* guard bytes before the site */

/* --- a site in a buffer */

struct private {
	u8 *page;
	struct pvpatch_site site;
	int error;
	bool irqs_off;
};

static bool private_contains(void *ctx, u64 addr, unsigned int len)
{
	const struct private *p = ctx;

	return addr >= (u64)p->page && addr + len <= (u64)p->page + PAGE_SIZE;
}

static int private_read(void *ctx, u64 addr, u8 *buf, unsigned int len)
{
	memcpy(buf, (void *)addr, len);
	return 0;
}

static int private_write(void *ctx, u64 addr, const u8 *bytes,
			 unsigned int len, const u8 *call)
{
	memcpy((void *)addr, bytes, len);
	return 0;
}

static void private_finish(void *ctx)
{
}

static int private_site(void *ctx, u32 i, struct pvpatch_site *site)
{
	*site = ((struct private *)ctx)->site;
	return 0;
}

static void private_failed(void *ctx, const struct pvpatch_site *site, int err)
{
	((struct private *)ctx)->error = err;
}

static struct pvpatch_stats private_pass(struct private *p, enum pvpatch_form want)
{
	struct pvpatch_text text = {
		.contains = private_contains, .read = private_read,
		.write = private_write, .finish = private_finish, .ctx = p,
	};
	struct pvpatch_job job = {
		.text = &text, .site = private_site, .choose = pvops_choose,
		.failed = private_failed, .ctx = p, .count = 1, .want = want,
	};
	struct pvpatch_stats stats = { };

	p->error = 0;
	pvpatch_apply(&job, &stats);
	return stats;
}

/* Put an unpatched site into the buffer; false if there is no such site. */
static bool private_place(struct private *p, unsigned int op, unsigned int variant)
{
	struct pvpatch_choice choice;
	struct pvpatch_plan plan;

	p->site = (struct pvpatch_site){
		.addr = (u64)p->page + LEAD, .op = op, .variant = variant,
		.len = PVPATCH_SITE_MIN,
	};
	memset(p->page, GUARD, PAGE_SIZE);
	if (pvops_choose(NULL, &p->site, &choice) ||
	    pvpatch_plan(&p->site, &choice, PVPATCH_INDIRECT, &plan))
		return false;
	memcpy((void *)p->site.addr, plan.bytes, p->site.len);
	return true;
}

static void guards_hold(struct kunit *test, const struct private *p)
{
	KUNIT_EXPECT_NULL(test, memchr_inv(p->page, GUARD, LEAD));
	KUNIT_EXPECT_NULL(test, memchr_inv(p->page + LEAD + p->site.len, GUARD,
					   PAGE_SIZE - LEAD - p->site.len));
}

/* The bytes are whole instructions that end where the site ends. */
static void decodes(struct kunit *test, const struct private *p)
{
	unsigned int at = 0;
	struct insn insn;

	while (at < p->site.len) {
		KUNIT_ASSERT_EQ_MSG(test, insn_decode_kernel(&insn, p->page + LEAD + at), 0,
				    "%s variant %u at %u",
				    pvops_op_name(p->site.op), p->site.variant, at);
		at += insn.length;
	}
	KUNIT_EXPECT_EQ(test, at, p->site.len);
}

static int private_init(struct kunit *test)
{
	struct private *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	if (!p || !pvops_state.backend)
		return -ENODEV;
	p->page = execmem_alloc(EXECMEM_MODULE_TEXT, PAGE_SIZE);
	if (!p->page)
		return -ENOMEM;
	test->priv = p;
	return 0;
}

static void private_exit(struct kunit *test)
{
	struct private *p = test->priv;

	if (!p)
		return;
	set_memory_nx((unsigned long)p->page, 1);
	set_memory_rw((unsigned long)p->page, 1);
	execmem_free(p->page);
}

/* --- every operation, every variant, every form */

static void pvops_test_forms(struct kunit *test)
{
	static const enum pvpatch_form order[] = {
		PVPATCH_INLINE, PVPATCH_DIRECT, PVPATCH_INLINE, PVPATCH_INDIRECT,
	};
	unsigned int op, variant, i, placed = 0;
	struct private *p = test->priv;
	u8 before[PVPATCH_SITE_MAX];

	for (op = 0; op < PVOPS_NR; op++) {
		for (variant = 0; variant < PVOPS_VARIANTS; variant++) {
			if (!private_place(p, op, variant))
				continue;
			placed++;
			memcpy(before, p->page + LEAD, p->site.len);
			for (i = 0; i < ARRAY_SIZE(order); i++) {
				struct pvpatch_stats stats = private_pass(p, order[i]);

				KUNIT_EXPECT_EQ(test, stats.failed, 0);
				decodes(test, p);
				guards_hold(test, p);
			}
			KUNIT_EXPECT_MEMEQ(test, p->page + LEAD, before, p->site.len);
		}
	}
	KUNIT_EXPECT_GE(test, placed, (unsigned int)PVOPS_NR);
}

/* A site whose bytes are not one of its forms is left alone, byte for byte. */
static void pvops_test_damage(struct kunit *test)
{
	struct private *p = test->priv;
	unsigned int i, op = PVOP_irq_irq_disable;

	for (i = 0; i < PVPATCH_SITE_MIN; i++) {
		u8 damaged[PVPATCH_SITE_MIN];

		KUNIT_ASSERT_TRUE(test, private_place(p, op, PVOPS_V_KEEP));
		p->page[LEAD + i] ^= 0x40;
		memcpy(damaged, p->page + LEAD, sizeof(damaged));
		KUNIT_EXPECT_EQ(test, private_pass(p, PVPATCH_INLINE).failed, 1);
		KUNIT_EXPECT_EQ(test, p->error, -PVPATCH_EOLD);
		KUNIT_EXPECT_MEMEQ(test, p->page + LEAD, damaged, sizeof(damaged));
	}
}

/* Nothing is bound to what does not exist. */
static void pvops_test_unknown(struct kunit *test)
{
	struct pvpatch_site site = { .op = PVOPS_NR, .len = PVPATCH_SITE_MIN };
	struct pvpatch_choice choice;

	KUNIT_EXPECT_EQ(test, pvops_choose(NULL, &site, &choice), -PVPATCH_EOP);
	site.op = PVOP_irq_save_fl;
	site.variant = 4;	/* %rsp */
	KUNIT_EXPECT_EQ(test, pvops_choose(NULL, &site, &choice), -PVPATCH_EVARIANT);
	site.variant = PVOPS_VARIANTS;
	KUNIT_EXPECT_EQ(test, pvops_choose(NULL, &site, &choice), -PVPATCH_EVARIANT);
}

/* --- what sites do when they run */

/*
 * A function of one argument around the site: "mov %rdi, %rax", the site, "ret".
 * With the argument in %rdi and %rax and the result in %rax it suits sites whose
 * variant is either register.
 */
static unsigned long run(struct private *p, enum pvpatch_form form, unsigned long arg)
{
	static const u8 prologue[] = { 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x89, 0xf8 };
	unsigned long (*function)(unsigned long) =
		(void *)(p->page + LEAD - sizeof(prologue));
	unsigned long page = (unsigned long)p->page, result;

	private_pass(p, form);
	memcpy(p->page + LEAD - sizeof(prologue), prologue, sizeof(prologue));
	p->page[LEAD + p->site.len] = 0xc3;
	set_memory_rox(page, 1);
	result = function(arg);
	p->irqs_off = irqs_disabled();
	local_irq_enable();
	set_memory_nx(page, 1);
	set_memory_rw(page, 1);
	return result;
}

#define RAX	0
#define RDI	7

static void pvops_test_run_flags(struct kunit *test)
{
	struct private *p = test->priv;
	enum pvpatch_form form;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		KUNIT_ASSERT_TRUE(test, private_place(p, PVOP_irq_save_fl, RAX));
		KUNIT_EXPECT_TRUE(test, run(p, form, 0) & X86_EFLAGS_IF);
		KUNIT_ASSERT_TRUE(test, private_place(p, PVOP_irq_irq_disable, PVOPS_V_KEEP));
		run(p, form, 0);
		KUNIT_EXPECT_TRUE(test, p->irqs_off);
	}
}

static void pvops_test_run_entries(struct kunit *test)
{
	static const u8 ops[] = {
		PVOP_mmu_make_pte, PVOP_mmu_pte_val, PVOP_mmu_make_pmd,
		PVOP_mmu_pmd_val, PVOP_mmu_make_pud, PVOP_mmu_pud_val,
	};
	unsigned long entry = __pa(test) | _PAGE_PRESENT;
	struct private *p = test->priv;
	unsigned long first;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ops); i += 2) {
		KUNIT_ASSERT_TRUE(test, private_place(p, ops[i], RAX));
		first = run(p, PVPATCH_INDIRECT, entry);
		KUNIT_EXPECT_EQ(test, run(p, PVPATCH_DIRECT, entry), first);
		KUNIT_EXPECT_EQ(test, run(p, PVPATCH_INLINE, entry), first);
		KUNIT_ASSERT_TRUE(test, private_place(p, ops[i + 1], RAX));
		KUNIT_EXPECT_EQ(test, run(p, PVPATCH_INDIRECT, first), entry);
		KUNIT_EXPECT_EQ(test, run(p, PVPATCH_DIRECT, first), entry);
		KUNIT_EXPECT_EQ(test, run(p, PVPATCH_INLINE, first), entry);
	}
}

static void pvops_test_run_unlock(struct kunit *test)
{
	struct private *p = test->priv;
	enum pvpatch_form form;
	struct qspinlock lock;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		atomic_set(&lock.val, _Q_LOCKED_VAL);
		KUNIT_ASSERT_TRUE(test, private_place(p, PVOP_lock_queued_spin_unlock, RDI));
		run(p, form, (unsigned long)&lock);
		KUNIT_EXPECT_EQ(test, atomic_read(&lock.val), 0);
	}
}

static void pvops_test_run_cr3(struct kunit *test)
{
	struct private *p = test->priv;
	enum pvpatch_form form;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		KUNIT_ASSERT_TRUE(test, private_place(p, PVOP_mmu_read_cr3, PVOPS_V_KEEP));
		KUNIT_EXPECT_EQ(test, run(p, form, 0), __read_cr3());
	}
}

/* The table is still what was bound. */
static void pvops_test_sealed(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pvops_table_drift(), 0);
}

static struct kunit_case pvops_cases[] = {
	KUNIT_CASE(pvops_test_forms),
	KUNIT_CASE(pvops_test_damage),
	KUNIT_CASE(pvops_test_unknown),
	KUNIT_CASE(pvops_test_run_flags),
	KUNIT_CASE(pvops_test_run_entries),
	KUNIT_CASE(pvops_test_run_unlock),
	KUNIT_CASE(pvops_test_run_cr3),
	KUNIT_CASE(pvops_test_sealed),
	{ }
};

static struct kunit_suite pvops_suite = {
	.name = "pvops",
	.init = private_init,
	.exit = private_exit,
	.test_cases = pvops_cases,
};
kunit_test_suite(pvops_suite);
