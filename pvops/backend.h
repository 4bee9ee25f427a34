/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a backend is.  A backend is one folder under backends/; it registers itself
 * with PVOPS_BACKEND() on the last line of its main file and is found from there.
 * The struct outlives boot, for its name, and the functions that it points to do
 * not: define it __refconst, and them __init.
 */
#ifndef PVOPS_BACKEND_H
#define PVOPS_BACKEND_H

#include <linux/init.h>
#include <linux/types.h>
#include <asm/pvops/pvops.h>

/**
 * struct pvops_backend - one platform's implementation of the operations
 * @name:   what users call it: pvops.backend=NAME, debugfs, the boot log
 * @detect: how sure is it that this kernel runs on its platform?  0 means that it
 *          cannot run here; the highest score wins, and equal scores are refused.
 *          Called once, on the boot CPU, before anything is patched; interrupts
 *          may be on, nothing may be allocated.
 * @claim:  the user forces this backend: keep others from installing themselves.
 *          Called while early parameters are parsed; may be NULL.
 * @table:  operations to put into the table when this backend is selected, which
 *          @detect may still decide; NULL members are left alone.  NULL if the
 *          platform's set-up code has done so by itself.
 */
struct pvops_backend {
	const char *name;
	int (*detect)(void);
	void (*claim)(void);
	const struct pvops_table *table;
};

/* Pointers are stored: a section of structs depends on their alignment. */
#define PVOPS_BACKEND(backend)						\
	static const struct pvops_backend *const backend##_entry	\
	__used __section(".pvops_backends") = &(backend)

extern const struct pvops_backend *const __start_pvops_backends[];
extern const struct pvops_backend *const __stop_pvops_backends[];

#define for_each_pvops_backend(entry)					\
	for ((entry) = __start_pvops_backends;				\
	     (entry) < __stop_pvops_backends; (entry)++)

/* The table of bare metal, complete; every other one overlays it. */
extern const struct pvops_table pvops_native_table;

#endif
