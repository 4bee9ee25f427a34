// SPDX-License-Identifier: GPL-2.0-only
/* Virtqueues, as the device sees them. */
#include <linux/virtio_ring.h>
#include <string.h>

#include "ring.h"

static uint16_t load16(const void *at)
{
	return __atomic_load_n((const uint16_t *)at, __ATOMIC_ACQUIRE);
}

/* ring_start() has found that all of it is RAM. */
static struct vring_avail *avail_of(const struct ring *ring, const struct ram *ram)
{
	return (struct vring_avail *)(ram->base + ring->avail);
}

static struct vring_used *used_of(const struct ring *ring, const struct ram *ram)
{
	return (struct vring_used *)(ram->base + ring->done);
}

int ring_start(struct ring *ring, const struct ram *ram)
{
	uint64_t size = ring->size;

	if (!size || size > RING_MAX || (size & (size - 1)))
		return -1;
	if (ring->desc % 16 || ring->avail % 2 || ring->done % 4)
		return -1;
	if (!ram_at(ram, ring->desc, size * sizeof(struct vring_desc)) ||
	    !ram_at(ram, ring->avail, sizeof(struct vring_avail) + size * 2) ||
	    !ram_at(ram, ring->done,
		    sizeof(struct vring_used) + size * sizeof(struct vring_used_elem)))
		return -1;
	ring->next = ring->used = 0;
	ring->ready = true;
	return 0;
}

static struct vring_desc read_descriptor(const struct ring *ring, const struct ram *ram,
					 uint16_t index)
{
	const volatile struct vring_desc *table =
		(const volatile struct vring_desc *)(ram->base + ring->desc);

	return table[index];
}

/* The device's parts come last. */
static int add_part(struct chain *chain, const struct ram *ram, const struct vring_desc *d)
{
	struct iovec part = { ram_at(ram, d->addr, d->len), d->len };

	if (!part.iov_base || d->flags & VRING_DESC_F_INDIRECT)
		return -1;
	if (d->flags & VRING_DESC_F_WRITE) {
		chain->in[chain->in_parts++] = part;
		chain->in_bytes += d->len;
		return 0;
	}
	if (chain->in_parts)
		return -1;
	chain->out[chain->out_parts++] = part;
	chain->out_bytes += d->len;
	return 0;
}

/* A chain that is longer than the table comes back to itself. */
static int walk(const struct ring *ring, const struct ram *ram, struct chain *chain)
{
	uint16_t index = chain->head;
	unsigned int steps;

	for (steps = 0; steps < ring->size; steps++) {
		struct vring_desc d;

		if (index >= ring->size)
			return -1;
		d = read_descriptor(ring, ram, index);
		if (add_part(chain, ram, &d))
			return -1;
		if (!(d.flags & VRING_DESC_F_NEXT))
			return 1;
		index = d.next;
	}
	return -1;
}

int ring_take(struct ring *ring, const struct ram *ram, struct chain *chain)
{
	struct vring_avail *avail;
	uint16_t waiting;

	if (!ring->ready)
		return 0;
	avail = avail_of(ring, ram);
	waiting = load16(&avail->idx) - ring->next;
	if (!waiting)
		return 0;
	if (waiting > ring->size)
		return -1;
	chain->head = load16(&avail->ring[ring->next % ring->size]);
	chain->out_parts = chain->in_parts = 0;
	chain->out_bytes = chain->in_bytes = 0;
	ring->next++;
	return walk(ring, ram, chain);
}

void ring_give(struct ring *ring, const struct ram *ram, const struct chain *chain,
	       uint32_t bytes)
{
	struct vring_used *used = used_of(ring, ram);
	volatile struct vring_used_elem *entry = &used->ring[ring->used % ring->size];

	entry->id = chain->head;
	entry->len = bytes;
	/* The driver reads the entry after the index. */
	__atomic_store_n(&used->idx, ++ring->used, __ATOMIC_RELEASE);
}

bool ring_wants_interrupt(const struct ring *ring, const struct ram *ram)
{
	/* The driver looks at the index after it has written the flag. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(load16(&avail_of(ring, ram)->flags) & VRING_AVAIL_F_NO_INTERRUPT);
}

size_t iov_read(const struct iovec *parts, unsigned int n, void *to, size_t size)
{
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < n && done < size; i++) {
		size_t piece = parts[i].iov_len < size - done ? parts[i].iov_len : size - done;

		memcpy((char *)to + done, parts[i].iov_base, piece);
		done += piece;
	}
	return done;
}

size_t iov_write(const struct iovec *parts, unsigned int n, const void *from, size_t size)
{
	size_t done = 0;
	unsigned int i;

	for (i = 0; i < n && done < size; i++) {
		size_t piece = parts[i].iov_len < size - done ? parts[i].iov_len : size - done;

		memcpy(parts[i].iov_base, (const char *)from + done, piece);
		done += piece;
	}
	return done;
}

void iov_skip(struct iovec *parts, unsigned int n, size_t size)
{
	unsigned int i;

	for (i = 0; i < n && size; i++) {
		size_t piece = parts[i].iov_len < size ? parts[i].iov_len : size;

		parts[i].iov_base = (char *)parts[i].iov_base + piece;
		parts[i].iov_len -= piece;
		size -= piece;
	}
}
