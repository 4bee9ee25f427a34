// SPDX-License-Identifier: GPL-2.0-only
/* Messages.  On a raw terminal a line has to go back to its beginning by itself. */
#include <stdarg.h>
#include <stdio.h>

#include "machine.h"

void say(const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "lguest: %s\r\n", text);
}
