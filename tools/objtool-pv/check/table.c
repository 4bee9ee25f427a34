// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about our table of operations: it holds what was bound, each entry is the start
 * of a function that may be reached by an indirect branch, and after boot no code can
 * write to it.
 */
#include <string.h>

#include "../memory/memory.h"
#include "../opcodes.h"
#include "../sites/pvops.h"
#include "rules.h"

static const u8 endbr64[4] = ENDBR64;

/* The table as it is, and as it should be. */
struct entries {
	u64 at;
	u64 now[PVOPS_NR];
	u64 bound[PVOPS_NR];
};

static struct finding *about(struct checking *c, enum rule rule, const struct entries *e,
			     unsigned int op, const char *what, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(c->subject->binary, addr);
	struct finding *f = finding(c, rule, e->at + 8 * op, NULL, "%s holds %#llx, %.64s: %s",
				    pvops_op_label(op), (unsigned long long)addr,
				    symbol ? symbol->name : "no function", what);

	strcpy(f->op, pvops_op_label(op));
	return f;
}

static bool starts_function(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr && binary_executable(binary, addr, 1);
}

/* Where the compiler gave none of its functions an ENDBR, none is needed. */
static bool has_ibt(const struct binary *binary)
{
	return binary->state == BINARY_BUILT && binary_section(binary, ".ibt_endbr_seal");
}

static void check_endbr(struct checking *c, const struct entries *e, unsigned int op)
{
	u8 head[sizeof(endbr64)];
	bool there = !binary_read(c->subject->binary, e->now[op], head, sizeof(head));
	struct finding *f;

	if (there && !memcmp(head, endbr64, sizeof(head)))
		return;
	f = about(c, RULE_ENDBR, e, op, "does not begin with ENDBR64", e->now[op]);
	finding_bytes(f, there ? head : NULL, endbr64, sizeof(head));
}

static void check_entry(struct checking *c, const struct entries *e, unsigned int op)
{
	const struct binary *binary = c->subject->binary;
	struct finding *f;

	if (e->now[op] != e->bound[op]) {
		f = about(c, RULE_TABLE, e, op, "it was bound to another function", e->now[op]);
		finding_bytes(f, (const u8 *)&e->now[op], (const u8 *)&e->bound[op], 8);
	} else if (!starts_function(binary, e->now[op])) {
		about(c, RULE_TABLE, e, op, "not the start of a function", e->now[op]);
	} else if (has_ibt(binary)) {
		check_endbr(c, e, op);
	}
}

static void check_protection(struct checking *c, const char *name)
{
	const struct binary *binary = c->subject->binary;
	u64 addr = binary_address(binary, name);
	u64 start = binary_address(binary, "__start_rodata");
	u64 end = binary_address(binary, "__end_rodata");
	int writable = dump_writable(binary, addr);

	if (start && (addr < start || addr >= end))
		finding(c, RULE_WRITABLE, addr, NULL, "%s is not in read-only data", name);
	else if (writable > 0)
		finding(c, RULE_WRITABLE, addr, NULL,
			"the page tables let the kernel write to %s", name);
}

static void check_kernel(struct checking *c, const struct pvops_kernel *kernel)
{
	const struct binary *binary = c->subject->binary;
	struct entries e = { .at = binary_address(binary, "pvops_table") };
	u64 bound = binary_address(binary, "pvops_native_table");
	unsigned int op;

	if (binary->state == BINARY_BOOTED && kernel->bound)
		bound = binary_address(binary, "pvops_bound") + kernel->audit.bound_function;
	else if (binary->state == BINARY_BOOTED)
		bound = e.at;
	if (binary_read(binary, e.at, e.now, sizeof(e.now)) ||
	    binary_read(binary, bound, e.bound, sizeof(e.bound))) {
		finding(c, RULE_TABLE, e.at, NULL, "the table of operations cannot be read");
		return;
	}
	for (op = 0; op < PVOPS_NR; op++)
		check_entry(c, &e, op);
	if (binary->state != BINARY_BOOTED)
		return;
	check_protection(c, "pvops_table");
	check_protection(c, "pvops_bound");
	check_protection(c, "__start_pvops_sites");
}

void check_table(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	const struct pvops_kernel *kernel = tables->ntables ? pvops_of(tables->table[0]) : NULL;

	if (kernel && c->subject->binary->kind == BINARY_KERNEL)
		check_kernel(c, kernel);
}
