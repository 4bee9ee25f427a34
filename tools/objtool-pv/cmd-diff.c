// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv diff: the sites of two files side by side. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cmd.h"
#include "report/json.h"
#include "report/meaning.h"
#include "report/ops.h"
#include "report/pairs.h"

enum outcome { ONLY_A, ONLY_B, DIFFER, SAME, OUTCOMES };

static const char *const outcome_names[] = { "only in A", "only in B", "differs" };
static const char *const outcome_keys[] = { "only_a", "only_b", "differ" };

/**
 * struct diff - the comparison
 * @names:    the operations that either side has
 * @ops:      how many sites of each of them the sides have
 * @outcomes: how many sites or pairs of sites have come out as what
 * @writing:  the outcome whose JSON is being written
 */
struct diff {
	struct common common;
	struct subject subject[2];
	struct named_sites sites[2];
	struct op_names names;
	size_t *ops[2];
	struct json_out json;
	size_t outcomes[OUTCOMES];
	enum outcome writing;
};

static const struct argp argp = {
	.args_doc = "A B",
	.doc = "Compare the call sites of two kernels, modules, objects or memory dumps.  "
	       "Sites are matched by operation, symbol and offset in it; calls are the same "
	       "if they call a function of the same name.\vExit status: 0 they are the same, "
	       "1 they differ, 2 could not run.\n\nExamples:\n"
	       "  objtool-pv diff vmlinux.old vmlinux\n"
	       "  objtool-pv diff --vmlinux vmlinux vmlinux vmcore",
};

static bool same(const struct site *a, const struct site *b)
{
	char meaning_a[MEANING_TEXT], meaning_b[MEANING_TEXT];
	struct site_text text_a, text_b;

	site_describe(a, &text_a);
	site_describe(b, &text_b);
	if (text_a.form != text_b.form || a->len != b->len)
		return false;
	site_meaning(a, &text_a, meaning_a);
	site_meaning(b, &text_b, meaning_b);
	return !strcmp(meaning_a, meaning_b);
}

static enum outcome outcome_of(const struct named_site *a, const struct named_site *b)
{
	if (!b)
		return ONLY_A;
	if (!a)
		return ONLY_B;
	return same(a->site, b->site) ? SAME : DIFFER;
}

static void side_line(const char *side, const struct site *site)
{
	struct site_text text;

	site_describe(site, &text);
	text_line("    %s %s  %s  %s  %s", side, text.addr, site_form_name(text.form),
		  text.hex, text.insns);
}

static void pair_text(void *ctx, const struct named_site *a, const struct named_site *b)
{
	const struct named_site *any = a ? a : b;
	enum outcome outcome = outcome_of(a, b);
	struct diff *diff = ctx;

	diff->outcomes[outcome]++;
	if (outcome == SAME)
		return;
	text_line("%s: %s%s0x%" PRIx64 ": %s", outcome_names[outcome], any->name,
		  *any->name ? "+" : "", any->offset, site_op(any->site));
	if (a)
		side_line("A", a->site);
	if (b)
		side_line("B", b->site);
}

static void pair_json(void *ctx, const struct named_site *a, const struct named_site *b)
{
	struct diff *diff = ctx;
	json_t *pair;

	if (outcome_of(a, b) != diff->writing)
		return;
	diff->outcomes[diff->writing]++;
	if (diff->writing != DIFFER) {
		json_out_value(&diff->json, NULL, site_json(a ? a->site : b->site));
		return;
	}
	pair = json_object();
	json_object_set_new(pair, "a", site_json(a->site));
	json_object_set_new(pair, "b", site_json(b->site));
	json_out_value(&diff->json, NULL, pair);
}

