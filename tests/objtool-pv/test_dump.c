// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps: every format, every way to a kernel's memory, and what must not be believed.
 * What can be read of a dump is compared with what was put into it.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "../../tools/objtool-pv/alloc.h"
#include "check_dump.h"

#define USER		0x1000ull	/* page tables of a user's program */
#define MODULE		0xffffffffc0000000ull
#define OTHER_BANNER	"Linux version 6.12.0-test (made@by.hand) #2\n"
#define CR4_LA57	0x1000ull

static void test_dump_linear(void **state)
{
	struct make_dump *dump = make_linear();
	struct blob blob;

	(void)state;
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", 0);
	make_memory(dump, 0, PHYS(KERNEL_END) - 4, "end|beyond", 10);
	make_memory(dump, 0, PHYS(KERNEL_TEXT) - 6, "before|begin", 13);
	blob = make_core(dump, false);
	dump_opens("linear", &blob);
	dump_has_banner("linear", KERNEL_SLIDE);
	assert_string_equal(dumped->name, "test.core");
	/* Addresses of per-CPU variables are no addresses of the binary. */
	same_number("per CPU", binary_address(dumped, "pcpu_hot"), 0x40);
	/* phys_base is about the binary and nothing else. */
	dump_reads("last", KERNEL_END + KERNEL_SLIDE - 4, "end|", 4);
	assert_int_equal(binary_read(dumped, KERNEL_END + KERNEL_SLIDE - 4, &dump, 5), -1);
	assert_int_equal(binary_read(dumped, KERNEL_END + KERNEL_SLIDE, &dump, 1), -1);
	dump_reads("first", KERNEL_TEXT + KERNEL_SLIDE, "|begin", 6);
	assert_int_equal(binary_read(dumped, KERNEL_TEXT + KERNEL_SLIDE - 6, &dump, 1), -1);
	/* Without page tables there is no answer. */
	assert_int_equal(dump_writable(dumped, KERNEL_BANNER + KERNEL_SLIDE), -1);
	/* Sections keep the bytes of the file. */
	assert_string_equal((const char *)binary_section(dumped, ".rodata")->data + 0x40,
			    BANNER);
	dump_close(&blob);
}

/* The kernel's own page table leads to modules, and tells what may be written to. */
static void check_walks(int levels, bool counted, const char *tail)
{
	const u64 data = KERNEL_PGT + KERNEL_SLIDE, rodata = KERNEL_RODATA + KERNEL_SLIDE;
	struct make_dump *dump = make_linear();
	u64 pte = PHYS(KERNEL_PGT) + (levels - 1) * PAGE_BYTES;
	struct blob blob;

	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, tail, 0);
	make_mapping(dump, levels, PHYS(KERNEL_PGT), rodata, PHYS(KERNEL_RODATA), PTE_P);
	make_entry(dump, pte, (data >> 12) & 511, PHYS(KERNEL_PGT) | PTE_P | PTE_RW);
	make_entry(dump, PHYS(KERNEL_PGT) + (levels - 2) * PAGE_BYTES, MODULE >> 21 & 511,
		   0x60000 | PTE_P);
	make_entry(dump, PHYS(KERNEL_PGT) + (levels - 3) * PAGE_BYTES, 511,
		   (PHYS(KERNEL_PGT) + (levels - 2) * PAGE_BYTES) | PTE_P | PTE_RW);
	make_entry(dump, 0x60000, 0, 0x70000 | PTE_P | PTE_RW);
	make_memory(dump, 0, 0x70010, "module", 6);
	make_memory(dump, 0, PHYS(KERNEL_INIT), "init", 4);
	blob = make_core(dump, counted);
	dump_opens("walk", &blob);
	dump_has_banner("walk", KERNEL_SLIDE);
	dump_reads("module", MODULE + 0x10, "module", 6);
	/* What the kernel has unmapped is still where it was. */
	dump_reads("init", KERNEL_INIT + KERNEL_SLIDE, "init", 4);
	same_number("rodata", dump_writable(dumped, rodata), 0);
	same_number("data", dump_writable(dumped, data + 0x123), 1);
	same_number("module", dump_writable(dumped, MODULE), 0);
	same_number("init", dump_writable(dumped, KERNEL_INIT + KERNEL_SLIDE), -1);
	dump_close(&blob);
}

static void test_dump_walks(void **state)
{
	(void)state;
	check_walks(4, false, "");
	check_walks(4, true, "NUMBER(pgtable_l5_enabled)=0\n");
	check_walks(5, true, "NUMBER(pgtable_l5_enabled)=1\n");
}

