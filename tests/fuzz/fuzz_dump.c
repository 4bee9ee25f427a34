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
static struct binary *kernel(void)
{
	static u8 rodata[PAGE_BYTES];
	struct binary_section section = { ".rodata", KERNEL_RODATA, sizeof(rodata), rodata,
					 true, false, false };
	struct binary_symbol symbol = { .addr = KERNEL_BANNER, .name = "linux_banner" };
	struct binary *binary = binary_new("vmlinux");

	strcpy((char *)rodata + KERNEL_BANNER % PAGE_BYTES, BANNER);
	strcpy(binary->build_id, KERNEL_BUILD);
	binary_add_section(binary, &section);
	binary_add_symbol(binary, &symbol);
	binary_ready(binary);
	return binary;
}

static void ask(const struct binary *binary, u64 addr)
{
	u8 bytes[64];

	binary_read(binary, addr, bytes, sizeof(bytes));
	if (dump_writable(binary, addr) > 1)
		abort();
}

static void ask_all(const struct binary *binary)
{
	char banner[BANNER_MAX];
	u8 page[10 * PAGE_BYTES];
	u64 bit;

	if (binary->state != BINARY_BOOTED ||
	    binary_string(binary, binary_address(binary, "linux_banner"), banner,
			  sizeof(banner)) || strcmp(banner, BANNER))
		abort();
	binary_read(binary, KERNEL_RODATA + binary->slide, page, sizeof(page));
	for (bit = 1; bit; bit <<= 1) {
		ask(binary, bit);
		ask(binary, -bit);
		ask(binary, (KERNEL_TEXT + binary->slide) ^ bit);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct error error = { "" };
	struct binary *file = kernel(), *binary;
	struct source source;

	source_memory(&source, data, size);
	binary = dump_open_source("fuzz", &source, file, &error);
	if (binary)
		ask_all(binary);
	else if (!error.text[0] || file->state != BINARY_BUILT)
		abort();
	binary_free(file);
	return 0;
}
