// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host does for the guest that is measured, which speaks to it through an I/O
 * port: each line that it writes there arrives on a named pipe, and has been obeyed when
 * the guest runs again, because we come before the guest's CPUs.
 *
 *	begin LABEL PART...	give the guest's CPUs their parts, a letter for each (see
 *				parts[]), then read KVM's counters of the guest
 *	end LABEL		read them again, then let all CPUs be equal
 *	note TEXT		keep a line of the guest's
 *	show			print what was counted and noted; the guest stands meanwhile
 *
 * The parts make one CPU of the host stand for one for each of the guest: a guest's CPU
 * that is asked for something by another runs at once and to its end.
 *
 * A guest that says nothing for a while of the machine's time is given up.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/time.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define KVM_DEBUG "/sys/kernel/debug/kvm"
#define SCHED_DEBUG "/sys/kernel/debug/sched"

enum { OUR_PRIORITY = 50, ASKED_PRIORITY = 10, MAX_CPUS = 16, LINE = 300 };

/* CONFIG_HZ=250; the kernel ticks when its clock is a multiple of that. */
enum { TICK_NS = 4000000, AFTER_TICK_NS = 20000 };

struct part {
	char letter;
	int policy;
	int priority;
};

static const struct part parts[] = {
	{ 'm', SCHED_OTHER, 0 },		/* measures */
	{ 'a', SCHED_RR, ASKED_PRIORITY },	/* is asked, idles otherwise */
	{ 'f', SCHED_IDLE, 0 },			/* fills the time when no other CPU runs */
};

/* Of /sys/kernel/debug/kvm; the first is the one that matters. */
static const char *const counters[] = {
	"exits", "halt_exits", "hypercalls", "irq_exits", "io_exits", "irq_window_exits",
	"preemption_reported", "preemption_other", "tlb_flush", "directed_yield_attempted",
};

