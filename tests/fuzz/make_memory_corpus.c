// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the first inputs of fuzz_dump and fuzz_proc with the builders of the tests:
 * make_memory_corpus FOLDER, where FOLDER has dump and proc.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "../objtool-pv/make_dump.h"

#define ROOT		0x20000ull
#define INFO_PAGE	0x30000ull

static const char *folder;

static void save(const char *kind, const char *name, struct blob blob)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", folder, kind, name);
	file = fopen(path, "w");
	if (!file || fwrite(blob.data, 1, blob.size, file) != blob.size || fclose(file)) {
		perror(path);
		exit(1);
	}
	blob_free(&blob);
}

static void add_info(struct make_dump *dump, bool note, u64 slide, const char *tail)
{
	char info[MAKE_INFO];
	int len = make_info(info, KERNEL_BUILD, slide, tail);

	if (note)
		make_note(dump, "VMCOREINFO", info, len);
	else
		make_memory(dump, 0, INFO_PAGE, info, len + 1);
}

/* A kernel on a machine of its own, with five levels. */
static struct blob linear(void)
{
	struct make_dump *dump = make_dump();

	add_info(dump, true, KERNEL_SLIDE, "NUMBER(pgtable_l5_enabled)=1\n");
	make_memory(dump, 0, PHYS(KERNEL_BANNER), BANNER, sizeof(BANNER));
	make_mapping(dump, 5, PHYS(KERNEL_PGT), KERNEL_BANNER + KERNEL_SLIDE,
		     PHYS(KERNEL_RODATA), PTE_P);
	return make_core(dump, true);
}

/* One that a hypervisor has put anywhere. */
static struct blob scattered(void)
{
	struct make_dump *dump = make_dump();

	add_info(dump, false, 0, "");
	make_cpu(dump, ROOT | 0x1000, 0);
	make_memory(dump, 0, 0x40040, BANNER, sizeof(BANNER));
	make_mapping(dump, 4, ROOT, KERNEL_BANNER, 0x40000, PTE_P);
	return make_core(dump, false);
}

/* The same, while no CPU uses its page tables: the root is a whole page. */
static struct blob searched(void)
{
	struct make_dump *dump = make_dump();
	u64 root[512] = { 0 };

	root[511] = (ROOT + PAGE_BYTES) | PTE_P;
	add_info(dump, false, 0, "");
	make_cpu(dump, 0x123000, 0);
	make_memory(dump, 0, ROOT, root, sizeof(root));
	make_entry(dump, ROOT + PAGE_BYTES, 0, 0);
	make_mapping(dump, 4, ROOT, KERNEL_BANNER, 0x40000, PTE_P);
	make_memory(dump, 0, 0x40040, BANNER, sizeof(BANNER));
	return make_core(dump, false);
}

/* Virtual addresses only. */
static struct blob virtual(void)
{
	struct make_dump *dump = make_dump();

	add_info(dump, true, 0, "");
	make_memory(dump, KERNEL_BANNER, 0, BANNER, sizeof(BANNER));
	return make_core(dump, false);
}

static struct blob xen(void)
{
	struct make_dump *dump = make_dump();
	char info[MAKE_INFO];
	int len = make_info(info, KERNEL_BUILD, 0, "");
	u64 base = PHYS(KERNEL_RODATA) - KERNEL_SLIDE;

	make_memory(dump, 0, base + KERNEL_BANNER % PAGE_BYTES, BANNER, sizeof(BANNER));
	make_memory(dump, 0, base + 0x200, info, len);
	return make_xen(dump, true);
}

static struct blob running(bool file)
{
	static const char names[] = "ffffffff81000000 T _text\n"
		"ffffffff81000000 T _stext\nffffffff81001000 T _etext\n"
		"ffffffff81001040 D linux_banner\n"
		"ffffffffc0000000 t f\t[module]\n";
	u8 head[3] = { file, sizeof(names) - 1, 0 };
	struct make_dump *dump = make_dump();
	struct blob core, all;

	make_memory(dump, KERNEL_TEXT, 0, "\xc3\x90", 2);
	make_memory(dump, KERNEL_BANNER, 0, BANNER, sizeof(BANNER));
	core = make_core(dump, false);
	all.size = sizeof(head) + sizeof(names) - 1 + core.size;
	all.data = xmalloc(all.size);
	memcpy(all.data, head, sizeof(head));
	memcpy(all.data + sizeof(head), names, sizeof(names) - 1);
	memcpy(all.data + sizeof(head) + sizeof(names) - 1, core.data, core.size);
	blob_free(&core);
	return all;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	folder = argv[1];
	save("dump", "linear", linear());
	save("dump", "scattered", scattered());
	save("dump", "searched", searched());
	save("dump", "virtual", virtual());
	save("dump", "xen", xen());
	save("proc", "names", running(false));
	save("proc", "file", running(true));
	return 0;
}
