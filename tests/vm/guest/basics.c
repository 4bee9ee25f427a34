// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes, pipes, signals and time: the list of basic checks, and those that
 * are about processes. They run once alone, and then again and again on every
 * CPU as the load (load.c), so they keep no state between two runs.
 */
#include "prove.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const struct check basics[] = {
	{ "time",	check_time },
	{ "fork",	check_fork },
	{ "exec",	check_exec },
	{ "pipe",	check_pipe },
	{ "signal",	check_signal },
	{ "timer",	check_timer },
	{ "mmap",	check_mmap },
	{ "protection",	check_protection },
	{ "cow",	check_cow },
	{ "threads",	check_threads },
	{ "futex",	check_futex },
	{ NULL,		NULL },
};
_Static_assert(sizeof(basics) / sizeof(basics[0]) == LOAD_FULL_PASS + 1,
	       "a full pass is every check once");

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

const char *check_time(void)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	int64_t begin = now_ns(), last = begin;

	for (int i = 0; i < 200; i++) {
		int64_t t = now_ns();

		if (t < last)
			return "the monotonic clock went back";
		last = t;
	}
	if (nanosleep(&nap, NULL))
		return "nanosleep failed";
	if (now_ns() - begin < nap.tv_nsec)
		return "a sleep of 1 ms took less than 1 ms";
	return NULL;
}

const char *check_fork(void)
{
	for (int code = 0; code < 4; code++) {
		int status;
		pid_t parent = getpid(), pid = fork();

		if (pid == 0)
			_exit(getppid() == parent ? 40 + code : 1);
		if (pid < 0)
			return "fork failed";
		if (waitpid(pid, &status, 0) != pid)
			return "waitpid found another child";
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 40 + code)
			return "the child's exit code changed on the way";
	}
	return NULL;
}

int echo_backwards(const char *token)
{
	for (size_t i = strlen(token); i > 0; i--)
		if (write(STDOUT_FILENO, &token[i - 1], 1) != 1)
			return 1;
	return 0;
}

static ssize_t read_all(int fd, void *buf, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size && (n = read(fd, (char *)buf + done, size - done)) > 0)
		done += n;
	return done;
}

const char *check_exec(void)
{
	char answer[16] = "";
	int fd[2], status;
	pid_t pid;

	if (pipe(fd))
		return "pipe failed";
	pid = fork();
	if (pid == 0) {
		dup2(fd[1], STDOUT_FILENO);
		close(fd[0]);
		close(fd[1]);
		execl("/proc/self/exe", "prove", "--echo", "spovp", NULL);
		_exit(2);
	}
	close(fd[1]);
	read_all(fd[0], answer, sizeof(answer) - 1);
	close(fd[0]);
	if (waitpid(pid, &status, 0) != pid || status)
		return "the new program did not exit with 0";
	return strcmp(answer, "pvops") ? "the new program wrote the wrong text" : NULL;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state;
}

enum { PIPE_BLOCK = 4096, PIPE_BLOCKS = 20 };

static void pipe_writer(int fd, uint32_t seed)
{
	uint32_t block[PIPE_BLOCK / 4];

	for (int b = 0; b < PIPE_BLOCKS; b++) {
		for (size_t i = 0; i < PIPE_BLOCK / 4; i++)
			block[i] = next_random(&seed);
		if (write(fd, block, PIPE_BLOCK) != PIPE_BLOCK)
			_exit(1);
	}
	_exit(0);
}

static bool pipe_matches(int fd, uint32_t seed)
{
	uint32_t block[PIPE_BLOCK / 4];

	for (int b = 0; b < PIPE_BLOCKS; b++) {
		if (read_all(fd, block, PIPE_BLOCK) != PIPE_BLOCK)
			return false;
		for (size_t i = 0; i < PIPE_BLOCK / 4; i++)
			if (block[i] != next_random(&seed))
				return false;
	}
	return true;
}

/* More bytes than the pipe holds, so that both ends have to sleep. */
const char *check_pipe(void)
{
	uint32_t seed = getpid();
	int fd[2], status;
	bool same;
	pid_t pid;

	if (pipe(fd))
		return "pipe failed";
	pid = fork();
	if (pid == 0)
		pipe_writer(fd[1], seed);
	close(fd[1]);
	same = pipe_matches(fd[0], seed);
	close(fd[0]);
	if (waitpid(pid, &status, 0) != pid || status)
		return "the writer failed";
	return same ? NULL : "other bytes came out than went in";
}

static volatile sig_atomic_t signals_seen, signal_sum;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	signals_seen++;
	signal_sum += info->si_value.sival_int;
}

const char *check_signal(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };
	int sum = 0;

	action.sa_sigaction = on_signal;
	signals_seen = signal_sum = 0;
	sigaction(SIGUSR1, &action, NULL);
	for (int i = 1; i <= 50; i++) {
		sum += i;
		if (sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = i }))
			return "sigqueue failed";
	}
	if (signals_seen != 50)
		return "not every signal arrived";
	return signal_sum == sum ? NULL : "a signal carried the wrong value";
}

enum { TIMERS = 4, TIMER_NS = 500000 };

static const char *wait_for_timers(const sigset_t *set, int64_t begin)
{
	int sum = 0;

	for (int i = 1; i <= TIMERS; i++) {
		siginfo_t info;

		if (sigwaitinfo(set, &info) != SIGRTMIN || info.si_code != SI_TIMER)
			return "another signal came than the timer's";
		sum += info.si_value.sival_int;
		if (now_ns() - begin < info.si_value.sival_int * TIMER_NS)
			return "a timer came before its time";
	}
	return sum == TIMERS * (TIMERS + 1) / 2 ? NULL : "one timer came instead of another";
}

/* Each once, and not before its time; blocked, so that they need no handler. */
const char *check_timer(void)
{
	timer_t timer[TIMERS];
	const char *reason;
	int64_t begin;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	begin = now_ns();
	for (int i = 0; i < TIMERS; i++) {
		struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN,
					  .sigev_value.sival_int = i + 1 };
		struct itimerspec when = { .it_value.tv_nsec = (i + 1) * TIMER_NS };

		if (timer_create(CLOCK_MONOTONIC, &event, &timer[i]) ||
		    timer_settime(timer[i], 0, &when, NULL))
			return "no timer";
	}
	reason = wait_for_timers(&set, begin);
	for (int i = 0; i < TIMERS; i++)
		timer_delete(timer[i]);
	return reason;
}
