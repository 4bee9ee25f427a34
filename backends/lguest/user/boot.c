// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a boot loader tells a kernel (Documentation/arch/x86/boot.rst and zero-page.rst of
 * Linux 6.12): memory as a PC has it, with a hole below 1 MiB that is RAM nevertheless.
 */
#include <asm/bootparam.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#include "../../../tools/objtool-pv/input/input.h"
#include "kernel.h"

#define CMDLINE		0x12000
/* The kernel copies so many bytes, whatever their number is (COMMAND_LINE_SIZE). */
#define CMDLINE_SIZE	2048
#define LOW_END		0xa0000
#define HIGH_START	0x100000
#define PAGE		4096ull
/* The kernel's default limit for initial ramdisks. */
#define INITRD_MAX	0x7fffffffull

#define HEADER		0x53726448	/* "HdrS" */
#define PROTOCOL	0x020f
#define BOOT_FLAG	0xaa55
#define LOADER_UNKNOWN	0xff

static void add_range(struct boot_params *params, uint64_t from, uint64_t to, unsigned int type)
{
	params->e820_table[params->e820_entries++] = (struct boot_e820_entry) {
		.addr = from, .size = to - from, .type = type,
	};
}

static void describe(struct boot_params *params, const struct ram *ram)
{
	params->hdr.header = HEADER;
	params->hdr.version = PROTOCOL;
	params->hdr.boot_flag = BOOT_FLAG;
	params->hdr.type_of_loader = LOADER_UNKNOWN;
	params->hdr.loadflags = LOADED_HIGH;
	params->hdr.hardware_subarch = X86_SUBARCH_LGUEST;
	params->hdr.cmd_line_ptr = CMDLINE;
	params->hdr.cmdline_size = CMDLINE_SIZE - 1;
	add_range(params, 0, LOW_END, 1);
	add_range(params, LOW_END, HIGH_START, 2);
	add_range(params, HIGH_START, ram->size, 1);
}

/* As high as it may be, so that the kernel can grow behind its end. */
static int place_initrd(struct boot_params *params, const struct ram *ram,
			const struct start *start, const struct blob *initrd,
			const char *path, struct error *error)
{
	uint64_t top = ram->size < INITRD_MAX ? ram->size : INITRD_MAX, at;

	if (initrd->size > top || ((top - initrd->size) & ~(PAGE - 1)) < start->end)
		return error_set(error, "%s: has %zu KiB, for which the guest's %llu MiB have no"
				 " room: give it more with --memory", path, initrd->size >> 10,
				 (unsigned long long)ram->size >> 20);
	at = (top - initrd->size) & ~(PAGE - 1);
	memcpy(ram->base + at, initrd->data, initrd->size);
	params->hdr.ramdisk_image = at;
	params->hdr.ramdisk_size = initrd->size;
	return 0;
}

static int add_initrd(struct boot_params *params, const struct ram *ram,
		      const struct start *start, const char *path, struct error *error)
{
	struct blob initrd;
	int ret;

	if (blob_read(path, &initrd, error))
		return -1;
	ret = place_initrd(params, ram, start, &initrd, path, error);
	blob_free(&initrd);
	return ret;
}

int boot_prepare(const struct ram *ram, const struct start *start, const char *cmdline,
		 const char *initrd, struct error *error)
{
	struct boot_params *params = ram_at(ram, BOOT_PARAMS, sizeof(*params));
	char *line = ram_at(ram, CMDLINE, CMDLINE_SIZE);

	if (!params || !line)
		return error_set(error, "the guest has no memory");
	if (strlen(cmdline) >= CMDLINE_SIZE)
		return error_set(error, "the kernel's command line has %zu bytes, and at most %u"
				 " are possible", strlen(cmdline), CMDLINE_SIZE - 1);
	memset(params, 0, sizeof(*params));
	memset(line, 0, CMDLINE_SIZE);
	memcpy(line, cmdline, strlen(cmdline));
	describe(params, ram);
	return initrd ? add_initrd(params, ram, start, initrd, error) : 0;
}
