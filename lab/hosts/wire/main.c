// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire TAP COMMAND...: run a command with a descriptor 3 that is a network link: each read and
 * each write is one frame, which comes from the tap device and goes there. For programs that
 * take a link as a descriptor and cannot know what is behind it.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINK = 3, FRAME_MAX = 65536 };

static int open_tap(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request))
		err(2, "%s", name);
	return fd;
}

/* A frame that the other side has no room for is lost, as on any wire. */
static int pass(int from, int to)
{
	static char frame[FRAME_MAX];
	ssize_t size = read(from, frame, sizeof(frame));

	if (size > 0 && write(to, frame, size) < 0)
		return 1;
	return size > 0;
}

static void carry(int tap, int link)
{
	struct pollfd fds[] = { { .fd = tap, .events = POLLIN }, { .fd = link, .events = POLLIN } };

	while (poll(fds, 2, -1) > 0) {
		if (fds[0].revents)
			pass(tap, link);
		if (fds[1].revents && !pass(link, tap))
			return;		/* the command has ended */
	}
}

int main(int argc, char **argv)
{
	int ends[2];

	if (argc < 3)
		errx(2, "usage: wire TAP COMMAND...");
	/* SEQPACKET: whole frames, and an end that can be seen. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		err(2, "socketpair");
	switch (fork()) {
	case -1:
		err(2, "fork");
	case 0:
		close(ends[0]);
		carry(open_tap(argv[1]), ends[1]);
		return 0;
	}
	close(ends[1]);
	/* dup2() keeps a descriptor that is there already closed on exec. */
	if (ends[0] == LINK ? fcntl(LINK, F_SETFD, 0) : dup2(ends[0], LINK) < 0)
		err(2, "descriptor %d", LINK);
	execvp(argv[2], argv + 2);
	err(2, "%s", argv[2]);
}
