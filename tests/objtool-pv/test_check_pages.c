// SPDX-License-Identifier: GPL-2.0-only
/*
 * The small kernel in a dump, with page tables that two CPUs use: each page of its code and
 * of its tables made writable in turn, or another one for one of the CPUs; and CPUs that
 * run another copy of it than the one that VMCOREINFO tells of.
 */
#include <stdlib.h>

#include "../../tools/objtool-pv/alloc.h"
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "check_dump.h"
#include "small_kernel.h"

#define PAGES		(SMALL_SIZE / PAGE_BYTES)
#define PAGE_BANNER	(SMALL_SLACK + 0x200)
#define PAGE_IDT	(SMALL_STATE + 0x800)
#define MEMORY		(SMALL_BASE - 0xffffffff80000000ull + KERNEL_PHYS)
#define MODULE		0x800000ull		/* memory of the module */
#define OTHER		0x900000ull		/* a page that a CPU sees instead */
#define ROOTS		0x100000ull		/* page tables: six pages for each CPU */
#define ROOT_OF(cpu)	(ROOTS + (cpu) * 0x10000ull)
#define WP		(1ull << 16)
#define PG		(1ull << 31)

/* What is different from a sound kernel. */
struct change {
	const char *name;
	unsigned int cpu;	/* whose page table; 0 is also the one that counts */
	u64 page;		/* offset of the page in the kernel, SMALL_SIZE: the module's */
	u64 bits;		/* of the entry that are turned over */
	u64 at;			/* where something is found */
	enum rule rule;
};

static struct make_dump *dump;
static struct subject subject;
static struct findings findings;

/* Read-only is the kernel up to its state. */
static u64 entry_of(u64 page)
{
	return (MEMORY + page) | PTE_P | (page < SMALL_STATE ? 0 : PTE_RW);
}

static void put_table(u64 at, unsigned int index, u64 entry, unsigned int more, u64 second)
{
	u64 table[512] = { 0 };

	table[index] = entry;
	table[more] = second;
	make_memory(dump, 0, at, table, sizeof(table));
}

/* The kernel is at index 511, 510, 8; the module at 511, 511, 0. */
static void put_tables(unsigned int cpu, const struct change *change)
{
	u64 root = ROOT_OF(cpu), flags = PTE_P | PTE_RW, table[512] = { 0 }, page;
	u64 module = MODULE | PTE_P;

	put_table(root, 511, (root + 0x1000) | flags, 511, (root + 0x1000) | flags);
	put_table(root + 0x1000, 510, (root + 0x2000) | flags, 511, (root + 0x3000) | flags);
	put_table(root + 0x2000, 8, (root + 0x4000) | flags, 8, (root + 0x4000) | flags);
	put_table(root + 0x3000, 0, (root + 0x5000) | flags, 0, (root + 0x5000) | flags);
	for (page = 0; page < SMALL_SIZE; page += PAGE_BYTES)
		table[page / PAGE_BYTES] = entry_of(page);
	if (change && change->cpu == cpu && change->page < SMALL_SIZE)
		table[change->page / PAGE_BYTES] ^= change->bits;
	else if (change && change->cpu == cpu)
		module ^= change->bits;
	make_memory(dump, 0, root + 0x4000, table, sizeof(table));
	put_table(root + 0x5000, 0, module, 0, module);
}

/* Handlers for which three of four exceptions agree that the kernel was moved by @slide. */
static void put_idt(struct small *small, u64 slide)
{
	static const unsigned int vectors[] = { 0, 6, 13, 14 };
	unsigned int i;

	for (i = 0; i < 4; i++) {
		u64 handler = SMALL_BASE + 0x100 * (i + 1) + slide + (i == 2);
		u64 gate = PAGE_IDT + 16 * vectors[i];

		small_put(small, gate, handler & 0xffff, 2);
		small_put(small, gate + 6, handler >> 16 & 0xffff, 2);
		small_put(small, gate + 8, handler >> 32, 4);
	}
}

