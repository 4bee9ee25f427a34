// SPDX-License-Identifier: GPL-2.0-only
/* Why the sites of every operation are what they are, on the platform that booted. */
#include <linux/string.h>
#include "../choice.h"
#include "buffer.h"

/* A site in a buffer of its own, patched to @want: what came of it, or -1: no such site. */
static int make(struct kunit *test, struct pvpatch_site *site, unsigned int op,
		unsigned int variant, enum pvpatch_form want)
{
	struct buffer *buffer = test->priv;
	struct pvpatch_stats stats;
	int form;

	if (!pvops_test_place(buffer, site, buffer->text, op, variant))
		return -1;
	stats = pvops_test_patch(buffer, site, 1, want);
	for (form = 0; form < PVPATCH_FORMS; form++)
		if (stats.forms[form])
			return form;
	return -PVPATCH_EOLD;
}

static int reason_init(struct kunit *test)
{
	if (!pvops_state.backend)
		return -ENODEV;
	test->priv = pvops_test_buffer(test, PAGE_SIZE);
	return 0;
}

/* The direct form leads to the function that the table holds, or to something else. */
static bool leads_to_function(const struct pvpatch_site *site)
{
	u64 function = (u64)pvops_bound_function(site->op);
	u64 call = site->addr + pvpatch_call_at(site->len);
	u8 bytes[PVPATCH_CALL_LEN];
	int err = pvpatch_branch(bytes, site->variant == PVOPS_V_JUMP, call, function);

	return !err && !memcmp((void *)call, bytes, sizeof(bytes));
}

static bool is_inline(enum pvops_reason reason)
{
	return reason == PVOPS_WHY_CODE;
}

/* What a thunk keeps registers for is called through it in both forms. */
static bool says_same_bytes(enum pvops_reason reason)
{
	return reason == PVOPS_WHY_NO_CODE_THUNK || reason == PVOPS_WHY_LONG_THUNK;
}

static void check_inline_mode(struct kunit *test, unsigned int op, unsigned int variant)
{
	u8 indirect[PVPATCH_SITE_MAX], now[PVPATCH_SITE_MAX];
	enum pvops_reason reason;
	struct pvpatch_site site;
	int form;

	if (make(test, &site, op, variant, PVPATCH_INDIRECT) < 0)
		return;
	memcpy(indirect, (void *)site.addr, site.len);
	form = make(test, &site, op, variant, PVPATCH_INLINE);
	memcpy(now, (void *)site.addr, site.len);
	reason = pvops_bound_why(&site, PVPATCH_INLINE, form).reason;
	KUNIT_EXPECT_EQ_MSG(test, is_inline(reason), form == PVPATCH_INLINE, "%s/%u: %s",
			    pvops_op_name(op), variant, pvops_reason_text(reason));
	if (form != PVPATCH_DIRECT)
		return;
	KUNIT_EXPECT_EQ_MSG(test, says_same_bytes(reason), !memcmp(indirect, now, site.len),
			    "%s/%u: %s", pvops_op_name(op), variant, pvops_reason_text(reason));
	if (reason != PVOPS_WHY_KEEPS)
		KUNIT_EXPECT_EQ_MSG(test, says_same_bytes(reason), !leads_to_function(&site),
				    "%s/%u: %s", pvops_op_name(op), variant,
				    pvops_reason_text(reason));
}

static void pvops_test_reason_inline(struct kunit *test)
{
	unsigned int op, variant;

	for (op = 0; op < PVOPS_NR; op++)
		for (variant = 0; variant < PVOPS_VARIANTS; variant++)
			check_inline_mode(test, op, variant);
}

/* Any other mode is a reason of its own; a site without that mode's form has another. */
static void pvops_test_reason_mode(struct kunit *test)
{
	static const enum pvpatch_form modes[] = { PVPATCH_INDIRECT, PVPATCH_DIRECT };
	struct pvpatch_site site;
	unsigned int i;
	int form;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		form = make(test, &site, PVOP_irq_irq_disable, PVOPS_V_KEEP, modes[i]);
		KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, modes[i], form).reason,
				PVOPS_WHY_MODE);
		KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, modes[!i], form).reason,
				PVOPS_WHY_OTHER);
	}
}

/* What a switch does not give another form says so. */
static void pvops_test_reason_jump(struct kunit *test)
{
	struct pvpatch_site site;
	int form = make(test, &site, PVOP_leave_iret, PVOPS_V_JUMP, PVPATCH_DIRECT);

	KUNIT_ASSERT_EQ(test, form, PVPATCH_DIRECT);
	KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, PVPATCH_DIRECT, form).reason,
			PVOPS_WHY_MODE);
	KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, PVPATCH_INDIRECT, form).reason,
			PVOPS_WHY_JUMP);
}

static void pvops_test_reason_left(struct kunit *test)
{
	struct pvpatch_site site;

	KUNIT_ASSERT_GE(test, make(test, &site, PVOP_irq_irq_disable, PVOPS_V_KEEP,
				   PVPATCH_INLINE), 0);
	KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, PVPATCH_INLINE, -PVPATCH_EOLD).reason,
			PVOPS_WHY_OLD);
	KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, PVPATCH_INLINE, -PVPATCH_EHELD).reason,
			PVOPS_WHY_HELD);
	site.op = PVOPS_NR;
	KUNIT_EXPECT_EQ(test, pvops_bound_why(&site, PVPATCH_INLINE, -PVPATCH_EOP).reason,
			PVOPS_WHY_RECORD);
}

static struct kunit_case reason_cases[] = {
	KUNIT_CASE(pvops_test_reason_inline),
	KUNIT_CASE(pvops_test_reason_mode),
	KUNIT_CASE(pvops_test_reason_jump),
	KUNIT_CASE(pvops_test_reason_left),
	{ }
};

static struct kunit_suite reason_suite = {
	.name = "pvops-reasons",
	.init = reason_init,
	.test_cases = reason_cases,
};
kunit_test_suite(reason_suite);
