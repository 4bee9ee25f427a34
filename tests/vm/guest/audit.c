// SPDX-License-Identifier: GPL-2.0-only
/*
 * The auditor, inside: objtool-pv reads the running kernel through /proc/kcore and must
 * agree with what is expected, module sites included. With "prove.hold" the guest then
 * stands still, so that its memory can be dumped from outside and audited again.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define AUDITOR "/bin/objtool-pv"
#define REPORT "/tmp/audit"

enum { NO_FINDINGS = 0, FINDINGS = 1 };

static const struct expect *expected;

void audit_expect(const struct expect *e)
{
	expected = e;
}

static int run_auditor(void)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("no child for the audit");
	if (pid == 0) {
		int fd = open(REPORT, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
			_exit(126);
		execl(AUDITOR, AUDITOR, "live", (char *)NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		fail("the audit did not end by itself");
	return WEXITSTATUS(status);
}

/* The first line of the report that begins with @start, or any; without its newline. */
static bool find_line(const char *start, char *line, size_t size)
{
	FILE *f = fopen(REPORT, "re");
	bool found = false;

	while (f && !found && fgets(line, size, f))
		found = !strncmp(line, start, strlen(start));
	if (f)
		fclose(f);
	line[found ? strcspn(line, "\n") : 0] = '\0';
	return found;
}

/* The second word of such a line. */
static void find_value(const char *key, char *value, size_t size)
{
	char line[256], word[64];

	if (!find_line(key, line, sizeof(line)) ||
	    sscanf(line, "%*s %63s", word) != 1)
		fail("the audit says nothing about its %s", key);
	snprintf(value, size, "%s", word);
}

/* Leaves what the auditor calls the fingerprint of all sites. */
static void audit(char *fingerprint, size_t size)
{
	char backend[64], line[256];
	int status = run_auditor();

	if (status != (expected->failed ? FINDINGS : NO_FINDINGS)) {
		find_line(status == FINDINGS ? "0x" : "", line, sizeof(line));
		fail("the audit ends with %d: %s", status, line);
	}
	find_value("backend", backend, sizeof(backend));
	if (*expected->backend && strcmp(backend, expected->backend))
		fail("the audit sees the backend %s, expected %s", backend,
		     expected->backend);
	find_value("fingerprint", fingerprint, size);
}

void audit_live(void)
{
	char fingerprint[64];

	audit(fingerprint, sizeof(fingerprint));
}

_Noreturn void audit_hold(void)
{
	char fingerprint[64] = "unaudited";

	if (!expected->upstream) {
		module_load();
		audit(fingerprint, sizeof(fingerprint));
	}
	klog_check_alarms();
	say("hold", "%s", fingerprint);
	for (;;)
		pause();
}
