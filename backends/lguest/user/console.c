// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console (virtio 1.2, section 5.3) on standard input and output.  Input that the guest
 * has no room for waits where it is: nothing is read until there is room.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "machine.h"

#define RECEIVE		0
#define TRANSMIT	1
#define AT_ONCE		256
/* Ctrl-], as telnet has it: the way out where the guest takes every other key. */
#define ESCAPE		0x1d

struct console {
	struct machine *machine;
	struct virtio *virtio;
	struct source input;
	bool watched;
	char text[AT_ONCE];
	size_t size, given;
};

/* With the lock held.  Whether all of it is the guest's now. */
static bool give_text(struct console *console)
{
	struct virtio *virtio = console->virtio;

	while (console->given < console->size && virtio_take(virtio, RECEIVE)) {
		size_t done = iov_write(virtio->chain.in, virtio->chain.in_parts,
					console->text + console->given,
					console->size - console->given);

		console->given += done;
		virtio_give(virtio, RECEIVE, done);
	}
	virtio_notify(virtio, RECEIVE);
	return console->given == console->size;
}

static void watch(struct console *console, bool on)
{
	if (on == console->watched)
		return;
	console->watched = on;
	if (!on)
		machine_look_away(console->machine, &console->input);
	else if (machine_watch(console->machine, &console->input))
		console->watched = false;	/* a file or nothing: it has no more input */
}

static void end_by_key(struct console *console)
{
	size_t i;

	for (i = 0; i < console->size; i++)
		if (console->text[i] == ESCAPE && isatty(console->input.fd))
			kill(getpid(), SIGTERM);
}

static void on_input(void *ctx)
{
	struct console *console = ctx;
	ssize_t got = read(console->input.fd, console->text, sizeof(console->text));

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	pthread_mutex_lock(&console->machine->lock);
	console->size = got > 0 ? got : 0;
	console->given = 0;
	end_by_key(console);
	watch(console, got > 0 && give_text(console));
	if (got <= 0)
		console->input.fd = -1;
	pthread_mutex_unlock(&console->machine->lock);
}

static void put_text(struct virtio *virtio)
{
	ssize_t done;

	while (virtio_take(virtio, TRANSMIT)) {
		struct chain *chain = &virtio->chain;
		size_t left = chain->out_bytes;

		while (left) {
			done = writev(STDOUT_FILENO, chain->out, chain->out_parts);
			if (done < 0 && errno == EINTR)
				continue;
			if (done <= 0)
				break;		/* nobody listens: it is lost */
			iov_skip(chain->out, chain->out_parts, done);
			left -= done;
		}
		virtio_give(virtio, TRANSMIT, 0);
	}
	virtio_notify(virtio, TRANSMIT);
}

static void kick(struct virtio *virtio, unsigned int ring)
{
	struct console *console = virtio->self;

	if (ring == TRANSMIT)
		put_text(virtio);
	else if (console->input.fd >= 0)
		watch(console, give_text(console));
}

static const struct virtio_kind kind = {
	.id = VIRTIO_ID_CONSOLE,
	.rings = 2,
	.kick = kick,
};

int console_add(struct machine *machine, struct error *error)
{
	static struct console console;

	console.machine = machine;
	console.input = (struct source){ STDIN_FILENO, on_input, &console };
	console.virtio = machine_add(machine, &kind, &console);
	return console.virtio ? 0 : error_set(error, "too many devices");
}
