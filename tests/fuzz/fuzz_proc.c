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

static struct image *kernel(void)
{
	static u8 rodata[PAGE_BYTES];
	struct image_section section = { ".rodata", KERNEL_RODATA, sizeof(rodata), rodata,
					 true, false, false };
	struct image_symbol banner = { .addr = KERNEL_BANNER, .name = "linux_banner" };
	struct image_symbol text = { .addr = KERNEL_TEXT, .name = "_text" };
	struct image *image = image_new("vmlinux");

	strcpy((char *)rodata + KERNEL_BANNER % PAGE_BYTES, BANNER);
	image_add_section(image, &section);
	image_add_symbol(image, &banner);
	image_add_symbol(image, &text);
	image_ready(image);
	return image;
}

static void ask_all(const struct image *image)
{
	u8 bytes[16];
	size_t i;

	for (i = 0; i < image->nsymbols && i < ASKED_MAX; i++) {
		const struct image_symbol *symbol = &image->symbols[i];

		image_read(image, symbol->addr, bytes, sizeof(bytes));
		if (!symbol->name[0] || !image_symbol(image, symbol->name))
			abort();
	}
	for (i = 0; i < image->nsections; i++)
		image_read(image, image->sections[i].addr, bytes, sizeof(bytes));
	if (dump_writable(image, KERNEL_TEXT) != -1 || image->state != IMAGE_BOOTED)
		abort();
}

static void make(const u8 *data, size_t size, size_t text, struct image *file)
{
	struct live_files files = { .kcore_path = "kcore", .kallsyms_path = "kallsyms",
				    .kallsyms_size = text };
	struct error error = { "" };
	struct image *image;

	source_memory(&files.kcore, data + text, size - text);
	files.kallsyms = calloc(text + 1, 1);
	memcpy(files.kallsyms, data, text);
	image = live_make(&files, file, &error);
	if (image)
		ask_all(image);
	else if (!error.text[0] || (file && file->state != IMAGE_BUILT))
		abort();
	image_free(image ? image : file);
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
