/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers of a KVM host to its guest, which asks on its second serial port, a line for a
 * question and a line for the answer. The guest under test cannot see from inside what
 * its host does, and some of what it has to prove needs a host that does something: takes
 * its CPU away, stops it, writes its memory to a disk.
 *
 * Nothing is judged here: the guest gets a number, or "error ..." with a reason.
 */
#ifndef PVOPS_TESTS_VM_HOSTS_ANSWER_H
#define PVOPS_TESTS_VM_HOSTS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A question that cannot be answered: @fmt says why. The program goes on. */
typedef long long answer_t;
answer_t cannot(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* vm.c: the process of the guest, and the host's own count of what it does for it */
pid_t vm_process(void);
answer_t vm_stat(const char *name);

/* monitor.c: questions about stopping and going on, by way of QEMU's monitor */
void monitor_open(const char *path);
answer_t monitor_pause(const char *milliseconds);
answer_t monitor_wake(const char *milliseconds);

/* pageout.c */
answer_t page_out(const char *unused);

/* busy.c */
answer_t busy(const char *milliseconds);

/* main.c */
long long now_ns(void);
void nap_ms(long milliseconds);

#endif
