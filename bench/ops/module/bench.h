/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pvops_bench: what one operation costs where this kernel runs.
 *
 * A row is a function that executes its operations in a loop, through the kernel's
 * ordinary names for them, so that the sites which are measured are the module's own
 * and change their form with the rest of the kernel.  How a row becomes a number is in
 * batch.c, what the rows work on in arena.c, and the rows are in one file for each
 * part of the machine.
 */
#ifndef PVOPS_BENCH_H
#define PVOPS_BENCH_H

#include <linux/compiler.h>
#include <linux/mm_types.h>
#include <linux/types.h>
#include <asm/desc_defs.h>
#include <asm/pgtable_types.h>

/**
 * struct bench_arena - what the rows work on; all of it belongs to this module
 * @page:       one page of the direct map
 * @ldt:        another, for descriptors; never loaded
 * @table:      a third, empty, for the life of a page-table page
 * @addr:       a page of vmalloc space, mapped, which no code reads or writes
 * @ptep:       the live entry that maps @addr, and the ones that lead to it
 * @pmdp:       same
 * @pudp:       same
 * @p4dp:       same
 * @pgdp:       same
 * @mm:         an address space with nothing in it that never runs
 * @vma:        an area of it
 * @privileged: the kernel has the machine's own privilege and owns its page tables
 */
struct bench_arena {
	void *page;
	void *ldt;
	struct page *table;
	unsigned long addr;
	pte_t *ptep;
	pmd_t *pmdp;
	pud_t *pudp;
	p4d_t *p4dp;
	pgd_t *pgdp;
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	bool privileged;
};

typedef void bench_fn(const struct bench_arena *arena, unsigned int turns);

/**
 * enum bench_context - what must not disturb a batch of this row
 * @BENCH_IRQS_OFF:    no interrupt, as they are off
 * @BENCH_PREEMPT_OFF: no other task; the row needs interrupts on, and the minimum is of a
 *                     batch in which none came
 * @BENCH_SLEEPS:      the row may sleep
 */
enum bench_context {
	BENCH_IRQS_OFF,
	BENCH_PREEMPT_OFF,
	BENCH_SLEEPS,
};

/**
 * struct bench_row - one line of the results
 * @ops:     operations executed, in their order, joined by "+"
 * @what:    on what, in a few words; or why they are not executed, if @run is NULL
 * @run:     the loop; NULL: these operations are never executed
 * @empty:   the same loop without the operations; NULL: bench_empty()
 * @refuse:  returns why the row cannot run on this platform, or NULL; may be NULL
 * @context: what is off during a batch
 */
struct bench_row {
	const char *ops;
	const char *what;
	bench_fn *run;
	bench_fn *empty;
	const char *(*refuse)(const struct bench_arena *arena);
	enum bench_context context;
};

/* Sites in one turn of a row's loop. */
#define BENCH_UNROLL		8
#define BENCH_REPEAT(...) \
	__VA_ARGS__ __VA_ARGS__ __VA_ARGS__ __VA_ARGS__ \
	__VA_ARGS__ __VA_ARGS__ __VA_ARGS__ __VA_ARGS__

/*
 * A row's function.  @begin and @end are executed once and cost the row nothing
 * (batch.c says why); @body is executed BENCH_UNROLL times in each turn.
 */
#define BENCH_LOOP(name, begin, body, end)				\
static noinline void name(const struct bench_arena *arena, unsigned int turns) \
{									\
	begin;								\
	do {								\
		BENCH_REPEAT({ body; })					\
	} while (--turns);						\
	end;								\
}

/* Nothing, where the compiler cannot know that it is nothing. */
#define BENCH_NOTHING		asm volatile("" : : : "memory")

/*
 * For operations that translate one register: a copy of @value, made anew each time,
 * and a use of the result.  The compiler may leave out a translation that
 * no code uses, or do it once for many.
 */
#define BENCH_MAP(value, map)						\
do {									\
	unsigned long copy_ = (value);					\
									\
	asm volatile("" : "+r" (copy_));				\
	copy_ = map(copy_);						\
	asm volatile("" : : "r" (copy_));				\
} while (0)

/* The same without the operation. */
#define BENCH_COPY(value)	BENCH_MAP(value, )

/**
 * struct bench_result - hundredths of a tick for one execution of a row's operations
 * @min:    from the fastest batches
 * @median: from the median batches
 */
struct bench_result {
	s64 min;
	s64 median;
};

/* rows.c: every row, NULL after the last. */
const struct bench_row *bench_row(unsigned int i);

/* arena.c */
int bench_arena_open(struct bench_arena *arena);
void bench_arena_close(struct bench_arena *arena);

/* batch.c */
struct bench_result bench_measure(const struct bench_arena *arena,
				  const struct bench_row *row);
bench_fn bench_empty;

/* One array for each part of the machine; the last row has no name. */
extern const struct bench_row bench_irq[], bench_cpu[], bench_descriptors[],
	bench_msr[], bench_entries[], bench_tables[], bench_tlb[], bench_space[],
	bench_lock[];

#endif
