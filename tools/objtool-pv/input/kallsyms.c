// SPDX-License-Identifier: GPL-2.0-only
/*
 * The symbols that a kernel carries for itself, which are all that a distribution's
 * kernel has: its symbol table was stripped.
 */
#include <string.h>

#include "../alloc.h"
#include "kallsyms.h"

/**
 * struct token - what a code stands for
 * @text:   not terminated
 * @length: of it
 */
struct token {
	const char *text;
	u32 length;
};

static void read_tokens(const struct kallsyms *tables, struct token *tokens)
{
	const char *at = (const char *)tables->data + tables->tokens;
	u32 i;

	for (i = 0; i < KALLSYMS_TOKENS; i++) {
		tokens[i].text = at;
		tokens[i].length = strlen(at);
		at += tokens[i].length + 1;
	}
}

/* The codes of the name at @at, which ends at @end. */
static u64 first_code(const struct kallsyms *tables, u64 at)
{
	return at + (tables->data[at] & 0x80 ? 2 : 1);
}

/* Bytes that all names need; 0 if one of them is empty or too long. */
static u64 total_length(const struct kallsyms *tables, const struct token *tokens)
{
	u64 total = 0, at = tables->names, end;
	u32 i;

	for (i = 0; i < tables->count; i++, at = end) {
		u64 length = 0, code;

		end = kallsyms_name_end(tables, at, tables->markers);
		for (code = first_code(tables, at); code < end; code++)
			length += tokens[tables->data[code]].length;
		/* The first character is the type; the zero at the end takes its place. */
		if (length < 2 || length > KALLSYMS_NAME_MAX)
			return 0;
		total += length;
	}
	return total;
}

/* A symbol's type and name, without a zero in between; returns the end of the name. */
static char *expand(const struct kallsyms *tables, const struct token *tokens, u64 at,
		    u64 end, char *type, char *to)
{
	const struct token *token;
	u64 code = first_code(tables, at);

	token = &tokens[tables->data[code++]];
	*type = token->text[0];
	memcpy(to, token->text + 1, token->length - 1);
	to += token->length - 1;
	for (; code < end; code++) {
		token = &tokens[tables->data[code]];
		memcpy(to, token->text, token->length);
		to += token->length;
	}
	*to = '\0';
	return to + 1;
}

/* Types as nm has them: text, and weak symbols, which may be text. */
static bool is_code(const struct binary *binary, char type, u64 addr)
{
	return strchr("tTwW", type) && binary_executable(binary, addr, 1);
}

static int add_symbols(struct binary *binary, const struct kallsyms *tables, char *name,
		       const struct token *tokens)
{
	u64 at = tables->names, end, addr;
	int added = 0;
	char type;
	u32 i;

	for (i = 0; i < tables->count; i++, at = end) {
		char *next;

		end = kallsyms_name_end(tables, at, tables->markers);
		next = expand(tables, tokens, at, end, &type, name);
		if (!kallsyms_address(tables, i, &addr))
			continue;
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = addr,
			.name = name,
			.function = is_code(binary, type, addr),
		});
		name = next;
		added++;
	}
	binary->symbol_source = "kallsyms";
	return added;
}

static int read_tables(struct binary *binary, const struct kallsyms *tables,
		       struct error *error)
{
	struct token tokens[KALLSYMS_TOKENS];
	u64 length;

	read_tokens(tables, tokens);
	length = total_length(tables, tokens);
	if (!length)
		return error_set(error, "%s: kallsyms has a symbol without a name, or with"
				 " one that is too long", binary->name);
	return add_symbols(binary, tables, binary_keep(binary, xmalloc(length)), tokens);
}

/* Find all tables if each is aligned to @align; @tokens: were some of them found? */
static bool find(struct kallsyms *tables, u32 align, bool *tokens)
{
	u64 from;

	tables->align = align;
	tables->work = KALLSYMS_WORK;
	for (from = 0; kallsyms_find_tokens(tables, from); from = tables->index + 1) {
		*tokens = true;
		if (kallsyms_find_names(tables) && kallsyms_find_offsets(tables))
			return true;
	}
	return false;
}

int kallsyms_read(struct binary *binary, struct error *error)
{
	const struct binary_section *rodata = binary_section(binary, ".rodata");
	const struct binary_section *text = binary_section(binary, ".text");
	struct kallsyms tables = { 0 };
	bool tokens = false;

	if (!rodata || !rodata->data)
		return 0;
	tables.data = rodata->data;
	tables.size = rodata->size;
	tables.addr = rodata->addr;
	tables.text = text ? text->addr : 0;
	if (find(&tables, KALLSYMS_ALIGN, &tokens) ||
	    find(&tables, KALLSYMS_ALIGN / 2, &tokens))
		return read_tables(binary, &tables, error);
	if (!tokens)
		return 0;
	return error_set(error, "%s: kallsyms is there, but its tables do not agree, or are"
			 " of a layout that is not known (those of 6.1, 6.12 and 7.2 are):"
			 " give a vmlinux with a symbol table", binary->name);
}
