// SPDX-License-Identifier: GPL-2.0-only
/* Descriptor tables: loading them, and writing their entries. */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include "kunit.h"
#include "segment.h"

TESTS(cpu_load_tr_desc);
TESTS(cpu_load_gdt);
TESTS(cpu_load_idt);
TESTS(cpu_set_ldt);
TESTS(cpu_store_tr);
TESTS(cpu_write_ldt_entry);
TESTS(cpu_write_gdt_entry);
TESTS(cpu_write_idt_entry);
TESTS(cpu_alloc_ldt);
TESTS(cpu_free_ldt);

/* A host may keep the CPU's tables to itself: what the kernel writes then is nowhere seen. */
static bool does_nothing(void *function)
{
	return function == (void *)paravirt_nop;
}

/* Does a fault reach its handler, and the handler its fixup? */
static bool faults_arrive(void)
{
	unsigned int low = 1, high = 0, arrived = 1;

	asm volatile("1: div %[zero]\n\t"
		     "xor %[arrived], %[arrived]\n"
		     "2:" _ASM_EXTABLE(1b, 2b)
		     : [arrived] "+r" (arrived), "+a" (low), "+d" (high)
		     : [zero] "r" (0));
	return arrived;
}

/* --- the global descriptor table */

static void pvops_test_load_gdt(struct kunit *test)
{
	struct desc_ptr dtr = { .size = GDT_SIZE - 1 }, now = { };
	long before, after;
	unsigned long flags;

	local_irq_save(flags);
	dtr.address = (unsigned long)get_current_gdt_ro();
	before = limit(__USER_DS);
	RUN(cpu_load_gdt, &dtr);
	after = limit(__USER_DS);
	if (privileged())
		native_store_gdt(&now);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, before, U32_MAX);
	KUNIT_EXPECT_EQ(test, after, before);
	if (privileged()) {
		KUNIT_EXPECT_EQ(test, now.address, dtr.address);
		KUNIT_EXPECT_EQ(test, now.size, dtr.size);
	}
}

/* After the user's code segments there is room for one descriptor. */
#define SPARE_ENTRY	(GDT_ENTRY_DEFAULT_USER_CS + 1)
static_assert(SPARE_ENTRY < GDT_ENTRY_TSS);

static void pvops_test_gdt_entry(struct kunit *test)
{
	static const struct desc_struct none;
	struct desc_struct desc = segment(0x123);
	long before, with, after;
	bool spare;

	if (does_nothing(pvops_table.cpu.write_gdt_entry))
		SKIP(test, cpu_write_gdt_entry, "the host keeps the GDT to itself");
	preempt_disable();
	before = limit(SELECTOR(SPARE_ENTRY));
	spare = desc_empty(get_current_gdt_rw() + SPARE_ENTRY);
	if (spare) {
		RUN(cpu_write_gdt_entry, get_current_gdt_rw(), SPARE_ENTRY, &desc, DESCTYPE_S);
		with = limit(SELECTOR(SPARE_ENTRY));
		RUN(cpu_write_gdt_entry, get_current_gdt_rw(), SPARE_ENTRY, &none, DESCTYPE_S);
		after = limit(SELECTOR(SPARE_ENTRY));
	}
	preempt_enable();

	if (!spare)
		SKIP(test, cpu_write_gdt_entry, "every entry of the GDT is in use");
	KUNIT_EXPECT_EQ(test, before, NO_SEGMENT);
	KUNIT_EXPECT_EQ(test, with, 0x123);
	KUNIT_EXPECT_EQ(test, after, NO_SEGMENT);
}

/* A TSS is busy once it is loaded, and has to be made available to be loaded again. */
static void pvops_test_task_register(struct kunit *test)
{
	unsigned long flags, before, after;
	struct desc_struct *gdt;
	tss_desc tss;

	local_irq_save(flags);
	gdt = get_current_gdt_rw();
	memcpy(&tss, &gdt[GDT_ENTRY_TSS], sizeof(tss));
	tss.type = DESC_TSS;
	before = RUN(cpu_store_tr);
	RUN(cpu_write_gdt_entry, gdt, GDT_ENTRY_TSS, &tss, DESC_TSS);
	RUN(cpu_load_tr_desc);
	after = RUN(cpu_store_tr);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, after, before);
	if (privileged() || before)
		KUNIT_EXPECT_EQ(test, before, GDT_ENTRY_TSS * 8);
}

/* --- the interrupt descriptor table */

