// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to a guest in its life: CPUs leave and come back, the host stops it, the
 * machine sleeps, the kernel ends and another one begins. Words with commas between them,
 * prove.events=, say which. The clock is watched all the time, and afterwards the features
 * must be in use as before.
 */
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HOTPLUG_ROUNDS = 3, SLEEP_MS = 1000 };

static bool is_wanted(const struct expect *e, const char *name)
{
	char copy[sizeof(e->events)], *save;

	snprintf(copy, sizeof(copy), "%s", e->events);
	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save))
		if (!strcmp(w, name))
			return true;
	return false;
}

static void set_online(int cpu, bool online, const struct expect *e)
{
	char path[64];
	int now, expected = e->cpus - !online;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
	write_file(path, online ? "1" : "0");
	now = sysconf(_SC_NPROCESSORS_ONLN);
	if (now != expected)
		fail("%d CPUs are online after writing to %s, expected %d", now, path, expected);
}

/* Every CPU that can leave does so, one after the other, and the last one again. */
static void hotplug(const struct expect *e)
{
	for (int round = 0; round < HOTPLUG_ROUNDS; round++)
		for (int cpu = round ? e->cpus - 1 : 1; cpu < e->cpus; cpu++) {
			set_online(cpu, false, e);
			watch_all();
			set_online(cpu, true, e);
			watch_all();
		}
}

static void stop(const struct expect *e)
{
	(void)e;
	watch_pause();
}

static void sleep_and_wake(const struct expect *e)
{
	bool wall = is_wanted(e, "wall");
	long long off = wall ? wall_off() : 0;

	ask("wake %d", SLEEP_MS);
	write_file("/sys/power/state", "mem");
	if (sysconf(_SC_NPROCESSORS_ONLN) != e->cpus)
		fail("a CPU did not come back from sleep");
	if (wall)
		wall_check_sleep(off);
}

static const struct {
	const char *name;
	void (*happens)(const struct expect *e);
	bool restarts;		/* CPUs began anew: so must the use of features */
} events[] = {
	{ "pause",	stop,		false },
	{ "hotplug",	hotplug,	true },
	{ "sleep",	sleep_and_wake,	true },	/* and "wall", if the host tells the time */
};

/*
 * The clock is watched between the first and the last test only: its watchers would take
 * CPU time, or answers of the host, from those.
 */
void events_all(const struct expect *e)
{
	if (is_wanted(e, "rate")) {
		step("rate");
		rate_check();
	}
	watch_start(e->cpus);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (!is_wanted(e, events[i].name))
			continue;
		step(events[i].name);
		events[i].happens(e);
		watch_check(events[i].name);
		if (events[i].restarts)
			features_check(e);
		say(events[i].name, "ok");
	}
	watch_stop();
	if (is_wanted(e, "busy")) {
		step("busy");
		steal_check(e);
	}
}

void events_end(const struct expect *e)
{
	if (!e->second && is_wanted(e, "kexec"))
		kexec_second();
	if (!e->second && is_wanted(e, "crash"))
		kexec_after_crash();
	if (e->second && is_wanted(e, "crash"))
		kexec_check_memory_image();
	if (e->second)
		say("second", "yes");
}
