/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine of lgtest: RAM, page tables, the image, and a descriptor for each part. */
#ifndef LGTEST_MACHINE_H
#define LGTEST_MACHINE_H

#include "../../uapi.h"
#include "guest.h"

struct machine {
	int fd, vcpu;
	u8 *ram;
	struct lg_run *run;
};

/* Each ends the program with a sentence if it does not succeed. */
void machine_create(struct machine *m, void (*test)(void));
int machine_run(struct machine *m);	/* 0 or errno; registers are checked */

/* Where the guest has something of this program. */
void *machine_there(struct machine *m, const volatile void *here);

/* launcher.c: what a launcher must not get. Ends with one without a name. */
struct launcher_test {
	const char *name;
	int (*run)(void);	/* 0, or the line of what is wrong */
};

extern const struct launcher_test launcher_tests[];

#endif /* LGTEST_MACHINE_H */
