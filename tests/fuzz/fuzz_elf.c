// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as an ELF file; if they are one, everything that a binary can be asked. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/input/input.h"

#define ASKED_MAX	1000

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void ask(const struct binary *binary, u64 addr)
{
	char place[BINARY_PLACE], string[32];
	u64 start = 0, end = 0;
	u8 bytes[16];

	binary_place(binary, addr, place);
	if (strlen(place) >= BINARY_PLACE)
		abort();
	if (binary_function(binary, addr, &start, &end) && start > addr)
		abort();
	binary_read(binary, addr, bytes, sizeof(bytes));
	binary_string(binary, addr, string, sizeof(string));
	if (binary_executable(binary, addr, 5) && binary_read(binary, addr, bytes, 5))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct blob blob = { malloc(size), size };
	struct error error = { "" };
	struct binary *binary;
	size_t i;

	memcpy(blob.data, data, size);
	binary = elf_is(&blob) ? elf_binary("fuzz", &blob, &error) : NULL;
	if (!binary) {
		free(blob.data);
		return 0;
	}
	for (i = 0; i < binary->nsymbols && i < ASKED_MAX; i++) {
		ask(binary, binary->symbols[i].addr);
		ask(binary, binary->symbols[i].addr + binary->symbols[i].size);
		if (!binary_symbol(binary, binary->symbols[i].name))
			abort();
	}
	for (i = 0; i < binary->nsections && i < ASKED_MAX; i++) {
		ask(binary, binary->sections[i].addr);
		ask(binary, binary->sections[i].addr + binary->sections[i].size - 3);
	}
	binary_slide(binary, 0x12345000);
	binary_slide(binary, UINT64_MAX / 2);
	binary_free(binary);
	return 0;
}
