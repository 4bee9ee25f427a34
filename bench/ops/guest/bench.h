/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest program of bench/ops: what its files share. */
#ifndef PVOPS_BENCH_OPS_GUEST_BENCH_H
#define PVOPS_BENCH_OPS_GUEST_BENCH_H

/* sites.c: which forms the module's sites have, for each operation. */
void sites_of_module(const char *mode);

/* switches.c: every change of form, timed. */
void switches_time(void);

#endif
