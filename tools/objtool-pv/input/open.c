// SPDX-License-Identifier: GPL-2.0-only
/* What a file is: its layers are taken off until there is an ELF file. */
#include <stdio.h>

#include "input.h"

/* A bzImage in a compressed file has three: gzip, bzImage with its own, ELF. */
#define LAYERS_MAX	3

/* One layer less: 1, 0 if there is none that is known, or -1 with a reason. */
static int peel(const char *path, struct blob *blob, struct error *error)
{
	struct blob inner = { NULL, 0 };
	int ret = bzimage_extract(path, blob, &inner, error);

	if (!ret)
		ret = unpack(path, blob->data, blob->size, &inner, error);
	if (ret == 1) {
		blob_free(blob);
		*blob = inner;
	}
	return ret;
}

static void describe(const struct blob *blob, char *to, size_t size)
{
	if (blob->size < 4)
		snprintf(to, size, "it has only %zu bytes", blob->size);
	else
		snprintf(to, size, "it begins with the bytes %02x %02x %02x %02x",
			 blob->data[0], blob->data[1], blob->data[2], blob->data[3]);
}

struct binary *input_open(const char *path, struct error *error)
{
	struct blob blob;
	char what[64];
	int layer, ret = 1;

	if (blob_read(path, &blob, error))
		return NULL;
	for (layer = 0; ret == 1 && layer < LAYERS_MAX && !elf_is(&blob); layer++)
		ret = peel(path, &blob, error);
	if (ret >= 0 && elf_is(&blob))
		return elf_binary(path, &blob, error);
	describe(&blob, what, sizeof(what));
	blob_free(&blob);
	error_set(error, "%s: neither a kernel, nor a module, nor an object file: %s", path,
		  what);
	return NULL;
}
