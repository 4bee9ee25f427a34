/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calling what features have for one moment of the kernel's life; asm/pvops/backend.h says
 * what each moment is good for.
 */
#ifndef PVOPS_LIFECYCLE_H
#define PVOPS_LIFECYCLE_H

#include "internal.h"

/* What begins: the callback @moment of each feature in use, in their order. */
#define pvops_begin(moment)						\
do {									\
	const struct pvops_feature *feature_;				\
	unsigned int i_;						\
									\
	for (i_ = 0; (feature_ = pvops_used_feature(i_)); i_++)		\
		if (feature_->moment)					\
			feature_->moment();				\
} while (0)

/* What ends, for the reason @why: in the opposite order. */
#define pvops_end(moment, why)						\
do {									\
	const struct pvops_feature *feature_;				\
	unsigned int i_ = pvops_nr_used();				\
									\
	while (i_-- > 0) {						\
		feature_ = pvops_used_feature(i_);			\
		if (feature_->moment)					\
			feature_->moment(why);				\
	}								\
} while (0)

/* cpus.c */
void pvops_watch_cpu_start(void);
void pvops_watch_cpus(void);

/* machine.c */
void pvops_watch_machine(void);

#endif
