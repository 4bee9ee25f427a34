/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines for people.  Names come from files that cannot be trusted: whatever a line is
 * made of, it stays one line, and a terminal gets printable ASCII only.
 */
#ifndef OBJTOOL_PV_TEXT_H
#define OBJTOOL_PV_TEXT_H

#include <asm/pvops/types.h>

/**
 * text_safe - @from with every byte that is not printable ASCII as \xNN
 * @to: always terminated; cut if @room is too small, never inside a \xNN
 */
void text_safe(char *to, size_t room, const char *from);

/** text_line - one line on standard output; @format has no newline */
void text_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** text_error - the same on standard error, after "objtool-pv: " */
void text_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * text_hex - bytes as hexadecimal digits
 * @to:  room for TEXT_HEX(@len)
 * @gap: between two bytes, "" or " "
 */
#define TEXT_HEX(len)	(3 * (len) + 1)
void text_hex(char *to, const u8 *bytes, size_t len, const char *gap);

#endif
