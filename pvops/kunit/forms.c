// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legal forms of every operation on the platform that booted, in text of the test's
 * own; and what some sites do there when they run, form by form.
 */
#include <linux/irqflags.h>
#include <linux/string.h>
#include <asm/insn.h>
#include <asm/processor-flags.h>
#include <asm/qspinlock.h>
#include <asm/special_insns.h>
#include "buffer.h"

#define LEAD	16		/* guard bytes before the site */

/* A page with one site in it. */
struct page_with_site {
	struct buffer *buffer;
	struct pvpatch_site site;
	bool irqs_off;
};

static int form_init(struct kunit *test)
{
	struct page_with_site *page = kunit_kzalloc(test, sizeof(*page), GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	page->buffer = pvops_test_buffer(test, PAGE_SIZE);
	test->priv = page;
	return 0;
}

static u8 *site_of(const struct page_with_site *page)
{
	return page->buffer->text + LEAD;
}

static bool place(struct page_with_site *page, unsigned int op, unsigned int variant)
{
	memset(page->buffer->text, GUARD, PAGE_SIZE);
	return pvops_test_place(page->buffer, &page->site, site_of(page), op, variant);
}

static struct pvpatch_stats patch(struct page_with_site *page, enum pvpatch_form want)
{
	return pvops_test_patch(page->buffer, &page->site, 1, want);
}

/* --- every operation, every variant, every form */

static void guards_hold(struct kunit *test, const struct page_with_site *page)
{
	const u8 *after = site_of(page) + page->site.len;

	KUNIT_EXPECT_NULL(test, memchr_inv(page->buffer->text, GUARD, LEAD));
	KUNIT_EXPECT_NULL(test, memchr_inv(after, GUARD,
					   page->buffer->text + PAGE_SIZE - after));
}

/* The bytes are whole instructions that end where the site ends. */
static void decodes(struct kunit *test, const struct page_with_site *page)
{
	unsigned int at = 0;
	struct insn insn;

	while (at < page->site.len) {
		KUNIT_ASSERT_EQ_MSG(test, insn_decode_kernel(&insn, site_of(page) + at), 0,
				    "%s variant %u at %u", pvops_op_name(page->site.op),
				    page->site.variant, at);
		at += insn.length;
	}
	KUNIT_EXPECT_EQ(test, at, page->site.len);
}

static void through_all_forms(struct kunit *test, struct page_with_site *page)
{
	static const enum pvpatch_form order[] = {
		PVPATCH_INLINE, PVPATCH_DIRECT, PVPATCH_INLINE, PVPATCH_INDIRECT,
	};
	u8 before[PVPATCH_SITE_MAX];
	unsigned int i;

	memcpy(before, site_of(page), page->site.len);
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		KUNIT_EXPECT_EQ(test, patch(page, order[i]).failed, 0);
		decodes(test, page);
		guards_hold(test, page);
	}
	KUNIT_EXPECT_MEMEQ(test, site_of(page), before, page->site.len);
}

static void pvops_test_forms(struct kunit *test)
{
	struct page_with_site *page = test->priv;
	unsigned int op, variant;

	for (op = 0; op < PVOPS_NR; op++) {
		unsigned int placed = 0;

		for (variant = 0; variant < PVOPS_VARIANTS; variant++) {
			if (!place(page, op, variant))
				continue;
			placed++;
			through_all_forms(test, page);
		}
		KUNIT_EXPECT_GE_MSG(test, placed, 1, "%s", pvops_op_name(op));
	}
}

