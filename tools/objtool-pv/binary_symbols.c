// SPDX-License-Identifier: GPL-2.0-only
/*
 * The symbols of a binary: by name, by address, and as a person wants to read them.
 *
 * A file may give any number of names to one address and any size to a name, so every
 * walk from where a binary search ended is bounded.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "binary.h"

/* Symbols before an address that are looked at to find the best one for it. */
#define WALK_MAX	64
/* Where no section ends it, a symbol without a size has no address this far after. */
#define REACH_MAX	(1u << 20)

void binary_add_symbol(struct binary *binary, const struct binary_symbol *symbol)
{
	binary->symbols = xgrow_array(binary->symbols, binary->nsymbols,
				      sizeof(*binary->symbols));
	binary->symbols[binary->nsymbols++] = *symbol;
}

static int compare_addresses(const void *a, const void *b)
{
	const struct binary_symbol *one = a, *two = b;

	if (one->addr != two->addr)
		return one->addr < two->addr ? -1 : 1;
	return strcmp(one->name, two->name);
}

/* A name's place in the order: its first bytes as a number, which decides mostly. */
struct name_key {
	u64 prefix;
	u32 index;
};

static u64 name_prefix(const char *name)
{
	u64 prefix = 0;
	int i;

	for (i = 0; i < 8; i++) {
		prefix = prefix << 8 | (u8)*name;
		if (*name)
			name++;
	}
	return prefix;
}

static int compare_names(const void *a, const void *b, void *ctx)
{
	const struct binary_symbol *symbols = ctx;
	const struct name_key *one = a, *two = b;
	int order;

	if (one->prefix != two->prefix)
		return one->prefix < two->prefix ? -1 : 1;
	order = strcmp(symbols[one->index].name, symbols[two->index].name);
	if (order)
		return order;
	return one->index < two->index ? -1 : one->index > two->index;
}

void binary_ready(struct binary *binary)
{
	struct name_key *keys;
	size_t i;

	if (binary->nsymbols)
		qsort(binary->symbols, binary->nsymbols, sizeof(*binary->symbols),
		      compare_addresses);
	keys = xcalloc(binary->nsymbols, sizeof(*keys));
	for (i = 0; i < binary->nsymbols; i++) {
		keys[i].prefix = name_prefix(binary->symbols[i].name);
		keys[i].index = i;
	}
	qsort_r(keys, binary->nsymbols, sizeof(*keys), compare_names, binary->symbols);
	binary->by_name = xrealloc_array(binary->by_name, binary->nsymbols, sizeof(u32));
	for (i = 0; i < binary->nsymbols; i++)
		binary->by_name[i] = keys[i].index;
	free(keys);
}

