// SPDX-License-Identifier: GPL-2.0-only
/* Page tables: every size of page, every level that can stop a walk, every bit. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/alloc.h"
#include "make_dump.h"

#define ADDR	0xffff888123456000ull
#define ROOT	0x10000ull
#define FRAME	0x7654000ull

#define INDEX(addr, level)	(((addr) >> (12 + 9 * ((level) - 1))) & 511)

/* Memory of the tests: the pieces of one dump. */
struct fixture {
	struct source source;
	struct core core;
	struct space space;
	struct blob blob;
	struct pagetable *table;
};

static void begin(struct fixture *f, struct make_dump *dump, int levels, u64 sme_mask)
{
	size_t i;

	memset(f, 0, sizeof(*f));
	f->blob = make_core(dump, false);
	source_memory(&f->source, f->blob.data, f->blob.size);
	f->space.source = &f->source;
	assert_int_equal(core_read(&f->core, "test", &f->source, NULL), 0);
	for (i = 0; i < f->core.nsegments; i++)
		if (f->core.segments[i].p_type == PT_LOAD)
			ranges_add(&f->space.ranges, f->core.segments[i].p_paddr,
				   f->core.segments[i].p_filesz,
				   f->core.segments[i].p_offset);
	ranges_ready(&f->space.ranges);
	f->table = xmalloc(sizeof(*f->table));
	pagetable_init(f->table, &f->space, &f->space, ROOT, levels, sme_mask);
}

static void end(struct fixture *f)
{
	core_free(&f->core);
	space_free(&f->space);
	free(f->table);
	blob_free(&f->blob);
}

/* Does a walk of @addr lead to @frame (0: nowhere), and is it @writable? */
static void check_walk(const char *name, struct fixture *f, u64 addr, u64 frame,
		       bool writable)
{
	const struct pagetable_page *page = pagetable_walk(f->table, addr);

	same_number(name, !!page, !!frame);
	if (!page)
		return;
	same_number(name, page->frame, frame);
	same_number(name, page->writable, writable);
	/* What was walked before is found again. */
	assert_ptr_equal(pagetable_walk(f->table, addr), page);
	same_number(name, page->frame, frame);
}

static void test_pagetable_sizes(void **state)
{
	/* The entry of @last is one of a page with @frame; the walk goes to @want. */
	static const struct {
		const char *name;
		int levels, last;
		u64 entry, want;
	} cases[] = {
		{ "4K, 4 levels", 4, 1, FRAME, FRAME },
		{ "4K, 5 levels", 5, 1, FRAME, FRAME },
		{ "4K with PAT", 4, 1, FRAME | PTE_PS, FRAME },
		{ "4K, no execute", 4, 1, FRAME | 1ull << 63, FRAME },
		{ "2M", 4, 2, 0x40000000 | PTE_PS, 0x40000000 + (ADDR & 0x1fffff) },
		{ "2M with PAT", 4, 2, 0x40001000 | PTE_PS, 0x40000000 + (ADDR & 0x1fffff) },
		{ "1G", 4, 3, 0x40000000 | PTE_PS, 0x40000000 + (ADDR & 0x3fffffff) },
		{ "1G, 5 levels", 5, 3, 0x40000000 | PTE_PS, 0x40000000 + (ADDR & 0x3fffffff) },
		{ "reserved bit in the root", 4, 4, 0x40000000 | PTE_PS, 0 },
		{ "not present", 4, 1, 0, 0 },
	};
	struct fixture f;
	size_t i;
	int level;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct make_dump *dump = make_dump();
		u64 table = ROOT;

		for (level = cases[i].levels; level > cases[i].last; level--) {
			make_entry(dump, table, INDEX(ADDR, level),
				   (table + PAGE_BYTES) | PTE_P | PTE_RW);
			table += PAGE_BYTES;
		}
		make_entry(dump, table, INDEX(ADDR, level),
			   cases[i].entry | (cases[i].entry ? PTE_P : PTE_RW));
		begin(&f, dump, cases[i].levels, 0);
		check_walk(cases[i].name, &f, ADDR, cases[i].want, false);
		end(&f);
	}
}

/* One entry of the walk lacks one bit, or is missing in the dump. */
static void test_pagetable_every_level(void **state)
{
	enum { NO_WRITE, NO_PRESENT, NO_ENTRY, ALL };
	struct fixture f;
	int levels, bad, how, level;

	(void)state;
	for (levels = 4; levels <= 5; levels++)
	for (bad = 1; bad <= levels; bad++)
	for (how = NO_WRITE; how <= ALL; how++) {
		struct make_dump *dump = make_dump();

		for (level = levels; level >= 1; level--) {
			u64 table = ROOT + (levels - level) * PAGE_BYTES;
			u64 entry = (level > 1 ? table + PAGE_BYTES : FRAME) | PTE_P | PTE_RW;

			if (level == bad && how == NO_WRITE)
				entry &= ~PTE_RW;
			if (level == bad && how == NO_PRESENT)
				entry &= ~PTE_P;
			if (level != bad || how != NO_ENTRY)
				make_entry(dump, table, INDEX(ADDR, level), entry);
		}
		begin(&f, dump, levels, 0);
		check_walk("level", &f, ADDR, how == NO_WRITE || how == ALL ? FRAME : 0,
			   how == ALL);
		end(&f);
	}
}

