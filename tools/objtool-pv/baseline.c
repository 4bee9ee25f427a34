// SPDX-License-Identifier: GPL-2.0-only
/*
 * Known findings as a sorted array of keys.  A key is made from a finding's JSON, of
 * this run as of the earlier one, so that both sides agree on every odd name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "baseline.h"
#include "input/input.h"
#include "report/finding.h"
#include "report/json.h"

/**
 * struct known - a finding that is known
 * @key:   "rule: place: operation"
 * @seen:  some file had it
 * @taken: of the first of equal ones: how many of them the current file has had
 */
struct known {
	char *key;
	bool seen;
	size_t taken;
};

static const char *string_of(const json_t *finding, const char *name)
{
	return json_string_value(json_object_get(finding, name));
}

static u64 number_of(const json_t *finding, const char *name)
{
	return (u64)json_integer_value(json_object_get(finding, name));
}

/*
 * To be freed; NULL if @finding is none.  What is in no symbol and no section is known
 * by its address: nothing is gained by taking another place for it.
 */
static char *make_key(const json_t *finding)
{
	const char *rule = string_of(finding, "rule"), *op = string_of(finding, "op");
	const char *name = string_of(finding, "symbol"), *offset = "offset";
	const char *addr = string_of(finding, "address");
	char *key, number[32] = "";

	if (!name) {
		name = string_of(finding, "section");
		offset = "section_offset";
	}
	if (!rule || !op)
		return NULL;
	if (name)
		snprintf(number, sizeof(number), "+0x%" PRIx64, number_of(finding, offset));
	else
		name = addr ? addr : "nowhere";
	if (asprintf(&key, "%s: %s%s%s%s", rule, name, number, *op ? ": " : "", op) < 0)
		return NULL;
	return key;
}

static int by_key(const void *a, const void *b)
{
	const struct known *one = a, *other = b;

	return strcmp(one->key, other->key);
}

static int add_finding(struct baseline *baseline, const json_t *finding)
{
	struct known *known;
	char *key = make_key(finding);

	if (!key)
		return -1;
	baseline->known = xgrow_array(baseline->known, baseline->count, sizeof(*known));
	known = &baseline->known[baseline->count++];
	*known = (struct known){ .key = key };
	return 0;
}

/* A file that could not be read then has no findings in its entry. */
static int add_file(struct baseline *baseline, const json_t *file)
{
	const json_t *findings = json_object_get(file, "findings");
	const json_t *finding;
	size_t i;

	if (findings && !json_is_array(findings))
		return -1;
	json_array_foreach(findings, i, finding)
		if (add_finding(baseline, finding))
			return -1;
	return json_is_object(file) ? 0 : -1;
}

static int add_document(struct baseline *baseline, const char *name,
			const json_t *document, struct error *error)
{
	const json_t *files = json_object_get(document, "files"), *file;
	const char *tool = string_of(document, "tool");
	size_t i;

	if (!tool || strcmp(tool, "objtool-pv") || !json_is_array(files))
		return error_set(error, "%s: not the output of `objtool-pv check --json'",
				 name);
	if (number_of(document, "schema") != JSON_SCHEMA)
		return error_set(error, "%s: its schema is not %d: write it anew with this "
				 "version's `objtool-pv check --json'", name, JSON_SCHEMA);
	json_array_foreach(files, i, file)
		if (add_file(baseline, file))
			return error_set(error, "%s: entry %zu of \"files\" is damaged",
					 name, i);
	return 0;
}

int baseline_parse(struct baseline *baseline, const char *name, const char *text,
		   size_t size, struct error *error)
{
	json_error_t where;
	json_t *document = json_loadb(text, size, 0, &where);
	int result;

	memset(baseline, 0, sizeof(*baseline));
	if (!document)
		return error_set(error, "%s: line %d: no JSON: %s", name, where.line,
				 where.text);
	result = add_document(baseline, name, document, error);
	json_decref(document);
	if (result)
		baseline_free(baseline);
	else if (baseline->count)
		qsort(baseline->known, baseline->count, sizeof(*baseline->known), by_key);
	return result;
}

int baseline_open(struct baseline *baseline, const char *path, struct error *error)
{
	struct blob blob;
	int result;

	memset(baseline, 0, sizeof(*baseline));
	if (blob_read(path, &blob, error))
		return -1;
	result = baseline_parse(baseline, path, (const char *)blob.data, blob.size, error);
	blob_free(&blob);
	return result;
}

/* The first entry with @key, or NULL. */
static struct known *first_with(const struct baseline *baseline, const char *key)
{
	size_t low = 0, high = baseline->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(baseline->known[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == baseline->count || strcmp(baseline->known[low].key, key))
		return NULL;
	return &baseline->known[low];
}

static bool take(struct baseline *baseline, const char *key)
{
	struct known *first = first_with(baseline, key), *next;

	if (!first)
		return false;
	next = first + first->taken;
	if (next == baseline->known + baseline->count || strcmp(next->key, key))
		return false;
	first->taken++;
	next->seen = true;
	return true;
}

size_t baseline_mark(struct baseline *baseline, const struct binary *binary,
		     struct findings *findings)
{
	size_t i, marked = 0;

	for (i = 0; i < baseline->count; i++)
		baseline->known[i].taken = 0;
	for (i = 0; i < findings->count; i++) {
		json_t *json = finding_json(binary, &findings->finding[i]);
		char *key = make_key(json);

		findings->finding[i].known = key && take(baseline, key);
		marked += findings->finding[i].known;
		free(key);
		json_decref(json);
	}
	return marked;
}

const char *baseline_gone(const struct baseline *baseline, size_t i)
{
	return baseline->known[i].seen ? NULL : baseline->known[i].key;
}

void baseline_free(struct baseline *baseline)
{
	size_t i;

	for (i = 0; i < baseline->count; i++)
		free(baseline->known[i].key);
	free(baseline->known);
	memset(baseline, 0, sizeof(*baseline));
}
