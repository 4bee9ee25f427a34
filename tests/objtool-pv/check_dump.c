// SPDX-License-Identifier: GPL-2.0-only
/* Opening dumps made by hand. */
#include "../check.h"
#include "check_dump.h"

struct error dump_error;
struct binary *dumped;

void dump_open_as(struct blob *blob, const char *build_id)
{
	struct binary *kernel = make_booted(build_id);
	struct source source;

	dump_error.text[0] = '\0';
	source_memory(&source, blob->data, blob->size);
	dumped = dump_open_source("test.core", &source, kernel, &dump_error);
	if (dumped)
		return;
	/* The kernel is as it was. */
	assert_int_equal(kernel->state, BINARY_BUILT);
	assert_int_equal(binary_address(kernel, "_text"), KERNEL_TEXT);
	binary_free(kernel);
}

void dump_opens(const char *name, struct blob *blob)
{
	dump_open_as(blob, KERNEL_BUILD);
	if (!dumped)
		fail_msg("%s: %s", name, dump_error.text);
}

void dump_refuses(const char *name, struct blob blob, const char *const *words)
{
	dump_open_as(&blob, KERNEL_BUILD);
	blob_free(&blob);
	if (dumped)
		fail_msg("%s: it was opened", name);
	for (; *words; words++)
		if (!strstr(dump_error.text, *words))
			fail_msg("%s: no \"%s\" in: %s", name, *words, dump_error.text);
	assert_non_null(strstr(dump_error.text, "test.core: "));
}

void dump_reads(const char *name, u64 addr, const char *want, unsigned int len)
{
	char got[256];

	if (binary_read(dumped, addr, got, len))
		fail_msg("%s: cannot be read", name);
	same_bytes(name, (u8 *)got, want, len);
}

void dump_has_banner(const char *name, u64 slide)
{
	same_number(name, binary_address(dumped, "linux_banner"), KERNEL_BANNER + slide);
	same_number(name, dumped->slide, slide);
	same_number(name, dumped->state, BINARY_BOOTED);
	dump_reads(name, KERNEL_BANNER + slide, BANNER, sizeof(BANNER));
}

void add_info(struct make_dump *dump, const char *build_id, u64 slide,
		     const char *tail, u64 page)
{
	char info[MAKE_INFO];
	int len = make_info(info, build_id, slide, tail);

	if (page)
		make_memory(dump, 0, page, info, len + 1);
	else
		make_note(dump, "VMCOREINFO", info, len);
}

void add_banner(struct make_dump *dump, u64 vaddr, u64 page, const char *banner)
{
	make_memory(dump, vaddr, page + KERNEL_BANNER % PAGE_BYTES, banner, sizeof(BANNER));
}

struct make_dump *make_linear(void)
{
	struct make_dump *dump = make_dump();

	add_banner(dump, 0, PHYS(KERNEL_RODATA), BANNER);
	return dump;
}

void dump_close(struct blob *blob)
{
	binary_free(dumped);
	dumped = NULL;
	blob_free(blob);
}

struct make_dump *make_guest(bool pv)
{
	struct make_dump *dump = make_dump();
	u64 root = PHYS(KERNEL_PGT) - KERNEL_SLIDE;
	u64 rodata = PHYS(KERNEL_RODATA) - KERNEL_SLIDE;
	int level;

	add_info(dump, KERNEL_BUILD, 0, "", INFO_PAGE);
	add_banner(dump, 0, rodata, BANNER);
	for (level = 4; level >= 1; level--) {
		u64 to = level > 1 ? ROOT + (level - 1) * PAGE_BYTES : rodata;
		u64 table = level == 4 ? root : ROOT + level * PAGE_BYTES;

		make_entry(dump, table, (KERNEL_BANNER >> (12 + 9 * (level - 1))) & 511,
			   (pv ? make_machine(to) : to) | PTE_P);
	}
	return dump;
}
