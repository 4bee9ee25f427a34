// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocation that does not fail.  An auditor that is out of memory has nothing to say
 * about a kernel, so there is no point in carrying this error through every caller.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define EXIT_COULD_NOT_RUN	2

static void *checked(void *memory)
{
	if (!memory) {
		fprintf(stderr, "%s: out of memory\n", program_invocation_short_name);
		exit(EXIT_COULD_NOT_RUN);
	}
	return memory;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return checked(count && size ? calloc(count, size) : calloc(1, 1));
}

void *xrealloc_array(void *old, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return checked(NULL);
	return checked(realloc(old, bytes ? bytes : 1));
}

void *xgrow_array(void *old, size_t count, size_t size)
{
	if (count & (count - 1))
		return old;
	return xrealloc_array(old, count ? 2 * count : 1, size);
}

char *xstrdup(const char *string)
{
	return checked(strdup(string));
}
