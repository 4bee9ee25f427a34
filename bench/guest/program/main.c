// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of the guest that is measured: run each row in a batch of N samples and in one
 * of 2 N, with marks for the host before and after each, have it note what the samples
 * were, power off.  Beside what the guests of lab/guest all say, it says
 *
 *	row=NAME OPERATIONS N # what it is	operations in a sample, samples in a batch
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#include "bench.h"

#define CLOCK	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

enum { WARM = 4, SETTLE_US = 20000, MAX_ROWS = 64 };

/* CONFIG_HZ=250; the kernel ticks when its clock is a multiple of that. */
enum { TICK_NS = 4000000, AFTER_TICK_NS = 100000 };

/* The kernel may like the TSC better; the host's clock is what is measured. */
static void choose_clock(const char *name)
{
	char current[64] = "";
	FILE *f = fopen(CLOCK, "r+e");

	if (!f || fputs(name, f) < 0 || fflush(f))
		fail("the clock %s cannot be chosen: %s", name, strerror(errno));
	rewind(f);
	if (!fgets(current, sizeof(current), f))
		fail(CLOCK ": %s", strerror(errno));
	fclose(f);
	current[strcspn(current, "\n")] = '\0';
	say("clock", "%s", current);
	if (strcmp(current, name))
		fail("the clock is %s and not %s", current, name);
}

static void describe_rows(void)
{
	for (const struct row *row = rows; row->name; row++)
		say("row", "%s %d %d # %s", row->name, row->per, row->times, row->what);
}

/* Let the kernel finish its earlier work, above all the console's output. */
static void settle(void)
{
	tcdrain(STDOUT_FILENO);
	usleep(SETTLE_US);
}

static void run_row(const struct row *row, int times)
{
	samples_reset();
	if (row->run)
		row->run(times);
	else
		module_tell("run", "%s %d", row->name, times);
}

/* Until this kernel's tick is just over (host/tally.c says why). */
static void wait_for_tick(void)
{
	struct timespec t;

	do {
		clock_gettime(CLOCK_MONOTONIC, &t);
	} while (t.tv_nsec % TICK_NS < AFTER_TICK_NS ||
		 t.tv_nsec % TICK_NS > 2 * AFTER_TICK_NS);
}

static void batch(const struct row *row, int round, int size)
{
	wait_for_tick();
	module_tell("host", "begin %s.%d.%d %s\n", row->name, round, size, cpus_parts(row->filler));
	run_row(row, size * row->times);
	module_tell("host", "end %s.%d.%d\n", row->name, round, size);
}

static void measure(const struct row *row, int round)
{
	if (row->filler)
		filler_start();
	if (row->before)
		row->before();
	run_row(row, WARM);
	settle();
	batch(row, round, 1);
	batch(row, round, 2);
	if (row->after)
		row->after();
	if (row->filler)
		filler_stop();
	if (!row->run)
		module_samples();
	samples_note(row->name, round);
}

/* bench.done=N,N,... says how many rounds of each row other starts have done. */
static void read_done(long *done)
{
	const char *word = cmdline_word("bench.done");
	char *end;

	for (int i = 0; word && rows[i].name; i++) {
		done[i] = strtol(word, &end, 10);
		word = *end == ',' ? end + 1 : NULL;
	}
}

static void measure_all(int rounds)
{
	long done[MAX_ROWS] = { 0 };

	read_done(done);
	for (int round = 0; round < rounds; round++)
		for (int i = 0; rows[i].name; i++)
			if (round >= done[i]) {
				say("step", "round %d: %s", round + 1, rows[i].name);
				measure(&rows[i], round);
				module_tell("host", "show\n");
			}
}

int main(void)
{
	mount_all();
	watchdog(cmdline_number("prove.timeout", 600));
	step("start");
	choose_clock("kvm-clock");
	module_load();
	cpus_prepare();
	neighbour_prepare();
	describe_rows();
	measure_all(cmdline_number("bench.rounds", 3));
	klog_check_alarms();
	succeed();
}
