/* SPDX-License-Identifier: GPL-2.0-only */
/* Barriers are where a test lets the other side act. */
void test_barrier(void);

#define virt_rmb()	test_barrier()
