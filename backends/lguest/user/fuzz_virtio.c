// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as what a driver does: the first ones are its memory, then come accesses to the
 * device's registers, six bytes each.  The device is ready, so that most inputs reach its
 * queues; what it gives back must stay in the guest's memory, which a sanitizer watches.
 */
#include <stdlib.h>
#include <string.h>

#include "virtio.h"

#define RAM_SIZE	0x4000
#define ACCESS		6
#define FILL		0xa5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void nothing(void *vm, unsigned int line)
{
	(void)vm;
	(void)line;
}

/* Reads and writes all of each request. */
static void kick(struct virtio *virtio, unsigned int ring)
{
	static char copy[RAM_SIZE];
	unsigned int left = RING_MAX;

	while (left-- && virtio_take(virtio, ring)) {
		struct chain *chain = &virtio->chain;
		size_t done = iov_read(chain->out, chain->out_parts, copy, sizeof(copy));

		if (done > chain->out_bytes)
			abort();
		memset(copy, FILL, sizeof(copy));
		done = iov_write(chain->in, chain->in_parts, copy, sizeof(copy));
		iov_skip(chain->in, chain->in_parts, done);
		virtio_give(virtio, ring, done);
	}
	virtio_notify(virtio, ring);
}

static const struct virtio_kind kind = {
	.id = VIRTIO_ID_RNG, .rings = 2, .kick = kick,
	.config = "config", .config_size = 6,
};

static void drive(struct virtio *virtio, const uint8_t *data, size_t size)
{
	for (; size >= ACCESS; data += ACCESS, size -= ACCESS) {
		uint64_t offset = (data[0] | data[1] << 8) & (VIRTIO_WINDOW - 1);
		unsigned int bytes = 1u << (data[1] >> 4 & 3);
		uint32_t value;

		memcpy(&value, data + 2, sizeof(value));
		if (data[1] & 0x80)
			virtio_read(virtio, offset, bytes);
		else
			virtio_write(virtio, offset, bytes, value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of the heap, so that each byte behind it is known not to be the guest's. */
	struct ram ram = { calloc(1, RAM_SIZE), RAM_SIZE };
	static struct virtio virtio;
	size_t memory = size < RAM_SIZE ? size / 2 : RAM_SIZE;

	if (!ram.base)
		abort();
	memset(&virtio, 0, sizeof(virtio));
	virtio.kind = &kind;
	virtio.ram = &ram;
	virtio.raise = nothing;
	virtio.status = VIRTIO_CONFIG_S_DRIVER_OK;
	virtio.ring[0] = (struct ring){ .size = 4, .desc = 0, .avail = 64, .done = 128 };
	if (ring_start(&virtio.ring[0], &ram))
		abort();
	memcpy(ram.base, data, memory);
	drive(&virtio, data + memory, size - memory);
	kick(&virtio, 0);
	free(ram.base);
	return 0;
}
