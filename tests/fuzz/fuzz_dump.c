// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a memory dump of a small kernel: headers, notes, VMCOREINFO, page tables.
 * If the kernel is found in them, its banner must be readable where it was found, and
 * any other address may be asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "../objtool-pv/make_dump.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* The kernel of tests/objtool-pv/make_dump.h, with what is looked at of it. */
static struct image *kernel(void)
{
	static u8 rodata[PAGE_BYTES];
	struct image_section section = { ".rodata", KERNEL_RODATA, sizeof(rodata), rodata,
					 true, false, false };
	struct image_symbol symbol = { .addr = KERNEL_BANNER, .name = "linux_banner" };
	struct image *image = image_new("vmlinux");

	strcpy((char *)rodata + KERNEL_BANNER % PAGE_BYTES, BANNER);
	strcpy(image->build_id, KERNEL_BUILD);
	image_add_section(image, &section);
	image_add_symbol(image, &symbol);
	image_ready(image);
	return image;
}

static void ask(const struct image *image, u64 addr)
{
	u8 bytes[64];

	image_read(image, addr, bytes, sizeof(bytes));
	if (dump_writable(image, addr) > 1)
		abort();
}

static void ask_all(const struct image *image)
{
	char banner[BANNER_MAX];
	u8 page[10 * PAGE_BYTES];
	u64 bit;

	if (image->state != IMAGE_BOOTED ||
	    image_string(image, image_address(image, "linux_banner"), banner,
			 sizeof(banner)) || strcmp(banner, BANNER))
		abort();
	image_read(image, KERNEL_RODATA + image->slide, page, sizeof(page));
	for (bit = 1; bit; bit <<= 1) {
		ask(image, bit);
		ask(image, -bit);
		ask(image, (KERNEL_TEXT + image->slide) ^ bit);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct error error = { "" };
	struct image *file = kernel(), *image;
	struct source source;

	source_memory(&source, data, size);
	image = dump_open_source("fuzz", &source, file, &error);
	if (image)
		ask_all(image);
	else if (!error.text[0] || file->state != IMAGE_BUILT)
		abort();
	image_free(file);
	return 0;
}