/* What the page tables map counts, not what is where the binary once was. */
static void test_dump_remapped(void **state)
{
	const u64 init = KERNEL_INIT + KERNEL_SLIDE;
	struct make_dump *dump = make_linear();
	struct blob blob;

	(void)state;
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", 0);
	make_mapping(dump, 4, PHYS(KERNEL_PGT), KERNEL_RODATA + KERNEL_SLIDE,
		     PHYS(KERNEL_RODATA), PTE_P);
	make_entry(dump, PHYS(KERNEL_PGT) + 3 * PAGE_BYTES, (init >> 12) & 511,
		   0x70000 | PTE_P);
	make_memory(dump, 0, 0x70000, "what runs", 9);
	make_memory(dump, 0, PHYS(KERNEL_INIT), "what does", 9);
	blob = make_core(dump, false);
	dump_opens("remapped", &blob);
	dump_reads("remapped", init, "what runs", 9);
	dump_close(&blob);
}

/* A hypervisor has put the kernel's pages anywhere: page tables of CPUs lead there. */
static void test_dump_cpus(void **state)
{
	static const struct {
		const char *name;
		u64 first, cr3, cr4;
		int levels;
		bool opens;
	} cases[] = {
		{ "itself", 0, ROOT, 0, 4, true },
		{ "with flags", 0, ROOT | 0x18, 0, 4, true },
		{ "with a PCID", 0, ROOT | 0x801, 0, 4, true },
		{ "five levels", 0, ROOT, CR4_LA57, 5, true },
		{ "a user's", 0, ROOT | USER, 0, 4, true },
		{ "second CPU", 0x90000, ROOT, 0, 4, true },
		{ "not four levels", 0, ROOT, 0, 5, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct make_dump *dump = make_dump();
		struct blob blob;

		add_info(dump, KERNEL_BUILD, 0, "", INFO_PAGE);
		if (cases[i].first)
			make_cpu(dump, cases[i].first, cases[i].cr4);
		make_cpu(dump, cases[i].cr3, cases[i].cr4);
		make_mapping(dump, cases[i].levels, ROOT, KERNEL_BANNER, SOMEWHERE, PTE_P);
		add_banner(dump, 0, SOMEWHERE, BANNER);
		blob = make_core(dump, false);
		if (!cases[i].opens) {
			dump_refuses(cases[i].name, blob, WORDS("linux_banner", "1 CPUs"));
			continue;
		}
		dump_opens(cases[i].name, &blob);
		dump_has_banner(cases[i].name, 0);
		same_number(cases[i].name, dump_writable(dumped, KERNEL_BANNER), 0);
		dump_close(&blob);
	}
}

/* As make_mapping(), but of whole pages: only these can be found. */
static void add_tables(struct make_dump *dump, u64 root, u64 frame)
{
	int level;

	for (level = 4; level >= 1; level--, root += PAGE_BYTES) {
		u64 table[512] = { 0 };

		table[(KERNEL_BANNER >> (12 + 9 * (level - 1))) & 511] =
			(level > 1 ? root + PAGE_BYTES : frame) | PTE_P;
		make_memory(dump, 0, root, table, sizeof(table));
	}
}

/* No CPU used the page tables: they are found in memory, unless there are others, too. */
static void test_dump_search(void **state)
{
	const u64 other = SOMEWHERE + 0x10000;
	static const struct {
		const char *name;
		bool first, same, second;
		const char *banner, *refused;
	} cases[] = {
		{ "one", true, false, false, BANNER, NULL },
		{ "of two processes", true, true, false, BANNER, NULL },
		{ "of another build", true, true, true, OTHER_BANNER, NULL },
		{ "of two kernels", true, false, true, BANNER, "0x50000" },
		{ "of none", false, false, true, OTHER_BANNER, "any page" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct make_dump *dump = make_dump();
		struct blob blob;

		add_info(dump, KERNEL_BUILD, 0, "", INFO_PAGE);
		make_cpu(dump, 0x123000, 0);
		/* What is before a root does not hide it. */
		make_memory(dump, 0, ROOT - 8, "8 bytes", 8);
		if (cases[i].first)
			add_tables(dump, ROOT, SOMEWHERE);
		if (cases[i].same)
			add_tables(dump, 0x80000, SOMEWHERE);
		if (cases[i].second)
			add_tables(dump, 0x90000, other);
		add_banner(dump, 0, SOMEWHERE, BANNER);
		add_banner(dump, 0, other, cases[i].banner);
		blob = make_core(dump, false);
		if (cases[i].refused) {
			dump_refuses(cases[i].name, blob, WORDS(cases[i].refused));
			continue;
		}
		dump_opens(cases[i].name, &blob);
		dump_has_banner(cases[i].name, 0);
		same_number(cases[i].name, dump_writable(dumped, KERNEL_BANNER), 0);
		dump_close(&blob);
	}
}

/* The way is there, but another kernel is at its end. */
static void test_dump_other_banner(void **state)
{
	struct make_dump *dump = make_dump();

	(void)state;
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", 0);
	make_cpu(dump, ROOT, 0);
	make_mapping(dump, 4, ROOT, KERNEL_BANNER + KERNEL_SLIDE, SOMEWHERE, PTE_P);
	add_banner(dump, 0, SOMEWHERE, OTHER_BANNER);
	add_banner(dump, KERNEL_RODATA + KERNEL_SLIDE, PHYS(KERNEL_RODATA), OTHER_BANNER);
	dump_refuses("other banner", make_core(dump, false), WORDS("linux_banner"));
}

static void test_dump_virtual(void **state)
{
	struct make_dump *dump = make_dump();
	struct blob blob;

	(void)state;
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
	add_banner(dump, KERNEL_BANNER + KERNEL_SLIDE, SOMEWHERE, BANNER);
	make_memory(dump, MODULE, SOMEWHERE + PAGE_BYTES, "module", 6);
	blob = make_core(dump, false);
	dump_opens("virtual", &blob);
	dump_has_banner("virtual", KERNEL_SLIDE);
	dump_reads("module", MODULE, "module", 6);
	dump_close(&blob);
}

static void test_dump_xen(void **state)
{
	struct blob blob;
	int pv;

	(void)state;
	for (pv = 0; pv <= 1; pv++) {
		blob = make_xen(make_guest(pv), pv);
		dump_opens(pv ? "PV" : "PVH", &blob);
		dump_has_banner(pv ? "PV" : "PVH", 0);
		/* Only the page table says so; its entries are the machine's. */
		same_number("walk", dump_writable(dumped, KERNEL_BANNER), 0);
		dump_close(&blob);
	}
}

static void test_dump_no_banner(void **state)
{
	struct binary *kernel = binary_new("stripped");
	struct blob blob = make_core(make_linear(), false);
	struct source source;

	(void)state;
	dump_error.text[0] = '\0';
	source_memory(&source, blob.data, blob.size);
	assert_null(dump_open_source("test.core", &source, kernel, &dump_error));
	assert_non_null(strstr(dump_error.text, "stripped: no linux_banner"));
	assert_int_equal(dump_writable(kernel, KERNEL_TEXT), -1);
	binary_free(kernel);
	blob_free(&blob);
}

static void write_file(const char *path, const struct blob *blob)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(blob->data, 1, blob->size, file), blob->size);
	assert_int_equal(fclose(file), 0);
}

