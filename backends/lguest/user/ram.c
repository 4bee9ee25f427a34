// SPDX-License-Identifier: GPL-2.0-only
/* Memory for a guest.  It is anonymous: the host refuses files, which others could cut. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "ram.h"

int ram_get(struct ram *ram, uint64_t size, struct error *error)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return error_set(error, "%llu MiB of memory for the guest: %s; give it less with"
				 " --memory", (unsigned long long)size >> 20, strerror(errno));
	/* Large pages are fewer for the host to look up; without them nothing is lost. */
	madvise(base, size, MADV_HUGEPAGE);
	/* A child would have the guest's memory, but not the guest. */
	madvise(base, size, MADV_DONTFORK);
	*ram = (struct ram){ base, size };
	return 0;
}

void ram_put(struct ram *ram)
{
	if (ram->base)
		munmap(ram->base, ram->size);
	*ram = (struct ram){ NULL, 0 };
}

void *ram_at(const struct ram *ram, uint64_t gpa, uint64_t size)
{
	if (gpa > ram->size || size > ram->size - gpa)
		return NULL;
	return ram->base + gpa;
}

void ram_text(const struct ram *ram, uint64_t gpa, char *to, size_t room)
{
	size_t i;

	for (i = 0; i + 1 < room; i++) {
		const char *from = ram_at(ram, gpa + i, 1);
		char c = from ? *(const volatile char *)from : '\0';

		if (!c || c == '\n')
			break;
		to[i] = isprint((unsigned char)c) ? c : '?';
	}
	to[i] = '\0';
}
