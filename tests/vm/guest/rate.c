// SPDX-License-Identifier: GPL-2.0-only
/* The clock beside others: its rate beside the TSC's and the host's, and the time of day. */
#include "prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RATE_S = 3, EXCHANGES = 20, MILLION = 1000000 };

static unsigned long long tsc(void)
{
	return __builtin_ia32_rdtsc();
}

/* What the kernel takes the TSC's rate to be, which on such a platform is the host's word. */
static unsigned long tsc_khz(void)
{
	unsigned long mhz, khz = 0;
	char line[256];
	FILE *f = fopen("/proc/cpuinfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "cpu MHz : %lu.%lu", &mhz, &khz) == 2) {
			fclose(f);
			return mhz * 1000 + khz;
		}
	fail("/proc/cpuinfo says nothing about MHz");
}

/* A time by two clocks; doubt: how far apart they were read, at most. */
struct pair {
	long long here, there, doubt;
};

static struct pair by_tsc(void)
{
	long long begin = clock_by_vdso(), there = tsc(), end = clock_by_vdso();

	return (struct pair){ begin + (end - begin) / 2, there, end - begin };
}

static struct pair by_host(void)
{
	long long begin = clock_by_vdso(), there = ask("time"), end = clock_by_vdso();

	return (struct pair){ begin + (end - begin) / 2, there, end - begin };
}

/* The reading that took least time says most. */
static struct pair best(struct pair (*read)(void))
{
	struct pair best = read(), p;

	for (int i = 1; i < EXCHANGES; i++) {
		p = read();
		if (p.doubt < best.doubt)
			best = p;
	}
	return best;
}

static void judge_rate(const char *name, long long here, long long there, long long doubt,
		       long long bound_ppm)
{
	long long off = here - there, ppm = off * MILLION / there;

	doubt = doubt * MILLION / there;
	say("clock_rate", "%s: %lld ppm, +-%lld, in %lld ms", name, ppm, doubt,
	    there / MILLION);
	if (llabs(ppm) > bound_ppm + doubt)
		fail("the clock is off by %lld ppm, +-%lld, from %s", ppm, doubt, name);
}

/*
 * The page that a host writes says how to get from the TSC to nanoseconds; the host has
 * that from the TSC's rate as it knows it, and the kernel has the TSC's rate from there.
 * So these two agree to a few in a million, and that is what proves the arithmetic.
 *
 * The host's own clock may be steered (NTP: by 500 ppm at most), and in an emulator the
 * host learns its TSC's true rate only after it has told the guest's kernel another one:
 * up to 1 %, see TSC_TOLERANCE in lab/platforms.py.
 */
void rate_check(void)
{
	unsigned long khz = tsc_khz();
	struct pair t0 = best(by_tsc), h0, t1, h1;
	bool host = ask_possible();

	h0 = host ? best(by_host) : (struct pair){ };
	sleep(RATE_S);
	h1 = host ? best(by_host) : (struct pair){ };
	t1 = best(by_tsc);
	judge_rate("the TSC", t1.here - t0.here, (t1.there - t0.there) * MILLION / khz,
		   (t0.doubt + t1.doubt) / 2, 20);
	if (host)
		judge_rate("the host", h1.here - h0.here, h1.there - h0.there,
			   (h0.doubt + h1.doubt) / 2, 10000);
}

/* --- the time of day */

enum { WALL_MS = 200 };

static struct pair wall_by_host(void)
{
	long long begin = clock_by_vdso(), there = ask("wall"), here, end = clock_by_vdso();
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	here = t.tv_sec * 1000LL * MILLION + t.tv_nsec - (clock_by_vdso() - end) - (end - begin) / 2;
	return (struct pair){ here, there, end - begin };
}

/* How far the time of day is from the host's. */
long long wall_off(void)
{
	struct pair p = best(wall_by_host);

	say("clock_wall", "%lld ms off the host's, +-%lld", (p.here - p.there) / MILLION,
	    p.doubt / 2 / MILLION);
	return p.here - p.there;
}

/*
 * After sleep the kernel asks how long it was. The host's clock says so to the nanosecond,
 * the battery clock of a machine to the second. On this occasion the kernel may also
 * correct what it has lost before: until it has chosen a clock it counts ticks, of which an
 * emulator swallows some.
 */
void wall_check_sleep(long long before)
{
	long long off = wall_off(), most = WALL_MS * MILLION;

	if (llabs(off) > most && llabs(off - before) > most)
		fail("the time of day was off by %lld ms before and is off by %lld ms after sleep",
		     before / MILLION, off / MILLION);
}
