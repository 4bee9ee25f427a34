// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own log: the boot line that the kernel promises, and complaints
 * that it made on the way without stopping. The console is quiet, so a warning
 * would otherwise pass unseen.
 */
#include "guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

enum { READ_ALL = 3, CONSOLE_LEVEL = 8, SIZE_BUFFER = 10 };

/* Lines less grave than a warning are not shown at this level. */
enum { SHOW_WARNINGS = 5 };

/* What a healthy kernel never writes; ALARM in lab/platforms.py is the same for its console. */
static const char *const alarms[] = {
	"BUG: ", "INFO: possible", "INFO: inconsistent",
	"INFO: suspicious", "INFO: rcu", "INFO: task ", "suspicious RCU usage",
	"sleeping function called", "scheduling while atomic", "Oops",
	"Kernel panic", "general protection", "CFI failure", "UBSAN: ",
	"Call Trace:", "unable to handle", "pvops: failed",
};

static char *klog_text(void)
{
	int size = klogctl(SIZE_BUFFER, NULL, 0);
	char *text = malloc(size + 1);
	int n = text ? klogctl(READ_ALL, text, size) : -1;

	if (n < 0)
		fail("the kernel log cannot be read");
	text[n] = '\0';
	return text;
}

/* "<6>[    0.123456] message" -> "message" */
static const char *message(const char *line)
{
	const char *p = line;

	if (*p == '<')
		p += strcspn(p, ">") + 1;
	if (*p == '[')
		p += strcspn(p, "]") + 1;
	return p + (*p == ' ');
}

void klog_boot_line(void)
{
	char *text = klog_text(), *save;

	for (char *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		if (!strncmp(message(l), "pvops: backend ", 15)) {
			say("boot_line", "%s", message(l));
			free(text);
			return;
		}
	fail("the kernel log has no line \"pvops: backend ...\"");
}

/*
 * Whether the kernel's memory is read-only is tested once it is: the first time that this
 * suite ran was before.  False if it cannot be run again.
 */
static bool run_again(void)
{
	FILE *f = fopen("/sys/kernel/debug/kunit/pvops-seal/run", "we");

	if (!f)
		return false;
	fputs("run", f);
	if (fclose(f))
		fail("the in-kernel tests of the seal cannot be run again");
	return true;
}

/*
 * The image tests the framework while it boots, and reports in KTAP: a suite's
 * result is not indented, those of its cases are.
 */
void klog_kernel_tests(void)
{
	bool passed = false, sealed = !run_again();
	char *text = klog_text(), *save;

	for (char *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save)) {
		const char *m = message(l);

		if (!strncmp(m + strspn(m, " "), "not ok ", 7))
			fail("an in-kernel test failed: %s", m);
		/* The last suite, which looks at what all others have run. */
		passed |= !strncmp(m, "ok ", 3) && strstr(m, " pvops-covered");
		sealed |= !!strstr(m, " pvops_test_seal_refuses: wrote");
	}
	free(text);
	if (!passed)
		fail("the in-kernel tests did not run");
	if (!sealed)
		fail("no in-kernel test wrote to the sealed table");
	say("kernel_tests", "ok");
}

void klog_expect(const char *words)
{
	char *text = klog_text(), copy[256], *save;

	snprintf(copy, sizeof(copy), "%s", words);
	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save)) {
		for (char *c = w; *c; c++)
			if (*c == '_')
				*c = ' ';
		if (!strstr(text, w))
			fail("the kernel log does not have \"%s\"", w);
	}
	free(text);
}

static bool is_alarm(const char *text)
{
	/* Elsewhere in a message it is advice about what stands before it. */
	if (!strncmp(text, "WARNING: ", 9))
		return true;
	for (size_t i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++)
		if (strstr(text, alarms[i]))
			return true;
	return false;
}

void klog_check_alarms(void)
{
	char *text = klog_text(), *save;

	for (char *l = strtok_r(text, "\n", &save); l;
	     l = strtok_r(NULL, "\n", &save))
		if (is_alarm(message(l)))
			fail("the kernel complained: %s", message(l));
	free(text);
	/* No code here reads what it says from now on: let the console show it. */
	if (klogctl(CONSOLE_LEVEL, NULL, SHOW_WARNINGS))
		fail("the console cannot be told to show warnings");
}

unsigned long long klog_number(const char *word)
{
	char *text = klog_text(), *last = NULL;
	unsigned long long number;

	for (char *at = text; (at = strstr(at, word)); at += strlen(word))
		last = at;
	if (!last || sscanf(last + strlen(word), "%llu", &number) != 1)
		fail("the kernel log has no number after \"%s\"", word);
	free(text);
	return number;
}
