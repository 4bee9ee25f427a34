/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is always there: without any left the program ends with a message and
 * exit status 2.  Not for sizes that come from a file unless they were checked.
 */
#ifndef OBJTOOL_PV_ALLOC_H
#define OBJTOOL_PV_ALLOC_H

#include <stddef.h>

/** xmalloc - @size bytes; of 0 bytes, too, never NULL */
void *xmalloc(size_t size);

/** xcalloc - @count zeroed objects of @size bytes */
void *xcalloc(size_t count, size_t size);

/** xrealloc_array - @old, or new memory if that is NULL, for @count objects of @size */
void *xrealloc_array(void *old, size_t count, size_t size);

/**
 * xgrow_array - room for one more object after @count
 *
 * Room is doubled whenever @count is a power of two, so that an array that only ever
 * grows by this needs no field for its room.
 */
void *xgrow_array(void *old, size_t count, size_t size);

/** xstrdup - a copy of @string */
char *xstrdup(const char *string);

#endif
