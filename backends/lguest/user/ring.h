/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtqueues in the split format (virtio 1.2, section 2.7).  They are in the guest's memory,
 * where it can write at any time: each word is read once, and checked before it is used.
 */
#ifndef LGUEST_RING_H
#define LGUEST_RING_H

#include <sys/uio.h>

#include "ram.h"

/** The largest queue that is offered; a power of 2. */
#define RING_MAX	256

/**
 * struct ring - a queue
 * @size:  number of descriptors
 * @next:  of the driver's entries, the next one that the device looks at
 * @used:  number of entries that the device has given back
 * @desc:  where the descriptors are
 * @avail: where the driver's entries are
 * @done:  where the device's are
 * @ready: these three are set, and in RAM
 */
struct ring {
	uint16_t size, next, used;
	uint64_t desc, avail, done;
	bool ready;
};

/**
 * struct chain - one request
 * @head: its first descriptor, by which it is given back
 * @out:  what the device reads, @out_parts parts, @out_bytes in all
 * @in:   what it writes, the same
 */
struct chain {
	uint16_t head;
	unsigned int out_parts, in_parts;
	size_t out_bytes, in_bytes;
	struct iovec out[RING_MAX], in[RING_MAX];
};

/** ring_start - the driver says that the queue is there; 0, or -1: it is not in RAM */
int ring_start(struct ring *ring, const struct ram *ram);

/**
 * ring_take - the next request
 *
 * Return: 1; 0: there is none; -1: what the driver has written makes no sense.
 */
int ring_take(struct ring *ring, const struct ram *ram, struct chain *chain);

/** ring_give - a request is done; the device has written @bytes to its @in */
void ring_give(struct ring *ring, const struct ram *ram, const struct chain *chain,
	       uint32_t bytes);

/** ring_wants_interrupt - does the driver want to hear of what was given back? */
bool ring_wants_interrupt(const struct ring *ring, const struct ram *ram);

/** iov_read - copy the first @size bytes of @parts to @to; how many there were */
size_t iov_read(const struct iovec *parts, unsigned int n, void *to, size_t size);

/** iov_write - the opposite */
size_t iov_write(const struct iovec *parts, unsigned int n, const void *from, size_t size);

/** iov_skip - leave out the first @size bytes, of which there are as many */
void iov_skip(struct iovec *parts, unsigned int n, size_t size);

#endif
