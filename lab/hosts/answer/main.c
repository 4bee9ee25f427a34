// SPDX-License-Identifier: GPL-2.0-only
/* The questions and the functions that answer them; each is logged, with its answer. */
#include "answer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

long long now_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void nap_ms(long milliseconds)
{
	const struct timespec nap = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&nap, NULL);
}

static answer_t answer_time(const char *unused)
{
	(void)unused;
	return now_ns();
}

static answer_t answer_wall(const char *unused)
{
	(void)unused;
	return read_clock(CLOCK_REALTIME);
}

static const struct {
	const char *word;
	answer_t (*answer)(const char *argument);
	bool quick;		/* asked for often, and its time counts: not logged */
} questions[] = {
	{ "time",	answer_time,	true },
	{ "wall",	answer_wall,	true },
	{ "stat",	vm_stat,	true },
	{ "busy",	busy,		false },
	{ "pageout",	page_out,	false },
	{ "pause",	monitor_pause,	false },
	{ "wake",	monitor_wake,	false },
};

/* Why the question under way has no answer. */
static char reason[200];

answer_t cannot(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	return -1;
}

static void answer(FILE *out, char *question)
{
	const char *word = strtok(question, " \n"), *argument = strtok(NULL, " \n");
	char text[300];
	answer_t number;
	size_t i;

	if (!word)
		return;
	for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (!strcmp(word, questions[i].word))
			break;
	reason[0] = '\0';
	number = i == sizeof(questions) / sizeof(questions[0]) ?
		 cannot("%s is no question that this host knows", word) :
		 questions[i].answer(argument ? argument : "");
	if (*reason)
		snprintf(text, sizeof(text), "error %s", reason);
	else
		snprintf(text, sizeof(text), "%lld", number);
	fprintf(out, "%s\n", text);
	fflush(out);
	if (*reason || !questions[i].quick)
		printf("host: %s %s: %s\n", word, argument ? argument : "", text);
}

/* PATH.out is what QEMU writes and we read; PATH.in the other way. */
static FILE *open_pipe(const char *path, const char *end, const char *mode)
{
	char name[200];
	FILE *f;
	int fd;

	snprintf(name, sizeof(name), "%s.%s", path, end);
	/* For both: open() does not wait for QEMU, and there is no end of file when it ends. */
	fd = open(name, O_RDWR | O_CLOEXEC);
	f = fd < 0 ? NULL : fdopen(fd, mode);
	if (!f) {
		printf("host: %s cannot be opened: the guest's questions get no answer\n",
		       name);
		exit(2);
	}
	return f;
}

/* answer QUESTIONS MONITOR: two pairs of named pipes */
int main(int argc, char **argv)
{
	char line[300];
	FILE *in, *out;

	if (argc != 3)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGCHLD, SIG_IGN);
	monitor_open(argv[2]);
	in = open_pipe(argv[1], "out", "r");
	out = open_pipe(argv[1], "in", "w");
	while (fgets(line, sizeof(line), in))
		answer(out, line);
	return 0;
}
