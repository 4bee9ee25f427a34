// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as the .rodata of a kernel without a symbol table. */
#include <stdlib.h>

#include "../../tools/objtool-pv/input/input.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct binary *binary = binary_new("fuzz");
	struct error error = { "" };
	int count;

	binary_add_section(binary, &(struct binary_section){
		.name = ".text", .addr = 0xffffffff81000000, .size = 0x100000,
		.alloc = true, .exec = true });
	binary_add_section(binary, &(struct binary_section){
		.name = ".rodata", .addr = 0xffffffff82000000, .size = size,
		.data = data, .alloc = true });
	count = kallsyms_read(binary, &error);
	if ((count < 0) != !!error.text[0] ||
	    (count >= 0 && binary->nsymbols != (size_t)count))
		abort();
	binary_ready(binary);
	binary_free(binary);
	return 0;
}
