// SPDX-License-Identifier: GPL-2.0-only
/* What a kernel's file is, is told by its bytes, never by its name. */
#include "../../../tools/objtool-pv/input/input.h"
#include "kernel.h"

/* bzImage or vmlinux, then a compressed vmlinux: no kernel is wrapped more often. */
#define LAYERS_MAX	3

/* 1: what was in @blob is there now; 0: nothing was in it; -1: damaged. */
static int peel(const char *name, struct blob *blob, struct error *error)
{
	struct blob inner;
	int ret = bzimage_extract(name, blob, &inner, error);

	if (!ret)
		ret = unpack(name, blob->data, blob->size, &inner, error);
	if (ret == 1) {
		blob_free(blob);
		*blob = inner;
	}
	return ret;
}

int kernel_read(const char *path, struct blob *elf, struct error *error)
{
	int layer, ret = 1;

	if (blob_read(path, elf, error))
		return -1;
	for (layer = 0; ret == 1 && layer < LAYERS_MAX && !elf_is(elf); layer++)
		ret = peel(path, elf, error);
	if (ret >= 0 && elf_is(elf))
		return 0;
	blob_free(elf);
	return error_set(error, "%s: neither a bzImage nor a vmlinux", path);
}
