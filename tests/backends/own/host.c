// SPDX-License-Identifier: GPL-2.0-only
/* A host that acts while a guest reads; see the header. */
#include <asm/barrier.h>
#include <asm/msr.h>

#include "../../check.h"
#include "host.h"

static struct host below;
static unsigned int place, taken;

static void act(void)
{
	while (taken < HOST_STEPS && below.when[taken] <= place)
		below.step(taken++);
	place++;
	/* A reader that waits for the end of an update that never ends is no reader. */
	assert_in_range(place, 0, HOST_NEVER);
}

void test_barrier(void)
{
	act();
}

unsigned long long test_tsc(void)
{
	act();
	return below.tsc;
}

void host_begin(const struct host *host)
{
	below = *host;
	place = taken = 0;
}

unsigned int host_place(void)
{
	return place;
}

void host_every_time(struct host *host, void (*try)(const struct host *host))
{
	unsigned int *when = host->when;

	for (when[0] = 0; when[0] < HOST_PLACES; when[0]++)
		for (when[1] = when[0]; when[1] < HOST_PLACES; when[1]++)
			for (when[2] = when[1]; when[2] < HOST_PLACES; when[2]++)
				try(host);
}
