// SPDX-License-Identifier: GPL-2.0-only
/*
 * objtool-pv explain: everything about the one site that an address is in: its record,
 * what it may be, what it is, and why that is legal or not.
 */
#include <inttypes.h>
#include <string.h>

#include "check/check.h"
#include "cmd.h"
#include "progress.h"
#include "report/find.h"
#include "report/finding.h"
#include "report/json.h"
#include "report/legal.h"
#include "report/place.h"
#include "report/site.h"

/**
 * struct explain - what is known of the site
 * @legal:    what is legal there; @nlegal of them, -1: that cannot be told
 * @findings: of the whole kernel, since rules look at neighbours, too
 * @broken:   how many of them are about this site
 */
struct explain {
	struct common common;
	struct subject subject;
	const struct site *site;
	struct site_text text;
	struct legal_bytes legal[SITE_LEGAL_MAX];
	int nlegal;
	struct findings findings;
	size_t broken;
};

static const struct argp argp = {
	.args_doc = "PLACE FILE",
	.doc = "Say everything about the call site at PLACE: 0xADDRESS, SYMBOL, "
	       "SYMBOL+OFFSET or SECTION+OFFSET, also as the kernel prints it, with /SIZE "
	       "after.\vExit status: 0 the site is legal, 1 it is not, or that is not "
	       "known, or no site is at PLACE, 2 could not run.\n\nExamples:\n"
	       "  objtool-pv explain 0xffffffff8109c4a1 vmlinux\n"
	       "  objtool-pv explain do_idle+0xf3/0x2a0 --vmlinux vmlinux vmcore",
};

/* A finding about the site, or about some address in it. */
static bool about(const struct explain *e, const struct finding *finding)
{
	if (finding->site)
		return finding->site == e->site;
	return finding->addr >= e->site->addr &&
	       finding->addr - e->site->addr < e->site->len;
}

static void judge(struct explain *e)
{
	size_t i;

	site_describe(e->site, &e->text);
	e->nlegal = site_legal_bytes(e->site, e->legal, SITE_LEGAL_MAX);
	progress_begin(e->common.args[1], !e->common.quiet);
	check_run(&e->subject, &e->findings, progress_step);
	progress_end();
	for (i = 0; i < e->findings.count; i++)
		e->broken += about(e, &e->findings.finding[i]);
}

static bool is_legal(const struct explain *e)
{
	return !e->broken && e->nlegal >= 0;
}

static bool is_present(const struct explain *e, const struct legal_bytes *legal)
{
	return e->text.nbytes &&
	       !memcmp(legal->bytes, e->text.bytes, e->text.nbytes);
}

static void why_line(const struct site *site)
{
	struct pvops_why why;
	char text[WHY_TEXT];

	if (!pvops_why(site, &why))
		return;
	why_text(site, &why, text);
	text_line("because    %s", text);
}

static void record_lines(const struct explain *e)
{
	const struct site *site = e->site;
	const struct table *table = site->table;

	text_line("site       %s %s", e->text.addr, e->text.symbol);
	text_line("operation  %s, variant %u, %u bytes", site_op(site), site->variant,
		  site->len);
	if (table->binary->kind == BINARY_MODULE)
		text_line("record     %u of %s, %u in a row (%s)", site->index, table->name,
			  site->nrecords, format_name(table->format));
	else
		text_line("record     %u of %s, at 0x%" PRIx64 ", %u in a row (%s)",
			  site->index, table->name, site->record, site->nrecords,
			  format_name(table->format));
	if (site->bad)
		text_line("bad        %s", site->bad);
	text_line("there is   %s: %s  %s", site_form_name(e->text.form), e->text.hex,
		  e->text.insns);
	why_line(site);
}

