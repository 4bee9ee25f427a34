// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines for people.  A line is formatted as a whole and made safe afterwards, so that
 * no caller can forget a name that came from a file.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

/* Lines are cut here: the longest that we make is a site of 64 one-byte NOPs. */
#define LINE_MAX_BYTES	2048
#define ESCAPE		4	/* \xNN */

static bool printable(char c)
{
	return c >= ' ' && c <= '~';
}

void text_safe(char *to, size_t room, const char *from)
{
	static const char digits[] = "0123456789abcdef";

	for (; *from && room > (printable(*from) ? 1 : ESCAPE); from++) {
		u8 byte = *from;

		if (printable(*from)) {
			*to++ = *from;
			room--;
			continue;
		}
		*to++ = '\\';
		*to++ = 'x';
		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
		room -= ESCAPE;
	}
	*to = '\0';
}

static void line(FILE *file, const char *start, const char *format, va_list args)
{
	char raw[LINE_MAX_BYTES], safe[ESCAPE * LINE_MAX_BYTES];
	size_t len;

	vsnprintf(raw, sizeof(raw), format, args);
	text_safe(safe, sizeof(safe), raw);
	/* The last column of a table may be empty. */
	for (len = strlen(safe); len && safe[len - 1] == ' '; len--)
		safe[len - 1] = '\0';
	fprintf(file, "%s%s\n", start, safe);
}

void text_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(stdout, "", format, args);
	va_end(args);
}

void text_error(const char *format, ...)
{
	va_list args;

	/* What was said before it comes before it, also into one file. */
	fflush(stdout);
	va_start(args, format);
	line(stderr, "objtool-pv: ", format, args);
	va_end(args);
}

void text_hex(char *to, const u8 *bytes, size_t len, const char *gap)
{
	size_t i;

	*to = '\0';
	for (i = 0; i < len; i++)
		to += sprintf(to, "%s%02x", i ? gap : "", bytes[i]);
}
