// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crowd: one child for each deed, which it does again and again until it is told to
 * stop. Process 1 notices when one of them fails or dies, and says how often each did
 * its deed.
 */
#include "prove.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_MEMBERS = 8, PAUSE_US = 1000 };

struct member {
	const char *name;
	atomic_ulong deeds;
	atomic_bool broken;
	char reason[160];
	pid_t pid;
};

static struct {
	atomic_bool stop;
	int count;
	struct member member[MAX_MEMBERS];
} *crowd;

_Noreturn static void live(struct member *m, const struct deed *deed, unsigned int random)
{
	const char *reason = NULL;

	while (!reason && !atomic_load(&crowd->stop)) {
		reason = deed->act(&random);
		atomic_fetch_add(&m->deeds, 1);
		usleep(PAUSE_US);
	}
	if (!reason)
		_exit(0);
	snprintf(m->reason, sizeof(m->reason), "%s", reason);
	atomic_store(&m->broken, true);
	_exit(1);
}

void crowd_start(const struct deed *deeds, unsigned int seed)
{
	crowd = mmap(NULL, sizeof(*crowd), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crowd == MAP_FAILED)
		fail("no memory for the crowd");
	for (; deeds[crowd->count].name; crowd->count++) {
		const struct deed *deed = &deeds[crowd->count];
		struct member *m = &crowd->member[crowd->count];
		pid_t pid;

		if (crowd->count == MAX_MEMBERS)
			fail("a crowd has %d members at most", MAX_MEMBERS);
		m->name = deed->name;
		pid = fork();
		if (pid == 0)
			live(m, deed, seed + crowd->count);
		if (pid < 0)
			fail("fork of the crowd failed");
		m->pid = pid;
	}
}

void crowd_check(void)
{
	for (int i = 0; i < crowd->count; i++) {
		struct member *m = &crowd->member[i];
		int status;

		if (atomic_load(&m->broken))
			fail("%s: %s", m->name, m->reason);
		if (waitpid(m->pid, &status, WNOHANG) == m->pid)
			fail("%s: the child died, wait status 0x%x", m->name, status);
	}
}

void crowd_stop(void)
{
	atomic_store(&crowd->stop, true);
	for (int i = 0; i < crowd->count; i++) {
		struct member *m = &crowd->member[i];
		int status;

		if (waitpid(m->pid, &status, 0) != m->pid || status)
			fail("%s: %s (wait status 0x%x)", m->name, m->reason, status);
		if (!atomic_load(&m->deeds))
			fail("%s: not done once", m->name);
		say("deeds", "%s %lu", m->name, atomic_load(&m->deeds));
	}
	munmap(crowd, sizeof(*crowd));
}