static void add_file_names(struct small *small)
{
	static const char *const names[] = { "asm_exc_divide_error", "asm_exc_invalid_op",
					     "asm_exc_general_protection",
					     "asm_exc_page_fault" };
	unsigned int i;

	memcpy(small->file + PAGE_BANNER, BANNER, sizeof(BANNER));
	strcpy(small->binary->build_id, KERNEL_BUILD);
	small_add_symbol(small, "linux_banner", SMALL_BASE + PAGE_BANNER, sizeof(BANNER), false);
	for (i = 0; i < 4; i++)
		small_add_symbol(small, names[i], SMALL_BASE + 0x100 * (i + 1), 0, false);
}

/* The memory of a booted kernel, without page tables and CPUs. */
static void put_kernel_with(u64 idt_slide, void (*damage)(struct small *small))
{
	struct small booted;

	dump = make_dump();
	add_info(dump, KERNEL_BUILD, 0, "", 0);
	small_booted(&booted, PVPATCH_INLINE);
	memcpy(small_at(&booted, SMALL_BASE + PAGE_BANNER), BANNER, sizeof(BANNER));
	put_idt(&booted, idt_slide);
	if (damage)
		damage(&booted);
	make_memory(dump, 0, MEMORY, booted.now, SMALL_SIZE);
	make_memory(dump, 0, MODULE, booted.module, SMALL_MODULE_SIZE);
	/* What the other page has is the same, so that only its place tells. */
	make_memory(dump, 0, OTHER, booted.now + SMALL_TABLE, PAGE_BYTES);
	small_free(&booted);
}

static void put_kernel(u64 idt_slide)
{
	put_kernel_with(idt_slide, NULL);
}

/* As subject_open() does, which wants files; false if it was not opened. */
static bool open_dump(struct blob *blob)
{
	struct small kernel;
	struct source source;

	memset(&subject, 0, sizeof(subject));
	dump_error.text[0] = '\0';
	*blob = make_core(dump, false);
	source_memory(&source, blob->data, blob->size);
	small_built(&kernel);
	add_file_names(&kernel);
	subject.binary = dump_open_source("test.core", &source, kernel.binary, &dump_error);
	if (!subject.binary) {
		small_free(&kernel);
		return false;
	}
	if (tables_read(subject.binary, &subject.tables, &dump_error))
		fail_msg("%s", dump_error.text);
	strcpy(subject.backend, "test");
	strcpy(subject.mode, "inline");
	check_run(&subject, &findings, NULL);
	return true;
}

static void close_dump(struct blob *blob)
{
	findings_free(&findings);
	tables_free(&subject.tables);
	binary_free(subject.binary);
	blob_free(blob);
}

static const struct change changes[] = {
	{ "the first page of code", 0, 0, PTE_RW, SMALL_BASE, RULE_PROTECTION },
	{ "the last page of code", 0, 0x2000, PTE_RW, SMALL_BASE + 0x2000, RULE_PROTECTION },
	{ "records", 0, 0x4000, PTE_RW, SMALL_BASE + 0x4000, RULE_PROTECTION },
	{ "unused data", 0, 0x5000, PTE_RW, SMALL_BASE + 0x5000, RULE_PROTECTION },
	{ "code, for a CPU", 1, 0x1000, PTE_RW, SMALL_BASE + 0x1000, RULE_PROTECTION },
	{ "another page", 1, SMALL_TABLE, (MEMORY + SMALL_TABLE) ^ OTHER,
	  SMALL_BASE + SMALL_TABLE, RULE_VIEW },
	{ "another page of code", 1, 0x2000, (MEMORY + 0x2000) ^ OTHER, SMALL_BASE + 0x2000,
	  RULE_VIEW },
	{ "another page of a module", 1, SMALL_SIZE, MODULE ^ OTHER, SMALL_MODULE, RULE_VIEW },
};

static void has_finding(const struct change *change)
{
	size_t i;

	for (i = 0; i < findings.count; i++)
		if (findings.finding[i].addr == change->at &&
		    findings.finding[i].rule == change->rule)
			return;
	fail_msg("%s: not found, but %zu others", change->name, findings.count);
}

