// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about what a kernel of ours says of itself: its backend is one of those that
 * were linked into it, each operation is bound to a function that this backend has for
 * it, its sites have the form that its mode asks for, and no list leaves out sites.
 */
#include <string.h>

#include "../sites/pvops_legal.h"
#include "rules.h"

/* What is known of the backend while its operations are looked at. */
struct binding {
	const struct pvops_kernel *kernel;
	struct pvops_legal legal;
	u64 backend;
	bool unused[PVOPS_LEGAL_FEATURES];
	bool asked;
	unsigned int platform, unknown;
	unsigned int first;
};

static const char *name_of(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr ? symbol->name : "no function";
}

static void wrong(struct checking *c, const struct binding *b, unsigned int op, u64 expected,
		  const char *why)
{
	const struct binary *binary = c->subject->binary;
	u64 function = b->kernel->binding.function[op];
	struct finding *f;

	f = finding(c, RULE_BINDING, binary_address(binary, "pvops_table") + 8 * op, NULL,
		    "%s is bound to %#llx, %.64s: %.100s", pvops_op_label(op),
		    (unsigned long long)function, name_of(binary, function), why);
	strcpy(f->op, pvops_op_label(op));
	finding_bytes(f, (const u8 *)&function, expected ? (const u8 *)&expected : NULL, 8);
}

static void check_function(struct checking *c, struct binding *b, unsigned int op)
{
	u64 function = b->kernel->binding.function[op];
	u64 expected = pvops_legal_expected(&b->legal, b->backend, op,
					    b->asked ? b->unused : NULL);
	enum pvops_origin origin = pvops_legal_origin(&b->legal, b->backend, op, function);

	if (expected && function != expected)
		wrong(c, b, op, expected, "the backend and the features in use have another");
	else if (origin <= PVOPS_OTHERS && !b->legal.platforms)
		b->unknown++;
	else if (origin == PVOPS_OTHERS)
		wrong(c, b, op, 0, "another backend's");
	else if (origin == PVOPS_FOREIGN)
		wrong(c, b, op, 0, "no table and no code of the kernel has it for this");
	else if (b->asked && !expected && function != b->legal.native[op] &&
		 origin == PVOPS_ITS_OWN)
		wrong(c, b, op, b->legal.native[op], "of a feature that is not in use");
	else if (origin == PVOPS_PLATFORM &&
		 pvops_legal_alone(&b->legal, b->backend, op, b->kernel->binding.function))
		wrong(c, b, op, b->legal.native[op],
		      "a platform's, and what belongs to it is not bound");
	else if (origin == PVOPS_PLATFORM && !b->platform++)
		b->first = op;
}

/*
 * What each feature answered when it was asked for a reason not to be used, from
 * reasons[] of pvops/ask.c; without that table it is not known.
 */
static void read_unused(const struct binary *binary, struct binding *b)
{
	const struct binary_symbol *symbol = binary_symbol(binary, "reasons");
	u64 reason[PVOPS_LEGAL_FEATURES];
	u64 start = binary_address(binary, "__start_ro_after_init");
	u64 end = binary_address(binary, "__end_ro_after_init");
	unsigned int i;

	b->asked = symbol && symbol->size == sizeof(reason) && symbol->addr >= start &&
		   symbol->addr < end && !binary_read(binary, symbol->addr, reason,
						      sizeof(reason));
	for (i = 0; b->asked && i < PVOPS_LEGAL_FEATURES; i++)
		b->unused[i] = reason[i];
}

static bool is_backend(const struct binding *b)
{
	size_t i;

	for (i = 0; i < b->legal.nbackends; i++)
		if (b->legal.backend[i] == b->backend)
			return true;
	return false;
}

static void check_functions(struct checking *c, struct binding *b)
{
	const struct binary *binary = c->subject->binary;
	u64 state = binary_address(binary, "pvops_state") + b->kernel->audit.state_backend;
	unsigned int op;

	if (binary_read(binary, state, &b->backend, sizeof(b->backend)))
		return;
	if (!is_backend(b)) {
		finding(c, RULE_STATE, state, NULL, "the backend at %#llx is none of this "
			"kernel's", (unsigned long long)b->backend);
		return;
	}
	read_unused(binary, b);
	for (op = 0; op < PVOPS_NR; op++)
		check_function(c, b, op);
	if (b->unknown)
		findings_unchecked(c->findings, "whether %u operations are bound to functions "
				   "of this platform: the kernel's file with its symbols' sizes "
				   "says so (--vmlinux)", b->unknown);
	if (b->platform)
		findings_unchecked(c->findings, "whether %u operations that the kernel's own code "
				   "has bound (%s to %.64s, ...) are this platform's: the backend "
				   "%s has no list of them", b->platform,
				   pvops_op_label(b->first),
				   name_of(binary, b->kernel->binding.function[b->first]),
				   b->kernel->backend);
}

/* The form that the patcher gives a site in the kernel's mode, a jump at boot; FORMS: none. */
static enum site_form planned(const struct pvops_kernel *kernel, const struct site *site)
{
	static const enum site_form forms[PVPATCH_FORMS] = {
		[PVPATCH_INDIRECT] = FORM_INDIRECT, [PVPATCH_DIRECT] = FORM_DIRECT,
		[PVPATCH_INLINE] = FORM_INLINE,
	};
	struct pvpatch_site decoded = pvops_decoded(site);
	struct pvpatch_choice choice;
	struct pvpatch_plan plan;

	if (site->bad || pvops_binding_choose(&kernel->binding, &decoded, &choice) ||
	    pvpatch_plan(&decoded, &choice, pvops_form_wanted(kernel, site->variant),
			 &plan))
		return FORMS;
	return forms[plan.form];
}

/* A call left through the table is a finding of its own; where the mode is that one, not. */
static void check_mode(struct checking *c, const struct pvops_kernel *kernel)
{
	u64 state = binary_address(c->subject->binary, "pvops_state") + kernel->audit.state_mode;
	const struct site *first = NULL;
	unsigned int other = 0, all = 0;
	char place[BINARY_PLACE];
	size_t i;

	for (i = 0; i < c->nsites; i++) {
		enum site_form want, form;

		if (!pvops_of(c->sites[i]->table))
			continue;
		want = planned(kernel, c->sites[i]);
		form = site_form(c->sites[i], NULL);
		if (want == FORMS || form == FORM_ILLEGAL || form == FORM_UNREADABLE)
			continue;
		all++;
		if (form == want || form == FORM_INDIRECT)
			continue;
		if (!other++)
			first = c->sites[i];
	}
	if (!other)
		return;
	binary_place(c->subject->binary, first->addr, place);
	finding(c, RULE_STATE, state, NULL, "the mode is %s, and %u of %u sites are not what it "
		"makes of them: %.100s", c->subject->mode, other, all, place);
}

void check_binding(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	struct binding b = { .kernel = tables->ntables ? pvops_of(tables->table[0]) : NULL };
	struct error error = { "" };
	size_t i;

	if (!b.kernel || c->subject->binary->state != BINARY_BOOTED || !b.kernel->bound)
		return;
	for (i = 0; i < b.kernel->ndoubts; i++)
		finding(c, RULE_MODULES, b.kernel->doubt[i].at, NULL, "%s",
			b.kernel->doubt[i].what);
	if (pvops_legal_read(c->subject->binary, &b.legal, &error))
		findings_unchecked(c->findings, "whether each operation is bound to a function "
				   "of its backend: %s", error.text);
	else
		check_functions(c, &b);
	pvops_legal_free(&b.legal);
	check_mode(c, b.kernel);
}
