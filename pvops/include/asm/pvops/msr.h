/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's names for access to MSRs and performance counters.  Macros, since this
 * header is read before the trace events that a traced access needs are declared.
 * The event is part of the access on every platform, not of one implementation.
 */
#ifndef PVOPS_MSR_H
#define PVOPS_MSR_H

#include <asm/pvops/shapes.h>

#define paravirt_read_msr(msr)						\
({									\
	u32 pv_msr = (msr);						\
	u64 pv_val = pvops_cpu_read_msr(pv_msr);			\
									\
	if (tracepoint_enabled(read_msr))				\
		do_trace_read_msr(pv_msr, pv_val, 0);			\
	pv_val;								\
})

#define paravirt_write_msr(msr, low, high)				\
do {									\
	u32 pv_msr = (msr), pv_low = (low), pv_high = (high);		\
									\
	pvops_cpu_write_msr(pv_msr, pv_low, pv_high);			\
	if (tracepoint_enabled(write_msr))				\
		do_trace_write_msr(pv_msr, (u64)pv_high << 32 | pv_low, 0); \
} while (0)

#define paravirt_read_msr_safe(msr, err)				\
({									\
	u32 pv_msr = (msr);						\
	u64 pv_val = pvops_cpu_read_msr_safe(pv_msr, (err));		\
									\
	if (tracepoint_enabled(read_msr))				\
		do_trace_read_msr(pv_msr, pv_val, *(err));		\
	pv_val;								\
})

#define wrmsr_safe(msr, low, high)					\
({									\
	u32 pv_msr = (msr), pv_low = (low), pv_high = (high);		\
	int pv_err = pvops_cpu_write_msr_safe(pv_msr, pv_low, pv_high);	\
									\
	if (tracepoint_enabled(write_msr))				\
		do_trace_write_msr(pv_msr, (u64)pv_high << 32 | pv_low, pv_err); \
	pv_err;								\
})

#define rdmsrl(msr, val)	((val) = paravirt_read_msr(msr))
#define wrmsr(msr, low, high)	paravirt_write_msr(msr, low, high)

#define wrmsrl(msr, val)						\
do {									\
	u64 pv_wide = (val);						\
									\
	paravirt_write_msr(msr, (u32)pv_wide, (u32)(pv_wide >> 32));	\
} while (0)

#define rdmsr(msr, low, high)						\
do {									\
	u64 pv_wide = paravirt_read_msr(msr);				\
									\
	(low) = (u32)pv_wide;						\
	(high) = (u32)(pv_wide >> 32);					\
} while (0)

#define rdmsrl_safe(msr, ptr)						\
({									\
	int pv_error;							\
									\
	*(ptr) = paravirt_read_msr_safe(msr, &pv_error);		\
	pv_error;							\
})

#define rdmsr_safe(msr, low, high)					\
({									\
	int pv_error;							\
	u64 pv_wide = paravirt_read_msr_safe(msr, &pv_error);		\
									\
	*(low) = (u32)pv_wide;						\
	*(high) = (u32)(pv_wide >> 32);					\
	pv_error;							\
})

#define rdpmcl(counter, val)						\
do {									\
	int pv_counter = (counter);					\
	u64 pv_count = pvops_cpu_read_pmc(pv_counter);			\
									\
	if (tracepoint_enabled(rdpmc))					\
		do_trace_rdpmc(pv_counter, pv_count, 0);		\
	(val) = pv_count;						\
} while (0)

#define rdpmc(counter, low, high)					\
do {									\
	u64 pv_wide;							\
									\
	rdpmcl(counter, pv_wide);					\
	(low) = (u32)pv_wide;						\
	(high) = (u32)(pv_wide >> 32);					\
} while (0)

#endif
