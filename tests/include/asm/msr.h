/* SPDX-License-Identifier: GPL-2.0-only */
/* The time stamp counter is what the test says. */
unsigned long long test_tsc(void);

#define rdtsc_ordered()	test_tsc()
