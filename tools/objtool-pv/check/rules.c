// SPDX-License-Identifier: GPL-2.0-only
/* The rules' names and meanings. */
#include "check.h"

static const char *const ids[RULES_NR] = {
#define RULE(constant, id, meaning) [RULE_##constant] = id,
	RULES
#undef RULE
};

static const char *const meanings[RULES_NR] = {
#define RULE(constant, id, meaning) [RULE_##constant] = meaning,
	RULES
#undef RULE
};

const char *rule_id(enum rule rule)
{
	return ids[rule];
}

const char *rule_meaning(enum rule rule)
{
	return meanings[rule];
}
