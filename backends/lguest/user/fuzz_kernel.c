// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a kernel's file, and as the instruction of an access to a device. */
#include <stdlib.h>

#include "../../../tools/objtool-pv/input/input.h"
#include "insn.h"
#include "kernel.h"

#define RAM_SIZE	0x40000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void load(const u8 *data, size_t size)
{
	static struct ram ram;
	const struct blob blob = { (u8 *)data, size };
	struct error error = { "" };
	struct start start;

	if (!ram.base && ram_get(&ram, RAM_SIZE, &error))
		abort();
	if (!kernel_load("fuzz", &blob, &ram, &start, &error) != !error.text[0])
		abort();
}

static void decode(const u8 *data, size_t size)
{
	uint64_t regs[16] = { 0 };
	struct insn insn;

	if (insn_decode(data, size, &insn))
		return;
	if (!insn.length || insn.length > size || insn.length > 15 || insn.reg > 15)
		abort();
	insn_source(&insn, regs);
	if (!insn.write)
		insn_finish(&insn, ~0ull, regs);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	load(data, size);
	decode(data, size);
	return 0;
}
