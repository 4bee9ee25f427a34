// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the tables that a kernel may take its operations from.
 *
 * A platform's code has tables of its own in boot-time data, which it copies, and
 * instructions that store one function: movq $function, entry(%rip).  The first are the
 * objects that are as large as the table and hold nothing but functions.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pvops_legal.h"
#include "stock.h"

#define TABLE_BYTES	(8 * PVOPS_NR)
#define BACKENDS_MAX	64
#define OVERLAYS_MAX	1024

/* struct pvops_backend and struct pvops_feature (asm/pvops/backend.h), PVOPS_AUDIT_VERSION 5 */
#define BACKEND_BYTES	56
#define BACKEND_TABLE	32
#define BACKEND_PAGED	40
#define BACKEND_FEATURES 48
#define FEATURE_BYTES	120
#define FEATURE_TABLE	96

/* SDM Vol. 2, MOV r/m64, imm32: REX.W C7 /0, RIP-relative */
static const u8 store_head[] = { 0x48, 0xc7, 0x05 };
#define STORE_LEN	11

/* Addresses that the linker wrote; those of the kernel have moved since. */
static int read_words(const struct binary *binary, u64 addr, u64 *to, size_t count)
{
	size_t i;

	if (stock_original(binary, addr, to, 8 * count))
		return binary_read(binary, addr, to, 8 * count);
	for (i = 0; i < count; i++)
		if (to[i] >> 63)
			to[i] += binary->slide;
	return 0;
}

static bool starts_function(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr && binary_executable(binary, addr, 1);
}

/* Is there an object at @addr that is known not to have @size bytes? */
static bool other_size(const struct binary *binary, u64 addr, u64 size)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	if (!symbol || !symbol->size)
		return false;
	return symbol->addr == addr ? symbol->size != size :
	       addr - symbol->addr < symbol->size;
}

static int add_overlay(const struct binary *binary, struct pvops_legal *legal, u64 at,
		       u64 backend, int feature)
{
	struct pvops_overlay *overlay;

	if (legal->noverlays == OVERLAYS_MAX || other_size(binary, at, TABLE_BYTES))
		return -1;
	legal->overlay = xgrow_array(legal->overlay, legal->noverlays,
				     sizeof(*legal->overlay));
	overlay = &legal->overlay[legal->noverlays];
	*overlay = (struct pvops_overlay){ .at = at, .backend = backend,
					   .feature = feature };
	if (read_words(binary, at, overlay->function, PVOPS_NR))
		return -1;
	legal->noverlays++;
	return 0;
}

static int read_features(const struct binary *binary, struct pvops_legal *legal, u64 backend,
			 u64 list)
{
	u64 feature, table;
	int i;

	for (i = 0; i <= PVOPS_LEGAL_FEATURES; i++) {
		if (read_words(binary, list + 8 * i, &feature, 1))
			return -1;
		if (!feature)
			return 0;
		if (other_size(binary, feature, FEATURE_BYTES) ||
		    read_words(binary, feature + FEATURE_TABLE, &table, 1) ||
		    (table && add_overlay(binary, legal, table, backend, i)))
			return -1;
	}
	return -1;
}

static int read_backend(const struct binary *binary, struct pvops_legal *legal, u64 backend)
{
	u64 table, paged, features;

	legal->backend = xgrow_array(legal->backend, legal->nbackends,
				     sizeof(*legal->backend));
	legal->backend[legal->nbackends++] = backend;
	if (other_size(binary, backend, BACKEND_BYTES) ||
	    read_words(binary, backend + BACKEND_TABLE, &table, 1) ||
	    read_words(binary, backend + BACKEND_PAGED, &paged, 1) ||
	    read_words(binary, backend + BACKEND_FEATURES, &features, 1))
		return -1;
	if ((table && add_overlay(binary, legal, table, backend, -1)) ||
	    (paged && add_overlay(binary, legal, paged, backend, -1)))
		return -1;
	return features ? read_features(binary, legal, backend, features) : 0;
}

static bool is_known(const struct pvops_legal *legal, u64 at)
{
	size_t i;

	for (i = 0; i < legal->noverlays; i++)
		if (legal->overlay[i].at == at)
			return true;
	return false;
}

/* Nothing but functions, and at least one of them? */
static bool all_functions(const struct binary *binary, const u64 *function)
{
	unsigned int op, count = 0;

	for (op = 0; op < PVOPS_NR; op++) {
		if (!function[op])
			continue;
		if (!starts_function(binary, function[op]))
			return false;
		count++;
	}
	return count;
}

static void find_platforms(const struct binary *binary, struct pvops_legal *legal)
{
	u64 table = binary_address(binary, "pvops_table");
	u64 native = binary_address(binary, "pvops_native_table");
	size_t i;

	for (i = 0; i < binary->nsymbols; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];
		const struct binary_section *section;

		if (symbol->function || symbol->size != TABLE_BYTES ||
		    symbol->addr == table || symbol->addr == native ||
		    is_known(legal, symbol->addr))
			continue;
		section = binary_section_at(binary, symbol->addr);
		if (!section || !section->data || section->exec ||
		    add_overlay(binary, legal, symbol->addr, 0, -1))
			continue;
		if (!all_functions(binary, legal->overlay[legal->noverlays - 1].function))
			legal->noverlays--;
	}
}

