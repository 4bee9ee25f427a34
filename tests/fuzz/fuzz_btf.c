// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a section .BTF: every struct in it by name, and all of its pointers. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/sites/btf.h"

#define ASKED_MAX	64

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void each(void *ctx, u64 offset, const char *path)
{
	(void)offset;
	if (strlen(path) >= BTF_PATH)
		abort();
	++*(u32 *)ctx;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct error error = { "" };
	u8 *copy = malloc(size);
	struct btf btf;
	u32 id, pointers = 0;

	memcpy(copy, data, size);
	if (btf_open(&btf, copy, size, "fuzz", &error)) {
		if (!error.text[0])
			abort();
		free(copy);
		return 0;
	}
	btf_struct(&btf, "paravirt_patch_template");
	for (id = 0; id <= btf.count && id < ASKED_MAX; id++)
		btf_pointers(&btf, id, each, &pointers);
	btf_close(&btf);
	free(copy);
	return 0;
}
