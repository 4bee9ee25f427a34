// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a user gives to the command line: a baseline, and the name of a place.  A
 * baseline that is taken knows each of its findings once and no other.
 *
 * The corpus was written by hand after the cases of tests/objtool-pv/test_baseline.c
 * and tests/objtool-pv/test_report.c.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "../../tools/objtool-pv/baseline.h"
#include "../../tools/objtool-pv/report/json.h"
#include "../../tools/objtool-pv/report/place.h"
#include "../../tools/objtool-pv/report/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One kernel for all inputs; what is asked of it depends on them. */
static struct binary *make_kernel(void)
{
	struct binary *binary = binary_new("kernel");
	struct binary_section text = { .name = ".text", .addr = 0x1000, .size = 0x1000,
				      .alloc = true, .exec = true };
	struct binary_symbol f = { .addr = 0x1040, .size = 0x10, .name = "f",
				  .function = true };

	binary_add_section(binary, &text);
	binary_add_symbol(binary, &f);
	binary_ready(binary);
	return binary;
}

static void use_baseline(struct baseline *baseline)
{
	struct finding list[4] = {
		{ .rule = RULE_BYTES, .addr = 0x1044, .op = "o" },
		{ .rule = RULE_BYTES, .addr = 0x1044, .op = "o" },
		{ .rule = RULE_TEXT, .addr = 0x1020 },
		{ .rule = RULE_TABLE, .addr = 0x9000 },
	};
	struct findings findings = { .finding = list, .count = 4 };
	struct binary *binary = make_kernel();
	size_t i, gone = 0, marked = baseline_mark(baseline, binary, &findings);

	for (i = 0; i < baseline->count; i++)
		gone += baseline_gone(baseline, i) != NULL;
	if (gone + marked != baseline->count)
		abort();
	binary_free(binary);
}

static void use_name(const char *name)
{
	size_t room = strlen(name) + 1;
	struct place_name place;
	struct error error = { "" };
	char *safe = xmalloc(room);
	json_t *json = json_text(name);

	if (!json)
		abort();
	json_decref(json);
	text_safe(safe, room, name);
	free(safe);
	if (place_parse(name, &place, &error) != (error.text[0] ? -1 : 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xmalloc(size + 1);
	struct error error = { "" };
	struct baseline baseline;

	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (!baseline_parse(&baseline, "input", text, size, &error)) {
		use_baseline(&baseline);
		baseline_free(&baseline);
	}
	use_name(text);
	free(text);
	return 0;
}
