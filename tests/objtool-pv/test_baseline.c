// SPDX-License-Identifier: GPL-2.0-only
/* Known findings: read, refused, and recognised in another build of the kernel. */
#include <stdlib.h>

#include "../check.h"

#include "../../tools/objtool-pv/alloc.h"
#include "../../tools/objtool-pv/baseline.h"

#define HEAD	"{\"schema\": 2, \"tool\": \"objtool-pv\", \"files\": ["
#define FINDINGS(list)	HEAD "{\"findings\": [" list "]}]}"
#define FINDING(rule, symbol, offset, op)				\
	"{\"rule\": \"" rule "\", \"symbol\": " symbol ", \"offset\": " offset	\
	", \"section\": \".text\", \"section_offset\": 32, \"op\": \"" op "\"}"

static int parse(struct baseline *baseline, const char *text, struct error *error)
{
	memset(error, 0, sizeof(*error));
	return baseline_parse(baseline, "known.json", text, strlen(text), error);
}

static const struct {
	const char *name, *text;
	int count;		/* of entries; -1: it is refused */
	const char *says;
} documents[] = {
	{ "no files", HEAD "]}", 0, NULL },
	{ "a file that was not read", HEAD "{\"file\": \"a\", \"error\": \"b\"}]}", 0, NULL },
	{ "no findings", FINDINGS(""), 0, NULL },
	{ "two", FINDINGS(FINDING("bytes", "\"f\"", "1", "o") ","
			  FINDING("bytes", "null", "null", "")), 2, NULL },
	{ "two files", HEAD "{\"findings\": [" FINDING("bytes", "\"f\"", "1", "o")
	  "]}, {\"findings\": [" FINDING("bytes", "\"f\"", "1", "o") "]}]}", 2, NULL },
	{ "nothing", "", -1, "known.json: line 1: no JSON" },
	{ "half of it", "{\"schema\":\n2, ", -1, "line 2: no JSON" },
	{ "two documents", HEAD "]} {}", -1, "no JSON" },
	{ "an array", "[]", -1, "not the output" },
	{ "another tool", "{\"schema\": 2, \"tool\": \"x\", \"files\": []}", -1,
	  "not the output" },
	{ "another command", "{\"schema\": 2, \"tool\": \"objtool-pv\"}", -1,
	  "not the output" },
	{ "files is no array", "{\"schema\": 2, \"tool\": \"objtool-pv\", \"files\": {}}",
	  -1, "not the output" },
	{ "another schema", "{\"schema\": 1, \"tool\": \"objtool-pv\", \"files\": []}",
	  -1, "schema is not 2" },
	{ "a file is no object", HEAD "7]}", -1, "entry 0 of \"files\"" },
	{ "findings is no array", HEAD "{}, {\"findings\": 1}]}", -1, "entry 1" },
	{ "a finding is no object", FINDINGS("null"), -1, "entry 0" },
	{ "a finding without a rule", FINDINGS("{\"op\": \"\"}"), -1, "entry 0" },
	{ "a rule is no string", FINDINGS("{\"op\": \"\", \"rule\": 3}"), -1, "entry 0" },
	{ "damage after good ones", FINDINGS(FINDING("a", "\"f\"", "1", "o") ", 0"), -1,
	  "entry 0" },
};

static void test_baseline_documents(void **state)
{
	struct baseline baseline;
	struct error error;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(documents); i++) {
		int result = parse(&baseline, documents[i].text, &error);

		same_number(documents[i].name, result, documents[i].count < 0 ? -1 : 0);
		if (result && !strstr(error.text, documents[i].says))
			fail_msg("%s: %s", documents[i].name, error.text);
		if (!result)
			same_number(documents[i].name, (long long)baseline.count,
				    documents[i].count);
		same_number("a key of its own", documents[i].count > 0, !result &&
			    baseline.count && baseline_gone(&baseline, 0));
		baseline_free(&baseline);
	}
}

/* A kernel with function "f" somewhere, and code without a symbol after a gap. */
static struct binary *make_kernel(u64 at)
{
	struct binary *binary = binary_new("kernel");
	struct binary_section text = { .name = ".text", .addr = at, .size = 0x100,
				      .alloc = true, .exec = true };
	struct binary_symbol f = { .addr = at + 0x40, .size = 0x10, .name = "f",
				  .function = true };

	binary_add_section(binary, &text);
	binary_add_symbol(binary, &f);
	binary_ready(binary);
	return binary;
}

static struct finding make_finding(enum rule rule, u64 addr, const char *op)
{
	struct finding finding = { .rule = rule, .addr = addr };

