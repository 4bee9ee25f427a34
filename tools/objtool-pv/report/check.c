// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run of checks: for each file its findings, a summary, and what was not looked at,
 * which a clean exit must not hide.
 */
#include <string.h>

#include "../progress.h"
#include "check.h"
#include "finding.h"
#include "kernel.h"
#include "text.h"

static void raise_status(struct check_report *report, enum status status)
{
	if (report->status < status)
		report->status = status;
}

int check_report_begin(struct check_report *report, const char *command,
		       const char *baseline)
{
	struct error error = { "" };

	if (baseline && baseline_open(&report->baseline, baseline, &error)) {
		text_error("%s", error.text);
		return -1;
	}
	if (report->common->json) {
		json_out_begin(&report->json, stdout, command);
		json_out_array(&report->json, "files");
	}
	return 0;
}

static void as_text(const struct check_report *report, const char *path,
		    const struct subject *subject, const struct findings *findings,
		    size_t known)
{
	size_t i;

	if (report->summary && !report->common->quiet)
		kernel_lines(subject);
	for (i = 0; i < findings->count; i++)
		if (!findings->finding[i].known)
			finding_line(report->common->nargs > 1 ? path : "",
				     subject->binary, &findings->finding[i]);
	if (report->common->quiet)
		return;
	text_line("%s: %zu sites checked, %zu findings (%zu known)", path,
		  findings->checked, findings->count, known);
	if (!report->summary && counted(subject->binary))
		text_line("calls are counted for call-depth tracking");
	for (i = 0; i < subject->tables.nunchecked; i++)
		text_line("not checked: %s", subject->tables.unchecked[i]);
	for (i = 0; i < findings->nunchecked; i++)
		text_line("not checked: %s", findings->unchecked[i]);
}

static void as_json(struct check_report *report, const char *path,
		    const struct subject *subject, const struct findings *findings)
{
	struct json_out *out = &report->json;
	size_t i;

	json_out_object(out, NULL);
	json_out_value(out, "file", json_text(path));
	kernel_json(subject, out);
	json_out_value(out, "checked", json_integer((json_int_t)findings->checked));
	json_out_array(out, "findings");
	for (i = 0; i < findings->count; i++)
		json_out_value(out, NULL, finding_json(subject->binary,
						       &findings->finding[i]));
	json_out_close(out);
	json_out_array(out, "unchecked");
	for (i = 0; i < subject->tables.nunchecked; i++)
		json_out_value(out, NULL, json_text(subject->tables.unchecked[i]));
	for (i = 0; i < findings->nunchecked; i++)
		json_out_value(out, NULL, json_text(findings->unchecked[i]));
	json_out_close(out);
	json_out_close(out);
}

static void could_not_open(struct check_report *report, const char *path,
			   const struct error *error)
{
	raise_status(report, STATUS_ERROR);
	text_error("%s", error->text);
	if (!report->common->json)
		return;
	json_out_object(&report->json, NULL);
	json_out_value(&report->json, "file", json_text(path));
	json_out_value(&report->json, "error", json_text(error->text));
	json_out_close(&report->json);
}

void check_report_file(struct check_report *report, const char *path)
{
	struct findings findings = { 0 };
	struct error error = { "" };
	struct subject subject;
	size_t known;

	if (subject_open(&subject, path, report->common->vmlinux, &error)) {
		could_not_open(report, path, &error);
		return;
	}
	progress_begin(path, !report->common->quiet);
	check_run(&subject, &findings, progress_step);
	progress_end();
	known = baseline_mark(&report->baseline, subject.binary, &findings);
	report->findings += findings.count;
	report->known += known;
	if (known < findings.count)
		raise_status(report, STATUS_FINDINGS);
	if (report->common->json)
		as_json(report, path, &subject, &findings);
	else
		as_text(report, path, &subject, &findings, known);
	findings_free(&findings);
	subject_close(&subject);
}

/* Known findings that are no more; that cannot be said of a file that was not read. */
static void report_gone(struct check_report *report)
{
	const struct baseline *baseline = &report->baseline;
	const struct common *common = report->common;
	size_t i;

	for (i = 0; report->status < STATUS_ERROR && i < baseline->count; i++) {
		const char *gone = baseline_gone(baseline, i);

		if (gone && common->json)
			json_out_value(&report->json, NULL, json_text(gone));
		else if (gone && !common->quiet)
			text_line("in the baseline, but not found: %s", gone);
	}
}

int check_report_end(struct check_report *report)
{
	struct json_out *out = &report->json;

	if (!report->common->json) {
		report_gone(report);
		baseline_free(&report->baseline);
		return report->status;
	}
	json_out_close(out);
	json_out_array(out, "gone");
	report_gone(report);
	json_out_close(out);
	json_out_value(out, "findings", json_integer((json_int_t)report->findings));
	json_out_value(out, "known", json_integer((json_int_t)report->known));
	json_out_end(out);
	baseline_free(&report->baseline);
	return report->status;
}
