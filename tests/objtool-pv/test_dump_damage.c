// SPDX-License-Identifier: GPL-2.0-only
/* Dumps whose headers lie, and dumps that end early. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/alloc.h"
#include "check_dump.h"

static Elf64_Shdr *section(struct blob *blob, int index)
{
	return (Elf64_Shdr *)(blob->data + sizeof(Elf64_Ehdr)) + index;
}

static void test_dump_damage_xen(void **state)
{
	enum { TABLE = 3, PAGES = 4 };
	struct blob blob;

	(void)state;
	blob = make_xen(make_guest(true), true);
	section(&blob, TABLE)->sh_name = 0;
	dump_refuses("no table", blob, WORDS(".xen_p2m"));
	blob = make_xen(make_guest(true), true);
	section(&blob, PAGES)->sh_size += PAGE_BYTES;
	dump_refuses("too many pages", blob, WORDS("pages"));
	blob = make_xen(make_guest(true), true);
	section(&blob, TABLE)->sh_offset = UINT64_MAX - 3;
	dump_refuses("no such table", blob, WORDS("cut off"));
	blob = make_xen(make_guest(true), true);
	section(&blob, TABLE)->sh_size = 1ull << 60;
	section(&blob, PAGES)->sh_size = 1ull << 56 << 12;
	dump_refuses("lying sizes", blob, WORDS("pages"));
	blob = make_xen(make_guest(true), true);
	section(&blob, 1)->sh_size = UINT64_MAX;
	dump_refuses("lying names", blob, WORDS("names"));
}

/* A dump that is cut off anywhere is refused or read right, but never read wrong. */
static void test_dump_damage_cut(void **state)
{
	struct make_dump *dump = make_linear();
	struct blob blob, cut;
	int opened = 0;
	size_t size;

	(void)state;
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", 0);
	make_cpu(dump, ROOT, 0);
	make_mapping(dump, 4, PHYS(KERNEL_PGT), KERNEL_RODATA + KERNEL_SLIDE,
		     PHYS(KERNEL_RODATA), PTE_P);
	blob = make_core(dump, true);
	for (size = 0; size <= blob.size; size++) {
		/* Its own memory, so that a byte too many is noticed. */
		cut = (struct blob){ xmalloc(size), size };
		memcpy(cut.data, blob.data, size);
		dump_open_as(&cut, KERNEL_BUILD);
		if (dumped)
			dump_has_banner("truncated", KERNEL_SLIDE);
		else
			assert_true(dump_error.text[0]);
		opened += !!dumped;
		binary_free(dumped);
		blob_free(&cut);
	}
	/* All of it, and without the entries after the banner. */
	same_number("opened", opened, 1 + 4 * 8);
	blob_free(&blob);
}

static Elf64_Ehdr *elf(struct blob *blob)
{
	return (Elf64_Ehdr *)blob->data;
}

static void test_dump_damage_headers(void **state)
{
	struct blob blob;

	(void)state;
	blob = make_core(make_linear(), false);
	elf(&blob)->e_type = ET_EXEC;
	dump_refuses("no core", blob, WORDS("not an ELF core"));
	blob = make_core(make_linear(), false);
	elf(&blob)->e_machine = EM_AARCH64;
	dump_refuses("other machine", blob, WORDS("x86-64"));
	blob = make_core(make_linear(), false);
	elf(&blob)->e_phentsize = 0;
	dump_refuses("no size", blob, WORDS("damaged"));
	blob = make_core(make_linear(), false);
	elf(&blob)->e_phoff = UINT64_MAX - 10;
	dump_refuses("no headers", blob, WORDS("incomplete"));
	blob = make_core(make_linear(), true);
	section(&blob, 0)->sh_info = UINT32_MAX;
	dump_refuses("many segments", blob, WORDS("damaged"));
	blob = make_core(make_linear(), true);
	elf(&blob)->e_shoff = blob.size - 1;
	dump_refuses("no count", blob, WORDS("incomplete"));
	blob = make_core(make_dump(), false);
	dump_refuses("no memory", blob, WORDS("no memory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dump_damage_xen),
		cmocka_unit_test(test_dump_damage_cut),
		cmocka_unit_test(test_dump_damage_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
