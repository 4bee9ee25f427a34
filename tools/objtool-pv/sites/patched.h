/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a kernel changes its own code when it boots or while it runs, besides our sites,
 * and what it may write there: from the tables that the linker left in the kernel's file.
 */
#ifndef OBJTOOL_PV_SITES_PATCHED_H
#define OBJTOOL_PV_SITES_PATCHED_H

#include <sys/types.h>

#include "alternatives.h"
#include "move.h"

struct pvops_kernel;

/** enum patch_kind - the table that a place is in */
enum patch_kind {
	PATCH_RETPOLINE,	/* .retpoline_sites: a call or jump of an indirect thunk */
	PATCH_RETURN,		/* .return_sites: a jump to the return thunk */
	PATCH_CALL,		/* .call_sites: a call that is to be counted */
	PATCH_ENDBR,		/* .ibt_endbr_seal: an ENDBR that is not needed */
	PATCH_LOCK,		/* .smp_locks: a LOCK prefix */
	PATCH_STATIC_CALL,	/* .static_call_sites; @ref: the key */
	PATCH_TRAMPOLINE,	/* __SCT__NAME; @ref: the key */
	PATCH_JUMP,		/* __jump_table; @ref: the target */
	PATCH_TRACE,		/* __mcount_loc: the call at the start of a function */
	PATCH_TRACER,		/* what a tracer calls: ftrace_call and its like */
	PATCH_IRET,		/* a jump that a platform leads to its own way out */
	PATCH_CONSTANT,		/* runtime_ptr_NAME, runtime_shift_NAME; @ref: the value */
	PATCH_ALTERNATIVE,	/* .altinstructions; @ref: number of the first record */
};

/**
 * struct patch - a place
 * @addr: its first byte
 * @ref:  see enum patch_kind
 * @len:  bytes
 * @kind: see there
 */
struct patch {
	u64 addr;
	u64 ref;
	u8 len;
	u8 kind;
};

/**
 * struct patched - all places of a kernel
 * @patch:        by ascending address; @count of them
 * @longest:      the largest @len
 * @alternatives: the records of .altinstructions
 * @mover:        a decoder
 * @binary:       the kernel
 * @kernel:       its modules, whose functions static calls may lead to; may be NULL
 * @work:         how many more replacements may be tried, of a file that names some
 *                without end
 */
struct patched {
	struct patch *patch;
	size_t count;
	unsigned int longest;
	struct alternatives alternatives;
	struct mover *mover;
	const struct binary *binary;
	const struct pvops_kernel *kernel;
	u32 work;
};

/**
 * patched_read - find all places
 * @patched: to be freed by patched_free(), in either case
 *
 * Return: 0, or -1 with a reason: tables are damaged, or the kernel changes its code in a
 * way that is not known here.
 */
int patched_read(const struct binary *binary, const struct pvops_kernel *kernel,
		 struct patched *patched, struct error *error);

/** patched_free - free what is in it */
void patched_free(struct patched *patched);

/**
 * patched_next - a place that @addr is in
 * @from: number of the one before, or PATCHED_FIRST
 *
 * Return: its number in @patched->patch, or -1: there are no more, or very many.
 */
#define PATCHED_FIRST	(-1)
ssize_t patched_next(const struct patched *patched, u64 addr, ssize_t from);

/* patched_legal.c */

/**
 * patch_legal - is what is at a place what the kernel may have written there?
 * @file: the place's bytes in the file
 * @now:  and in memory
 */
bool patch_legal(struct patched *patched, const struct patch *patch,
		 const u8 *file, const u8 *now);

/* patched_moved.c */

/**
 * moved_length - how many bytes at @at may differ because KASLR has moved the kernel
 * @file: @size bytes of the file, at address @addr, now
 * @now:  the same in memory
 * @at:   index of a byte that differs
 * @from: set to the index of the first byte of the word that was moved
 *
 * Return: bytes of that word; 0: none was moved.
 */
unsigned int moved_length(const struct binary *binary, u64 addr, const u8 *file,
			  const u8 *now, size_t size, size_t at, size_t *from);

#endif