static void as_text(struct diff *diff)
{
	int width = op_names_width(&diff->names);
	size_t i, *counts = diff->outcomes;

	pairs_walk(&diff->sites[0], &diff->sites[1], pair_text, diff);
	if (diff->common.quiet)
		return;
	text_line("%-*s %8s %8s", width, "OP", "A", "B");
	for (i = 0; i < diff->names.count; i++)
		text_line("%-*s %8zu %8zu", width, diff->names.name[i], diff->ops[0][i],
			  diff->ops[1][i]);
	text_line("%-*s %8zu %8zu", width, "all", diff->sites[0].count,
		  diff->sites[1].count);
	text_line("%zu sites only in A, %zu only in B, %zu differ, %zu are the same",
		  counts[ONLY_A], counts[ONLY_B], counts[DIFFER], counts[SAME]);
}

static void ops_json(struct diff *diff)
{
	size_t i;

	json_out_array(&diff->json, "ops");
	for (i = 0; i < diff->names.count; i++) {
		json_t *op = json_object();

		json_object_set_new(op, "op", json_text(diff->names.name[i]));
		json_object_set_new(op, "a", json_integer(diff->ops[0][i]));
		json_object_set_new(op, "b", json_integer(diff->ops[1][i]));
		json_out_value(&diff->json, NULL, op);
	}
	json_out_close(&diff->json);
}

/* A site that was not looked at is a difference that may have been missed. */
static void unchecked_json(struct diff *diff)
{
	int i;

	json_out_object(&diff->json, "unchecked");
	for (i = 0; i < 2; i++)
		json_out_strings(&diff->json, i ? "b" : "a",
				 diff->subject[i].tables.unchecked,
				 diff->subject[i].tables.nunchecked);
	json_out_close(&diff->json);
}

static void as_json(struct diff *diff)
{
	struct json_out *out = &diff->json;

	json_out_begin(out, stdout, "diff");
	json_out_value(out, "a", json_text(diff->common.args[0]));
	json_out_value(out, "b", json_text(diff->common.args[1]));
	for (diff->writing = ONLY_A; diff->writing <= DIFFER; diff->writing++) {
		json_out_array(out, outcome_keys[diff->writing]);
		pairs_walk(&diff->sites[0], &diff->sites[1], pair_json, diff);
		json_out_close(out);
	}
	ops_json(diff);
	unchecked_json(diff);
	json_out_end(out);
}

static void count_ops(const struct diff *diff, int side)
{
	const struct site *site = NULL;

	while ((site = site_next(&diff->subject[side], site)))
		diff->ops[side][op_names_find(&diff->names, site)]++;
}

static int run(struct diff *diff)
{
	int i;

	for (i = 0; i < 2; i++) {
		named_sites(&diff->subject[i], &diff->sites[i]);
		op_names_add(&diff->names, &diff->subject[i]);
	}
	op_names_ready(&diff->names);
	for (i = 0; i < 2; i++) {
		diff->ops[i] = xcalloc(diff->names.count, sizeof(*diff->ops[i]));
		count_ops(diff, i);
	}
	if (diff->common.json)
		as_json(diff);
	else
		as_text(diff);
	for (i = 0; i < 2; i++) {
		cmd_unchecked(&diff->subject[i], diff->common.args[i], &diff->common);
		named_sites_free(&diff->sites[i]);
		free(diff->ops[i]);
	}
	op_names_free(&diff->names);
	return diff->outcomes[ONLY_A] || diff->outcomes[ONLY_B] ||
	       diff->outcomes[DIFFER] ? STATUS_FINDINGS : STATUS_CLEAN;
}

int cmd_diff(int argc, char **argv)
{
	struct diff diff = { .common = { .min = 2, .max = 2 } };
	int status = STATUS_ERROR;

	cmd_parse(&argp, argc, argv, &diff.common);
	if (cmd_open(&diff.subject[0], "diff", diff.common.args[0], &diff.common))
		return status;
	if (!cmd_open(&diff.subject[1], "diff", diff.common.args[1], &diff.common)) {
		status = run(&diff);
		subject_close(&diff.subject[1]);
	}
	subject_close(&diff.subject[0]);
	return status;
}
