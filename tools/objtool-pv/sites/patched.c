// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the tables of places that a kernel changes.  Most are displacements of four
 * bytes from themselves; the facts are those of arch/x86/kernel/alternative.c, static_call.c,
 * jump_label.c and ftrace.c of Linux 6.12.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../decode.h"
#include "../opcodes.h"
#include "patched.h"
#include "stock.h"

/* A kernel of a distribution has half a million. */
#define PATCHES_MAX	(1u << 22)
/* Places in front of an address that are looked at; some ten in the longest one. */
#define OVERLAP_MAX	256
#define WORK_MAX	(1u << 20)

static int add(struct patched *patched, enum patch_kind kind, u64 addr, unsigned int len,
	       u64 ref)
{
	if (patched->count == PATCHES_MAX || !len || len > 255)
		return -1;
	patched->patch = xgrow_array(patched->patch, patched->count,
				     sizeof(*patched->patch));
	patched->patch[patched->count++] = (struct patch){ addr, ref, len, kind };
	if (len > patched->longest)
		patched->longest = len;
	return 0;
}

static u64 relative(const u8 *field, u64 at)
{
	s32 offset;

	memcpy(&offset, field, sizeof(offset));
	return at + (u64)(s64)offset;
}

/* The length of the instruction in the file at @addr; 0: there is none. */
static unsigned int length_at(const struct binary *binary, u64 addr)
{
	u8 bytes[16];
	size_t size = sizeof(bytes);
	struct insn insn;

	while (size && stock_original(binary, addr, bytes, size))
		size--;
	return size && !decode(bytes, size, addr, &insn) ? insn.len : 0;
}

/* Tables of displacements. */
static const struct {
	const char *section;
	enum patch_kind kind;
	unsigned int len;		/* 0: that of the instruction */
} tables[] = {
	{ ".retpoline_sites", PATCH_RETPOLINE, 0 },
	{ ".return_sites", PATCH_RETURN, BRANCH_LEN },
	{ ".call_sites", PATCH_CALL, BRANCH_LEN },
	{ ".ibt_endbr_seal", PATCH_ENDBR, 4 },
	{ ".smp_locks", PATCH_LOCK, 1 },
};

static int read_offsets(struct patched *patched, const struct binary_section *section,
			enum patch_kind kind, unsigned int len)
{
	u64 at, addr;
	unsigned int n;

	for (at = 0; at + 4 <= section->size; at += 4) {
		addr = relative(section->data + at, section->addr + at);
		n = len ? len : length_at(patched->binary, addr);
		/* The linker pads .smp_locks, and the start of a function may be dropped. */
		if (!n || !binary_executable(patched->binary, addr, n))
			continue;
		if (add(patched, kind, addr, n, 0))
			return -1;
	}
	return 0;
}

/* The bytes of the file between two of the linker's symbols; NULL: there are none. */
static const u8 *between(const struct binary *binary, const char *start, const char *stop,
			 u64 *addr, u64 *size)
{
	u64 end = binary_address(binary, stop);
	const struct binary_section *section;

	*addr = binary_address(binary, start);
	section = *addr ? binary_section_at(binary, *addr) : NULL;
	if (!section || !section->data || end < *addr ||
	    end - section->addr > section->size)
		return NULL;
	*size = end - *addr;
	return section->data + (*addr - section->addr);
}

/* struct static_call_site: displacements to the site and to its key, with flags. */
static int read_static_calls(struct patched *patched)
{
	u64 start, size, at, addr;
	const u8 *data = between(patched->binary, "__start_static_call_sites",
				 "__stop_static_call_sites", &start, &size);
	u8 head[2];

	for (at = 0; data && at + 8 <= size; at += 8) {
		addr = relative(data + at, start + at);
		if (stock_original(patched->binary, addr, head, sizeof(head)))
			continue;
		if (add(patched, PATCH_STATIC_CALL, addr, head[0] == 0x0f ? 6 : BRANCH_LEN,
			relative(data + at + 4, start + at + 4) & ~3ull))
			return -1;
	}
	return 0;
}

/* struct jump_entry: displacements to the code, its target and its key, 4, 4, 8 bytes. */
static int read_jumps(struct patched *patched)
{
	u64 start, size, at, addr;
	const u8 *data = between(patched->binary, "__start___jump_table",
				 "__stop___jump_table", &start, &size);
	unsigned int len;

	for (at = 0; data && at + 16 <= size; at += 16) {
		addr = relative(data + at, start + at);
		len = length_at(patched->binary, addr);
		if (len != 2 && len != BRANCH_LEN)
			continue;
		if (add(patched, PATCH_JUMP, addr, len,
			relative(data + at + 4, start + at + 4)))
			return -1;
	}
	return 0;
}

/* Addresses; the linker has moved none of them yet. */
static int read_traced(struct patched *patched)
{
	u64 start, size, at, addr;
	const u8 *data = between(patched->binary, "__start_mcount_loc", "__stop_mcount_loc",
				 &start, &size);

	for (at = 0; data && at + 8 <= size; at += 8) {
		memcpy(&addr, data + at, sizeof(addr));
		if (addr && add(patched, PATCH_TRACE, addr + patched->binary->slide,
				BRANCH_LEN, 0))
			return -1;
	}
	return 0;
}

