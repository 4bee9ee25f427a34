/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The library of all guest programs: each is process 1 of the kernel under test, talks on
 * the console in lines "PROVE key=value" (lab/lines.py), ends with exactly one
 * "PROVE verdict=ok" or "PROVE verdict=fail reason=...", then powers off.
 */
#ifndef PVOPS_LAB_GUEST_H
#define PVOPS_LAB_GUEST_H

#include <stdbool.h>
#include <stddef.h>

/* The keys of the stats file; the names are the file's own. */
#define STAT_KEYS(X)							\
	X(sites) X(inline) X(direct) X(indirect) X(held) X(fixed)	\
	X(failed) X(init_sites) X(modules) X(module_sites)		\
	X(switches) X(patch_us) X(patch_tsc)

enum stat_key {
#define X(key) STAT_##key,
	STAT_KEYS(X)
#undef X
	STAT_COUNT
};

struct stats {
	unsigned long long v[STAT_COUNT];
};

/* say.c; only process 1 may call fail() */
void say(const char *key, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void step(const char *name);
void watchdog(int seconds);
_Noreturn void fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void power_off(void);
/* "verdict=ok", and power off */
_Noreturn void succeed(void);

/* fail() with the errno of a call that returned a negative number. */
#define MUST(call)						\
	({							\
		__typeof__(call) result_ = (call);		\
		if (result_ < 0)				\
			fail("%s: %m", #call);			\
		result_;					\
	})

/* mounts.c */
void mount_all(void);

/* cmdline.c: what follows "NAME=" on the kernel's command line; NULL: there is no NAME */
const char *cmdline_word(const char *name);
long cmdline_number(const char *name, long otherwise);
/* Call @read for each word. */
void cmdline_each(void (*read)(const char *word, void *data), void *data);

/* files.c */
void write_file(const char *path, const char *text);
void insert_module(const char *path, const char *parameters);
void remove_module(const char *name);

/* pvfs.c */
const char *stat_name(enum stat_key key);
void pvfs_read(const char *file, char *text, size_t size);
void pvfs_stats(struct stats *s);
void pvfs_mode(char *mode, size_t size);
void pvfs_set_mode(const char *mode);
/* No site is damaged or has a probe's bytes. */
void pvfs_check_sites(void);
/* Empty for any @backend or @mode. */
void pvfs_describe(const char *backend, const char *mode);

/* modes.c: what the counters must say in a mode */
void modes_check(const char *mode);
/* How many sites are to fail in every mode; none unless this is called. */
void modes_expect_failed(unsigned long long sites);
unsigned long long modes_expected_failed(void);
/* Whether there are probes, which hold sites in the form that they have; no at first. */
void modes_expect_held(bool held);
/* In the order in which they are tried: the usual one comes last. */
enum { MODES = 3 };
extern const char *const modes[MODES];

/* klog.c */
void klog_boot_line(void);
/* The results of the tests inside the kernel: there, and no failure. */
void klog_kernel_tests(void);
void klog_check_alarms(void);
/* Words with commas between them, in which "_" stands for a blank. */
void klog_expect(const char *words);
/* The number after the last @word in the log, which must be there. */
unsigned long long klog_number(const char *word);

#endif
