// SPDX-License-Identifier: GPL-2.0-only
/*
 * The thread of the guest's CPU.  A signal ends its stay in the guest, but one that comes
 * just before it goes there is lost: who wants it to stand still sends signals until it does.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"

#define NUDGE		SIGUSR1
#define NUDGE_NS	5000000

static void nothing(int number)
{
	(void)number;
}

static bool wanted_still(struct machine *machine)
{
	return __atomic_load_n(&machine->pause, __ATOMIC_ACQUIRE);
}

static void stand_still(struct machine *machine)
{
	pthread_mutex_lock(&machine->lock);
	machine->paused = true;
	pthread_cond_broadcast(&machine->moved);
	while (machine->pause && !machine->over)
		pthread_cond_wait(&machine->moved, &machine->lock);
	machine->paused = false;
	pthread_mutex_unlock(&machine->lock);
}

/* Whether the guest goes on. */
static bool stay(struct machine *machine)
{
	if (!ioctl(machine->cpu_fd, LG_IOC_RUN)) {
		machine->exits++;
		return exit_handle(machine);
	}
	if (errno == EINTR)
		return true;
	say("the guest cannot run: %s", strerror(errno));
	machine->status = STATUS_CRASH;
	return false;
}

static void *run(void *ctx)
{
	struct machine *machine = ctx;
	uint64_t one = 1;
	bool on = true;

	while (on && !__atomic_load_n(&machine->over, __ATOMIC_ACQUIRE)) {
		if (wanted_still(machine))
			stand_still(machine);
		else
			on = stay(machine);
	}
	pthread_mutex_lock(&machine->lock);
	machine->over = true;
	machine->paused = true;
	pthread_cond_broadcast(&machine->moved);
	pthread_mutex_unlock(&machine->lock);
	if (write(machine->over_fd, &one, sizeof(one)) < 0)
		return NULL;	/* it is told already */
	return NULL;
}

int cpu_start(struct machine *machine, struct error *error)
{
	struct sigaction action = { .sa_handler = nothing };
	sigset_t nudge;
	int ret;

	sigaction(NUDGE, &action, NULL);
	ret = pthread_create(&machine->thread, NULL, run, machine);
	if (ret)
		return error_set(error, "no thread for the guest's CPU: %s", strerror(ret));
	/* Of the two threads only that one is to be interrupted. */
	sigemptyset(&nudge);
	sigaddset(&nudge, NUDGE);
	pthread_sigmask(SIG_BLOCK, &nudge, NULL);
	return 0;
}

/* With the lock held. */
static void nudge_until_still(struct machine *machine)
{
	while (!machine->paused) {
		struct timespec until;

		pthread_kill(machine->thread, NUDGE);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += NUDGE_NS;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&machine->moved, &machine->lock, &until);
	}
}

void cpu_pause(struct machine *machine)
{
	pthread_mutex_lock(&machine->lock);
	__atomic_add_fetch(&machine->pause, 1, __ATOMIC_RELEASE);
	nudge_until_still(machine);
	pthread_mutex_unlock(&machine->lock);
}

void cpu_resume(struct machine *machine)
{
	pthread_mutex_lock(&machine->lock);
	__atomic_sub_fetch(&machine->pause, 1, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&machine->moved);
	pthread_mutex_unlock(&machine->lock);
}

void cpu_stop(struct machine *machine)
{
	pthread_mutex_lock(&machine->lock);
	__atomic_store_n(&machine->over, true, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&machine->moved);
	nudge_until_still(machine);
	pthread_mutex_unlock(&machine->lock);
}

void cpu_join(struct machine *machine)
{
	pthread_join(machine->thread, NULL);
}
