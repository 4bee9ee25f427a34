/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's memory, which begins at physical address 0.  The guest writes to it at any
 * time: what is read from it is copied once, and checked after that.
 */
#ifndef LGUEST_RAM_H
#define LGUEST_RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../tools/objtool-pv/error.h"

/**
 * struct ram - memory of this process that is a guest's RAM
 * @base: where, page-aligned
 * @size: bytes
 */
struct ram {
	uint8_t *base;
	uint64_t size;
};

/** ram_get - @size bytes of memory, all 0; 0, or -1 with a reason */
int ram_get(struct ram *ram, uint64_t size, struct error *error);

/** ram_put - give it back */
void ram_put(struct ram *ram);

/** ram_at - where @size bytes at the guest's @gpa are, or NULL if not all of them are RAM */
void *ram_at(const struct ram *ram, uint64_t gpa, uint64_t size);

/** ram_text - a copy of the string at @gpa, cut to @room, printable and of one line */
void ram_text(const struct ram *ram, uint64_t gpa, char *to, size_t room);

#endif
