// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a site of a booted stock kernel may call.  A slot that points to something that
 * is no code of the kernel makes no call legal: the table has been written to.
 */
#include <string.h>

#include "stock.h"

int stock_rel32(u8 *to, u8 opcode, u64 addr, u64 target)
{
	s64 distance = (s64)(target - (addr + 5));
	s32 field = (s32)distance;

	if (field != distance)
		return -1;
	to[0] = opcode;
	memcpy(to + 1, &field, sizeof(field));
	return 0;
}

const char *stock_code(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol;

	if (!binary_executable(binary, addr, 1))
		return NULL;
	symbol = binary_symbol_at(binary, addr);
	return symbol && symbol->addr == addr ? symbol->name : "a function without name";
}

bool stock_is(const struct binary *binary, u64 addr, const char *const *names)
{
	for (; *names; names++)
		if (addr && binary_address(binary, *names) == addr)
			return true;
	return false;
}
