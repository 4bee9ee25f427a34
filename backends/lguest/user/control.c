// SPDX-License-Identifier: GPL-2.0-only
/* The socket at which a running guest answers, one program after the other. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

static struct control {
	struct machine *machine;
	struct source source;
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	time_t since;
} control = { .source.fd = -1 };

/* One letter, and perhaps a descriptor. */
static char receive(int fd, int *with)
{
	char letter = '\0', room[CMSG_SPACE(sizeof(int))];
	struct iovec part = { &letter, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1,
				  .msg_control = room, .msg_controllen = sizeof(room) };
	struct timeval patience = { .tv_sec = 1 };
	struct cmsghdr *c;

	*with = -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (recvmsg(fd, &message, MSG_CMSG_CLOEXEC) != 1)
		return '\0';
	c = CMSG_FIRSTHDR(&message);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(with, CMSG_DATA(c), sizeof(int));
	return letter;
}

static void dump(struct machine *machine, int to, char *line)
{
	cpu_pause(machine);
	if (dump_write(machine, to))
		snprintf(line, CONTROL_LINE, "%c%s", CONTROL_FAILED, strerror(errno));
	else
		snprintf(line, CONTROL_LINE, "%c%" PRIu64 " MiB", CONTROL_OK,
			 machine->ram.size >> 20);
	cpu_resume(machine);
}

void control_status(struct machine *machine, char *text, size_t room)
{
	snprintf(text, room, "process %d, %s, %" PRIu64 " MiB, %ld s, %lu exits to the launcher",
		 getpid(), machine->kernel, machine->ram.size >> 20,
		 (long)(time(NULL) - control.since), machine->exits);
}

static void answer(int fd)
{
	char line[CONTROL_LINE] = { CONTROL_FAILED, 'w', 'h', 'a', 't', '?' };
	int with;
	char what = receive(fd, &with);

	if (what == CONTROL_STATUS) {
		line[0] = CONTROL_OK;
		control_status(control.machine, line + 1, sizeof(line) - 1);
	} else if (what == CONTROL_DUMP && with >= 0) {
		dump(control.machine, with, line);
	}
	if (with >= 0)
		close(with);
	send(fd, line, strlen(line), MSG_NOSIGNAL);
}

static void on_connection(void *ctx)
{
	int fd = accept4(control.source.fd, NULL, NULL, SOCK_CLOEXEC);

	(void)ctx;
	if (fd < 0)
		return;
	answer(fd);
	close(fd);
}

/* Only its owner may connect: who asks for a dump reads all of the guest. */
static int listen_at(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t before;
	int ret;

	strcpy(address.sun_path, path);
	before = umask(0077);
	ret = bind(fd, (struct sockaddr *)&address, sizeof(address));
	umask(before);
	if (ret)
		return -1;
	strcpy(control.path, path);
	return listen(fd, 1);
}

int control_open(struct machine *machine, const char *path, struct error *error)
{
	control.machine = machine;
	control.since = time(NULL);
	if (!path)
		return 0;
	if (strlen(path) >= sizeof(control.path))
		return error_set(error, "%s: too long for the name of a socket", path);
	control.source = (struct source){ socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0),
					  on_connection, NULL };
	if (control.source.fd < 0 || listen_at(control.source.fd, path) ||
	    machine_watch(machine, &control.source))
		return error_set(error, "socket %s: %s", path, strerror(errno));
	return 0;
}

void control_close(void)
{
	if (control.path[0])
		unlink(control.path);
	control.path[0] = '\0';
}
