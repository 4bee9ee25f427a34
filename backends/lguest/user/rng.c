// SPDX-License-Identifier: GPL-2.0-only
/* Random numbers (virtio 1.2, section 5.4): those of the host. */
#include <sys/random.h>

#include "machine.h"

/* One request may want more than is good to wait for. */
#define AT_ONCE		256

static void kick(struct virtio *virtio, unsigned int ring)
{
	char bytes[AT_ONCE];

	while (virtio_take(virtio, ring)) {
		ssize_t got = getrandom(bytes, sizeof(bytes), 0);

		virtio_give(virtio, ring, got <= 0 ? 0 :
			    iov_write(virtio->chain.in, virtio->chain.in_parts, bytes, got));
	}
	virtio_notify(virtio, ring);
}

static const struct virtio_kind kind = {
	.id = VIRTIO_ID_RNG,
	.rings = 1,
	.kick = kick,
};

int rng_add(struct machine *machine, struct error *error)
{
	return machine_add(machine, &kind, NULL) ? 0 : error_set(error, "too many devices");
}
