// SPDX-License-Identifier: GPL-2.0-only
/* A table of sites in fake text; see the header. */
#include "fake_table.h"

const char *const fake_op_names[FAKE_OPS] = {
#define PV_OP(group, name, kind, ret, params, args)	#group "." #name,
#include <asm/pvops/ops.def>
};

/*
 * Every 17th op has no inline code; the others have a sample of each length, with and
 * without prefixes.  The empty one may always become prefixes of the next instruction.  An
 * odd distance between the two targets keeps a single flipped bit from turning a call of
 * one into a call of the other.
 */
int fake_choose(void *ctx, const struct pvpatch_site *site,
		struct pvpatch_choice *choice)
{
	struct fake_table *table = ctx;
	unsigned int row = site->op % 17;

	if (site->op >= FAKE_OPS)
		return -PVPATCH_EOP;
	if (site->variant)
		return -PVPATCH_EVARIANT;
	choice->indirect = table->text.base + 0x200000 + 16 * site->op;
	choice->direct = table->text.base - 0x100000 + 64 * site->op + 3;
	choice->jump = site->op == table->jump;
	choice->code = (struct pvpatch_code){ NULL, 0, PVPATCH_NOPS };
	if (row <= PVPATCH_SITE_MAX)
		choice->code = sample_code(row, !row || site->op & 1);
	if (table->nops)
		choice->code.pad = PVPATCH_NOPS;
	return 0;
}

/* The next instruction decides whether an empty sample becomes prefixes. */
enum pvpatch_form fake_table_form(struct fake_table *table,
				  const struct pvpatch_site *site,
				  enum pvpatch_form want, u8 *bytes)
{
	struct pvpatch_choice choice;

	assert_int_equal(fake_choose(table, site, &choice), 0);
	if (choice.code.pad == PVPATCH_NEXT_PREFIX && !table->after)
		choice.code.pad = PVPATCH_NOPS;
	return expect_form(site, &choice, want, bytes);
}

static int get_site(void *ctx, u32 i, struct pvpatch_site *site)
{
	struct fake_table *table = ctx;

	assert_true(i < table->count);
	table->current = i;
	*site = table->sites[i];
	return (int)i == table->skip;
}

/* Each failure is reported once, about the site that the patcher got last. */
static void failed(void *ctx, const struct pvpatch_site *site, int err)
{
	struct fake_table *table = ctx;

	assert_in_range(-err, 1, PVPATCH_ERRS - 1);
	assert_int_equal(table->errors[table->current], 0);
	assert_memory_equal(site, &table->sites[table->current], sizeof(*site));
	table->errors[table->current] = err;
}

void fake_table_init(struct fake_table *table, u64 base)
{
	memset(table, 0, sizeof(*table));
	fake_text_init(&table->text, base);
	table->skip = -1;
	table->jump = FAKE_OPS;
}

void fake_table_add(struct fake_table *table, u64 addr, u8 op, u8 len,
		    enum pvpatch_form form)
{
	struct pvpatch_site site = { addr, op, 0, len };

	assert_true(table->count < FAKE_SITES);
	table->sites[table->count++] = site;
	fake_table_form(table, &site, form, fake_text_at(&table->text, addr));
}

void fake_table_fill(struct fake_table *table, unsigned int gap)
{
	u64 addr = table->text.base;
	u64 end = addr + FAKE_SIZE - PVPATCH_SITE_MAX;
	unsigned int i;

	for (i = 0; i < FAKE_SITES && addr < end; i++) {
		u8 len = 5 + i % 11;

		fake_table_add(table, addr, i % FAKE_OPS, len, PVPATCH_INDIRECT);
		addr += len + gap;
	}
}

/* One write for each site that has changed, of its plan, with its call. */
static void check_writes(struct fake_table *table, enum pvpatch_form want)
{
	struct fake_text *text = &table->text;
	unsigned int w, other, i;

	for (w = 0; w < text->writes; w++) {
		const struct fake_write *write = &text->log[w];
		u8 bytes[PVPATCH_SITE_MAX];

		for (i = 0; i < table->count; i++)
			if (table->sites[i].addr == write->addr &&
			    table->sites[i].len == write->len)
				break;
		assert_true(i < table->count);
		fake_table_form(table, &table->sites[i], want, bytes);
		same_bytes("written", write->bytes, bytes, write->len);
		fake_table_form(table, &table->sites[i], PVPATCH_INDIRECT, bytes);
		same_bytes("call", write->call, bytes, write->len);
		for (other = 0; other < w; other++)
			assert_int_not_equal(text->log[other].addr, write->addr);
	}
}

void fake_table_pass(struct fake_table *table, enum pvpatch_form want,
		     struct pvpatch_stats *stats)
{
	struct pvpatch_stats own = { 0 };
	struct pvpatch_job job = {
		.text = &table->text.text,
		.site = get_site,
		.choose = fake_choose,
		.failed = failed,
		.ctx = table,
		.count = table->count,
		.want = want,
	};
	u32 i, errors = 0;

	memset(table->errors, 0, sizeof(table->errors));
	table->text.writes = table->text.done = table->text.finishes = 0;
	pvpatch_apply(&job, &own);

	for (i = 0; i < table->count; i++)
		errors += table->errors[i] != 0;
	assert_int_equal(own.failed, errors);
	assert_int_equal(own.sites, table->count - (table->skip >= 0));
	assert_int_equal(own.sites, own.held + own.fixed + own.failed +
			 own.forms[PVPATCH_INDIRECT] +
			 own.forms[PVPATCH_DIRECT] + own.forms[PVPATCH_INLINE]);
	assert_int_equal(own.wrote, table->text.writes);
	assert_true(table->text.finishes >= 1);
	check_writes(table, want);
	if (stats)
		*stats = own;
}

void fake_table_expect(const char *name, struct fake_table *table,
		       const struct fake_table *before, enum pvpatch_form want)
{
	static struct fake_text model;
	unsigned int i;

	model = before->text;
	for (i = 0; i < table->count; i++) {
		const struct pvpatch_site *site = &table->sites[i];

		if (table->errors[i] || (int)i == table->skip)
			continue;
		fake_table_form(table, site, want, fake_text_at(&model, site->addr));
	}
	for (i = 0; i < FAKE_SIZE; i++)
		if (table->text.bytes[i] != model.bytes[i])
			fail_msg("%s: byte %#x is %02x, want %02x", name, i,
				 table->text.bytes[i], model.bytes[i]);
}
