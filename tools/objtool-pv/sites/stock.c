// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of pointers of stock kernels, and the calls through them as the compiler wrote
 * them: "call *slot(%rip)", ff 15 rel32, or "call *slot", ff 14 25 abs32.  5.10
 * returns from the kernel by "jmp *slot(%rip)", ff 25 rel32.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../opcodes.h"
#include "stock.h"

/* Where the array ends: at its size, or where the next symbol is. */
static u32 array_size(const struct binary *binary, size_t i)
{
	const struct binary_symbol *symbol = &binary->symbols[i];
	u64 size = symbol->size;

	if (symbol->undefined)
		return STOCK_ARRAY_BYTES;
	while (!size && ++i < binary->nsymbols)
		size = binary->symbols[i].addr - symbol->addr;
	return size && size < STOCK_ARRAY_BYTES ? size : STOCK_ARRAY_BYTES;
}

struct stock *stock_new(const struct binary *binary, struct error *error)
{
	struct stock *stock = xcalloc(1, sizeof(*stock));
	size_t i;

	stock->mover = mover_new();
	if (!stock->mover) {
		error_set(error, "%s: no disassembler for x86-64", binary->name);
		free(stock);
		return NULL;
	}
	for (i = 0; i < binary->nsymbols && stock->narrays < STOCK_ARRAYS; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];
		struct stock_array *array = &stock->array[stock->narrays];

		if (symbol->function || strncmp(symbol->name, "pv_ops", 6) ||
		    (symbol->name[6] && symbol->name[6] != '_'))
			continue;
		array->name = symbol->name;
		array->addr = symbol->addr;
		array->size = array_size(binary, i);
		stock->narrays++;
	}
	return stock;
}

void stock_free(struct stock *stock)
{
	if (!stock)
		return;
	alternatives_free(&stock->alternatives);
	mover_free(stock->mover);
	free(stock->slot);
	free(stock);
}

void stock_finish(struct table *table, struct tables *tables)
{
	const struct binary *binary = table->binary;
	struct error why = { "" };

	if (stock_names(table, binary, &why))
		tables_unchecked(tables, "operations have no names: %s", why.text);
	if (binary->state == BINARY_BOOTED && binary->kind == BINARY_KERNEL)
		tables_unchecked(tables, "%s: sites of its loaded modules; only the modules' "
				 "files can be looked at", binary->name);
}

void stock_close(struct table *table)
{
	stock_free(table->ctx);
}

static u16 add_op(struct table *table, const struct stock_array *array, u64 slot)
{
	struct stock *stock = table->ctx;
	size_t n = table->nops++;

	table->ops = xgrow_array(table->ops, n, sizeof(*table->ops));
	stock->slot = xgrow_array(stock->slot, n, sizeof(*stock->slot));
	stock->slot[n] = slot;
	table->ops[n].slot = slot - array->addr;
	snprintf(table->ops[n].name, sizeof(table->ops[n].name), "%.40s+0x%" PRIx64,
		 array->name, slot - array->addr);
	return n;
}

int stock_op(struct table *table, u64 slot)
{
	struct stock *stock = table->ctx;
	unsigned int i;

	for (i = 0; i < stock->narrays; i++) {
		struct stock_array *array = &stock->array[i];
		u64 offset = slot - array->addr;
		u16 *op;

		if (offset >= array->size || array->size - offset < 8 || offset % 8)
			continue;
		op = &array->op[offset / 8];
		if (!*op)
			*op = add_op(table, array, slot) + 1;
		return *op - 1;
	}
	return -1;
}

int stock_original(const struct binary *binary, u64 addr, void *to, size_t len)
{
	const struct binary_section *section = binary_section_at(binary, addr);

	if (!section || len > section->size - (addr - section->addr))
		return -1;
	if (section->data) {
		memcpy(to, section->data + (addr - section->addr), len);
		return 0;
	}
	return binary->state == BINARY_BUILT ? binary_read(binary, addr, to, len) : -1;
}

unsigned int stock_call(const struct binary *binary, u64 addr, const u8 *bytes,
			u64 *slot)
{
	s32 field;

	if (bytes[0] == OPCODE_GROUP_5 && (bytes[1] == 0x15 || bytes[1] == 0x25)) {
		memcpy(&field, bytes + 2, sizeof(field));
		*slot = addr + 6 + (u64)(s64)field;
		return 6;
	}
	if (bytes[0] == OPCODE_GROUP_5 && bytes[1] == 0x14 && bytes[2] == 0x25) {
		memcpy(&field, bytes + 3, sizeof(field));
		*slot = (u64)(s64)field + binary->slide;
		return 7;
	}
	return 0;
}
