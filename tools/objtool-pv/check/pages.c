// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about the pages that code and its tables are in, in each page table of a dump:
 * no code can write to them, and every CPU sees the same.
 */
#include <string.h>

#include "../memory/memory.h"
#include "../sites/pvops.h"
#include "rules.h"

#define PAGE		4096ull
/* Many times the code of a kernel. */
#define RANGE_MAX	(256ull << 20)

/* Pages in a row, of which the first @count up to now have the same thing wrong. */
struct run {
	struct checking *c;
	unsigned int view;
	enum rule rule;
	u64 start;
	u64 count;
};

static void end_run(struct run *run)
{
	const char *s = run->count == 1 ? "" : "s";
	char name[DUMP_VIEW_NAME];

	if (!run->count)
		return;
	dump_view_name(run->c->subject->binary, run->view, name);
	if (run->rule == RULE_PROTECTION)
		finding(run->c, run->rule, run->start, NULL, "%s lets the kernel write to %llu "
			"page%s here", name, (unsigned long long)run->count, s);
	else
		finding(run->c, run->rule, run->start, NULL, "%s leads to other memory than the "
			"kernel's for %llu page%s here", name,
			(unsigned long long)run->count, s);
	run->count = 0;
}

static void add_page(struct run *run, u64 page, bool wrong)
{
	if (!wrong) {
		end_run(run);
		return;
	}
	if (!run->count)
		run->start = page;
	run->count++;
}

static void check_view(struct checking *c, unsigned int view, u64 start, u64 end)
{
	const struct binary *binary = c->subject->binary;
	struct run writable = { .c = c, .view = view, .rule = RULE_PROTECTION };
	struct run other = { .c = c, .view = view, .rule = RULE_VIEW };
	u64 page, frame, own;
	bool may, own_may;

	for (page = start & -PAGE; page < end; page += PAGE) {
		bool there = !dump_view(binary, view, page, &frame, &may);
		bool both = there && view && !dump_view(binary, 0, page, &own, &own_may);

		/* What the kernel's own page table allows is reported once. */
		add_page(&writable, page, there && may && !(both && own_may));
		add_page(&other, page, both && frame != own);
	}
	end_run(&writable);
	end_run(&other);
}

static void check_range(struct checking *c, u64 start, u64 size)
{
	unsigned int view, views = dump_views(c->subject->binary);

	if (!size || size > RANGE_MAX || size > -start)
		return;
	for (view = 0; view < views; view++)
		check_view(c, view, start, start + size);
}

static void check_binary(struct checking *c)
{
	const struct binary *binary = c->subject->binary;
	u64 init = binary_address(binary, "__init_begin");
	u64 start = binary_address(binary, "__start_rodata");
	u64 end = binary_address(binary, "__end_rodata");
	size_t i;

	for (i = 0; i < binary->nsections; i++) {
		const struct binary_section *section = &binary->sections[i];

		if (section->alloc && section->exec && !(init && section->addr >= init))
			check_range(c, section->addr, section->size);
	}
	if (start && end > start)
		check_range(c, start, end - start);
}

static void check_modules(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	size_t i;

	for (i = 0; i < tables->ntables; i++) {
		const struct table *table = tables->table[i];

		if (!table->loaded || !pvops_of(table))
			continue;
		check_range(c, table->text, table->text_size);
		check_range(c, table->start, (u64)table->nrecords * table->record_size);
	}
}

static void check_cpus(struct checking *c)
{
	const struct binary *binary = c->subject->binary;
	size_t foreign, cpus = dump_cpus(binary, &foreign), i;

	for (i = 0; i < cpus; i++)
		if (dump_unprotected(binary, i))
			finding(c, RULE_PROTECTION, binary_address(binary, "_text"), NULL,
				"CPU %zu writes to read-only pages: CR0.WP is clear", i);
	if (!cpus)
		findings_unchecked(c->findings, "whether every CPU sees this memory: the dump says "
				   "nothing of their page tables");
	else if (foreign)
		findings_unchecked(c->findings, "whether every CPU sees this memory: %zu of %zu "
				   "ran something else when the dump was taken", foreign, cpus);
}

void check_pages(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;

	if (c->subject->binary->state != BINARY_BOOTED || !tables->ntables ||
	    !pvops_of(tables->table[0]))
		return;
	if (!dump_views(c->subject->binary)) {
		findings_unchecked(c->findings, "whether code and tables may be written to: only a "
				   "dump with page tables shows it");
		return;
	}
	check_binary(c);
	check_modules(c);
	check_cpus(c);
}
