// SPDX-License-Identifier: GPL-2.0-only
/*
 * The forms that the module's own sites have.  The mode is a wish: an operation that
 * is too long to be inline here is called directly in mode inline.
 */
#define _GNU_SOURCE
#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define SITES	"/sys/kernel/debug/pvops/sites"
#define OURS	"[pvops_bench]"

struct count {
	char op[48];
	char form[16];
	unsigned int sites;
};

static struct count counts[256];
static unsigned int used;

static struct count *find(const char *op, const char *form)
{
	struct count *c;

	for (c = counts; c < counts + used; c++)
		if (!strcmp(c->op, op) && !strcmp(c->form, form))
			return c;
	if (used == sizeof(counts) / sizeof(counts[0]))
		fail("the module has sites of too many operations");
	used++;
	snprintf(c->op, sizeof(c->op), "%s", op);
	snprintf(c->form, sizeof(c->form), "%s", form);
	return c;
}

void sites_of_module(const char *mode)
{
	char text[512], op[48], form[16], *ours;
	FILE *f = fopen(SITES, "re");

	if (!f)
		fail(SITES ": %s", strerror(errno));
	memset(counts, 0, sizeof(counts));
	used = 0;
	while (fgets(text, sizeof(text), f)) {
		ours = strstr(text, OURS);
		if (ours && sscanf(ours + strlen(OURS), "%47s %15s", op, form) == 2)
			find(op, form)->sites++;
	}
	fclose(f);
	if (!used)
		fail(SITES " shows no site of the module");
	for (struct count *c = counts; c < counts + used; c++)
		say("sites_of", "%s %s %s %u", mode, c->op, c->form, c->sites);
}
