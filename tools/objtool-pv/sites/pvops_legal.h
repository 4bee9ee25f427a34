/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions an operation may be bound to, from what the linker wrote: bare metal's
 * table, those of the backends and of their features, and what the kernel's own code of a
 * platform stores into the table while it starts.
 */
#ifndef OBJTOOL_PV_SITES_PVOPS_LEGAL_H
#define OBJTOOL_PV_SITES_PVOPS_LEGAL_H

#include "pvops.h"

/**
 * struct pvops_overlay - a table, whose entries may be NULL
 * @at:       its address
 * @backend:  address of the backend that has it; 0: bare metal's, or a platform's code
 * @feature:  number of the feature that has it, from 0; -1: the backend itself,
 *            which may have two
 * @function: its entries
 */
struct pvops_overlay {
	u64 at, backend;
	int feature;
	u64 function[PVOPS_NR];
};

/**
 * struct pvops_store - an instruction of the kernel that writes @function to entry @op
 * @code: start of the code that it is in, which does all that is in there
 */
struct pvops_store {
	unsigned int op;
	u64 function, code;
};

/**
 * struct pvops_legal - all that
 * @native:    bare metal's table
 * @overlay:   @noverlays of them, in the order in which they are laid
 * @store:     @nstores of them
 * @backend:   addresses of all backends, @nbackends of them
 * @platforms: is it known what platforms' code stores?
 */
struct pvops_legal {
	u64 native[PVOPS_NR];
	struct pvops_overlay *overlay;
	size_t noverlays;
	struct pvops_store *store;
	size_t nstores;
	u64 *backend;
	size_t nbackends;
	bool platforms;
};

/** enum pvops_origin - whose a function is */
enum pvops_origin {
	PVOPS_FOREIGN,		/* no table and no code has it for this operation */
	PVOPS_OTHERS,		/* only another backend has it */
	PVOPS_PLATFORM,		/* code of the kernel stores it, no backend has it */
	PVOPS_ITS_OWN,		/* bare metal's, or of the backend that runs */
};

/**
 * pvops_legal_read - read every table of a kernel
 * @legal: to be freed by pvops_legal_free(), in either case
 *
 * The kernel's file is read, where it is there, and not its memory.
 *
 * Return: 0, or -1 with a reason: the list of backends is not there, or is of another
 * layout.
 */
int pvops_legal_read(const struct binary *binary, struct pvops_legal *legal,
		     struct error *error);

/** pvops_legal_free - free what is in it */
void pvops_legal_free(struct pvops_legal *legal);

/** pvops_legal_origin - whose is @function as operation @op, while @backend runs? */
enum pvops_origin pvops_legal_origin(const struct pvops_legal *legal, u64 backend,
				     unsigned int op, u64 function);

/**
 * pvops_legal_alone - has a platform's code bound a function without what belongs to it?
 * @op:    the operation, whose function is PVOPS_PLATFORM
 * @bound: the functions of all operations
 *
 * A platform's table is copied as a whole, and its code stores all that it stores; what
 * was bound by that before may have been replaced by a platform's code or by the backend.
 */
bool pvops_legal_alone(const struct pvops_legal *legal, u64 backend, unsigned int op,
		       const u64 *bound);

/**
 * pvops_legal_expected - what @backend has overlaid an operation with
 * @unused: for each feature, by its number: is it not used?  NULL: it is not known
 *
 * Return: a function; 0: none, or it is not known.
 */
u64 pvops_legal_expected(const struct pvops_legal *legal, u64 backend, unsigned int op,
			 const bool *unused);

/** Features of a backend (PVOPS_FEATURES_MAX in pvops/internal.h). */
#define PVOPS_LEGAL_FEATURES	32

#endif
