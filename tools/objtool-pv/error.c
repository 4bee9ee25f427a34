// SPDX-License-Identifier: GPL-2.0-only
/* Keeping the first reason. */
#include <stdarg.h>
#include <stdio.h>

#include "error.h"

int error_set(struct error *error, const char *format, ...)
{
	va_list args;

	if (!error || error->text[0])
		return -1;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return -1;
}
