/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of sites in fake text: an operation for each row of asm/pvops/ops.def, with
 * call targets and inline code of its own.  A pass over it checks all that holds
 * for every pass, whatever the sites are like.
 */
#ifndef TESTS_PATCHER_FAKE_TABLE_H
#define TESTS_PATCHER_FAKE_TABLE_H

#include "fake_text.h"

#define FAKE_SITES	256
#define FAKE_BASE	0xffffffff81000000

enum fake_op {
#define PV_OP(group, name, kind, ret, params, args)	OP_##group##_##name,
#include <asm/pvops/ops.def>
	FAKE_OPS
};

/**
 * struct fake_table - the table and what the last pass reported
 * @errors: why each site was left as it is, or 0
 * @skip:   the site that is left out of passes, or -1
 * @after:  the instruction after a site takes prefixes, as far as the test knows
 * @nops:   the CPU is slow with prefixes
 * @jump:   the operation whose sites are jumps, or FAKE_OPS
 */
struct fake_table {
	struct fake_text text;
	struct pvpatch_site sites[FAKE_SITES];
	int errors[FAKE_SITES];
	u32 count;
	int skip;
	bool after;
	bool nops;
	unsigned int jump;
	u32 current;
};

extern const char *const fake_op_names[FAKE_OPS];

/* Fails for an op id or a variant that does not exist, as the real one does. */
int fake_choose(void *ctx, const struct pvpatch_site *site,
		struct pvpatch_choice *choice);

/* The form that the patcher has to give a site if @want is wanted, and its bytes. */
enum pvpatch_form fake_table_form(struct fake_table *table,
				  const struct pvpatch_site *site,
				  enum pvpatch_form want, u8 *bytes);

void fake_table_init(struct fake_table *table, u64 base);
/* Add a site and make its bytes the ones of @form. */
void fake_table_add(struct fake_table *table, u64 addr, u8 op, u8 len,
		    enum pvpatch_form form);
/* A site for each op in turn, @gap bytes apart, as many as there is room for. */
void fake_table_fill(struct fake_table *table, unsigned int gap);

/* A pass; what it did, in @stats if that is not NULL. */
void fake_table_pass(struct fake_table *table, enum pvpatch_form want,
		     struct pvpatch_stats *stats);

/*
 * The whole text is as it was in @before, but for the sites without an error,
 * which have the form that they get if @want is wanted.
 */
void fake_table_expect(const char *name, struct fake_table *table,
		       const struct fake_table *before, enum pvpatch_form want);

#endif