static void verdict_lines(const struct explain *e)
{
	size_t i;

	if (e->broken)
		text_line("verdict    not legal: %zu %s", e->broken,
			  e->broken == 1 ? "finding" : "findings");
	else if (is_legal(e))
		text_line("verdict    legal: no rule is broken here");
	else
		text_line("verdict    not known: no rule is broken, but which bytes are "
			  "legal cannot be told");
	for (i = 0; i < e->findings.count; i++)
		if (about(e, &e->findings.finding[i]))
			finding_line("", e->subject.binary,
				     &e->findings.finding[i]);
}

static void as_text(const struct explain *e)
{
	int i;

	record_lines(e);
	if (e->nlegal < 0)
		text_line("legal      cannot be told: the record is bad, or its operation "
			  "is not known");
	else
		text_line("legal      %d sequence%s of bytes; * is there now", e->nlegal,
			  e->nlegal == 1 ? "" : "s");
	for (i = 0; i < e->nlegal; i++)
		legal_line(e->site, &e->legal[i], is_present(e, &e->legal[i]) ? '*' : ' ');
	later_lines(e->site);
	verdict_lines(e);
}

static void as_json(const struct explain *e, struct json_out *out)
{
	size_t i;
	int n;

	json_out_value(out, "site", site_json(e->site));
	json_out_array(out, "legal_bytes");
	for (n = 0; n < e->nlegal; n++) {
		json_t *legal = legal_json(e->site, &e->legal[n]);

		json_object_set_new(legal, "present", json_boolean(is_present(e, &e->legal[n])));
		json_out_value(out, NULL, legal);
	}
	json_out_close(out);
	json_out_value(out, "booted", later_json(e->site));
	json_out_value(out, "legal", e->broken || e->nlegal >= 0 ?
		       json_boolean(!e->broken) : json_null());
	json_out_array(out, "findings");
	for (i = 0; i < e->findings.count; i++)
		if (about(e, &e->findings.finding[i]))
			json_out_value(out, NULL, finding_json(e->subject.binary,
							&e->findings.finding[i]));
	json_out_close(out);
}

static int no_site(const struct explain *e, u64 addr, struct json_out *out)
{
	const struct site *site = find_nearest(&e->subject, addr);
	char place[BINARY_PLACE];
	struct site_text text;

	if (e->common.json) {
		json_out_value(out, "site", json_null());
		json_out_value(out, "nearest", site ? site_json(site) : json_null());
		json_out_strings(out, "unchecked", e->subject.tables.unchecked,
				 e->subject.tables.nunchecked);
		return STATUS_FINDINGS;
	}
	place_text(e->subject.binary, site ? site->table : NULL, addr, place);
	text_line("%s is in no call site", place);
	if (site) {
		site_place(site, &text);
		text_line("the nearest one is %s %s: %s", text.addr, text.symbol,
			  site_op(site));
	}
	cmd_unchecked(&e->subject, e->common.args[1], &e->common);
	return STATUS_FINDINGS;
}

static int run(struct explain *e, u64 addr)
{
	struct json_out out;
	int status;

	if (e->common.json) {
		json_out_begin(&out, stdout, "explain");
		json_out_value(&out, "file", json_text(e->common.args[1]));
	}
	e->site = find_site(&e->subject, addr);
	if (e->site) {
		judge(e);
		if (e->common.json)
			as_json(e, &out);
		else
			as_text(e);
		status = is_legal(e) ? STATUS_CLEAN : STATUS_FINDINGS;
		findings_free(&e->findings);
	} else {
		status = no_site(e, addr, &out);
	}
	if (e->common.json)
		json_out_end(&out);
	return status;
}

int cmd_explain(int argc, char **argv)
{
	struct explain e = { .common = { .min = 2, .max = 2 } };
	struct error error = { "" };
	int status = STATUS_ERROR;
	u64 addr;

	cmd_parse(&argp, argc, argv, &e.common);
	if (cmd_open(&e.subject, "explain", e.common.args[1], &e.common))
		return status;
	if (find_address(&e.subject, e.common.args[0], &addr, &error))
		text_error("%s", error.text);
	else
		status = run(&e, addr);
	subject_close(&e.subject);
	return status;
}
