/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules that every site, every record and the table of operations have to keep.
 * One file of rules each; a finding says which rule was broken where.
 */
#ifndef OBJTOOL_PV_CHECK_H
#define OBJTOOL_PV_CHECK_H

#include "../subject.h"

/*
 * The rules.  Their ids are stable: scripts and baselines name them.
 *
 *	RULE(constant, id, what a finding of it means)
 */
#define RULES								\
	RULE(RECORD,	"record",	"a record that no site can have")	\
	RULE(TEXT,	"text",		"a site that is not in executable text") \
	RULE(OVERLAP,	"overlap",	"two sites that share bytes")		\
	RULE(BOUNDARY,	"boundary",	"a site that does not begin and end with an instruction") \
	RULE(BRANCH,	"branch-inside", "a branch into the middle of a site")	\
	RULE(SYMBOL,	"symbol-inside", "a symbol in the middle of a site")	\
	RULE(BYTES,	"bytes",	"bytes that are none of the site's legal byte sequences") \
	RULE(TARGET,	"target",	"a call of another function than the site's") \
	RULE(UNREADABLE, "unreadable",	"a site whose bytes are not there")	\
	RULE(RESIDUAL,	"residual",	"a call through the table that is left after boot") \
	RULE(PREFIX,	"prefix",	"prefixes of an instruction that must have none") \
	RULE(UNRECORDED, "unrecorded",	"a call through the table that no record names") \
	RULE(RETPOLINE,	"retpoline",	"an indirect branch without its annotation") \
	RULE(ENDBR,	"endbr",	"an indirect target that does not begin with ENDBR") \
	RULE(THUNK,	"thunk",	"a call target that is not what its record says") \
	RULE(TABLE,	"table",	"an entry of the table that is not what was bound") \
	RULE(BINDING,	"binding",	"a function that the backend does not have for an operation") \
	RULE(STATE,	"state",	"a backend or a mode that the rest of the kernel contradicts") \
	RULE(MODULES,	"modules",	"a module whose sites are not listed as it has them") \
	RULE(WRITABLE,	"table-writable", "a table that may be written to after boot") \
	RULE(PROTECTION, "writable",	"code or read-only data that may be written to after boot") \
	RULE(VIEW,	"view",		"memory that a CPU sees otherwise than the kernel's page tables") \
	RULE(CODE,	"code",		"code that the kernel did not make of its file's") \
	RULE(CHANGED,	"changed",	"a read-only record that differs from the kernel's file")

enum rule {
#define RULE(constant, id, meaning) RULE_##constant,
	RULES
#undef RULE
	RULES_NR
};

/**
 * struct finding - one broken rule
 * @rule:     which
 * @addr:     where: of a site, its first byte; else the table's entry, the thunk, ...
 * @site:     the site, or NULL
 * @op:       name of the operation, "" if none is concerned
 * @place:    @addr for a person, as binary_place()
 * @message:  one sentence
 * @found:    the bytes there, @nfound of them; 0 if that says nothing
 * @expected: the nearest legal ones; @nexpected
 * @known:    the baseline has it
 */
struct finding {
	enum rule rule;
	u64 addr;
	const struct site *site;
	char op[64];
	char place[BINARY_PLACE];
	char message[256];
	u8 found[SITE_BYTES];
	u8 expected[SITE_BYTES];
	u8 nfound, nexpected;
	bool known;
};

/**
 * struct findings - what a check found, in the order of addresses
 * @finding:   @count of them, at most FINDINGS_MAX
 * @dropped:   how many more there were; @unchecked says so
 * @checked:   sites that were looked at
 * @unchecked: what no rule could look at, a sentence each; @nunchecked of them.  What
 *             no reader could is in the subject's tables
 */
#define FINDINGS_MAX	(1u << 16)
struct findings {
	struct finding *finding;
	size_t count;
	size_t dropped;
	size_t checked;
	char **unchecked;
	size_t nunchecked;
};

/**
 * check_run - hold a subject against all rules
 * @progress: called now and then with how far it is, 0 to 100; may be NULL
 */
void check_run(struct subject *subject, struct findings *findings,
	       void (*progress)(unsigned int percent));

/** findings_free - and everything in them */
void findings_free(struct findings *findings);

/** rule_id - the stable id of a rule */
const char *rule_id(enum rule rule);

/** rule_meaning - what a finding of it means, a phrase */
const char *rule_meaning(enum rule rule);

/* For the rules: */

/**
 * finding_add - append; place and op are filled in from @addr and @site
 *
 * Return: the finding; where there are too many already, one that the next replaces.
 */
struct finding *finding_add(struct findings *findings, const struct subject *subject,
			    enum rule rule, u64 addr, const struct site *site,
			    const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/** findings_unchecked - say what could not be looked at */
void findings_unchecked(struct findings *findings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
