/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host that changes a page while a guest reads it.  It acts wherever the reader has a
 * barrier or reads the TSC, and takes the three steps of its protocol in order.
 */
#ifndef TESTS_BACKENDS_HOST_H
#define TESTS_BACKENDS_HOST_H

#define HOST_STEPS	3
#define HOST_PLACES	12	/* more than a reader passes in one round */
#define HOST_NEVER	1000	/* a reader that passes as many would never end */

struct host {
	/* Takes a step, of which @number counts from 0. */
	void (*step)(unsigned int number);
	unsigned long long tsc;
	/* The place at which each step is taken, in ascending order. */
	unsigned int when[HOST_STEPS];
};

/* From now on this host is below the reader, which is at place 0. */
void host_begin(const struct host *host);
/* At which place is the reader? */
unsigned int host_place(void);
/* Call @try with the steps at every three places in order; @host's own are overwritten. */
void host_every_time(struct host *host, void (*try)(const struct host *host));

#endif
