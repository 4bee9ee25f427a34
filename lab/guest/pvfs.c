// SPDX-License-Identifier: GPL-2.0-only
/*
 * The five files of /sys/kernel/debug/pvops. A file that is missing, empty or
 * lacks a key ends the proof: they are part of the public interface.
 */
#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PVFS "/sys/kernel/debug/pvops/"
#define RESTRICT "/proc/sys/kernel/kptr_restrict"

static const char *const stat_names[STAT_COUNT] = {
#define X(key) #key,
	STAT_KEYS(X)
#undef X
};

const char *stat_name(enum stat_key key)
{
	return stat_names[key];
}

static FILE *pvfs_open(const char *file)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), PVFS "%s", file);
	f = fopen(path, "re");
	if (!f)
		fail("%s: %s", path, strerror(errno));
	return f;
}

void pvfs_read(const char *file, char *text, size_t size)
{
	FILE *f = pvfs_open(file);
	size_t n = fread(text, 1, size - 1, f);

	fclose(f);
	if (!n)
		fail(PVFS "%s is empty", file);
	text[n] = '\0';
}

static void first_word(const char *file, char *word, size_t size)
{
	pvfs_read(file, word, size);
	word[strcspn(word, " \n")] = '\0';
}

void pvfs_mode(char *mode, size_t size)
{
	first_word("mode", mode, size);
}

void pvfs_set_mode(const char *mode)
{
	write_file(PVFS "mode", mode);
}

static unsigned long long find_stat(const char *text, const char *key)
{
	size_t length = strlen(key);
	unsigned long long value;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, key, length) && line[length] == ' ' &&
		    sscanf(line + length, "%llu", &value) == 1)
			return value;
	}
	fail(PVFS "stats has no key %s", key);
}

void pvfs_stats(struct stats *s)
{
	char text[4096];

	pvfs_read("stats", text, sizeof(text));
	for (int key = 0; key < STAT_COUNT; key++)
		s->v[key] = find_stat(text, stat_names[key]);
}

static unsigned long count_lines(const char *file)
{
	FILE *f = pvfs_open(file);
	unsigned long lines = 0;
	int c;

	while ((c = getc(f)) != EOF)
		lines += c == '\n';
	fclose(f);
	if (!lines)
		fail(PVFS "%s is empty", file);
	return lines;
}

/* A line ends in what the site's bytes are, and why: "FORM (REASON)". */
void pvfs_check_sites(void)
{
	unsigned long long failed = 0, expected = modes_expected_failed();
	FILE *f = pvfs_open("sites");
	char line[512];

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		failed += !!strstr(line, " failed (");
		if (failed > expected || strstr(line, " held (") || !strstr(line, " ("))
			fail("a site is not as it should be: %s", line);
	}
	fclose(f);
	if (failed != expected)
		fail("%llu sites have bytes that are not legal, expected %llu", failed,
		     expected);
}

static void restrict_pointers(char level)
{
	FILE *f = fopen(RESTRICT, "we");

	if (!f || putc(level, f) == EOF || fclose(f))
		fail(RESTRICT ": %s", strerror(errno));
}

static unsigned long long first_address(void)
{
	unsigned long long addr;
	FILE *f = pvfs_open("sites");

	if (fscanf(f, "%llx", &addr) != 1)
		fail(PVFS "sites does not begin with an address");
	fclose(f);
	return addr;
}

/* Where the kernel's addresses are kept even from root, they are kept here. */
static void check_restricted(void)
{
	restrict_pointers('2');
	if (first_address())
		fail(PVFS "sites shows addresses, and kptr_restrict is 2");
	restrict_pointers('0');
	if (!first_address())
		fail(PVFS "sites hides addresses, and kptr_restrict is 0");
}

/* What the table of the runner shows: the state in which the kernel booted. */
void pvfs_describe(const char *backend, const char *mode)
{
	struct stats s;
	char word[64];

	first_word("backend", word, sizeof(word));
	say("backend", "%s", word);
	if (*backend && strcmp(word, backend))
		fail("backend is %s, expected %s", word, backend);
	pvfs_mode(word, sizeof(word));
	say("mode", "%s", word);
	pvfs_stats(&s);
	for (int key = 0; key < STAT_COUNT; key++)
		say(stat_names[key], "%llu", s.v[key]);
	if (*mode && strcmp(word, mode))
		fail("mode after boot is %s, expected %s", word, mode);
	if (!s.v[STAT_sites])
		fail("the kernel has no call sites");
	modes_check(word);
	say("ops_lines", "%lu", count_lines("ops"));
	say("sites_lines", "%lu", count_lines("sites"));
	check_restricted();
}
