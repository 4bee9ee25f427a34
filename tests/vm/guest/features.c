// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host offers and the kernel uses: the file of features must list as "on" and as
 * "off" what is expected, each counter that is expected to grow must do so while the
 * feature is given reason to, and where the host counts the same, it must agree.
 *
 * Expectations are words with commas between them, from the kernel's command line:
 *	prove.features=clock,tlb:deferred~tlb_flush,lock:waits:kicks=hypercalls
 *		"lock" is on, and its counters grow, as does the host's number
 *		"hypercalls", by as much as "kicks" or more; "tlb_flush" grows, too
 *	prove.off=lock/nopvspin
 *		"lock" is off for that reason, in which "_" stands for a blank
 *	prove.left=left_to_the_option_X
 *		what should be on may be off for that reason; the host's numbers must then
 *		grow all the same
 */
#include "prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "/sys/kernel/debug/pvops/features"

enum { LINE = 256, COUNTERS = 4, ATTEMPTS = 60 };

/* --- the file */

static bool find_line(const char *name, char *line)
{
	size_t length = strlen(name);
	FILE *f = fopen(FILE_NAME, "re");
	bool found = false;

	if (!f)
		fail("no features file: " FILE_NAME " is missing in this kernel");
	while (!found && fgets(line, LINE, f))
		found = !strncmp(line, name, length) && line[length] == ' ';
	fclose(f);
	if (found) {
		line[strcspn(line, "\n")] = '\0';
		memmove(line, line + length + 1, strlen(line + length));
	}
	return found;
}

/* "on COUNT=NUMBER..." or "off REASON" */
static void describe(const char *name, char *state)
{
	if (!find_line(name, state))
		fail("the kernel does not know the feature %s", name);
}

/* "_" stands for a blank where there can be none. */
static void blanks(char *text)
{
	for (; *text; text++)
		if (*text == '_')
			*text = ' ';
}

bool features_left(const struct expect *e, const char *name)
{
	char reason[sizeof(e->left)], state[LINE];

	if (e->upstream || !*e->left)
		return false;
	snprintf(reason, sizeof(reason), "%s", e->left);
	blanks(reason);
	describe(name, state);
	return !strncmp(state, "off ", 4) && !strcmp(state + 4, reason);
}

static unsigned long long count(const char *name, const char *what)
{
	char state[LINE], key[64];
	const char *place;

	describe(name, state);
	snprintf(key, sizeof(key), " %s=", what);
	place = strstr(state, key);
	if (!place)
		fail("the feature %s has no number %s: %s", name, what, state);
	return strtoull(place + strlen(key), NULL, 10);
}

/* --- in use */

struct counter {
	char what[32];
	char stat[64];		/* the host's number, or empty */
	bool same;		/* it counts the same, and not only grows as well */
	unsigned long long start, growth;
	long long host_start, host_growth;
};

struct use {
	char name[32];
	struct counter counter[COUNTERS];
	int counters;
};

static struct use parse(const char *word)
{
	char copy[LINE], *save, *part;
	struct use use = { };

	snprintf(copy, sizeof(copy), "%s", word);
	part = strtok_r(copy, ":", &save);
	if (!part || sscanf(part, "%31s", use.name) != 1)
		fail("prove.features= has a word without a name: %s", word);
	while ((part = strtok_r(NULL, ":", &save))) {
		struct counter *c = &use.counter[use.counters++];

		if (use.counters > COUNTERS ||
		    sscanf(part, "%31[^=~]%*1[=~]%63s", c->what, c->stat) < 1)
			fail("prove.features= has a word with a bad counter: %s", word);
		c->same = strchr(part, '=');
	}
	return use;
}

static void read_start(const char *name, struct counter *c, bool upstream)
{
	/* The host first, and last in read_growth(): it must have seen all that we see. */
	c->host_start = *c->stat ? ask("stat %s", c->stat) : 0;
	c->start = upstream ? 0 : count(name, c->what);
}

static bool has_grown(const char *name, struct counter *c, bool upstream)
{
	c->growth = upstream ? 0 : count(name, c->what) - c->start;
	c->host_growth = *c->stat ? ask("stat %s", c->stat) - c->host_start : 0;
	return (upstream || c->growth) && (!*c->stat || c->host_growth);
}

static bool all_have_grown(struct use *use, bool upstream)
{
	bool grown = true;

	for (int i = 0; i < use->counters; i++)
		grown &= has_grown(use->name, &use->counter[i], upstream);
	return grown;
}

static void judge(const char *name, const struct counter *c, bool upstream)
{
	say("use", "%s:%s +%llu host +%lld", name, c->what, c->growth, c->host_growth);
	if (!upstream && !c->growth)
		fail("the feature %s is on, but %s stays at %llu", name, c->what, c->start);
	if (*c->stat && !c->host_growth)
		fail("the host's %s stays at %lld", c->stat, c->host_start);
	if (c->same && c->host_growth < (long long)c->growth)
		fail("%s of the feature %s grew by %llu, but the host's %s by %lld only",
		     c->what, name, c->growth, c->stat, c->host_growth);
}

/*
 * Each feature is given reasons of its own (pressure.c) until all of its counters have
 * grown. Without our files only the host can say what that leads to.
 */
static void use_until_it_grows(struct use *use, bool upstream)
{
	for (int i = 0; i < use->counters; i++)
		read_start(use->name, &use->counter[i], upstream);
	for (int i = 0; i < ATTEMPTS; i++) {
		pressure(use->name);
		if (all_have_grown(use, upstream))
			break;
	}
	for (int i = 0; i < use->counters; i++)
		judge(use->name, &use->counter[i], upstream);
}

static void check_on(const char *word, const struct expect *e)
{
	struct use use = parse(word);
	bool upstream = e->upstream || features_left(e, use.name);
	char state[LINE];

	if (!upstream) {
		describe(use.name, state);
		if (strncmp(state, "on", 2))
			fail("the feature %s is %s", use.name, state);
	}
	if (use.counters)
		use_until_it_grows(&use, upstream);
}

/* --- off */

static void check_off(const char *word, const struct expect *e)
{
	char name[32], reason[LINE] = "", state[LINE];

	if (e->upstream)
		return;
	if (sscanf(word, "%31[^/]/%255s", name, reason) < 1)
		fail("prove.off= has a word without a name: %s", word);
	blanks(reason);
	describe(name, state);
	if (strncmp(state, "off ", 4))
		fail("the feature %s is on, expected off", name);
	if (*reason && strcmp(state + 4, reason))
		fail("the feature %s is %s, expected off %s", name, state, reason);
}

/* --- */

static void for_each_word(const char *words,
			  void (*check)(const char *word, const struct expect *e),
			  const struct expect *e)
{
	char copy[512], *save;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save))
		check(w, e);
}

/* Each line of the file as it is now, for the log. */
void features_describe(void)
{
	char line[LINE];
	FILE *f = fopen(FILE_NAME, "re");

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		say("feature", "%s", line);
	}
	if (f)
		fclose(f);
}

void features_check(const struct expect *e)
{
	for_each_word(e->off, check_off, e);
	for_each_word(e->features, check_on, e);
}
