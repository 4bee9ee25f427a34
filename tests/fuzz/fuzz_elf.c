// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as an ELF file; if they are one, everything that an image can be asked. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/input/input.h"

#define ASKED_MAX	1000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void ask(const struct image *image, u64 addr)
{
	char place[IMAGE_PLACE], string[32];
	u64 start = 0, end = 0;
	u8 bytes[16];

	image_place(image, addr, place);
	if (strlen(place) >= IMAGE_PLACE)
		abort();
	if (image_function(image, addr, &start, &end) && start > addr)
		abort();
	image_read(image, addr, bytes, sizeof(bytes));
	image_string(image, addr, string, sizeof(string));
	if (image_executable(image, addr, 5) && image_read(image, addr, bytes, 5))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct blob blob = { malloc(size), size };
	struct error error = { "" };
	struct image *image;
	size_t i;

	memcpy(blob.data, data, size);
	image = elf_is(&blob) ? elf_image("fuzz", &blob, &error) : NULL;
	if (!image) {
		free(blob.data);
		return 0;
	}
	for (i = 0; i < image->nsymbols && i < ASKED_MAX; i++) {
		ask(image, image->symbols[i].addr);
		ask(image, image->symbols[i].addr + image->symbols[i].size);
		if (!image_symbol(image, image->symbols[i].name))
			abort();
	}
	for (i = 0; i < image->nsections && i < ASKED_MAX; i++) {
		ask(image, image->sections[i].addr);
		ask(image, image->sections[i].addr + image->sections[i].size - 3);
	}
	image_slide(image, 0x12345000);
	image_slide(image, UINT64_MAX / 2);
	image_free(image);
	return 0;
}
