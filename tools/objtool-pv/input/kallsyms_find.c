// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding the tables of kallsyms.
 *
 * Everything starts from the index of tokens: 256 ascending numbers of two bytes, which
 * must be exactly the places where the strings in front of it begin.  From there it goes
 * to the neighbours, each of which has to agree with what is known already.  Every
 * search looks once at each place where a table could be, and leaves most of them after
 * a look at one number; what goes beyond that is counted, and limited.
 */
#include <string.h>

#include "kallsyms.h"

/* The longest token that is believed. */
#define TOKEN_MAX	512
/* A name that uses two bytes for its length has up to 14 bits of it. */
#define NAME_CODES_MAX	0x3fff

u32 kallsyms_u32(const struct kallsyms *tables, u64 at)
{
	u32 value;

	memcpy(&value, tables->data + at, sizeof(value));
	return value;
}

/* Is there still work that may be done? */
static bool spend(struct kallsyms *tables)
{
	if (!tables->work)
		return false;
	tables->work--;
	return true;
}

static u64 aligned(const struct kallsyms *tables, u64 offset)
{
	return (offset + tables->align - 1) & ~(tables->align - 1ull);
}

static u32 token_at(const struct kallsyms *tables, u32 token)
{
	const u8 *at = tables->data + tables->index + 2 * (u64)token;

	return at[0] | at[1] << 8;
}

/* Are there only zeros, and no more than alignment needs, in [@from, @to)? */
static bool is_padding(const struct kallsyms *tables, u64 from, u64 to)
{
	if (from > to || to - from >= tables->align)
		return false;
	for (; from < to; from++)
		if (tables->data[from])
			return false;
	return true;
}

static bool is_index(const struct kallsyms *tables)
{
	u32 i, last = token_at(tables, 0);

	if (last)
		return false;
	for (i = 1; i < KALLSYMS_TOKENS; i++) {
		u32 next = token_at(tables, i);

		if (next <= last || next - last > TOKEN_MAX)
			return false;
		last = next;
	}
	return true;
}

