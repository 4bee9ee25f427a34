// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as the files of a running kernel: a byte that says whether there is the
 * kernel's file, two with the length of kallsyms, kallsyms, and the rest as kcore.
 */
#include <stdlib.h>
#include <string.h>

#include "../objtool-pv/make_dump.h"
#include "../../tools/objtool-pv/memory/live.h"
#include "../../tools/objtool-pv/memory/proc.h"

#define ASKED_MAX	1000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct binary *kernel(void)
{
	static u8 rodata[PAGE_BYTES];
	struct binary_section section = { ".rodata", KERNEL_RODATA, sizeof(rodata), rodata,
					 true, false, false };
	struct binary_symbol banner = { .addr = KERNEL_BANNER, .name = "linux_banner" };
	struct binary_symbol text = { .addr = KERNEL_TEXT, .name = "_text" };
	struct binary *binary = binary_new("vmlinux");

	strcpy((char *)rodata + KERNEL_BANNER % PAGE_BYTES, BANNER);
	binary_add_section(binary, &section);
	binary_add_symbol(binary, &banner);
	binary_add_symbol(binary, &text);
	binary_ready(binary);
	return binary;
}

static void ask_all(const struct binary *binary)
{
	u8 bytes[16];
	size_t i;

	for (i = 0; i < binary->nsymbols && i < ASKED_MAX; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];

		binary_read(binary, symbol->addr, bytes, sizeof(bytes));
		if (!symbol->name[0] || !binary_symbol(binary, symbol->name))
			abort();
	}
	for (i = 0; i < binary->nsections; i++)
		binary_read(binary, binary->sections[i].addr, bytes, sizeof(bytes));
	if (dump_writable(binary, KERNEL_TEXT) != -1 || binary->state != BINARY_BOOTED)
		abort();
}

static void make(const u8 *data, size_t size, size_t text, struct binary *file)
{
	struct live_files files = { .kcore_path = "kcore", .kallsyms_path = "kallsyms",
				    .kallsyms_size = text };
	struct error error = { "" };
	struct binary *binary;

	source_memory(&files.kcore, data + text, size - text);
	files.kallsyms = calloc(text + 1, 1);
	memcpy(files.kallsyms, data, text);
	binary = live_make(&files, file, &error);
	if (binary)
		ask_all(binary);
	else if (!error.text[0] || (file && file->state != BINARY_BUILT))
		abort();
	binary_free(binary ? binary : file);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char build_id[2 * 64 + 1];
	size_t text;

	if (size < 3)
		return 0;
	text = data[1] | data[2] << 8;
	if (text > size - 3)
		text = size - 3;
	proc_build_id(data + 3, size - 3, build_id);
	make(data + 3, size - 3, text, data[0] & 1 ? kernel() : NULL);
	return 0;
}
