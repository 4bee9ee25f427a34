// SPDX-License-Identifier: GPL-2.0-only
/* The other end of the socket: a command that asks a running guest. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control.h"

static int send_letter(int to, char what, int with)
{
	char room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { &what, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	struct cmsghdr *c = (struct cmsghdr *)room;

	if (with >= 0) {
		message.msg_control = room;
		message.msg_controllen = sizeof(room);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &with, sizeof(int));
	}
	return sendmsg(to, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

static int ask(int fd, const char *path, char what, int with, char *answer)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	ssize_t got;

	strcpy(address.sun_path, path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    send_letter(fd, what, with))
		return -1;
	got = recv(fd, answer, CONTROL_LINE - 1, 0);
	if (got < 0)
		return -1;
	answer[got] = '\0';
	return 0;
}

int control_ask(const char *path, char what, int with, char *answer, struct error *error)
{
	int fd, ret;

	if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return error_set(error, "%s: too long for the name of a socket", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ret = fd < 0 ? -1 : ask(fd, path, what, with, answer);
	if (ret)
		error_set(error, "%s: %s; is a guest with --control %s running?", path,
			  strerror(errno), path);
	if (fd >= 0)
		close(fd);
	if (ret)
		return -1;
	if (answer[0] != CONTROL_OK)
		return error_set(error, "%s: %s", path, answer[0] ? answer + 1 : "no answer");
	return 0;
}
