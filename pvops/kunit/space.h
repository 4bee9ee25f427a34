/* SPDX-License-Identifier: GPL-2.0-only */
/* An address space of a test's own, in which the test's thread may run. */
#ifndef PVOPS_KUNIT_SPACE_H
#define PVOPS_KUNIT_SPACE_H

#include <linux/compiler.h>
#include "kunit.h"

struct mm_struct;
struct page;

/**
 * struct space - the address space that a test runs in
 * @mm:    it
 * @at:    its mapping, one page of ordinary memory, which holds the number 0
 * @other: a page that it may be given instead, which holds 1
 */
struct space {
	struct mm_struct *mm;
	u32 __user *at;
	struct page *other;
};

struct space *pvops_test_space_begin(struct kunit *test);
void pvops_test_space_leave(struct kunit *test, struct space *space);

#endif
