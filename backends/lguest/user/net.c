// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network (virtio 1.2, section 5.1): a tap device of the host, or a descriptor that somebody
 * else has opened, where each read and each write is one frame.  Frames have no header of
 * virtio's there, and a guest's driver is offered nothing that would need one.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <unistd.h>

#include "machine.h"

#define RECEIVE		0
#define TRANSMIT	1
#define FRAME_MAX	65536
/* With VIRTIO_F_VERSION_1 the number of buffers is always in it. */
#define HEADER		sizeof(struct virtio_net_hdr_v1)

struct net {
	struct machine *machine;
	struct virtio *virtio;
	struct virtio_net_config config;
	struct virtio_kind kind;
	struct source source;
	bool watched;
	char frame[HEADER + FRAME_MAX];
};

static void watch(struct net *net, bool on)
{
	if (on == net->watched)
		return;
	if (!on)
		machine_look_away(net->machine, &net->source);
	else if (machine_watch(net->machine, &net->source))
		return;
	net->watched = on;
}

/* A frame is read only into a buffer; one that is too small cuts it. */
static void receive(void *ctx)
{
	struct net *net = ctx;
	struct virtio *virtio = net->virtio;
	ssize_t got;

	pthread_mutex_lock(&net->machine->lock);
	if (!virtio_take(virtio, RECEIVE)) {
		watch(net, false);	/* until there is a buffer */
	} else {
		got = read(net->source.fd, net->frame + HEADER, FRAME_MAX);
		memset(net->frame, 0, HEADER);
		((struct virtio_net_hdr_v1 *)net->frame)->num_buffers = 1;
		virtio_give(virtio, RECEIVE, got <= 0 ? 0 :
			    iov_write(virtio->chain.in, virtio->chain.in_parts, net->frame,
				      HEADER + got));
		watch(net, got > 0 || errno == EAGAIN || errno == EINTR);
		virtio_notify(virtio, RECEIVE);
	}
	pthread_mutex_unlock(&net->machine->lock);
}

static void transmit(struct net *net, struct virtio *virtio)
{
	while (virtio_take(virtio, TRANSMIT)) {
		struct chain *chain = &virtio->chain;

		/* What the host does not take is lost, as on a wire. */
		if (chain->out_bytes > HEADER) {
			iov_skip(chain->out, chain->out_parts, HEADER);
			while (writev(net->source.fd, chain->out, chain->out_parts) < 0 &&
			       errno == EINTR)
				;
		}
		virtio_give(virtio, TRANSMIT, 0);
	}
	virtio_notify(virtio, TRANSMIT);
}

static void kick(struct virtio *virtio, unsigned int ring)
{
	struct net *net = virtio->self;

	if (ring == TRANSMIT)
		transmit(net, virtio);
	else
		watch(net, true);
}

static int open_tap(const char *name, struct error *error)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return error_set(error, "/dev/net/tun: %s", strerror(errno));
	if (!*name || strlen(name) >= sizeof(request.ifr_name)) {
		close(fd);
		return error_set(error, "\"%s\" cannot be the name of a tap device", name);
	}
	strcpy(request.ifr_name, name);
	if (!ioctl(fd, TUNSETIFF, &request))
		return fd;
	error_set(error, "tap device %s: %s; make it with \"ip tuntap add %s mode tap user"
		  " USER\", as root", name, strerror(errno), name);
	close(fd);
	return -1;
}

static int open_fd(const char *text, struct error *error)
{
	char *end;
	long fd = strtol(text, &end, 10);

	if (end == text || *end || fd < 0 || fcntl(fd, F_GETFD) < 0)
		return error_set(error, "\"%s\" is not the number of an open descriptor", text);
	return fd;
}

static int open_text(const char *text, struct error *error)
{
	if (!strncmp(text, "tap=", 4))
		return open_tap(text + 4, error);
	if (!strncmp(text, "fd=", 3))
		return open_fd(text + 3, error);
	return error_set(error, "--net %s: want tap=NAME or fd=NUMBER", text);
}

/* An address that is not a maker's, and not of a group. */
static void choose_address(struct net *net)
{
	if (getrandom(net->config.mac, sizeof(net->config.mac), 0) < 0)
		memset(net->config.mac, 0x5a, sizeof(net->config.mac));
	net->config.mac[0] = (net->config.mac[0] & 0xfc) | 2;
}

static int add(struct machine *machine, struct net *net, const char *text, struct error *error)
{
	int fd = open_text(text, error);

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	choose_address(net);
	net->machine = machine;
	net->source = (struct source){ fd, receive, net };
	net->kind = (struct virtio_kind) {
		.id = VIRTIO_ID_NET,
		.rings = 2,
		.features = 1ull << VIRTIO_NET_F_MAC,
		.config = &net->config,
		.config_size = sizeof(net->config),
		.kick = kick,
	};
	net->virtio = machine_add(machine, &net->kind, net);
	return net->virtio ? 0 : error_set(error, "--net %s: too many devices", text);
}

int net_add(struct machine *machine, const char *text, struct error *error)
{
	/* It lasts as long as the program. */
	struct net *net = calloc(1, sizeof(*net));
	int ret = net ? add(machine, net, text, error) : error_set(error, "out of memory");

	if (ret)
		free(net);
	return ret;
}