/* A code of letters and digits stands for itself: all of them are in some name. */
static bool is_itself(u32 code, const u8 *token, u64 length)
{
	if ((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z'))
		return length == 1 && *token == code;
	return true;
}

static bool printable(const u8 *token, u64 length)
{
	u64 i;

	for (i = 0; i < length; i++)
		if (token[i] <= ' ' || token[i] > '~')
			return false;
	return true;
}

/* Do tokens begin at tables->tokens, where the index says, and end at the index? */
static bool are_tokens(struct kallsyms *tables)
{
	u64 at = tables->tokens;
	u32 i;

	for (i = 0; i < KALLSYMS_TOKENS; i++) {
		const u8 *token = tables->data + at, *end;
		u64 most = tables->index - at;

		if (at != tables->tokens + token_at(tables, i) || at >= tables->index ||
		    !spend(tables))
			return false;
		end = memchr(token, '\0', most < TOKEN_MAX ? most : TOKEN_MAX);
		if (!end || !printable(token, end - token) ||
		    !is_itself(i, token, end - token))
			return false;
		at += end - token + 1;
	}
	return is_padding(tables, at, tables->index);
}

/* Where the last token begins is known, but neither its length nor the padding. */
static bool find_tokens_of_index(struct kallsyms *tables)
{
	u64 length = token_at(tables, KALLSYMS_TOKENS - 1) + 1, more;

	for (more = 0; more < TOKEN_MAX + KALLSYMS_ALIGN; more++) {
		if (length + more > tables->index)
			return false;
		tables->tokens = tables->index - length - more;
		if (!(tables->tokens % tables->align) && are_tokens(tables))
			return true;
	}
	return false;
}

bool kallsyms_find_tokens(struct kallsyms *tables, u64 from)
{
	const u64 length = 2 * KALLSYMS_TOKENS;

	for (tables->index = aligned(tables, from);
	     tables->index < tables->size && tables->size - tables->index >= length;
	     tables->index += tables->align)
		if (is_index(tables) && find_tokens_of_index(tables))
			return true;
	return false;
}

u64 kallsyms_name_end(const struct kallsyms *tables, u64 at, u64 end)
{
	u64 length;

	if (at >= end)
		return 0;
	length = tables->data[at++];
	if (length & 0x80) {
		if (at >= end || tables->data[at] & 0x80)
			return 0;
		length = (length & 0x7f) | tables->data[at++] << 7;
	}
	return length && length <= end - at ? at + length : 0;
}

/* Walk over all names: the markers have to be right, and the end has to be there. */
static bool are_names(struct kallsyms *tables)
{
	u64 at = tables->names;
	u32 i;

	for (i = 0; i < tables->count; i++) {
		if (!(i % KALLSYMS_MARKED) && at - tables->names !=
		    kallsyms_u32(tables, tables->markers + i / KALLSYMS_MARKED * 4))
			return false;
		at = kallsyms_name_end(tables, at, tables->markers);
		if (!at || !spend(tables))
			return false;
	}
	return is_padding(tables, at, tables->markers);
}

static u32 markers_for(u64 count)
{
	return (count + KALLSYMS_MARKED - 1) / KALLSYMS_MARKED;
}

/*
 * With the last of @nmarkers known, the names begin at least so far in front of them,
 * and at most 256 of the longest names farther.
 */
static bool find_names_of_markers(struct kallsyms *tables, u32 nmarkers)
{
	u64 last = kallsyms_u32(tables, tables->markers + 4 * (u64)(nmarkers - 1));
	u64 most = last + KALLSYMS_MARKED * (NAME_CODES_MAX + 2ull) + KALLSYMS_ALIGN;
	u64 back;

	for (back = aligned(tables, last);
	     back <= most && back + tables->align <= tables->markers && spend(tables);
	     back += tables->align) {
		tables->names = tables->markers - back;
		tables->num = tables->names - tables->align;
		tables->count = kallsyms_u32(tables, tables->num);
		if (tables->count > KALLSYMS_MAX ||
		    markers_for(tables->count) != nmarkers)
			continue;
		if (is_padding(tables, tables->num + 4, tables->names) &&
		    are_names(tables))
			return true;
	}
	return false;
}

/* The number of markers that end at @end: ascending numbers after a 0; 0 if none. */
static u32 count_markers(struct kallsyms *tables, u64 end)
{
	u32 count = 0, next = UINT32_MAX, value;

	while (end >= 4 && count <= KALLSYMS_MAX / KALLSYMS_MARKED && spend(tables)) {
		end -= 4;
		value = kallsyms_u32(tables, end);
		count++;
		if (!value)
			return count;
		if (value >= next)
			return 0;
		next = value;
	}
	return 0;
}

/* Try markers that end at @end, or 4 bytes before, where there is padding. */
static bool find_markers(struct kallsyms *tables, u64 end, u32 least, u32 most)
{
	u32 pad, count;

	for (pad = 0; pad <= 4 && pad <= end; pad += 4) {
		if (!is_padding(tables, end - pad, end))
			break;
		count = count_markers(tables, end - pad);
		if (count < least || count > most || !count)
			continue;
		tables->markers = end - pad - 4 * (u64)count;
		if (!(tables->markers % tables->align) &&
		    find_names_of_markers(tables, count))
			return true;
	}
	return false;
}

/* Is there a 0 @nmarkers numbers in front of @end, and is it not just padding? */
static bool may_be_markers(const struct kallsyms *tables, u64 end, u32 nmarkers)
{
	u64 length = 4 * (u64)nmarkers;

	return length <= end && !kallsyms_u32(tables, end - length) &&
	       (nmarkers == 1 || kallsyms_u32(tables, end - length + 4));
}

/*
 * Between markers and tokens there may be 3 bytes for each symbol.  How many symbols is
 * not known yet, but a place for the end of the markers implies it, and with it how many
 * markers there must be: the first one is 0, which is true of few places.
 */
static bool find_markers_before_seqs(struct kallsyms *tables)
{
	const u64 step = tables->align;
	u64 length;

	for (length = step; length <= 3ull * KALLSYMS_MAX && length < tables->tokens;
	     length += step) {
		u64 end = tables->tokens - length;
		u32 most = markers_for(length / 3), n;

		for (n = markers_for((length - step) / 3); n <= most; n++)
			if (n && (may_be_markers(tables, end, n) ||
				  may_be_markers(tables, end - 4, n)) &&
			    find_markers(tables, end, n, n))
				return true;
	}
	return false;
}

bool kallsyms_find_names(struct kallsyms *tables)
{
	return find_markers(tables, tables->tokens, 1, UINT32_MAX) ||
	       find_markers_before_seqs(tables);
}