	strcpy(finding.op, op);
	return finding;
}

#define KNOWN	FINDINGS(FINDING("bytes", "\"f\"", "4", "o") ","	\
			 FINDING("bytes", "\"f\"", "4", "o") ","	\
			 FINDING("text", "null", "null", "") ","	\
			 FINDING("bytes", "\"g\"", "4", "o"))

/* Of one file: the same place twice is known twice, a third time it is new. */
static void check_file(struct baseline *baseline, u64 at)
{
	struct binary *binary = make_kernel(at);
	struct finding list[] = {
		make_finding(RULE_BYTES, at + 0x44, "o"),
		make_finding(RULE_BYTES, at + 0x44, "o"),
		make_finding(RULE_BYTES, at + 0x44, "o"),
		make_finding(RULE_BYTES, at + 0x45, "o"),
		make_finding(RULE_TARGET, at + 0x44, "o"),
		make_finding(RULE_BYTES, at + 0x44, "p"),
		make_finding(RULE_TEXT, at + 0x20, ""),
		make_finding(RULE_TEXT, at + 0x21, ""),
	};
	static const bool known[] = { true, true, false, false, false, false, true, false };
	struct findings findings = { .finding = list, .count = COUNT(list) };
	size_t i;

	assert_int_equal(baseline_mark(baseline, binary, &findings), 3);
	for (i = 0; i < COUNT(list); i++)
		same_number("finding", list[i].known, known[i]);
	binary_free(binary);
}

static void test_baseline_mark(void **state)
{
	struct baseline baseline;
	struct error error;
	size_t i, gone = 0;

	(void)state;
	assert_int_equal(parse(&baseline, KNOWN, &error), 0);
	for (i = 0; i < baseline.count; i++)
		gone += baseline_gone(&baseline, i) != NULL;
	assert_int_equal(gone, 4);
	/* Another file has as many; KASLR makes no difference. */
	check_file(&baseline, 0xffffffff81000000);
	check_file(&baseline, 0xffffffff9fe00000);
	for (gone = i = 0; i < baseline.count; i++) {
		if (!baseline_gone(&baseline, i))
			continue;
		assert_string_equal(baseline_gone(&baseline, i), "bytes: g+0x4: o");
		gone++;
	}
	assert_int_equal(gone, 1);
	baseline_free(&baseline);
}

#define IN_MODULE							\
	"{\"rule\": \"bytes\", \"symbol\": null, \"section\": \"mod\", "	\
	"\"section_offset\": 16, \"op\": \"o\"}"
#define IN_NOTHING							\
	"{\"rule\": \"bytes\", \"symbol\": null, \"section\": null, "	\
	"\"address\": \"0x90010\", \"op\": \"o\"}"

/* A loaded module is no section of the binary; one that is moved is the same one. */
static void check_module(struct baseline *baseline, u64 at, bool loaded, bool known)
{
	struct binary *binary = make_kernel(0x10000);
	struct table table = { .binary = binary, .name = "mod", .text = at,
			       .text_size = 0x1000, .loaded = loaded };
	struct site site = { .table = &table, .addr = at + 0x10 };
	struct finding list[] = {
		make_finding(RULE_BYTES, at + 0x10, "o"),
		make_finding(RULE_BYTES, at + 0x11, "o"),
	};
	struct findings findings = { .finding = list, .count = COUNT(list) };

	list[0].site = list[1].site = &site;
	assert_int_equal(baseline_mark(baseline, binary, &findings), known);
	assert_int_equal(list[0].known, known);
	binary_free(binary);
}

static void test_baseline_modules(void **state)
{
	struct baseline baseline;
	struct error error;

	(void)state;
	assert_int_equal(parse(&baseline, FINDINGS(IN_MODULE), &error), 0);
	check_module(&baseline, 0x90000, true, true);
	check_module(&baseline, 0xa0000, true, true);
	check_module(&baseline, 0x90000, false, false);
	baseline_free(&baseline);
}

/* Nothing is known of a place but its address, so it is no other's. */
static void test_baseline_without_a_place(void **state)
{
	struct baseline baseline;
	struct error error;

	(void)state;
	assert_int_equal(parse(&baseline, FINDINGS(IN_NOTHING), &error), 0);
	assert_string_equal(baseline_gone(&baseline, 0), "bytes: 0x90010: o");
	check_module(&baseline, 0xa0000, false, false);
	check_module(&baseline, 0x90000, false, true);
	baseline_free(&baseline);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_baseline_documents),
		cmocka_unit_test(test_baseline_mark),
		cmocka_unit_test(test_baseline_modules),
		cmocka_unit_test(test_baseline_without_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
