// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way out of the kernel: each exception of the kernel returns through a site of the
 * entry code.  A site of the test's own is left in each form, and must come back to where
 * the frame says with the registers that it was given.
 */
#include <linux/irqflags.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/sections.h>
#include "../choice.h"
#include "buffer.h"

TESTS(leave_iret);

#define LEAD	16	/* guard bytes before the entry */

static const u8 entry[] = { ENDBR_BYTES };
/* What stands behind a site: add $8, %rsp; iretq. */
static const u8 behind[] = { 0x48, 0x83, 0xc4, 0x08, 0x48, 0xcf };

/* frame.S */
unsigned long pvops_test_leave(void *there, unsigned long value);

static unsigned long leave(struct buffer *buffer, unsigned long value)
{
	unsigned long flags, back;

	pvops_test_executable(buffer, true);
	local_irq_save(flags);
	back = pvops_test_leave(buffer->text + LEAD, value);
	local_irq_restore(flags);
	pvops_test_executable(buffer, false);
	return back;
}

static void pvops_test_leave_forms(struct kunit *test)
{
	struct buffer *buffer = pvops_test_buffer(test, PAGE_SIZE);
	u8 *at = buffer->text + LEAD + sizeof(entry);
	struct pvpatch_site site;
	int form;

	memcpy(buffer->text + LEAD, entry, sizeof(entry));
	KUNIT_ASSERT_TRUE(test, pvops_test_place(buffer, &site, at, PVOP_leave_iret,
						 PVOPS_V_JUMP));
	KUNIT_EXPECT_EQ(test, at[0], PVPATCH_JUMP);
	memcpy(at + site.len, behind, sizeof(behind));
	for (form = 0; form < PVPATCH_FORMS; form++) {
		struct pvpatch_stats stats = pvops_test_patch(buffer, &site, 1, form);

		KUNIT_EXPECT_EQ(test, stats.failed + stats.fixed, 0);
		KUNIT_EXPECT_EQ(test, leave(buffer, 0x6c656176 + form), 0x6c656176 + form);
	}
}

/* Reading what is not mapped is an exception, and returns to its fixup. */
static void pvops_test_leave_exception(struct kunit *test)
{
	char byte;

	CAUSED(leave_iret);
	KUNIT_EXPECT_EQ(test, copy_from_kernel_nofault(&byte, (void *)-4096L, 1), -EFAULT);
}

/* Both returns have their site, on bare metal nothing is executed for it. */
static void pvops_test_leave_sites(struct kunit *test)
{
	const struct pvops_sites kernel = pvops_kernel_sites();
	struct pvpatch_site site;
	unsigned int found = 0;
	u32 i;

	for (i = 0; i < kernel.count; i++) {
		if (pvops_decode(&kernel, i, &site) || site.op != PVOP_leave_iret)
			continue;
		found++;
		KUNIT_EXPECT_EQ(test, site.variant, PVOPS_V_JUMP);
		KUNIT_EXPECT_TRUE(test, memory_contains(__entry_text_start, __entry_text_end,
							(void *)site.addr, site.len));
		if (IS_NATIVE(leave_iret) && pvops_state.boot == PVPATCH_INLINE &&
		    !pvops_bound.nops[PVOP_leave_iret])
			KUNIT_EXPECT_NULL(test, memchr_inv((void *)site.addr, PVPATCH_PREFIX,
							   site.len));
	}
	KUNIT_EXPECT_EQ(test, found, 2);
}

static struct kunit_case leave_cases[] = {
	KUNIT_CASE(pvops_test_leave_forms),
	KUNIT_CASE(pvops_test_leave_exception),
	KUNIT_CASE(pvops_test_leave_sites),
	{ }
};

static struct kunit_suite leave_suite = {
	.name = "pvops-leave",
	.test_cases = leave_cases,
};
kunit_test_suite(leave_suite);