static void test_pagetable_addresses(void **state)
{
	struct make_dump *dump = make_dump();
	struct fixture f;

	(void)state;
	make_mapping(dump, 4, ROOT, ADDR, FRAME, PTE_P | PTE_RW);
	begin(&f, dump, 4, 0);
	check_walk("itself", &f, ADDR + 0xfff, FRAME, true);
	check_walk("other page", &f, ADDR + 0x1000, 0, false);
	check_walk("bit 47 lost", &f, ADDR & ~(1ull << 47), 0, false);
	check_walk("bit 48 lost", &f, ADDR & ~(1ull << 48), 0, false);
	check_walk("bit 63 lost", &f, ADDR & ~(1ull << 63), 0, false);
	check_walk("itself again", &f, ADDR, FRAME, true);
	end(&f);
}

static void test_pagetable_sme(void **state)
{
	const u64 bit = 1ull << 47;
	struct make_dump *dump = make_dump();
	struct fixture f;

	(void)state;
	make_mapping(dump, 4, ROOT, ADDR, FRAME | bit, PTE_P);
	begin(&f, dump, 4, bit);
	check_walk("masked", &f, ADDR, FRAME, false);
	pagetable_init(f.table, &f.space, &f.space, ROOT, 4, 0);
	check_walk("not masked", &f, ADDR, FRAME | bit, false);
	end(&f);
}

/* The root is an address in one space, what entries hold is one in another. */
static void test_pagetable_spaces(void **state)
{
	struct make_dump *dump = make_dump();
	struct space top = { NULL };
	struct fixture f;
	u64 root;

	(void)state;
	make_mapping(dump, 4, ROOT, ADDR, FRAME, PTE_P | PTE_RW);
	begin(&f, dump, 4, 0);
	top.source = &f.source;
	root = ranges_at(&f.space.ranges, ROOT + 8 * INDEX(ADDR, 4))->offset;
	ranges_add(&top.ranges, 0x77000 + 8 * INDEX(ADDR, 4), 8, root);
	ranges_ready(&top.ranges);
	pagetable_init(f.table, &top, &f.space, 0x77000, 4, 0);
	check_walk("two spaces", &f, ADDR, FRAME, true);
	pagetable_init(f.table, &top, &top, 0x77000, 4, 0);
	check_walk("one", &f, ADDR, 0, false);
	space_free(&top);
	end(&f);
}

static void test_pagetable_read(void **state)
{
	static const u64 frames[] = { 0x900000, 0x300000 };
	struct make_dump *dump = make_dump();
	u8 bytes[2 * PAGE_BYTES], got[2 * PAGE_BYTES];
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i * 7 + i / 251;
	make_mapping(dump, 4, ROOT, ADDR, frames[0], PTE_P);
	make_entry(dump, ROOT + 3 * PAGE_BYTES, INDEX(ADDR, 1) + 1, frames[1] | PTE_P);
	make_memory(dump, 0, frames[0], bytes, PAGE_BYTES);
	make_memory(dump, 0, frames[1], bytes + PAGE_BYTES, PAGE_BYTES);
	begin(&f, dump, 4, 0);
	assert_int_equal(pagetable_read(f.table, ADDR, got, sizeof(got)), 0);
	same_bytes("both", got, bytes, sizeof(got));
	assert_int_equal(pagetable_read(f.table, ADDR + 0xffd, got, 5), 0);
	same_bytes("crossing", got, bytes + 0xffd, 5);
	assert_int_equal(pagetable_read(f.table, ADDR + 0x1ffd, got, 5), -1);
	assert_int_equal(pagetable_read(f.table, ADDR + 0x1ffd, got, 3), 0);
	assert_int_equal(pagetable_read(f.table, UINT64_MAX, got, 2), -1);
	assert_int_equal(pagetable_read(f.table, ADDR + 0x5000, got, 0), 0);
	end(&f);
}

/* A table that is its own next level ends as any other. */
static void test_pagetable_cyclic(void **state)
{
	struct make_dump *dump = make_dump();
	u8 entries[PAGE_BYTES];
	struct fixture f;
	u64 entry = ROOT | PTE_P | PTE_RW;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(entries); i += sizeof(entry))
		memcpy(entries + i, &entry, sizeof(entry));
	make_memory(dump, 0, ROOT, entries, sizeof(entries));
	begin(&f, dump, 5, 0);
	check_walk("cyclic", &f, ADDR, ROOT, true);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pagetable_sizes),
		cmocka_unit_test(test_pagetable_every_level),
		cmocka_unit_test(test_pagetable_addresses),
		cmocka_unit_test(test_pagetable_sme),
		cmocka_unit_test(test_pagetable_spaces),
		cmocka_unit_test(test_pagetable_read),
		cmocka_unit_test(test_pagetable_cyclic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
