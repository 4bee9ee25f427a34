// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kprobes on call sites and around them, by way of a module (tests/vm/module/pvops_probe.c
 * says what it does). Here is the choice of sites: at random among all that the kernel
 * lists, or those of the other test module.
 */
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE_NAME "pvops_probe"
#define FILES "/sys/kernel/debug/" MODULE_NAME "/"
#define SITES "/sys/kernel/debug/pvops/sites"
#define LIST "/sys/kernel/debug/kprobes/list"
#define MODULE_MARK "[pvops_sample]"

enum { MAX_SITES = 1024, PROGRESS = 50 };
/* Lengths of sites (asm/pvops/site.h). */
enum { SHORT_SITE = 5, LONG_SITE = 9 };

struct site {
	unsigned long long addr, offset;	/* the second from its function's start */
	unsigned int length;
	char symbol[128];
};

/* As words of a line of SITES. */
static const char *const long_operations[] = {
#define PV_OP(...)
#define PV_OP_LONG(group, name, ...)	" " #group "." #name " ",
#include "../../../pvops/include/asm/pvops/ops.def"
};

/* Errors of a child are not the end of the proof: they are returned. */
static int write_line(const char *file, const char *line)
{
	char path[128];
	int fd, err = 0;

	snprintf(path, sizeof(path), FILES "%s", file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		err = errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static void must_write(const char *file, const char *line)
{
	int err = write_line(file, line);

	if (err)
		fail("writing \"%s\" to " FILES "%s: %s", line, file, strerror(err));
}

void probes_load(void)
{
	insert_module("/" MODULE_NAME ".ko", "");
}

void probes_unload(void)
{
	remove_module(MODULE_NAME);
}

static unsigned int length_of(const char *line)
{
	for (size_t i = 0; i < sizeof(long_operations) / sizeof(long_operations[0]); i++)
		if (strstr(line, long_operations[i]))
			return LONG_SITE;
	return SHORT_SITE;
}

/* "ADDRESS SYMBOL+0xOFFSET/0xSIZE [MODULE] OPERATION FORM", the module only if there is one. */
static bool parse_site(const char *line, struct site *site)
{
	const char *plus = strstr(line, "+0x");

	site->length = length_of(line);
	return plus && sscanf(line, "%llx %127[^+]", &site->addr, site->symbol) == 2 &&
	       sscanf(plus, "+0x%llx", &site->offset) == 1;
}

/*
 * Code that a starting CPU runs before it has a table of exceptions: it does not survive a
 * probe there, not in upstream's kernel either.  The last three are thunks of its sites.
 */
static const char *const before_exceptions[] = {
	"start_secondary", "cr4_init", "cpu_init_exception_handling", "load_current_idt",
	"pvops_keep_cpu_load_idt", "pvops_keep_irq_irq_", "pvops_irq_save_fl_",
};
static bool cpus_come;

void probes_while_cpus_come(void)
{
	cpus_come = true;
}

static bool is_spared(const struct site *site)
{
	for (size_t i = 0; i < sizeof(before_exceptions) / sizeof(before_exceptions[0]); i++)
		if (!strncmp(site->symbol, before_exceptions[i], strlen(before_exceptions[i])))
			return cpus_come;
	return false;
}

/*
 * At most @want sites at random, each as likely as any other: the nth takes the place of
 * one that was chosen before it with a probability of want/n.
 */
static int choose_sites(struct site *chosen, unsigned int want, unsigned int *random,
			bool of_module)
{
	FILE *f = fopen(SITES, "re");
	unsigned int seen = 0, place;
	struct site site;
	char line[512];

	if (!f)
		fail(SITES ": %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		if (!parse_site(line, &site) || is_spared(&site) ||
		    !!strstr(line, MODULE_MARK) != of_module)
			continue;
		place = seen++ < want ? seen - 1 : random_below(random, seen);
		if (place < want)
			chosen[place] = site;
	}
	fclose(f);
	return seen < want ? seen : want;
}

static void place(const struct site *sites, int count, const char *state)
{
	char line[80];

	for (int i = 0; i < count; i++) {
		snprintf(line, sizeof(line), "%llx %u %llx %s", sites[i].addr,
			 sites[i].length, sites[i].offset, state);
		must_write("place", line);
		if (i % PROGRESS == PROGRESS - 1)
			say("placed", "%d", i + 1);
	}
	modes_expect_held(true);
}

void probes_place(int sites, unsigned int *random, const char *state)
{
	struct site chosen[MAX_SITES];

	place(chosen, choose_sites(chosen, sites, random, false), state);
}

void probes_place_module(const char *state)
{
	struct site chosen[MAX_SITES];
	unsigned int random = 0;
	int count = choose_sites(chosen, MAX_SITES, &random, true);

	if (!count)
		fail("no site is one of the module's");
	place(chosen, count, state);
}

struct site_name *probes_site_names(int *count, unsigned int *random)
{
	struct site chosen[MAX_SITES];
	struct site_name *names = calloc(*count, sizeof(*names));

	if (!names)
		fail("no memory for names");
	*count = choose_sites(chosen, *count, random, false);
	for (int i = 0; i < *count; i++) {
		memcpy(names[i].symbol, chosen[i].symbol, sizeof(names[i].symbol));
		names[i].offset = chosen[i].offset;
	}
	return names;
}

unsigned long long probes_module_site(void)
{
	unsigned int random = 0;
	struct site site;

	if (!choose_sites(&site, 1, &random, true))
		fail("no site is one of the module's");
	return site.addr;
}

void probes_set_all(const char *state)
{
	char line[16];

	snprintf(line, sizeof(line), "all %s", state);
	must_write("set", line);
}

/* ENOENT: there are no probes at the moment. */
const char *probes_flip(unsigned int *random)
{
	char line[32];
	int err;

	snprintf(line, sizeof(line), "%u flip", random_below(random, 1 << 16));
	err = write_line("set", line);
	return !err || err == ENOENT ? NULL : strerror(err);
}

void probes_remove(void)
{
	must_write("remove", "all");
	modes_expect_held(false);
}

static unsigned int optimised(void)
{
	FILE *f = fopen(LIST, "re");
	unsigned int count = 0;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		count += !!strstr(line, "[OPTIMIZED]");
	if (f)
		fclose(f);
	return count;
}

/*
 * A site, and what the file on disk has after it, can always be probed, unless the kernel
 * reserves them: no form has an instruction that begins before one of them and ends after
 * it, but for the one that a site is part of, and that is probed at the site.
 */
static void must_be_instruction(const char *line)
{
	static const char *const places[] = { "site ", "next " };
	const char *word = strstr(line, " inside ");
	unsigned int inside;

	if (!word || sscanf(word, " inside %u", &inside) != 1 || !inside)
		return;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strncmp(line, places[i], strlen(places[i])))
			fail("%u probes were refused as inside of an instruction: %s", inside, line);
}

/* Reads all counts, says them if @aloud, and fails if a probe saw a wrong address. */
static unsigned long long read_counts(bool aloud)
{
	FILE *f = fopen(FILES "counts", "re");
	unsigned long long hits = 0, n;
	char line[256];

	if (!f)
		fail(FILES "counts: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		const char *word = strstr(line, " hits ");

		line[strcspn(line, "\n")] = '\0';
		if (aloud)
			say("probes", "%s", line);
		if (word && sscanf(word, " hits %llu", &n) == 1)
			hits += n;
		must_be_instruction(line);
		if (sscanf(line, "wrong %llu", &n) == 1 && n)
			fail("%llu times a probe was hit at an address that is not its own", n);
	}
	fclose(f);
	return hits;
}

unsigned long long probes_hits(void)
{
	return read_counts(false);
}

void probes_describe(void)
{
	read_counts(true);
	say("probes", "optimised %u", optimised());
}
