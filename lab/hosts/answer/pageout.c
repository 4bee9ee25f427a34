// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's memory, which is a disk of the host, is written there and leaves the host's
 * memory, as if the host needed that for something else: the guest finds that a page is
 * not there when it next uses it.
 */
#define _GNU_SOURCE
#include "answer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define DISK "/dev/vda"
#define DROP_CACHES "/proc/sys/vm/drop_caches"

/* The guest's memory is by far the largest mapping that its process can write to. */
static bool largest_mapping(pid_t pid, struct iovec *largest)
{
	unsigned long begin, end;
	char path[64], line[400], access;
	FILE *f;

	largest->iov_len = 0;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-%lx %*c%c", &begin, &end, &access) == 3 &&
		    access == 'w' && end - begin > largest->iov_len)
			*largest = (struct iovec){ (void *)begin, end - begin };
	if (f)
		fclose(f);
	return largest->iov_len;
}

/* What is mapped nowhere and is on the disk leaves the host's memory. */
static bool forget(void)
{
	int disk = open(DISK, O_RDWR | O_CLOEXEC), drop = open(DROP_CACHES, O_WRONLY | O_CLOEXEC);
	bool done = disk >= 0 && drop >= 0 && !fsync(disk) && write(drop, "1", 1) == 1;

	close(disk);
	close(drop);
	return done;
}

/* Kilobytes of the guest that are in the host's memory. */
static long resident(pid_t pid)
{
	char path[64], line[200];
	long kb = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "RssFile: %ld", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

/* The answer is how many kilobytes went. */
answer_t page_out(const char *unused)
{
	pid_t pid = vm_process();
	struct iovec memory;
	long before, done;
	int fd;

	(void)unused;
	if (!pid || !largest_mapping(pid, &memory))
		return cannot("the guest's memory is not to be found");
	before = resident(pid);
	fd = syscall(SYS_pidfd_open, pid, 0);
	done = syscall(SYS_process_madvise, fd, &memory, 1, MADV_PAGEOUT, 0);
	if (done < 0)
		cannot("process_madvise: %s", strerror(errno));
	close(fd);
	if (done < 0)
		return -1;
	if (!forget())
		return cannot(DISK " or " DROP_CACHES ": %s", strerror(errno));
	return before - resident(pid);
}
