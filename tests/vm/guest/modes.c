// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching the form of every call site of the running kernel while all CPUs
 * are busy, and what the counters must say in each mode.
 */
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 3 };

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
	sum = s.v[STAT_inline] + s.v[STAT_direct] + s.v[STAT_indirect] +
	      s.v[STAT_held] + s.v[STAT_failed];
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

static void set_mode(const char *mode)
{
	int fd = open("/sys/kernel/debug/pvops/mode", O_WRONLY);
	ssize_t length = strlen(mode);

	if (fd < 0)
		fail("mode cannot be opened for writing: %s", strerror(errno));
	if (write(fd, mode, length) != length)
		fail("switching to %s: %s", mode, strerror(errno));
	close(fd);
}

void modes_switch(const char *mode)
{
	struct stats before, after;
	char old[64], new[64];

	pvfs_mode(old, sizeof(old));
	pvfs_stats(&before);
	set_mode(mode);
	pvfs_mode(new, sizeof(new));
	if (strcmp(new, mode))
		fail("mode reads %s after writing %s", new, mode);
	modes_check(mode);
	pvfs_stats(&after);
	if (strcmp(old, new) &&
	    after.v[STAT_switches] <= before.v[STAT_switches])
		fail("switching from %s to %s was not counted", old, new);
}

/*
 * In the first round each mode carries a whole pass of the load and the coming
 * and going of the module (in_each_mode). The later rounds are about switching
 * itself and leave a mode as soon as every CPU has done something in it.
 */
void modes_switch_under_load(void (*in_each_mode)(void))
{
	char original[64];

	pvfs_mode(original, sizeof(original));
	for (int round = 0; round < ROUNDS; round++)
		for (int r = 0; r < RULES; r++) {
			modes_switch(rules[r].mode);
			load_advance(round ? LOAD_A_LITTLE : LOAD_FULL_PASS);
			if (round == 0)
				in_each_mode();
		}
	modes_switch(original);
	say("mode_rounds", "%d", ROUNDS);
}
