// SPDX-License-Identifier: GPL-2.0-only
/* What the counters of the sites must say in each mode. */
#include "guest.h"

#include <string.h>

const char *const modes[MODES] = { "direct", "indirect", "inline" };

/*
 * The counters that must be 0. "inline" allows direct: an op that is too long
 * or too rare for an inline form is called directly there.
 */
static const struct {
	const char *mode;
	enum stat_key zero[2];
} rules[] = {
	{ "direct",	{ STAT_inline, STAT_indirect } },
	{ "indirect",	{ STAT_inline, STAT_direct } },
	{ "inline",	{ STAT_indirect, STAT_indirect } },
};

#define JUMPS	2	/* sites of leave.iret */

static unsigned long long expected_failed;
static bool probed;

void modes_expect_failed(unsigned long long sites)
{
	expected_failed = sites;
}

unsigned long long modes_expected_failed(void)
{
	return expected_failed;
}

void modes_expect_held(bool held)
{
	probed = held;
}

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static void require_zero(const struct stats *s, enum stat_key key,
			 const char *mode)
{
	if (s->v[key])
		fail("mode %s has %llu sites %s", mode, s->v[key],
		     stat_name(key));
}

/* The two ways out of the kernel keep the form that boot gave them; nothing else does. */
static void check_fixed(const struct stats *s, const char *mode)
{
	if (s->v[STAT_fixed] > (s->v[STAT_switches] ? JUMPS : 0))
		fail("mode %s has %llu sites fixed after %llu switches", mode,
		     s->v[STAT_fixed], s->v[STAT_switches]);
}

static void check_rule(int r)
{
	const char *mode = rules[r].mode;
	unsigned long long sum;
	struct stats s;

	pvfs_stats(&s);
	require_zero(&s, rules[r].zero[0], mode);
	require_zero(&s, rules[r].zero[1], mode);
	if (s.v[STAT_failed] != expected_failed)
		fail("mode %s has %llu sites failed, expected %llu", mode,
		     s.v[STAT_failed], expected_failed);
	if (s.v[STAT_held] && !probed)
		fail("mode %s has %llu sites held, and there are no probes", mode,
		     s.v[STAT_held]);
	check_fixed(&s, mode);
	sum = s.v[STAT_inline] + s.v[STAT_direct] + s.v[STAT_indirect] +
	      s.v[STAT_held] + s.v[STAT_fixed] + s.v[STAT_failed];
	if (sum != s.v[STAT_sites])
		fail("mode %s: the forms add up to %llu, not to %llu sites",
		     mode, sum, s.v[STAT_sites]);
}

void modes_check(const char *mode)
{
	for (int r = 0; r < RULES; r++)
		if (!strcmp(rules[r].mode, mode)) {
			check_rule(r);
			return;
		}
	fail("mode %s is none of inline, direct, indirect", mode);
}