_Noreturn static void give_up(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

_Noreturn static void give_up(const char *fmt, ...)
{
	va_list ap;

	printf("host: PROVE failed=");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	reboot(RB_POWER_OFF);
	exit(1);
}

static long long number_in(const char *path)
{
	long long value = -1;
	FILE *f = fopen(path, "re");

	if (f && fscanf(f, "%lld", &value) != 1)
		value = -1;
	if (f)
		fclose(f);
	return value;
}

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* --- what was counted from each begin to its end */

enum { COUNTERS = sizeof(counters) / sizeof(counters[0]), MAX_RECORDS = 8 };

struct record {
	char label[60];
	long long counted[COUNTERS];
};

static struct record records[MAX_RECORDS];
static int used;

static void read_counters(long long *values)
{
	char path[200];

	for (int i = 0; i < COUNTERS; i++) {
		snprintf(path, sizeof(path), KVM_DEBUG "/%s", counters[i]);
		values[i] = number_in(path);
	}
}

static void begin(const char *label)
{
	struct record *r = &records[used];

	if (used == MAX_RECORDS)
		give_up("too many batches");
	snprintf(r->label, sizeof(r->label), "%s", label);
	read_counters(r->counted);
}

static void end(const char *label)
{
	struct record *r = &records[used++];
	long long values[COUNTERS];

	read_counters(values);
	if (strcmp(r->label, label))
		give_up("%s begins, %s ends", r->label, label);
	for (int i = 0; i < COUNTERS; i++)
		r->counted[i] = values[i] - r->counted[i];
}

/* --- the guest's CPUs, each of which is a thread of the host */

static pid_t guest;
static int threads[MAX_CPUS], cpus;

/* debugfs has a folder PID-FD for the one guest, and one for each CPU below it. */
static void find_threads(void)
{
	DIR *folder = opendir(KVM_DEBUG);
	struct dirent *entry = NULL;
	char path[400];

	while (folder && (entry = readdir(folder)))
		if (strchr(entry->d_name, '-'))
			break;
	if (!entry)
		give_up(KVM_DEBUG " has no guest");
	guest = atoi(entry->d_name);
	for (cpus = 0; cpus < MAX_CPUS; cpus++) {
		snprintf(path, sizeof(path), KVM_DEBUG "/%s/vcpu%d/pid", entry->d_name, cpus);
		threads[cpus] = number_in(path);
		if (threads[cpus] < 0)
			break;
	}
	closedir(folder);
}

static void set_policy(int cpu, int policy, int priority)
{
	const struct sched_param param = { .sched_priority = priority };

	if (sched_setscheduler(threads[cpu], policy, &param))
		give_up("the guest's CPU %d keeps its priority: %s", cpu, strerror(errno));
}

static void give_parts(const char *letters)
{
	if (!cpus)
		find_threads();
	if ((int)strlen(letters) != cpus)
		give_up("the guest has %d CPUs, parts are %s", cpus, letters);
	for (int cpu = 0; cpu < cpus; cpu++)
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (parts[i].letter == letters[cpu])
				set_policy(cpu, parts[i].policy, parts[i].priority);
}

static void take_parts(void)
{
	for (int cpu = 0; cpu < cpus; cpu++)
		set_policy(cpu, SCHED_OTHER, 0);
}

/* --- what is printed, which takes its time */

static char notes[MAX_RECORDS][LINE];
static int noted;

static void note(const char *text)
{
	if (noted == MAX_RECORDS)
		give_up("too many notes");
	snprintf(notes[noted++], sizeof(notes[0]), "%s", text);
}

static void print_record(const struct record *r)
{
	printf("host: PROVE tally=%s", r->label);
	for (int i = 0; i < COUNTERS; i++)
		if (r->counted[i] || i == 0)
			printf(" %s=%lld", counters[i], r->counted[i]);
	printf("\n");
}

static void show(void)
{
	kill(guest, SIGSTOP);
	for (int i = 0; i < noted; i++)
		printf("host: PROVE note=%s", notes[i]);
	for (int i = 0; i < used; i++)
		print_record(&records[i]);
	printf("host: PROVE shown=all\n");
	tcdrain(STDOUT_FILENO);
	noted = used = 0;
	kill(guest, SIGCONT);
}

/* --- the host's scheduler */

static void tell(const char *path, const char *word)
{
	FILE *f = fopen(path, "we");

	if (!f || fputs(word, f) < 0 || fclose(f))
		give_up("%s does not take %s: %s", path, word, strerror(errno));
}

/*
 * CPUs of the guest that wait for each other take turns here.  A CPU that wakes does not
 * wait until the turn of another ends.  Where a CPU waits for one that comes after it, that
 * one gets its chance: an equal after one tick, the one that measures after 10 ms.
 */
static void set_up_scheduler(void)
{
	tell(SCHED_DEBUG "/features", "NO_RUN_TO_PARITY");
	tell("/proc/sys/kernel/sched_rr_timeslice_ms", "1");
	tell(SCHED_DEBUG "/fair_server/cpu0/runtime", "1000000");
	tell(SCHED_DEBUG "/fair_server/cpu0/period", "10000000");
}

/*
 * QEMU 7.2 can deliver an interrupt twice that KVM injects, if one of its own timers expires
 * before the guest's next exit (bench/ops/boots.py); and a tick is nothing that a batch
 * should count.  The guest begins right after a tick of its own, and a tick of the host is
 * in the same place of each period: a batch runs before it or after it, whichever is
 * longer, and takes less than half a period.
 */
static void wait_for_tick(void)
{
	long long left = TICK_NS - now_ns() % TICK_NS;
	long long until = now_ns() + left + AFTER_TICK_NS;

	while (left < TICK_NS / 2 && now_ns() < until)
		;
}

static void obey(const char *line)
{
	char label[60], letters[MAX_CPUS + 1];

	if (sscanf(line, "begin %59s %16s", label, letters) == 2) {
		give_parts(letters);
		wait_for_tick();
		begin(label);
	} else if (sscanf(line, "end %59s", label) == 1) {
		end(label);
		take_parts();
	} else if (!strncmp(line, "note ", 5)) {
		note(line + 5);
	} else if (!strcmp(line, "show\n")) {
		show();
	} else {
		give_up("the guest says: %s", line);
	}
}

/* For a boot, and for the way from one line to the next. */
enum { BOOT_MS = 2500, LINE_MS = 500 };

static void be_patient_for(int ms)
{
	const struct itimerval timer = { .it_value = { ms / 1000, ms % 1000 * 1000 } };

	setitimer(ITIMER_REAL, &timer, NULL);
}

static char last_line[LINE];

static void out_of_patience(int sig)
{
	(void)sig;
	give_up("the guest stands still after: %s", *last_line ? last_line : "boot\n");
}

/* tally PIPE */
int main(int argc, char **argv)
{
	const struct sched_param first = { .sched_priority = OUR_PRIORITY };
	FILE *f;

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	set_up_scheduler();
	if (sched_setscheduler(0, SCHED_FIFO, &first))
		give_up("no priority: %s", strerror(errno));
	/* For reading and writing: we see no end of file when QEMU ends. */
	f = fopen(argv[1], "r+e");
	if (!f)
		give_up("%s: %s", argv[1], strerror(errno));
	signal(SIGALRM, out_of_patience);
	be_patient_for(BOOT_MS);
	while (fgets(last_line, sizeof(last_line), f)) {
		be_patient_for(0);
		obey(last_line);
		be_patient_for(LINE_MS);
	}
	return 0;
}