/* A site whose bytes are not one of its forms is left alone, byte for byte. */
static void pvops_test_damage(struct kunit *test)
{
	struct page_with_site *page = test->priv;
	u8 damaged[PVPATCH_SITE_MAX];
	unsigned int i = 0;

	do {
		KUNIT_ASSERT_TRUE(test, place(page, PVOP_irq_irq_disable, PVOPS_V_KEEP));
		site_of(page)[i] ^= 0x40;
		memcpy(damaged, site_of(page), page->site.len);
		KUNIT_EXPECT_EQ(test, patch(page, PVPATCH_INLINE).failed, 1);
		KUNIT_EXPECT_EQ(test, page->buffer->error, -PVPATCH_EOLD);
		KUNIT_EXPECT_MEMEQ(test, site_of(page), damaged, page->site.len);
	} while (++i < page->site.len);
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
 * variant is either register.  It has no type that a checked call (kCFI) could look at.
 */
static noinline __nocfi unsigned long run(struct page_with_site *page, enum pvpatch_form form,
					  unsigned long arg)
{
	static const u8 prologue[] = { ENDBR_BYTES, 0x48, 0x89, 0xf8 };
	u8 *start = site_of(page) - sizeof(prologue);
	unsigned long (*function)(unsigned long) = (void *)start;
	unsigned long result;

	patch(page, form);
	memcpy(start, prologue, sizeof(prologue));
	site_of(page)[page->site.len] = RET_BYTE;
	pvops_test_executable(page->buffer, true);
	result = function(arg);
	page->irqs_off = irqs_disabled();
	local_irq_enable();
	pvops_test_executable(page->buffer, false);
	return result;
}

#define RAX	0
#define RDI	7

static void pvops_test_run_flags(struct kunit *test)
{
	struct page_with_site *page = test->priv;
	enum pvpatch_form form;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		KUNIT_ASSERT_TRUE(test, place(page, PVOP_irq_save_fl, RAX));
		KUNIT_EXPECT_TRUE(test, run(page, form, 0) & X86_EFLAGS_IF);
		KUNIT_ASSERT_TRUE(test, place(page, PVOP_irq_irq_disable, PVOPS_V_KEEP));
		run(page, form, 0);
		KUNIT_EXPECT_TRUE(test, page->irqs_off);
	}
}

/* Both ways, each form says the same. */
static void pvops_test_run_entries(struct kunit *test)
{
	static const u8 ops[] = {
		PVOP_mmu_make_pte, PVOP_mmu_pte_val, PVOP_mmu_make_pmd,
		PVOP_mmu_pmd_val, PVOP_mmu_make_pud, PVOP_mmu_pud_val,
	};
	unsigned long entry = __pa(test) | _PAGE_PRESENT, first;
	struct page_with_site *page = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ops); i += 2) {
		KUNIT_ASSERT_TRUE(test, place(page, ops[i], RAX));
		first = run(page, PVPATCH_INDIRECT, entry);
		KUNIT_EXPECT_EQ(test, run(page, PVPATCH_DIRECT, entry), first);
		KUNIT_EXPECT_EQ(test, run(page, PVPATCH_INLINE, entry), first);
		KUNIT_ASSERT_TRUE(test, place(page, ops[i + 1], RAX));
		KUNIT_EXPECT_EQ(test, run(page, PVPATCH_INDIRECT, first), entry);
		KUNIT_EXPECT_EQ(test, run(page, PVPATCH_DIRECT, first), entry);
		KUNIT_EXPECT_EQ(test, run(page, PVPATCH_INLINE, first), entry);
	}
}

static void pvops_test_run_unlock(struct kunit *test)
{
	struct page_with_site *page = test->priv;
	enum pvpatch_form form;
	struct qspinlock lock;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		atomic_set(&lock.val, _Q_LOCKED_VAL);
		KUNIT_ASSERT_TRUE(test, place(page, PVOP_lock_queued_spin_unlock, RDI));
		run(page, form, (unsigned long)&lock);
		KUNIT_EXPECT_EQ(test, atomic_read(&lock.val), 0);
	}
}

static void pvops_test_run_cr3(struct kunit *test)
{
	struct page_with_site *page = test->priv;
	enum pvpatch_form form;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		KUNIT_ASSERT_TRUE(test, place(page, PVOP_mmu_read_cr3, PVOPS_V_KEEP));
		KUNIT_EXPECT_EQ(test, run(page, form, 0), __read_cr3());
	}
}

static struct kunit_case form_cases[] = {
	KUNIT_CASE(pvops_test_forms),
	KUNIT_CASE(pvops_test_damage),
	KUNIT_CASE(pvops_test_unknown),
	KUNIT_CASE(pvops_test_run_flags),
	KUNIT_CASE(pvops_test_run_entries),
	KUNIT_CASE(pvops_test_run_unlock),
	KUNIT_CASE(pvops_test_run_cr3),
	{ }
};

static struct kunit_suite form_suite = {
	.name = "pvops-forms",
	.init = form_init,
	.test_cases = form_cases,
};
kunit_test_suite(form_suite);
