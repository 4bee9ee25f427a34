// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of the kernel that is measured: load the module, read its results in each
 * form, time the switches between forms, power off.  It speaks as the guest program of
 * tests/vm/guest does, with whose files it is compiled; its own lines are
 *
 *	BENCH MODE LINE		one line of the module's results
 *	SITES MODE OP FORM N	so many of the module's sites of OP have that form
 *	SWITCH FROM TO TICKS WRITER_NS CALLER_NS
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define MODULE_FILE	"/pvops_bench.ko"
#define RESULTS		"/sys/kernel/debug/pvops_bench/results"

static const char *const modes[] = { "inline", "direct", "indirect" };
enum { MODES = sizeof(modes) / sizeof(modes[0]) };

static long word_on_command_line(const char *name, long otherwise)
{
	char text[4096];
	int fd = open("/proc/cmdline", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	char *word;

	if (n < 0)
		fail("/proc/cmdline: %s", strerror(errno));
	close(fd);
	text[n] = '\0';
	word = strstr(text, name);
	return word ? atol(word + strlen(name)) : otherwise;
}

void line(const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text) - 1, fmt, ap);
	va_end(ap);
	if (n > (int)sizeof(text) - 2)
		n = sizeof(text) - 2;
	text[n++] = '\n';
	if (write(STDOUT_FILENO, text, n) != n)
		power_off();
}

void write_file(const char *path, const char *text)
{
	ssize_t length = strlen(text);
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, length) != length)
		fail("writing %s to %s: %s", text, path, strerror(errno));
	close(fd);
}

void set_mode(const char *mode)
{
	write_file("/sys/kernel/debug/pvops/mode", mode);
}

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

static void load_module(void)
{
	int fd = open(MODULE_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fail("loading " MODULE_FILE ": %s", strerror(errno));
	close(fd);
}

static void unload_module(void)
{
	if (syscall(SYS_delete_module, "pvops_bench", O_NONBLOCK))
		fail("unloading pvops_bench: %s", strerror(errno));
}

static void read_results(const char *mode)
{
	char text[512];
	FILE *f = fopen(RESULTS, "re");

	if (!f)
		fail(RESULTS ": %s", strerror(errno));
	while (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = '\0';
		line("BENCH %s %s", mode, text);
	}
	if (ferror(f))
		fail(RESULTS ": %s", strerror(errno));
	fclose(f);
}

static void measure_mode(const char *mode)
{
	step(mode);
	set_mode(mode);
	modes_check(mode);
	sites_of_module(mode);
	read_results(mode);
}

int main(void)
{
	mount_all();
	watchdog(word_on_command_line("prove.timeout=", 300));
	step("start");
	pvfs_describe(&(struct expect){ .cpus = 1 });
	leave_one_cpu();
	load_module();
	for (int i = 0; i < MODES; i++)
		measure_mode(modes[i]);
	step("switches");
	switches_time();
	unload_module();
	klog_check_alarms();
	say("verdict", "ok");
	power_off();
}
