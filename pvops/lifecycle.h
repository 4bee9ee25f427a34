/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calling what features have for one moment of the kernel's life; asm/pvops/backend.h says
 * what each moment is good for.
 */
#ifndef PVOPS_LIFECYCLE_H
#define PVOPS_LIFECYCLE_H

#include "internal.h"

/* Something begins: call @moment of each feature in use, in their order. */
#define pvops_begin(moment)						\
do {									\
	const struct pvops_feature *feature_;				\
	unsigned int i_;						\
									\
	for (i_ = 0; (feature_ = pvops_used_feature(i_)); i_++)		\
		if (feature_->moment)					\
			feature_->moment();				\
} while (0)

/* Something ends, for the reason @why: call them in the opposite order. */
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
int pvops_prepare_cpu(const struct pvops_feature *const *features, unsigned int cpu);
void pvops_cpu_dead(const struct pvops_feature *const *features, unsigned int cpu);
void pvops_watch_cpu_start(void);
void pvops_watch_cpus(void);

/* machine.c */
void pvops_watch_machine(void);

#endif
