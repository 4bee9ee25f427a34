/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text and notes that a running kernel shows of itself.
 */
#ifndef OBJTOOL_PV_PROC_H
#define OBJTOOL_PV_PROC_H

#include "../binary.h"

/**
 * proc_read - a file that does not know its size
 * @max:  what it may have
 * @size: set to what it has
 *
 * Return: its bytes and a zero after them, to be freed; or NULL with a reason.
 */
char *proc_read(const char *path, size_t max, size_t *size, struct error *error);

/**
 * proc_symbols - add the symbols in the text of /proc/kallsyms
 * @path:  of it, for messages
 * @text:  @size bytes and a zero; names are made in it, so it must stay with @binary
 *
 * A symbol of a module is called "NAME [MODULE]".
 *
 * Return: 0, or -1 with a reason: there are none, or their addresses are hidden.
 */
int proc_symbols(struct binary *binary, const char *path, char *text, size_t size,
		 struct error *error);

/** proc_in_module - is @symbol one of a module, by its name? */
bool proc_in_module(const struct binary_symbol *symbol);

/**
 * proc_build_id - the build id in the bytes of /sys/kernel/notes
 * @to: as binary->build_id; "" if there is none
 */
void proc_build_id(const u8 *notes, size_t size, char to[2 * 64 + 1]);

#endif
