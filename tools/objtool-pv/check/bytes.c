// SPDX-License-Identifier: GPL-2.0-only
/* Rules about what is at a site. */
#include <string.h>

#include "../opcodes.h"
#include "../sites/pvops.h"
#include "rules.h"

#define INSN_HEAD	4	/* what pvpatch_prefixable() looks at */

/* Where the call or jump of a site leads. */
static u64 target_of(const struct site *site, const u8 *bytes)
{
	unsigned int at = site_call_at(site);
	s32 displacement;

	memcpy(&displacement, bytes + at + 1, sizeof(displacement));
	return site->addr + at + BRANCH_LEN + (s64)displacement;
}

static bool is_jump(const struct site *site)
{
	return pvops_of(site->table) && site->variant == PVOPS_V_JUMP;
}

/* The name of the form that is wanted: a jump has had it since boot. */
static const char *mode_of(const struct checking *c, const struct site *site)
{
	const struct pvops_kernel *kernel = pvops_of(site->table);

	return is_jump(site) && kernel->bound ? pvpatch_form_name(kernel->boot) :
	       c->subject->mode;
}

/* The bytes that the site should have: of the form that is wanted, or the first. */
static const struct legal_bytes *wanted(const struct checking *c, const struct site *site,
				    const struct legal_bytes *legal, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (!strcmp(site_form_name(legal[i].form), mode_of(c, site)))
			return &legal[i];
	return legal;
}

static const char *name_of(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr ? symbol->name : "no function";
}

/* A call of a function, or a jump, and to none that the site may call or go to? */
static bool goes_elsewhere(const struct binary *binary, const struct site *site,
			   const u8 *bytes, const struct legal_bytes *legal, int count)
{
	u8 opcode = is_jump(site) ? OPCODE_JMP : OPCODE_CALL;
	unsigned int at = site_call_at(site);
	int i;

	if (site->len < BRANCH_LEN || bytes[at] != opcode)
		return false;
	for (i = 0; i < count; i++)
		if (!memcmp(legal[i].bytes + at, bytes + at, BRANCH_LEN))
			return false;
	return binary_executable(binary, target_of(site, bytes), 1);
}

static void illegal(struct checking *c, const struct site *site, const u8 *bytes)
{
	const struct binary *binary = c->subject->binary;
	struct legal_bytes legal[SITE_LEGAL_MAX];
	int count = site_legal_bytes(site, legal, SITE_LEGAL_MAX);
	const struct legal_bytes *want = wanted(c, site, legal, count);
	struct finding *found;

	if (count <= 0) {
		found = finding(c, RULE_BYTES, site->addr, site,
				"it cannot be told what is legal here");
		finding_bytes(found, bytes, NULL, site->len);
		return;
	}
	if (goes_elsewhere(binary, site, bytes, legal, count))
		found = finding(c, RULE_TARGET, site->addr, site,
				"%s %#llx, %.64s; expected: %.96s",
				is_jump(site) ? "jumps to" : "calls",
				(unsigned long long)target_of(site, bytes),
				name_of(binary, target_of(site, bytes)), want->label);
	else
		found = finding(c, RULE_BYTES, site->addr, site,
				"none of its %d legal byte sequences; expected: %.96s", count,
				want->label);
	finding_bytes(found, bytes, want->bytes, site->len);
}

/* Bytes that are all prefixes belong to the next instruction, which must bear them. */
static void check_prefixes(struct checking *c, const struct site *site, const u8 *bytes)
{
	u8 after[INSN_HEAD];
	unsigned int i;

	if (!pvops_of(site->table))
		return;
	for (i = 0; i < site->len; i++)
		if (bytes[i] != PREFIX_CS)
			return;
	if (!binary_read(c->subject->binary, site->addr + site->len, after, sizeof(after)) &&
	    pvpatch_prefixable(after))
		return;
	finding_bytes(finding(c, RULE_PREFIX, site->addr, site,
			      "the next instruction cannot bear its prefixes"),
		      bytes, NULL, site->len);
}

static void check_site(struct checking *c, const struct site *site)
{
	const struct subject *subject = c->subject;
	u8 bytes[SITE_BYTES];

	switch (site_form(site, bytes)) {
	case FORM_UNREADABLE:
		finding(c, RULE_UNREADABLE, site->addr, site, "its bytes are not there");
		return;
	case FORM_ILLEGAL:
		illegal(c, site, bytes);
		return;
	case FORM_INDIRECT:
		if (subject->binary->state == BINARY_BOOTED &&
		    strcmp(mode_of(c, site), "indirect") && strcmp(subject->backend, "none"))
			finding_bytes(finding(c, RULE_RESIDUAL, site->addr, site,
					      "still goes through the table"),
				      bytes, NULL, site->len);
		return;
	default:
		check_prefixes(c, site, bytes);
	}
}

void check_bytes(struct checking *c)
{
	size_t i;

	for (i = 0; i < c->nsites; i++)
		if (!c->sites[i]->bad)
			check_site(c, c->sites[i]);
}
