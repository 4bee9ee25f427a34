// SPDX-License-Identifier: GPL-2.0-only
/* The first thread: it waits for input, packets, programs, signals, and the guest's end. */
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "machine.h"

#define SIGNALLED	128
#define SAY_STATUS	SIGUSR2
#define LINE		256

struct signals {
	struct machine *machine;
	struct source source;
	int ended_by;
};

static void on_signal(void *ctx)
{
	struct signals *signals = ctx;
	struct signalfd_siginfo info;
	char line[LINE];

	if (read(signals->source.fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SAY_STATUS) {
		control_status(signals->machine, line, sizeof(line));
		say("%s", line);
		return;
	}
	signals->ended_by = info.ssi_signo;
}

/* Before there is a guest to ask, such a question waits instead of being the end. */
void loop_block_questions(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SAY_STATUS);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Before there is a second thread, which has the same mask then. */
static int open_signals(struct signals *signals)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SAY_STATUS);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signals->source.fd = signalfd(-1, &set, SFD_CLOEXEC);
	return signals->source.fd < 0 ? -1 : machine_watch(signals->machine, &signals->source);
}

static void on_end(void *ctx)
{
	(void)ctx;	/* the loop looks at machine->over */
}

static bool is_over(struct machine *machine)
{
	return __atomic_load_n(&machine->over, __ATOMIC_ACQUIRE);
}

static void serve(struct machine *machine)
{
	struct epoll_event event;
	int n = epoll_wait(machine->epoll, &event, 1, -1);

	if (n == 1) {
		struct source *source = event.data.ptr;

		source->ready(source->ctx);
	}
}

int loop_run(struct machine *machine)
{
	struct signals signals = { .machine = machine,
				   .source = { .ready = on_signal, .ctx = &signals } };
	struct source over = { machine->over_fd, on_end, NULL };
	struct error error = { "" };

	if (open_signals(&signals) || machine_watch(machine, &over)) {
		say("no descriptor for signals");
		return STATUS_USAGE;
	}
	if (cpu_start(machine, &error)) {
		say("%s", error.text);
		return STATUS_USAGE;
	}
	while (!is_over(machine) && !signals.ended_by)
		serve(machine);
	if (signals.ended_by) {
		cpu_stop(machine);
		machine->status = SIGNALLED + signals.ended_by;
	}
	cpu_join(machine);
	close(signals.source.fd);
	return machine->status;
}
