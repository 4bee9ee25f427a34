// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as the .rodata of a kernel without a symbol table. */
#include <stdlib.h>

#include "../../tools/objtool-pv/input/input.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct image *image = image_new("fuzz");
	struct error error = { "" };
	int count;

	image_add_section(image, &(struct image_section){
		.name = ".text", .addr = 0xffffffff81000000, .size = 0x100000,
		.alloc = true, .exec = true });
	image_add_section(image, &(struct image_section){
		.name = ".rodata", .addr = 0xffffffff82000000, .size = size,
		.data = data, .alloc = true });
	count = kallsyms_read(image, &error);
	if ((count < 0) != !!error.text[0] ||
	    (count >= 0 && image->nsymbols != (size_t)count))
		abort();
	image_ready(image);
	image_free(image);
	return 0;
}
