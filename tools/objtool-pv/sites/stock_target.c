// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a site of a booted stock kernel may call.  A slot that points to something that
 * is no code of the kernel makes no call legal: somebody has written to the table.
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

const char *stock_code(const struct image *image, u64 addr)
{
	const struct image_symbol *symbol;

	if (!image_executable(image, addr, 1))
		return NULL;
	symbol = image_symbol_at(image, addr);
	return symbol && symbol->addr == addr ? symbol->name : "a function without name";
}

bool stock_is(const struct image *image, u64 addr, const char *const *names)
{
	for (; *names; names++)
		if (addr && image_address(image, *names) == addr)
			return true;
	return false;
}

/*
 * With retbleed=stuff, calls enter functions through the padding in front of them, into
 * which the kernel has copied INCREMENT_CALL_DEPTH of
 * arch/x86/include/asm/nospec-branch.h (6.12): sarq $5, %gs:address, absolute or
 * relative to %rip.
 */
u64 stock_thunk(const struct image *image, u64 addr)
{
	static const u8 absolute[] = { 0x65, 0x48, 0xc1, 0x3c, 0x25 };
	static const u8 relative[] = { 0x65, 0x48, 0xc1, 0x3d };
	u8 pad[10];

	if (image_read(image, addr - sizeof(pad), pad, sizeof(pad)) || pad[9] != 5)
		return 0;
	if (!memcmp(pad, absolute, sizeof(absolute)))
		return addr - 10;
	if (!memcmp(pad + 1, relative, sizeof(relative)))
		return addr - 9;
	return 0;
}
