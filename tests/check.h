/* SPDX-License-Identifier: GPL-2.0-only */
/* cmocka and what it needs, and comparisons that say which case of a table failed. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Fail, naming the case and showing both, unless @len bytes are the same. */
void same_bytes(const char *name, const uint8_t *got, const void *want,
		unsigned int len);
/* The same for numbers. */
void same_number(const char *name, long long got, long long want);
/*
 * End the program with a signal unless it is done after @seconds of its own time: a machine
 * that is busy with something else makes no test fail.
 */
void end_after(unsigned int seconds);

#endif