/* The bytes of an instruction that begins as a store does, of a section as built. */
static void take_store(const struct binary *binary, struct pvops_legal *legal, u64 addr,
		       const u8 *bytes)
{
	u64 table = binary_address(binary, "pvops_table"), entry, function;
	const struct binary_symbol *code = binary_symbol_at(binary, addr);
	s32 displacement, immediate;

	memcpy(&displacement, bytes + 3, sizeof(displacement));
	memcpy(&immediate, bytes + 7, sizeof(immediate));
	entry = addr + STORE_LEN + (s64)displacement - table;
	function = (u64)(s64)immediate + binary->slide;
	if (entry >= TABLE_BYTES || entry % 8 || !starts_function(binary, function))
		return;
	legal->store = xgrow_array(legal->store, legal->nstores, sizeof(*legal->store));
	legal->store[legal->nstores++] =
		(struct pvops_store){ entry / 8, function, code ? code->addr : addr };
}

static void find_stores(const struct binary *binary, struct pvops_legal *legal)
{
	size_t i;

	for (i = 0; i < binary->nsections; i++) {
		const struct binary_section *section = &binary->sections[i];
		const u8 *at = section->data, *end;

		if (!section->alloc || !section->exec || !at || section->size < STORE_LEN)
			continue;
		legal->platforms = true;
		end = at + section->size - STORE_LEN + 1;
		while ((at = memmem(at, end - at + sizeof(store_head) - 1, store_head,
				    sizeof(store_head)))) {
			take_store(binary, legal, section->addr + (at - section->data), at);
			at++;
		}
	}
}

static bool has_sizes(const struct binary *binary)
{
	const struct binary_symbol *symbol = binary_symbol(binary, "pvops_native_table");

	return symbol && symbol->size;
}

int pvops_legal_read(const struct binary *binary, struct pvops_legal *legal,
		     struct error *error)
{
	u64 start = binary_address(binary, "__start_pvops_backends");
	u64 stop = binary_address(binary, "__stop_pvops_backends");
	u64 native = binary_address(binary, "pvops_native_table"), backend, at;

	memset(legal, 0, sizeof(*legal));
	if (!start || stop < start || (stop - start) / 8 > BACKENDS_MAX ||
	    (stop - start) % 8 || !native ||
	    read_words(binary, native, legal->native, PVOPS_NR))
		return error_set(error, "the list of backends is not there");
	for (at = start; at < stop; at += 8)
		if (read_words(binary, at, &backend, 1) ||
		    read_backend(binary, legal, backend))
			return error_set(error, "the backend number %u is not made as this "
					 "program knows them",
					 (unsigned int)((at - start) / 8));
	if (!has_sizes(binary))
		return 0;
	find_platforms(binary, legal);
	find_stores(binary, legal);
	return 0;
}

void pvops_legal_free(struct pvops_legal *legal)
{
	free(legal->overlay);
	free(legal->store);
	free(legal->backend);
	memset(legal, 0, sizeof(*legal));
}

static bool is_stored(const struct pvops_legal *legal, unsigned int op, u64 function)
{
	size_t i;

	for (i = 0; i < legal->nstores; i++)
		if (legal->store[i].op == op && legal->store[i].function == function)
			return true;
	return false;
}

enum pvops_origin pvops_legal_origin(const struct pvops_legal *legal, u64 backend,
				     unsigned int op, u64 function)
{
	enum pvops_origin origin = is_stored(legal, op, function) ? PVOPS_PLATFORM :
				   PVOPS_FOREIGN, other;
	size_t i;

	if (legal->native[op] == function)
		return PVOPS_ITS_OWN;
	for (i = 0; i < legal->noverlays; i++) {
		const struct pvops_overlay *overlay = &legal->overlay[i];

		if (overlay->function[op] != function)
			continue;
		other = overlay->backend == backend ? PVOPS_ITS_OWN :
			overlay->backend ? PVOPS_OTHERS : PVOPS_PLATFORM;
		if (other > origin)
			origin = other;
	}
	return origin;
}

/* Is an operation bound as bare metal's are, or by a feature that has no part in it? */
static bool untouched(const struct pvops_legal *legal, u64 backend, unsigned int op,
		      const u64 *bound)
{
	return legal->native[op] == bound[op] &&
	       !pvops_legal_expected(legal, backend, op, NULL) &&
	       !is_stored(legal, op, bound[op]);
}

static bool row_alone(const struct pvops_legal *legal, const struct pvops_overlay *overlay,
		      u64 backend, const u64 *bound)
{
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++)
		if (overlay->function[op] && overlay->function[op] != bound[op] &&
		    untouched(legal, backend, op, bound))
			return true;
	return false;
}

static bool code_alone(const struct pvops_legal *legal, u64 code, u64 backend,
		       const u64 *bound)
{
	size_t i;

	for (i = 0; i < legal->nstores; i++)
		if (legal->store[i].code == code &&
		    legal->store[i].function != bound[legal->store[i].op] &&
		    untouched(legal, backend, legal->store[i].op, bound))
			return true;
	return false;
}

bool pvops_legal_alone(const struct pvops_legal *legal, u64 backend, unsigned int op,
		       const u64 *bound)
{
	size_t i;

	for (i = 0; i < legal->noverlays; i++)
		if (!legal->overlay[i].backend && legal->overlay[i].function[op] == bound[op] &&
		    !row_alone(legal, &legal->overlay[i], backend, bound))
			return false;
	for (i = 0; i < legal->nstores; i++)
		if (legal->store[i].op == op && legal->store[i].function == bound[op] &&
		    !code_alone(legal, legal->store[i].code, backend, bound))
			return false;
	return true;
}

u64 pvops_legal_expected(const struct pvops_legal *legal, u64 backend, unsigned int op,
			 const bool *unused)
{
	u64 function = 0;
	size_t i;

	for (i = 0; i < legal->noverlays; i++) {
		const struct pvops_overlay *overlay = &legal->overlay[i];

		if (overlay->backend != backend || !overlay->function[op])
			continue;
		if (overlay->feature < 0 || (unused && !unused[overlay->feature]))
			function = overlay->function[op];
		else if (!unused)
			return 0;
	}
	return function;
}
