// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel inside a bzImage.  Offsets of the setup header and the meaning of its
 * fields are from Documentation/arch/x86/boot.rst of Linux 6.12.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "input.h"

#define SETUP_SECTS	0x1f1
#define BOOT_FLAG	0x1fe
#define MAGIC		0x202
#define VERSION		0x206
#define PAYLOAD_OFFSET	0x248
#define PAYLOAD_LENGTH	0x24c
#define HEADER_END	0x250

#define SECTOR		512
/* What a setup_sects of 0 means. */
#define SECTORS_DEFAULT	4
/* The first protocol with the payload's place in the header. */
#define VERSION_MIN	0x0208

static u32 read_u32(const u8 *at)
{
	u32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static u32 read_u16(const u8 *at)
{
	return at[0] | at[1] << 8;
}

static bool is_bzimage(const struct blob *blob)
{
	return blob->size >= HEADER_END && read_u16(blob->data + BOOT_FLAG) == 0xaa55 &&
	       !memcmp(blob->data + MAGIC, "HdrS", 4);
}

/* A kernel that was configured not to be compressed is its own payload. */
static int copy_plain(const char *name, const u8 *payload, size_t size,
		      struct blob *out, struct error *error)
{
	struct blob elf = { xmalloc(size), size };

	memcpy(elf.data, payload, size);
	if (!elf_is(&elf)) {
		blob_free(&elf);
		return error_set(error, "%s: bzImage, but its payload is neither an ELF"
				 " kernel nor compressed in a way that is known", name);
	}
	*out = elf;
	return 1;
}

int bzimage_extract(const char *name, const struct blob *blob, struct blob *out,
		    struct error *error)
{
	u64 start, length, sectors;
	int ret;

	if (!is_bzimage(blob))
		return 0;
	if (read_u16(blob->data + VERSION) < VERSION_MIN)
		return error_set(error, "%s: bzImage of boot protocol %u.%02u, which does not"
				 " say where the kernel is", name,
				 blob->data[VERSION + 1], blob->data[VERSION]);
	sectors = blob->data[SETUP_SECTS] ? blob->data[SETUP_SECTS] : SECTORS_DEFAULT;
	start = (sectors + 1) * SECTOR + read_u32(blob->data + PAYLOAD_OFFSET);
	length = read_u32(blob->data + PAYLOAD_LENGTH);
	if (start > blob->size || length > blob->size - start)
		return error_set(error, "%s: bzImage is cut off: its kernel has %llu bytes at"
				 " 0x%llx", name, (unsigned long long)length,
				 (unsigned long long)start);
	ret = unpack(name, blob->data + start, length, out, error);
	return ret ? ret : copy_plain(name, blob->data + start, length, out, error);
}