static void test_check_pages_changes(void **state)
{
	struct blob blob;
	size_t i;

	(void)state;
	for (i = 0; i <= COUNT(changes); i++) {
		const struct change *change = i < COUNT(changes) ? &changes[i] : NULL;

		put_kernel(0);
		put_tables(0, change);
		put_tables(1, change);
		make_cpu(dump, ROOT_OF(0), 0);
		make_cpu(dump, ROOT_OF(1), 0);
		if (!open_dump(&blob))
			fail_msg("%s", dump_error.text);
		if (!change && findings.count)
			fail_msg("sound: %s: %s", findings.finding[0].place,
				 findings.finding[0].message);
		if (change)
			has_finding(change);
		close_dump(&blob);
	}
}

/* A module's code and records, which have one page here, are two findings. */
static void test_check_pages_module(void **state)
{
	const struct change change = { "", 0, SMALL_SIZE, PTE_RW, 0, 0 };
	struct blob blob;

	(void)state;
	put_kernel(0);
	put_tables(0, &change);
	make_cpu(dump, ROOT_OF(0), 0);
	assert_true(open_dump(&blob));
	same_number("a module", findings.count, 2);
	assert_int_equal(findings.finding[0].rule, RULE_PROTECTION);
	same_number("a module", findings.finding[0].addr, SMALL_MODULE);
	close_dump(&blob);
}

static void shorten(struct small *small)
{
	small_put(small, SMALL_MOD_TEXT_PIECE + 16, 0, 4);
	small_put(small, SMALL_LOADED + 36, 3, 4);
}

/* Code that is said to be shorter than its pages are. */
static void test_check_pages_short_module(void **state)
{
	struct blob blob;

	(void)state;
	put_kernel_with(0, shorten);
	put_tables(0, NULL);
	make_cpu(dump, ROOT_OF(0), 0);
	assert_true(open_dump(&blob));
	assert_true(findings.count >= 2);
	assert_int_equal(findings.finding[0].rule, RULE_MODULES);
	same_number("short", findings.finding[0].addr, SMALL_BASE + SMALL_MOD);
	close_dump(&blob);
}

/* Of CPUs that run something else nothing is known, and that is said. */
static void test_check_pages_foreign(void **state)
{
	struct blob blob;
	bool said = false;
	size_t i;

	(void)state;
	put_kernel(0);
	put_tables(0, NULL);
	make_cpu(dump, ROOT_OF(0), 0);
	make_cpu(dump, OTHER, 0);
	assert_true(open_dump(&blob));
	same_number("foreign", findings.count, 0);
	for (i = 0; i < findings.nunchecked; i++)
		said |= !!strstr(findings.unchecked[i], "1 of 2 ran something else");
	assert_true(said);
	close_dump(&blob);
}

static void test_check_pages_unprotected(void **state)
{
	struct dump_cpu cpu = { .cr0 = PG | WP, .cr3 = ROOT_OF(0) };
	struct blob blob;
	int wp;

	(void)state;
	for (wp = 0; wp < 2; wp++) {
		cpu.cr0 ^= WP;
		put_kernel(0);
		put_tables(0, NULL);
		make_cpu_state(dump, &cpu);
		assert_true(open_dump(&blob));
		same_number("CR0.WP", findings.count, !wp);
		close_dump(&blob);
	}
}

/* A copy that no CPU runs is refused; one handler that leads elsewhere is not enough. */
static void test_check_pages_copy(void **state)
{
	const struct dump_cpu cpu = { .cr3 = ROOT_OF(0), .idt = SMALL_BASE + PAGE_IDT };
	struct blob blob;
	u64 slide;

	(void)state;
	for (slide = 0; slide <= 0x400000; slide += 0x400000) {
		put_kernel(slide);
		put_tables(0, NULL);
		make_cpu_state(dump, &cpu);
		assert_int_equal(open_dump(&blob), !slide);
		if (slide) {
			assert_non_null(strstr(dump_error.text, "CPU 0 runs this kernel moved"));
			blob_free(&blob);
		} else {
			same_number("no copy", findings.count, 0);
			close_dump(&blob);
		}
	}
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_pages_changes),
		cmocka_unit_test(test_check_pages_module),
		cmocka_unit_test(test_check_pages_short_module),
		cmocka_unit_test(test_check_pages_foreign),
		cmocka_unit_test(test_check_pages_unprotected),
		cmocka_unit_test(test_check_pages_copy),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
