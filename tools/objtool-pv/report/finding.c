// SPDX-License-Identifier: GPL-2.0-only
/* One finding, for people and as JSON. */
#include "finding.h"
#include "insns.h"
#include "json.h"
#include "place.h"
#include "text.h"

static const struct table *table_of(const struct finding *finding)
{
	return finding->site ? finding->site->table : NULL;
}

json_t *finding_json(const struct binary *binary, const struct finding *finding)
{
	json_t *object = json_object();

	json_object_set_new(object, "rule", json_string(rule_id(finding->rule)));
	place_json(object, binary, table_of(finding), finding->addr);
	json_object_set_new(object, "op", json_text(finding->op));
	json_object_set_new(object, "message", json_text(finding->message));
	json_object_set_new(object, "found",
			    json_hex(finding->found, finding->nfound));
	json_object_set_new(object, "expected",
			    json_hex(finding->expected, finding->nexpected));
	json_object_set_new(object, "known", json_boolean(finding->known));
	return object;
}

static void bytes_line(const char *what, const struct binary *binary,
		       const struct finding *finding, const u8 *bytes, u8 count)
{
	char hex[TEXT_HEX(SITE_BYTES)], insns[INSNS_TEXT];
	int width = 3 * (finding->nfound > finding->nexpected ?
			 finding->nfound : finding->nexpected);

	if (!count)
		return;
	text_hex(hex, bytes, count, " ");
	insns_text(binary, bytes, count, finding->addr, insns);
	text_line("    %-9s %-*s %s", what, width, hex, insns);
}

void finding_line(const char *file, const struct binary *binary,
		  const struct finding *finding)
{
	char place[BINARY_PLACE];

	place_text(binary, table_of(finding), finding->addr, place);
	text_line("%s%s%s: %s: %s%s%s", file, *file ? ": " : "", place,
		  rule_id(finding->rule), finding->op, *finding->op ? ": " : "",
		  finding->message);
	bytes_line("found", binary, finding, finding->found, finding->nfound);
	bytes_line("expected", binary, finding, finding->expected, finding->nexpected);
}