static void pvops_test_load_idt(struct kunit *test)
{
	struct desc_ptr dtr, now;
	unsigned long flags;
	bool arrive;

	local_irq_save(flags);
	if (privileged()) {
		store_idt(&dtr);
		RUN(cpu_load_idt, &dtr);
		store_idt(&now);
	} else {
		load_current_idt();	/* the kernel knows where the table is, the test does not */
		CAUSED(cpu_load_idt);
	}
	arrive = faults_arrive();
	local_irq_restore(flags);

	KUNIT_EXPECT_TRUE(test, arrive);
	if (privileged()) {
		KUNIT_EXPECT_EQ(test, now.address, dtr.address);
		KUNIT_EXPECT_EQ(test, now.size, dtr.size);
	}
}

/* In a table that no CPU has loaded. */
static void pvops_test_idt_entry(struct kunit *test)
{
	gate_desc *idt = kunit_kcalloc(test, 4, sizeof(*idt), GFP_KERNEL);
	gate_desc gate, none = { };

	KUNIT_ASSERT_NOT_NULL(test, idt);
	pack_gate(&gate, GATE_INTERRUPT, (unsigned long)pvops_test_idt_entry, 0, 0, 0);
	RUN(cpu_write_idt_entry, idt, 2, &gate);
	KUNIT_EXPECT_MEMEQ(test, &idt[2], &gate, sizeof(gate));
	KUNIT_EXPECT_MEMEQ(test, &idt[1], &none, sizeof(none));
	KUNIT_EXPECT_MEMEQ(test, &idt[3], &none, sizeof(none));
}

/* --- a local descriptor table of our own */

#define LDT_ENTRIES_USED	4

static const char no_ldt[] = "the host gives no LDT";

struct ldt_limits {
	long none, loaded, last, beyond, rewritten, unloaded;
};

/* Kernel threads have no LDT, so there is none to come back to. */
static void use_ldt(struct desc_struct *ldt, struct ldt_limits *limits)
{
	struct desc_struct other = segment(0x456);

	limits->none = limit(LDT_SELECTOR(1));
	RUN(cpu_set_ldt, ldt, LDT_ENTRIES_USED);
	limits->loaded = limit(LDT_SELECTOR(1));
	limits->last = limit(LDT_SELECTOR(LDT_ENTRIES_USED - 1));
	limits->beyond = limit(LDT_SELECTOR(LDT_ENTRIES_USED));
	RUN(cpu_write_ldt_entry, ldt, 1, &other);
	limits->rewritten = limit(LDT_SELECTOR(1));
	RUN(cpu_set_ldt, NULL, 0);
	limits->unloaded = limit(LDT_SELECTOR(1));
}

static void pvops_test_ldt(struct kunit *test)
{
	struct ldt_limits limits;
	struct desc_struct *ldt;
	unsigned int i;

	if (does_nothing(pvops_table.cpu.set_ldt)) {
		EXCUSE(cpu_set_ldt, no_ldt);
		EXCUSE(cpu_write_ldt_entry, no_ldt);
		EXCUSE(cpu_alloc_ldt, no_ldt);
		EXCUSE(cpu_free_ldt, no_ldt);
		kunit_skip(test, "%s", no_ldt);
	}
	ldt = (void *)get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ldt);
	for (i = 0; i <= LDT_ENTRIES_USED; i++)
		ldt[i] = segment(0x100 + i);
	RUN(cpu_alloc_ldt, ldt, LDT_ENTRIES_USED);
	preempt_disable();
	use_ldt(ldt, &limits);
	preempt_enable();
	RUN(cpu_free_ldt, ldt, LDT_ENTRIES_USED);
	memset(ldt, 0, PAGE_SIZE);	/* the memory is ours again */
	free_page((unsigned long)ldt);

	KUNIT_EXPECT_EQ(test, limits.none, NO_SEGMENT);
	KUNIT_EXPECT_EQ(test, limits.loaded, 0x101);
	KUNIT_EXPECT_EQ(test, limits.last, 0x100 + LDT_ENTRIES_USED - 1);
	KUNIT_EXPECT_EQ(test, limits.beyond, NO_SEGMENT);
	KUNIT_EXPECT_EQ(test, limits.rewritten, 0x456);
	KUNIT_EXPECT_EQ(test, limits.unloaded, NO_SEGMENT);
}

static struct kunit_case descriptor_cases[] = {
	KUNIT_CASE(pvops_test_load_gdt),
	KUNIT_CASE(pvops_test_gdt_entry),
	KUNIT_CASE(pvops_test_task_register),
	KUNIT_CASE(pvops_test_load_idt),
	KUNIT_CASE(pvops_test_idt_entry),
	KUNIT_CASE(pvops_test_ldt),
	{ }
};

static struct kunit_suite descriptor_suite = {
	.name = "pvops-descriptors",
	.test_cases = descriptor_cases,
};
kunit_test_suite(descriptor_suite);
