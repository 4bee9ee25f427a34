// SPDX-License-Identifier: GPL-2.0-only
/* What a CPU is told about the task that runs on it, at once and between two tasks. */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/syscalls.h>
#include "kunit.h"
#include "segment.h"

TESTS(cpu_load_tls);
TESTS(cpu_load_gs_index);
TESTS(cpu_load_sp0);
TESTS(cpu_invalidate_io_bitmap);
TESTS(cpu_update_io_bitmap);
TESTS(cpu_start_context_switch);
TESTS(cpu_end_context_switch);

/* --- thread-local descriptors */

static struct thread_struct *new_thread(struct kunit *test, unsigned int first_limit)
{
	struct thread_struct *thread = kunit_kzalloc(test, sizeof(*thread), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, thread);
	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		thread->tls_array[i] = segment(first_limit + i);
	return thread;
}

static void tls_limits(long *limits)
{
	unsigned int i;

	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		limits[i] = limit(SELECTOR(GDT_ENTRY_TLS_MIN + i));
}

static void limits_are(struct kunit *test, const long *limits, unsigned int first_limit)
{
	unsigned int i;

	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		KUNIT_EXPECT_EQ(test, limits[i], first_limit + i);
}

static void pvops_test_tls(struct kunit *test)
{
	struct thread_struct *thread = new_thread(test, 0x200);
	long before[GDT_ENTRY_TLS_ENTRIES], with[GDT_ENTRY_TLS_ENTRIES];
	long after[GDT_ENTRY_TLS_ENTRIES];

	preempt_disable();
	tls_limits(before);
	RUN(cpu_load_tls, thread, smp_processor_id());
	tls_limits(with);
	RUN(cpu_load_tls, &current->thread, smp_processor_id());
	tls_limits(after);
	preempt_enable();

	limits_are(test, with, 0x200);
	KUNIT_EXPECT_MEMEQ(test, after, before, sizeof(before));
}

/* From this task to itself: what is done between start and end has been done at the end. */
static void pvops_test_context_switch(struct kunit *test)
{
	struct thread_struct *thread = new_thread(test, 0x300);
	long before[GDT_ENTRY_TLS_ENTRIES], with[GDT_ENTRY_TLS_ENTRIES];
	long after[GDT_ENTRY_TLS_ENTRIES];
	unsigned long flags;

	local_irq_save(flags);
	tls_limits(before);
	RUN(cpu_start_context_switch, current);
	RUN(cpu_load_tls, thread, smp_processor_id());
	RUN(cpu_end_context_switch, current);
	tls_limits(with);
	RUN(cpu_start_context_switch, current);
	RUN(cpu_load_tls, &current->thread, smp_processor_id());
	RUN(cpu_end_context_switch, current);
	tls_limits(after);
	local_irq_restore(flags);

	limits_are(test, with, 0x300);
	KUNIT_EXPECT_MEMEQ(test, after, before, sizeof(before));
}

/* --- user mode's %gs, of which a kernel thread has no need; the kernel's own stays */

static void pvops_test_gs(struct kunit *test)
{
	unsigned int old, with, after;
	struct task_struct *self;
	unsigned long flags;

	local_irq_save(flags);
	savesegment(gs, old);
	RUN(cpu_load_gs_index, __USER_DS);
	savesegment(gs, with);
	self = current;
	RUN(cpu_load_gs_index, old);
	savesegment(gs, after);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, with, __USER_DS);
	KUNIT_EXPECT_EQ(test, after, old);
	KUNIT_EXPECT_PTR_EQ(test, self, current);
}

/* --- the task state segment: the entry stack, the I/O bitmap */

static void pvops_test_sp0(struct kunit *test)
{
	unsigned long flags, old, with, after;

	local_irq_save(flags);		/* no task enters from user mode meanwhile */
	old = this_cpu_read(cpu_tss_rw.x86_tss.sp0);
	RUN(cpu_load_sp0, old - 64);
	with = this_cpu_read(cpu_tss_rw.x86_tss.sp0);
	RUN(cpu_load_sp0, old);
	after = this_cpu_read(cpu_tss_rw.x86_tss.sp0);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, with, old - 64);
	KUNIT_EXPECT_EQ(test, after, old);
}

static u16 bitmap_base(void)
{
	return this_cpu_read(cpu_tss_rw.x86_tss.io_bitmap_base);
}

/* Without a bitmap, all ports are denied before and after. */
static void pvops_test_no_io_bitmap(struct kunit *test)
{
	u16 invalidated, updated;

	preempt_disable();
	RUN(cpu_invalidate_io_bitmap);
	invalidated = bitmap_base();
	RUN(cpu_update_io_bitmap);
	updated = bitmap_base();
	preempt_enable();

	KUNIT_EXPECT_EQ(test, invalidated, IO_BITMAP_OFFSET_INVALID);
	KUNIT_EXPECT_EQ(test, updated, IO_BITMAP_OFFSET_INVALID);
}

static void pvops_test_io_bitmap(struct kunit *test)
{
	u16 updated, invalidated, again;
	long err = ksys_ioperm(0x80, 1, 1);

	if (err == -ENOSYS)
		kunit_skip(test, "this kernel gives no ports to user mode");
	KUNIT_ASSERT_EQ(test, err, 0);
	preempt_disable();
	RUN(cpu_update_io_bitmap);
	updated = bitmap_base();
	RUN(cpu_invalidate_io_bitmap);
	invalidated = bitmap_base();
	RUN(cpu_update_io_bitmap);
	again = bitmap_base();
	preempt_enable();

	KUNIT_EXPECT_EQ(test, ksys_ioperm(0x80, 1, 0), 0);
	KUNIT_EXPECT_NE(test, updated, IO_BITMAP_OFFSET_INVALID);
	KUNIT_EXPECT_EQ(test, invalidated, IO_BITMAP_OFFSET_INVALID);
	KUNIT_EXPECT_EQ(test, again, updated);
}

static struct kunit_case task_cases[] = {
	KUNIT_CASE(pvops_test_tls),
	KUNIT_CASE(pvops_test_context_switch),
	KUNIT_CASE(pvops_test_gs),
	KUNIT_CASE(pvops_test_sp0),
	KUNIT_CASE(pvops_test_no_io_bitmap),
	KUNIT_CASE(pvops_test_io_bitmap),
	{ }
};

static struct kunit_suite task_suite = {
	.name = "pvops-task",
	.test_cases = task_cases,
};
kunit_test_suite(task_suite);