static const char *const tracers[] = {
	"ftrace_call", "ftrace_regs_call", "ftrace_graph_call",
};

static bool has_suffix(const char *name, const char *suffix)
{
	size_t size = strlen(name), tail = strlen(suffix);

	return size > tail && !strcmp(name + size - tail, suffix);
}

static int read_symbols(struct patched *patched)
{
	const struct binary *binary = patched->binary;
	char key[128] = "__SCK__";
	size_t i;
	u64 addr;

	for (i = 0; i < sizeof(tracers) / sizeof(*tracers); i++) {
		addr = binary_address(binary, tracers[i]);
		if (addr && add(patched, PATCH_TRACER, addr, BRANCH_LEN, 0))
			return -1;
	}
	for (i = 0; i < binary->nsymbols; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];

		if (has_suffix(symbol->name, "_iret_patch") &&
		    add(patched, PATCH_IRET, symbol->addr, BRANCH_LEN, 0))
			return -1;
		if (strncmp(symbol->name, "__SCT__", 7) || strlen(symbol->name) > 100)
			continue;
		strcpy(key + 7, symbol->name + 7);
		addr = binary_address(binary, key);
		if (addr && add(patched, PATCH_TRAMPOLINE, symbol->addr, BRANCH_LEN, addr))
			return -1;
	}
	return 0;
}

/* All places of one constant have the same value; which, the first of them tells. */
static int read_constant(struct patched *patched, const struct binary_section *section,
			 unsigned int len)
{
	const struct binary *binary = patched->binary;
	u64 at, addr, value = 0;

	for (at = 0; at + 4 <= section->size; at += 4) {
		addr = relative(section->data + at, section->addr + at);
		if (!at && binary_read(binary, addr, &value, len))
			return 0;
		if (binary_executable(binary, addr, len) &&
		    add(patched, PATCH_CONSTANT, addr, len, value))
			return -1;
	}
	return 0;
}

static int read_sections(struct patched *patched)
{
	const struct binary *binary = patched->binary;
	size_t i, t;
	int err = 0;

	for (i = 0; i < binary->nsections && !err; i++) {
		const struct binary_section *section = &binary->sections[i];

		if (!section->data)
			continue;
		if (!strncmp(section->name, "runtime_ptr_", 12))
			err = read_constant(patched, section, 8);
		else if (!strncmp(section->name, "runtime_shift_", 14))
			err = read_constant(patched, section, 1);
		for (t = 0; t < sizeof(tables) / sizeof(*tables) && !err; t++)
			if (!strcmp(section->name, tables[t].section))
				err = read_offsets(patched, section, tables[t].kind,
						   tables[t].len);
	}
	return err;
}

/* One place for all records of a site, as long as the longest of them. */
static int read_alternatives(struct patched *patched, struct error *error)
{
	const struct alternatives *a = &patched->alternatives;
	u32 i, j;

	if (alternatives_load(patched->binary, &patched->alternatives, error) < 0)
		return -1;
	for (i = 0; i < a->count; i = j) {
		u8 len = 0;

		for (j = i; j < a->count && a->record[j].site == a->record[i].site; j++)
			if (a->record[j].len > len)
				len = a->record[j].len;
		if (add(patched, PATCH_ALTERNATIVE, a->record[i].site, len, i))
			return error_set(error, "too many places that the kernel patches");
	}
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct patch *one = a, *other = b;

	if (one->addr != other->addr)
		return one->addr < other->addr ? -1 : 1;
	return (int)one->kind - (int)other->kind;
}

int patched_read(const struct binary *binary, const struct pvops_kernel *kernel,
		 struct patched *patched, struct error *error)
{
	memset(patched, 0, sizeof(*patched));
	patched->kernel = kernel;
	patched->binary = binary;
	patched->work = WORK_MAX;
	if (binary_section(binary, ".cfi_sites"))
		return error_set(error, "it has CFI, which rewrites calls in a way that this "
				 "program does not know");
	patched->mover = mover_new();
	if (!patched->mover)
		return error_set(error, "there is no decoder");
	if (read_alternatives(patched, error))
		return -1;
	if (read_sections(patched) || read_static_calls(patched) || read_jumps(patched) ||
	    read_traced(patched) || read_symbols(patched))
		return error_set(error, "too many places that the kernel patches");
	if (patched->count)
		qsort(patched->patch, patched->count, sizeof(*patched->patch), by_address);
	return 0;
}

void patched_free(struct patched *patched)
{
	free(patched->patch);
	alternatives_free(&patched->alternatives);
	mover_free(patched->mover);
	memset(patched, 0, sizeof(*patched));
}

/* How many begin at or before @addr. */
static size_t patched_until(const struct patched *patched, u64 addr)
{
	size_t low = 0, high = patched->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (patched->patch[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

ssize_t patched_next(const struct patched *patched, u64 addr, ssize_t from)
{
	size_t end = patched_until(patched, addr);
	size_t i = from == PATCHED_FIRST ? end : (size_t)from;

	while (i > 0 && end - i < OVERLAP_MAX &&
	       addr - patched->patch[i - 1].addr < patched->longest) {
		i--;
		if (addr - patched->patch[i].addr < patched->patch[i].len)
			return i;
	}
	return -1;
}
