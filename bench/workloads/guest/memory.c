// SPDX-License-Identifier: GPL-2.0-only
/* Mappings and page faults, one kind at a time. */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <sys/mman.h>

enum {
	TOUCH_PAGES = 16,
	PROTECT_PAGES = 64,
	COW_PAGES = 16,
	STORM_PAGES = 256,
};

static char *map(size_t pages, int prot, int flags, int fd)
{
	void *p = mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | flags, fd, 0);

	if (p == MAP_FAILED)
		fail("mmap of %zu pages: %m", pages);
	return p;
}

char *map_pages(size_t pages)
{
	return map(pages, PROT_READ | PROT_WRITE, MAP_ANONYMOUS, -1);
}

void touch(char *pages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*(volatile char *)&pages[i * PAGE] = 1;
}

static void look_at(const char *pages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)*(volatile const char *)&pages[i * PAGE];
}

void run_mmap_touch_munmap(unsigned int ops)
{
	while (ops--) {
		char *p = map_pages(TOUCH_PAGES);

		touch(p, TOUCH_PAGES);
		MUST(munmap(p, TOUCH_PAGES * PAGE));
	}
}

static char *protected;

void prepare_protect(void)
{
	protected = map_pages(PROTECT_PAGES);
	touch(protected, PROTECT_PAGES);
}

/* One operation: read-only, and writable again. */
void run_mprotect_64(unsigned int ops)
{
	while (ops--) {
		MUST(mprotect(protected, PROTECT_PAGES * PAGE, PROT_READ));
		MUST(mprotect(protected, PROTECT_PAGES * PAGE,
			      PROT_READ | PROT_WRITE));
	}
}

static int file;

void prepare_file(void)
{
	file = MUST(open(PATH, O_RDONLY));
}

/* The kernel maps the neighbours of a page of a file with it. */
void run_file_fault_64(unsigned int ops)
{
	while (ops--) {
		char *p = map(PATH_PAGES, PROT_READ, 0, file);

		look_at(p, PATH_PAGES);
		MUST(munmap(p, PATH_PAGES * PAGE));
	}
}

/* Pages of a file, mapped by the first read and copied by the first write. */
void run_cow_16(unsigned int ops)
{
	while (ops--) {
		char *p = map(COW_PAGES, PROT_READ | PROT_WRITE, 0, file);

		look_at(p, COW_PAGES);
		touch(p, COW_PAGES);
		MUST(munmap(p, COW_PAGES * PAGE));
	}
}

static char *storm;

void prepare_storm(void)
{
	storm = map_pages(STORM_PAGES);
}

void run_fault_storm(unsigned int ops)
{
	while (ops--) {
		touch(storm, STORM_PAGES);
		MUST(madvise(storm, STORM_PAGES * PAGE, MADV_DONTNEED));
	}
}
