// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context switches: between two processes over pipes, between two threads of one
 * address space over a futex, and around a ring of more address spaces than the
 * CPU has tags for.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static void pass(int from, int to)
{
	char byte;

	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		_exit(0);	/* the workload is over */
}

/* --- a byte to a partner and back */

static int to_partner[2], from_partner[2];

void prepare_pipe_pingpong(void)
{
	MUST(pipe(to_partner));
	MUST(pipe(from_partner));
	if (MUST(fork()) == 0)
		for (;;)
			pass(to_partner[0], from_partner[1]);
}

static void send_and_receive(int to, int from)
{
	char byte = 'x';

	MUST(write(to, &byte, 1));
	MUST(read(from, &byte, 1));
}

void run_pipe_pingpong(unsigned int ops)
{
	while (ops--)
		send_and_receive(to_partner[1], from_partner[0]);
}

/* --- a futex handed over and back */

enum { OURS, THEIRS };

static atomic_int turn = OURS;

static void hand_over(int to)
{
	atomic_store(&turn, to);
	syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait_while(int value)
{
	while (atomic_load(&turn) == value)
		syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void *partner(void *arg)
{
	for (;;) {
		wait_while(OURS);
		hand_over(OURS);
	}
	return arg;
}

void prepare_futex_pingpong(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, partner, NULL))
		fail("pthread_create failed");
}

void run_futex_pingpong(unsigned int ops)
{
	while (ops--) {
		hand_over(THEIRS);
		wait_while(THEIRS);
	}
}

/* --- a byte around a ring of processes; the last one's pipe leads back to us */

enum { RING = 16, RING_PAGES = 8 };

static int ring[RING][2];

static _Noreturn void stand_in_ring(int i)
{
	char *own = map_pages(RING_PAGES);

	for (;;) {
		pass(ring[i - 1][0], ring[i][1]);
		touch(own, RING_PAGES);
	}
}

void prepare_switch_ring(void)
{
	for (int i = 0; i < RING; i++)
		MUST(pipe(ring[i]));
	for (int i = 1; i < RING; i++)
		if (MUST(fork()) == 0)
			stand_in_ring(i);
}

void run_switch_ring(unsigned int ops)
{
	while (ops--)
		send_and_receive(ring[0][1], ring[RING - 1][0]);
}
