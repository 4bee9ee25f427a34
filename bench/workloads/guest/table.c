// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of workloads, and their markers: functions that do nothing and are
 * known by their addresses.  They are assembly, so that no two become one and
 * every call comes here.
 */
#include "bench.h"

#define X(name, number, ready)					\
	asm(".pushsection .text.marks, \"ax\"\n"		\
	    ".globl mark_begin_" #name ", mark_end_" #name "\n"	\
	    "mark_begin_" #name ": ret\n"			\
	    "mark_end_" #name ": ret\n"				\
	    ".popsection");
WORKLOADS(X)
#undef X

asm(".pushsection .text.marks, \"ax\"\n"
    ".globl mark_stop\n"
    "mark_stop: ret\n"
    ".popsection");

#define X(name, number, ready)					\
	{ #name, number, ready, run_##name, mark_begin_##name, mark_end_##name },
const struct workload workloads[] = {
	WORKLOADS(X)
	{ 0 }
};
#undef X
