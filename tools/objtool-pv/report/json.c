// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small writer of brackets around jansson's values: every value and every opening
 * bracket begins a line, so that the output can be read, and compared by line.
 */
#include <inttypes.h>
#include <string.h>

#include "../alloc.h"
#include "../cmd.h"
#include "json.h"
#include "text.h"

/* Everything that comes before a value: comma, line, name. */
static void lead(struct json_out *out, const char *name)
{
	unsigned int top = out->depth - 1;

	fprintf(out->file, "%s\n%*s", out->used[top] ? "," : "", 2 * out->depth, "");
	out->used[top] = true;
	if (name)
		fprintf(out->file, "\"%s\": ", name);
}

static void open_bracket(struct json_out *out, const char *name, const char *pair)
{
	if (out->depth)
		lead(out, name);
	fputc(pair[0], out->file);
	out->close[out->depth] = pair[1];
	out->used[out->depth++] = false;
}

void json_out_object(struct json_out *out, const char *name)
{
	open_bracket(out, name, "{}");
}

void json_out_array(struct json_out *out, const char *name)
{
	open_bracket(out, name, "[]");
}

void json_out_close(struct json_out *out)
{
	out->depth--;
	if (out->used[out->depth])
		fprintf(out->file, "\n%*s", 2 * out->depth, "");
	fputc(out->close[out->depth], out->file);
}

void json_out_value(struct json_out *out, const char *name, json_t *value)
{
	lead(out, name);
	json_dumpf(value, out->file, JSON_ENCODE_ANY);
	json_decref(value);
}

void json_out_strings(struct json_out *out, const char *name, char *const *string,
		      size_t count)
{
	size_t i;

	json_out_array(out, name);
	for (i = 0; i < count; i++)
		json_out_value(out, NULL, json_text(string[i]));
	json_out_close(out);
}

void json_out_begin(struct json_out *out, FILE *file, const char *command)
{
	memset(out, 0, sizeof(*out));
	out->file = file;
	json_out_object(out, NULL);
	json_out_value(out, "schema", json_integer(JSON_SCHEMA));
	json_out_value(out, "tool", json_string("objtool-pv"));
	json_out_value(out, "version", json_string(OBJTOOL_PV_VERSION));
	json_out_value(out, "command", json_string(command));
}

void json_out_end(struct json_out *out)
{
	json_out_close(out);
	fputc('\n', out->file);
}

json_t *json_text(const char *string)
{
	json_t *value = json_string(string);
	char *ascii, *to;

	if (value)
		return value;
	ascii = to = xmalloc(4 * strlen(string) + 1);
	for (; *string; string++)
		to += (u8)*string < 0x80 ? sprintf(to, "%c", *string) :
					   sprintf(to, "\\x%02x", (u8)*string);
	*to = '\0';
	value = json_string(ascii);
	free(ascii);
	return value;
}

json_t *json_address(u64 addr)
{
	return json_sprintf("0x%" PRIx64, addr);
}

json_t *json_hex(const u8 *bytes, size_t len)
{
	char *text = xmalloc(TEXT_HEX(len));
	json_t *value;

	text_hex(text, bytes, len, "");
	value = json_string(text);
	free(text);
	return value;
}
