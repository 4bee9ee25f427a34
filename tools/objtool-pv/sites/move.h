/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Linux does to a replacement before it writes it to its place: displacements are
 * corrected, and runs of NOPs become longer NOPs.
 */
#ifndef OBJTOOL_PV_SITES_MOVE_H
#define OBJTOOL_PV_SITES_MOVE_H

#include "nops.h"

struct mover;

/** mover_new - a decoder; NULL if there is none */
struct mover *mover_new(void);

/** mover_free - NULL is allowed */
void mover_free(struct mover *mover);

/**
 * struct move - where code was and where it will be
 * @from:     address of the replacement
 * @from_len: bytes of it; what branches inside them stays as it is
 * @to:       address of the site
 */
struct move {
	u64 from;
	size_t from_len;
	u64 to;
};

/**
 * move_code - make @code, padded to the site's @len, right for its new place
 *
 * Return: 0, or -1: it cannot be decoded, or a displacement does not reach.
 */
int move_code(struct mover *mover, const struct move *move, u8 *code, size_t len);

/** move_nops - merge runs of NOPs, as the kernels of @style do */
void move_nops(struct mover *mover, enum nop_style style, u8 *code, size_t len);

#endif
