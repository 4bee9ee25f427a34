// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables seen from user space: what was written is read back after the
 * mapping has been protected, moved, shared by fork and copied on write.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64, WORDS = PAGE / sizeof(uint64_t) };

static uint64_t *map_pages(void)
{
	void *p = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* First and last word of each page: enough to tell pages from one another. */
static void fill(uint64_t *m, uint64_t salt)
{
	for (uint64_t page = 0; page < PAGES; page++) {
		m[page * WORDS] = salt + page;
		m[page * WORDS + WORDS - 1] = ~(salt + page);
	}
}

static bool holds(const uint64_t *m, uint64_t salt)
{
	for (uint64_t page = 0; page < PAGES; page++)
		if (m[page * WORDS] != salt + page ||
		    m[page * WORDS + WORDS - 1] != ~(salt + page))
			return false;
	return true;
}

static const char *move_and_verify(uint64_t **m, uint64_t salt)
{
	void *moved;

	fill(*m, salt);
	if (!holds(*m, salt))
		return "a page lost what was written";
	if (mprotect(*m, PAGES * PAGE, PROT_READ) || !holds(*m, salt))
		return "a page changed when it became read-only";
	moved = mremap(*m, PAGES * PAGE, 2 * PAGES * PAGE, MREMAP_MAYMOVE);
	if (moved == MAP_FAILED)
		return "mremap failed";
	*m = moved;
	return holds(*m, salt) ? NULL : "a page changed when it moved";
}

const char *check_mmap(void)
{
	uint64_t *m = map_pages();
	const char *reason;

	if (!m)
		return "mmap failed";
	reason = move_and_verify(&m, 0x5eed0000u + getpid());
	if (munmap(m, 2 * PAGES * PAGE))
		return "munmap failed";
	return reason;
}

static sigjmp_buf after_fault;

static void on_fault(int sig)
{
	(void)sig;
	siglongjmp(after_fault, 1);
}

static bool read_faults(const volatile uint64_t *m)
{
	if (sigsetjmp(after_fault, 1))
		return true;
	(void)*m;
	return false;
}

static bool write_faults(volatile uint64_t *m)
{
	if (sigsetjmp(after_fault, 1))
		return true;
	*m = 1;
	return false;
}

/*
 * Pages that may not be accessed are given back.  A kernel that counts the mappings of each
 * (page_table_check=on) dies if one has not been counted out.
 */
static bool give_back_forbidden(void)
{
	for (int i = 0; i < 32; i++) {
		uint64_t *m = map_pages();

		if (!m)
			return false;
		fill(m, i);
		if (mprotect(m, PAGES * PAGE, PROT_NONE) || munmap(m, PAGES * PAGE))
			return false;
	}
	return true;
}

/* A stale or wrong page-table entry shows as an access that does not fault. */
const char *check_protection(void)
{
	uint64_t *m = map_pages();

	if (!m)
		return "mmap failed";
	signal(SIGSEGV, on_fault);
	fill(m, 7);
	mprotect(m, PAGES * PAGE, PROT_READ);
	if (!write_faults(m) || read_faults(m))
		return "a read-only page was written";
	mprotect(m, PAGES * PAGE, PROT_NONE);
	if (!read_faults(m + WORDS))
		return "an inaccessible page was read";
	mprotect(m, PAGES * PAGE, PROT_READ | PROT_WRITE);
	if (write_faults(m + 2) || !holds(m, 7))
		return "a page changed while it was inaccessible";
	munmap(m, PAGES * PAGE);
	if (!read_faults(m))
		return "an unmapped page was read";
	signal(SIGSEGV, SIG_DFL);
	return give_back_forbidden() ? NULL : "inaccessible pages were not given back";
}

static int cow_child(uint64_t *m, uint64_t salt)
{
	if (!holds(m, salt))
		return 1;
	fill(m, salt + 1000);
	return holds(m, salt + 1000) ? 0 : 2;
}

const char *check_cow(void)
{
	uint64_t *m = map_pages(), salt = getpid();
	int status;
	pid_t pid;

	if (!m)
		return "mmap failed";
	fill(m, salt);
	pid = fork();
	if (pid == 0)
		_exit(cow_child(m, salt));
	if (waitpid(pid, &status, 0) != pid || status)
		return "the child saw other bytes than its parent wrote";
	if (!holds(m, salt))
		return "the child's writes reached its parent";
	fill(m, salt + 2000);
	if (!holds(m, salt + 2000))
		return "a page shared with a dead child cannot be written";
	munmap(m, PAGES * PAGE);
	return NULL;
}
