// SPDX-License-Identifier: GPL-2.0-only
/* Lines and JSON of names that are meant to deceive. */
#include <stdlib.h>

#include "../check.h"

#include "../../tools/objtool-pv/report/json.h"
#include "../../tools/objtool-pv/report/text.h"

static const struct {
	const char *name, *from, *safe, *json;
} texts[] = {
	{ "plain", "do_idle+0x12", "do_idle+0x12", "do_idle+0x12" },
	{ "empty", "", "", "" },
	{ "edges of printable", " ~", " ~", " ~" },
	{ "colour", "\x1b[31m", "\\x1b[31m", "\x1b[31m" },
	{ "new line", "a\nb\r\t", "a\\x0ab\\x0d\\x09", "a\nb\r\t" },
	{ "delete", "\x7f", "\\x7f", "\x7f" },
	{ "8-bit control", "\x9b""31m", "\\x9b31m", "\\x9b31m" },
	{ "UTF-8", "\xc3\xa9", "\\xc3\\xa9", "\xc3\xa9" },
	{ "cut UTF-8", "x\xc3", "x\\xc3", "x\\xc3" },
	{ "UTF-8 of a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },
	{ "too long an encoding", "\xc0\xaf", "\\xc0\\xaf", "\\xc0\\xaf" },
	{ "valid beside invalid", "\xc3\xa9\xff", "\\xc3\\xa9\\xff", "\\xc3\\xa9\\xff" },
};

static void same_text(const char *name, const char *got, const char *want)
{
	if (strcmp(got, want))
		fail_msg("%s: \"%s\" instead of \"%s\"", name, got, want);
}

static void test_text_safe(void **state)
{
	char to[64];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		text_safe(to, sizeof(to), texts[i].from);
		same_text(texts[i].name, to, texts[i].safe);
	}
}

/* Whatever the room, it is a prefix, ended, and no escape is cut in two. */
static void test_text_safe_room(void **state)
{
	static const char from[] = "ab\x1b""c\xff";
	static const char *const want[] = {
		NULL, "", "a", "ab", "ab", "ab", "ab", "ab\\x1b", "ab\\x1b""c",
		"ab\\x1b""c", "ab\\x1b""c", "ab\\x1b""c", "ab\\x1b""c\\xff",
	};
	size_t room;

	(void)state;
	for (room = 1; room < COUNT(want); room++) {
		char *to = malloc(room);

		text_safe(to, room, from);
		same_text("room", to, want[room]);
		free(to);
	}
}

static void test_text_hex(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x9a, 0xff };
	char to[TEXT_HEX(sizeof(bytes))];

	(void)state;
	text_hex(to, bytes, sizeof(bytes), " ");
	same_text("with gaps", to, "00 9a ff");
	text_hex(to, bytes, sizeof(bytes), "");
	same_text("without", to, "009aff");
	text_hex(to, bytes, 0, " ");
	same_text("none", to, "");
}

static void test_text_json(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		json_t *value = json_text(texts[i].from);

		assert_non_null(value);
		same_text(texts[i].name, json_string_value(value), texts[i].json);
		json_decref(value);
	}
}

/* What is written while it is made is what jansson reads. */
static void test_text_json_out(void **state)
{
	static const char want[] =
		"{\"schema\": 2, \"tool\": \"objtool-pv\", \"version\": \"1.0\", "
		"\"command\": \"x\", \"none\": [], \"some\": [\"0x10\", \"00ff\", {}], "
		"\"nested\": {\"deep\": [[1]]}}";
	char *text, *strings[] = { "0x10", "00ff" };
	struct json_out out;
	json_t *got, *expected;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	json_out_begin(&out, file, "x");
	json_out_array(&out, "none");
	json_out_close(&out);
	json_out_array(&out, "some");
	json_out_value(&out, NULL, json_address(0x10));
	json_out_value(&out, NULL, json_hex((const uint8_t *)"\0\xff", 2));
	json_out_object(&out, NULL);
	json_out_close(&out);
	json_out_close(&out);
	json_out_object(&out, "nested");
	json_out_array(&out, "deep");
	json_out_array(&out, NULL);
	json_out_value(&out, NULL, json_integer(1));
	json_out_close(&out);
	json_out_close(&out);
	json_out_close(&out);
	json_out_end(&out);
	fclose(file);
	got = json_loadb(text, size, 0, NULL);
	expected = json_loads(want, 0, NULL);
	assert_non_null(got);
	assert_non_null(expected);
	assert_true(json_equal(got, expected));
	json_decref(got);
	json_decref(expected);
	free(text);

	file = open_memstream(&text, &size);
	json_out_begin(&out, file, "y");
	json_out_strings(&out, "s", strings, COUNT(strings));
	json_out_end(&out);
	fclose(file);
	assert_non_null(strstr(text, "\"s\": [\n    \"0x10\",\n    \"00ff\"\n  ]\n}\n"));
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_safe),
		cmocka_unit_test(test_text_safe_room),
		cmocka_unit_test(test_text_hex),
		cmocka_unit_test(test_text_json),
		cmocka_unit_test(test_text_json_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
