/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the formats of stock kernels have in common: a site is, in the file, a call
 * through a slot of a table of pointers, pv_ops, or of one of those that newer kernels
 * split off it (pv_ops_lock, ...).  When the kernel boots, the call becomes a direct
 * call of the function in the slot, or a replacement from .altinstructions.
 */
#ifndef OBJTOOL_PV_SITES_STOCK_H
#define OBJTOOL_PV_SITES_STOCK_H

#include "alternatives.h"
#include "move.h"

/* pv_ops of 6.12 has 664 bytes; nothing else is looked for beyond this. */
#define STOCK_ARRAY_BYTES	4096
#define STOCK_SLOTS		(STOCK_ARRAY_BYTES / 8)
#define STOCK_ARRAYS		16

/**
 * struct stock_array - a table of pointers
 * @name: its symbol, "pv_ops..."
 * @addr: where it is
 * @size: in bytes
 * @op:   for each slot: number of the operation plus 1, 0 if no site has used it yet
 */
struct stock_array {
	const char *name;
	u64 addr;
	u32 size;
	u16 op[STOCK_SLOTS];
};

/**
 * struct stock - the context of such a table (table->ctx)
 * @array:        the tables of pointers, @narrays of them
 * @slot:         for each of the table's operations: the address of its slot
 * @alternatives: all records of .altinstructions
 * @mover:        a decoder
 */
struct stock {
	struct stock_array array[STOCK_ARRAYS];
	unsigned int narrays;
	u64 *slot;
	struct alternatives alternatives;
	struct mover *mover;
};

/* stock.c */

/** stock_new - the tables of pointers of a binary; NULL with a reason */
struct stock *stock_new(const struct binary *binary, struct error *error);

/** stock_free - NULL is allowed */
void stock_free(struct stock *stock);

/** stock_finish - name a table's operations, and say what of it was not looked at */
void stock_finish(struct table *table, struct tables *tables);

/** stock_close - table->close for a table with a struct stock */
void stock_close(struct table *table);

/** stock_op - the number of the operation whose slot is at @slot, or -1 */
int stock_op(struct table *table, u64 slot);

/**
 * stock_original - bytes as they are in the file, before anything was patched
 *
 * Return: 0, or -1: they are not there.
 */
int stock_original(const struct binary *binary, u64 addr, void *to, size_t len);

/**
 * stock_call - decode a call through a slot, or a jump
 * @bytes: 7 bytes at @addr
 * @slot:  set to the slot's address
 *
 * Return: the length of the call, 6 or 7; 0 if it is none.
 */
unsigned int stock_call(const struct binary *binary, u64 addr, const u8 *bytes,
			u64 *slot);

/* stock_bytes.c */

/**
 * stock_bytes - table->legal_bytes for sites with a call through a slot
 *
 * At most one fewer than @max, since each kind of kernel pads in its own way.
 */
int stock_bytes(const struct site *site, struct legal_bytes *to, int max);

/** struct bytes_list - legal bytes that are being collected */
struct bytes_list {
	struct legal_bytes *to;
	int max;
	int count;
	unsigned int len;
};

/** bytes_add - append, unless the bytes are in the list, or it is full */
void bytes_add(struct bytes_list *list, enum site_form form, const u8 *bytes,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* stock_patch.c */

/** stock_patch_bytes - likewise, of kernels whose pv_ops has a function that patches */
int stock_patch_bytes(const struct site *site, struct legal_bytes *to, int max);

/* stock_target.c */

/** stock_rel32 - @opcode and displacement, from @addr to @target; 0, or -1: too far */
int stock_rel32(u8 *to, u8 opcode, u64 addr, u64 target);

/** stock_code - the name of the function at @addr; NULL if it is no kernel's code */
const char *stock_code(const struct binary *binary, u64 addr);

/** stock_is - is @addr that of one of the functions in @names, ended by NULL? */
bool stock_is(const struct binary *binary, u64 addr, const char *const *names);

/* counted.c; our own kernels count calls, too */

/**
 * stock_thunk - where call depth tracking enters the function at @addr
 *
 * Return: the address in front of it at which exactly the instruction is that counts a
 * call; 0: there is none.
 */
u64 stock_thunk(const struct binary *binary, u64 addr);

/* stock_names.c */

/**
 * stock_names - name the operations of @table as the BTF of @kernel does
 * @kernel: the kernel that the table is of, or that it is a module of
 *
 * Without BTF they stay "pv_ops+0x68".
 *
 * Return: 0, also if @kernel has no BTF; -1 it is damaged, with a reason.
 */
int stock_names(struct table *table, const struct binary *kernel, struct error *error);

#endif
