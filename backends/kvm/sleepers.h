/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks that wait for a page of the host, for the test of sleepers.c. */
#ifndef PVOPS_BACKENDS_KVM_SLEEPERS_H
#define PVOPS_BACKENDS_KVM_SLEEPERS_H

/* The bits of a token's hash, which is the number of its bucket. */
#define PVOPS_KVM_BUCKET_BITS	8

/*
 * How many tokens of a bucket may be early.  Few ever are: a CPU takes no interrupt between
 * the fault and the wait, so the host must have said so before the fault was delivered.
 */
#define PVOPS_KVM_EARLY_MAX	4

#endif