static void test_dump_file(void **state)
{
	const char *folder = getenv("TMPDIR");
	char path[256];
	struct make_dump *dump = make_linear();
	struct binary *kernel = make_booted(KERNEL_BUILD);
	struct blob blob;
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/test_dump.XXXXXX", folder ? folder : "/tmp");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_false(dump_is(path));
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", 0);
	blob = make_core(dump, false);
	write_file(path, &blob);
	assert_true(dump_is(path));
	dumped = dump_open(path, kernel, NULL);
	assert_ptr_equal(dumped, kernel);
	dump_has_banner("file", KERNEL_SLIDE);
	binary_free(dumped);
	unlink(path);
	assert_false(dump_is(path));
	dump_error.text[0] = '\0';
	assert_null(dump_open(path, NULL, &dump_error));
	assert_non_null(strstr(dump_error.text, "No such file"));
	blob_free(&blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dump_linear),
		cmocka_unit_test(test_dump_walks),
		cmocka_unit_test(test_dump_remapped),
		cmocka_unit_test(test_dump_cpus),
		cmocka_unit_test(test_dump_search),
		cmocka_unit_test(test_dump_other_banner),
		cmocka_unit_test(test_dump_virtual),
		cmocka_unit_test(test_dump_xen),
		cmocka_unit_test(test_dump_no_banner),
		cmocka_unit_test(test_dump_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