const struct binary_symbol *binary_symbol(const struct binary *binary, const char *name)
{
	size_t low = 0, high = binary->nsymbols;
	const struct binary_symbol *symbol;

	if (!binary->by_name)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		symbol = &binary->symbols[binary->by_name[middle]];
		if (strcmp(symbol->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == binary->nsymbols)
		return NULL;
	symbol = &binary->symbols[binary->by_name[low]];
	return strcmp(symbol->name, name) ? NULL : symbol;
}

u64 binary_address(const struct binary *binary, const char *name)
{
	const struct binary_symbol *symbol = binary_symbol(binary, name);

	return symbol ? symbol->addr : 0;
}

/* The number of symbols at or before @addr. */
static size_t symbols_until(const struct binary *binary, u64 addr)
{
	size_t low = 0, high = binary->nsymbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (binary->symbols[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool inside(const struct binary_symbol *symbol, u64 addr)
{
	return addr - symbol->addr < symbol->size;
}

/* Can @symbol, which is at or before @addr, be what @addr belongs to? */
static bool reaches(const struct binary *binary, const struct binary_symbol *symbol,
		    u64 addr)
{
	const struct binary_section *section = binary_section_at(binary, addr);

	if (section)
		return symbol->addr >= section->addr;
	if (binary_section_at(binary, symbol->addr))
		return false;
	return symbol->size ? inside(symbol, addr) : addr - symbol->addr < REACH_MAX;
}

static bool local_label(const struct binary_symbol *symbol)
{
	return !strncmp(symbol->name, ".L", 2);
}

/* Of symbols at one address, the one with the highest rank is shown. */
static int rank(const struct binary_symbol *symbol)
{
	int made_up = local_label(symbol) || !strncmp(symbol->name, "__pfx_", 6);

	return !made_up * 4 + symbol->function * 2 + !!symbol->size;
}

const struct binary_symbol *binary_symbol_at(const struct binary *binary, u64 addr)
{
	size_t i = symbols_until(binary, addr), tries;
	const struct binary_symbol *best = NULL;

	for (tries = 0; i && tries < WALK_MAX; tries++) {
		const struct binary_symbol *symbol = &binary->symbols[--i];

		if (best && symbol->addr != best->addr && !local_label(best))
			break;
		if (!reaches(binary, symbol, addr))
			break;
		/* A label inside a function is no reason not to name the function. */
		if (!best || (local_label(best) && !local_label(symbol)) ||
		    (symbol->addr == best->addr && rank(symbol) > rank(best)))
			best = symbol;
	}
	return best;
}

/* The nearest symbol before @addr that says that @addr is in it. */
static const struct binary_symbol *enclosing(const struct binary *binary, u64 addr)
{
	size_t i = symbols_until(binary, addr), tries;
	const struct binary_symbol *best = NULL;

	for (tries = 0; i && tries < WALK_MAX; tries++) {
		const struct binary_symbol *symbol = &binary->symbols[--i];

		if (best && symbol->addr != best->addr)
			break;
		if (symbol->function && inside(symbol, addr) &&
		    reaches(binary, symbol, addr) &&
		    (!best || rank(symbol) > rank(best)))
			best = symbol;
	}
	return best;
}

/* What is at @addr ends @size bytes on, but not after its section or the last address. */
static u64 clamp_end(const struct binary *binary, u64 addr, u64 size)
{
	const struct binary_section *section = binary_section_at(binary, addr);

	if (section && size > section->size - (addr - section->addr))
		size = section->size - (addr - section->addr);
	return size <= UINT64_MAX - addr ? addr + size : UINT64_MAX;
}

/* Something without a size ends where the next name or the section does. */
static u64 next_address(const struct binary *binary, u64 addr)
{
	u64 size = binary_section_at(binary, addr) ? UINT64_MAX : REACH_MAX;
	u64 end = clamp_end(binary, addr, size);
	size_t i = symbols_until(binary, addr);

	if (i < binary->nsymbols && binary->symbols[i].addr < end)
		end = binary->symbols[i].addr;
	return end;
}

const struct binary_symbol *binary_function(const struct binary *binary, u64 addr,
					    u64 *start, u64 *end)
{
	const struct binary_symbol *symbol = enclosing(binary, addr);

	if (symbol) {
		*start = symbol->addr;
		*end = clamp_end(binary, symbol->addr, symbol->size);
		return symbol;
	}
	/* Without a size; or after it: what a weak function, overridden, has left. */
	symbol = binary_symbol_at(binary, addr);
	if (!symbol || !symbol->function)
		return NULL;
	*start = symbol->addr;
	*end = next_address(binary, addr);
	return symbol;
}

/* Names come from files: one that would steer a terminal does not get there. */
static void printable(char *text)
{
	for (; *text; text++)
		if (!isascii((u8)*text) || !isprint((u8)*text))
			*text = '?';
}

void binary_place(const struct binary *binary, u64 addr, char *to)
{
	const struct binary_section *section = binary_section_at(binary, addr);
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);
	char place[BINARY_PLACE / 2];

	/* Addresses of a module are made up, so they would tell a reader nothing. */
	if (binary->kind == BINARY_MODULE && section)
		snprintf(place, sizeof(place), "%.80s+0x%" PRIx64, section->name,
			 addr - section->addr);
	else
		snprintf(place, sizeof(place), "0x%" PRIx64, addr);
	if (symbol)
		snprintf(to, BINARY_PLACE, "%s %.100s+0x%" PRIx64, place, symbol->name,
			 addr - symbol->addr);
	else
		snprintf(to, BINARY_PLACE, "%s", place);
	printable(to);
}
