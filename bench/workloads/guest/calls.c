// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single system calls.  They go through syscall(), so that no C library and no vDSO
 * answers in the kernel's place.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int zero_fd, null_fd;

void prepare_nothing(void)
{
}

void run_empty(unsigned int ops)
{
	(void)ops;
}

void prepare_devices(void)
{
	zero_fd = MUST(open("/dev/zero", O_RDONLY));
	null_fd = MUST(open("/dev/null", O_WRONLY));
}

void run_getpid(unsigned int ops)
{
	while (ops--)
		syscall(SYS_getpid);
}

/* For CLOCK_MONOTONIC the kernel has more to do in one half of each second. */
void run_clock_gettime(unsigned int ops)
{
	struct timespec t;

	while (ops--)
		MUST(syscall(SYS_clock_gettime, CLOCK_REALTIME, &t));
}

void run_read_zero(unsigned int ops)
{
	char buffer[64];

	while (ops--)
		MUST(syscall(SYS_read, zero_fd, buffer, sizeof(buffer)));
}

void run_write_null(unsigned int ops)
{
	char buffer[64] = "";

	while (ops--)
		MUST(syscall(SYS_write, null_fd, buffer, sizeof(buffer)));
}

void run_stat(unsigned int ops)
{
	struct stat st;

	while (ops--)
		MUST(stat(PATH, &st));
}

void run_open_close(unsigned int ops)
{
	while (ops--) {
		int fd = MUST(open(PATH, O_RDONLY));

		MUST(close(fd));
	}
}

void run_sched_yield(unsigned int ops)
{
	while (ops--)
		syscall(SYS_sched_yield);
}

static volatile sig_atomic_t handled;

static void handle(int sig)
{
	(void)sig;
	handled++;
}

void prepare_signal(void)
{
	struct sigaction action = { .sa_handler = handle };

	MUST(sigaction(SIGUSR1, &action, NULL));
}

void run_signal(unsigned int ops)
{
	sig_atomic_t before = handled;

	for (unsigned int i = 0; i < ops; i++)
		MUST(syscall(SYS_kill, getpid(), SIGUSR1));
	if (handled - before != (int)ops)
		fail("%u signals sent and %d handled", ops, handled - before);
}
