// SPDX-License-Identifier: GPL-2.0-only
/* Switching the form of every call site of the running kernel while all CPUs are busy. */
#include "prove.h"

#include <string.h>

enum { ROUNDS = 3 };

void modes_switch(const char *mode)
{
	struct stats before, after;
	char old[64], new[64];

	pvfs_mode(old, sizeof(old));
	pvfs_stats(&before);
	pvfs_set_mode(mode);
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
		for (int r = 0; r < MODES; r++) {
			modes_switch(modes[r]);
			load_advance(round ? LOAD_A_LITTLE : LOAD_FULL_PASS);
			if (round == 0)
				in_each_mode();
		}
	modes_switch(original);
	say("mode_rounds", "%d", ROUNDS);
}
