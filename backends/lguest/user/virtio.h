/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtio devices behind registers in memory (virtio 1.2, section 4.2), version 2 only.  All
 * of a device is used under one lock, that of the machine.
 */
#ifndef LGUEST_VIRTIO_H
#define LGUEST_VIRTIO_H

#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>

#include "ring.h"

#define VIRTIO_RINGS	2
/** Bytes of registers. */
#define VIRTIO_WINDOW	0x200

struct virtio;

/**
 * struct virtio_kind - what a device is
 * @id:       VIRTIO_ID_*
 * @rings:    how many queues it has
 * @features: what it offers beside VIRTIO_F_VERSION_1
 * @config:   bytes that the driver can read, @config_size of them; may be NULL
 * @kick:     the driver has put something into a queue
 */
struct virtio_kind {
	uint32_t id;
	unsigned int rings;
	uint64_t features;
	const void *config;
	size_t config_size;
	void (*kick)(struct virtio *virtio, unsigned int ring);
};

/**
 * struct virtio - a device
 * @kind:  of which kind
 * @self:  what that has of its own
 * @ram:   the guest's
 * @raise: sends the device's interrupt
 * @vm:    for @raise
 * @line:  for @raise
 *
 * The others are registers, as the driver has left them.
 */
struct virtio {
	const struct virtio_kind *kind;
	void *self;
	const struct ram *ram;
	void (*raise)(void *vm, unsigned int line);
	void *vm;
	unsigned int line;

	uint32_t status, interrupt;
	uint32_t device_features_sel, driver_features_sel, queue_sel;
	uint64_t driver_features;
	struct ring ring[VIRTIO_RINGS];
	struct chain chain;
};

/** virtio_read - the driver reads @size bytes at @offset of the window */
uint64_t virtio_read(struct virtio *virtio, uint64_t offset, unsigned int size);

/** virtio_write - the driver writes them */
void virtio_write(struct virtio *virtio, uint64_t offset, unsigned int size, uint64_t value);

/**
 * virtio_take - the next request of a queue, in virtio->chain
 *
 * Return: true, or false: there is none, or the device does not work any more since its
 * driver has written nonsense.
 */
bool virtio_take(struct virtio *virtio, unsigned int ring);

/** virtio_give - the request is done, with @bytes written; virtio_notify() is due */
void virtio_give(struct virtio *virtio, unsigned int ring, uint32_t bytes);

/** virtio_notify - tell the driver of what was given back, if it wants to know */
void virtio_notify(struct virtio *virtio, unsigned int ring);

#endif
