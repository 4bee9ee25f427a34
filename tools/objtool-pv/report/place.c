// SPDX-License-Identifier: GPL-2.0-only
/* From an address to its place and back. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "place.h"

void place_find(const struct binary *binary, u64 addr, struct place *place)
{
	const struct binary_section *section = binary_section_at(binary, addr);
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	memset(place, 0, sizeof(*place));
	if (symbol) {
		place->symbol = symbol->name;
		place->offset = addr - symbol->addr;
	}
	if (section) {
		place->section = section->name;
		place->section_offset = addr - section->addr;
	}
}

void place_in(const struct table *table, u64 addr, struct place *place)
{
	place_find(table->binary, addr, place);
	if (place->section || !table->loaded || addr - table->text >= table->text_size)
		return;
	place->section = table->name;
	place->section_offset = addr - table->text;
}

void place_text(const struct binary *binary, const struct table *table, u64 addr, char *to)
{
	struct place place;
	size_t len;

	binary_place(binary, addr, to);
	if (!table || !table->loaded)
		return;
	place_in(table, addr, &place);
	len = strlen(to);
	if (!place.symbol && place.section)
		snprintf(to + len, BINARY_PLACE - len, " %s+0x%" PRIx64, place.section,
			 place.section_offset);
}

static void set_name(json_t *object, const char *key, const char *name)
{
	json_object_set_new(object, key, name ? json_text(name) : json_null());
}

static void set_offset(json_t *object, const char *key, const char *name, u64 offset)
{
	json_object_set_new(object, key,
			    name ? json_integer((json_int_t)offset) : json_null());
}

void place_json(json_t *object, const struct binary *binary, const struct table *table,
		u64 addr)
{
	struct place place;

	if (table)
		place_in(table, addr, &place);
	else
		place_find(binary, addr, &place);
	json_object_set_new(object, "address", binary->kind == BINARY_MODULE ?
			    json_null() : json_address(addr));
	set_name(object, "symbol", place.symbol);
	set_offset(object, "offset", place.symbol, place.offset);
	set_name(object, "section", place.section);
	set_offset(object, "section_offset", place.section, place.section_offset);
}

/* All of @text up to @end as a number; strtoull() would take signs and blanks, too. */
static bool number(const char *text, const char *end, int base, u64 *to)
{
	char *rest;

	if (!isxdigit((unsigned char)*text))
		return false;
	errno = 0;
	*to = strtoull(text, &rest, base);
	return !errno && rest == end;
}

int place_parse(const char *text, struct place_name *to, struct error *error)
{
	const char *plus = strrchr(text, '+'), *end;
	size_t len = plus ? (size_t)(plus - text) : strlen(text);

	memset(to, 0, sizeof(*to));
	if (!strncmp(text, "0x", 2)) {
		if (!number(text, text + strlen(text), 16, &to->addr))
			return error_set(error, "%s is not an address", text);
		return 0;
	}
	if (!len || len >= sizeof(to->name))
		return error_set(error, "%s is neither 0xADDRESS nor SYMBOL[+OFFSET]",
				 text);
	memcpy(to->name, text, len);
	if (!plus)
		return 0;
	end = strchrnul(plus, '/');
	if (!number(plus + 1, end, 0, &to->addr))
		return error_set(error, "%s: the offset after + is not a number", text);
	return 0;
}
