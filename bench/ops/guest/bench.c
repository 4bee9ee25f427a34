// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of the kernel that is measured: load the module, read its results in each
 * form, time the switches between forms, power off.  Beside what the guests of lab/guest all
 * say, it says
 *
 *	bench=MODE LINE			one line of the module's results
 *	sites_of=MODE OP FORM N		so many of the module's sites of OP have that form
 *	switch=FROM TO TICKS WRITER_NS CALLER_NS
 */
#define _GNU_SOURCE
#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define MODULE_FILE	"/pvops_bench.ko"
#define RESULTS		"/sys/kernel/debug/pvops_bench/results"

static const char *const order[] = { "inline", "direct", "indirect" };
enum { FORMS = sizeof(order) / sizeof(order[0]) };

/*
 * One CPU stays: another would take turns with it in the emulator, which counts the
 * instructions of both.  They were there at boot, so that the kernel has locks that
 * work for several CPUs.
 */
static void leave_one_cpu(void)
{
	char path[64];

	for (int cpu = sysconf(_SC_NPROCESSORS_CONF) - 1; cpu > 0; cpu--) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
		if (!access(path, W_OK))
			write_file(path, "0");
	}
	say("cpus_measuring", "%ld", sysconf(_SC_NPROCESSORS_ONLN));
}

static void read_results(const char *mode)
{
	char text[512];
	FILE *f = fopen(RESULTS, "re");

	if (!f)
		fail(RESULTS ": %s", strerror(errno));
	while (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = '\0';
		say("bench", "%s %s", mode, text);
	}
	if (ferror(f))
		fail(RESULTS ": %s", strerror(errno));
	fclose(f);
}

static void measure_mode(const char *mode)
{
	step(mode);
	pvfs_set_mode(mode);
	modes_check(mode);
	sites_of_module(mode);
	read_results(mode);
}

int main(void)
{
	mount_all();
	watchdog(cmdline_number("prove.timeout", 300));
	step("start");
	pvfs_describe("", "");
	leave_one_cpu();
	insert_module(MODULE_FILE, "");
	for (int i = 0; i < FORMS; i++)
		measure_mode(order[i]);
	step("switches");
	switches_time();
	remove_module("pvops_bench");
	klog_check_alarms();
	succeed();
}
