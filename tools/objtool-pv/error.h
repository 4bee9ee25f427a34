/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why something could not be done: one sentence for the user, which names the file,
 * the place in it, and where there is one, the way out.
 */
#ifndef OBJTOOL_PV_ERROR_H
#define OBJTOOL_PV_ERROR_H

#define ERROR_TEXT	512

/** struct error - the first reason; later ones are its consequences */
struct error {
	char text[ERROR_TEXT];
};

/**
 * error_set - keep a reason, unless there is one already
 * @error:  where; may be NULL
 * @format: as printf; no newline
 *
 * Return: -1, so that a function can return what this returns.
 */
int error_set(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
