// SPDX-License-Identifier: GPL-2.0-only
/* Registers of a virtio device, and what its driver does with them. */
#include <linux/virtio_mmio.h>
#include <string.h>

#include "virtio.h"

#define MAGIC		0x74726976	/* "virt" */
#define VERSION		2
#define VENDOR		0x5453474c	/* "LGST" */

static uint64_t offered(const struct virtio *virtio)
{
	return virtio->kind->features | 1ull << VIRTIO_F_VERSION_1;
}

static struct ring *selected(struct virtio *virtio)
{
	return virtio->queue_sel < virtio->kind->rings ? &virtio->ring[virtio->queue_sel] : NULL;
}

static void reset(struct virtio *virtio)
{
	virtio->status = virtio->interrupt = 0;
	virtio->device_features_sel = virtio->driver_features_sel = virtio->queue_sel = 0;
	virtio->driver_features = 0;
	memset(virtio->ring, 0, sizeof(virtio->ring));
}

/* Only the driver can start it again. */
static void give_up(struct virtio *virtio)
{
	virtio->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	virtio->interrupt |= VIRTIO_MMIO_INT_CONFIG;
	virtio->raise(virtio->vm, virtio->line);
}

static bool works(const struct virtio *virtio)
{
	return virtio->status & VIRTIO_CONFIG_S_DRIVER_OK &&
	       !(virtio->status & VIRTIO_CONFIG_S_NEEDS_RESET);
}

/* --- what the driver reads */

static uint64_t read_config(const struct virtio *virtio, uint64_t offset, unsigned int size)
{
	uint64_t value = 0;

	if (offset < virtio->kind->config_size && size <= virtio->kind->config_size - offset)
		memcpy(&value, (const char *)virtio->kind->config + offset, size);
	return value;
}

static uint32_t read_register(struct virtio *virtio, uint64_t offset)
{
	const struct ring *ring = selected(virtio);

	switch (offset) {
	case VIRTIO_MMIO_MAGIC_VALUE:
		return MAGIC;
	case VIRTIO_MMIO_VERSION:
		return VERSION;
	case VIRTIO_MMIO_DEVICE_ID:
		return virtio->kind->id;
	case VIRTIO_MMIO_VENDOR_ID:
		return VENDOR;
	case VIRTIO_MMIO_DEVICE_FEATURES:
		return virtio->device_features_sel < 2 ?
		       offered(virtio) >> 32 * virtio->device_features_sel : 0;
	case VIRTIO_MMIO_QUEUE_NUM_MAX:
		return ring ? RING_MAX : 0;
	case VIRTIO_MMIO_QUEUE_READY:
		return ring && ring->ready;
	case VIRTIO_MMIO_INTERRUPT_STATUS:
		return virtio->interrupt;
	case VIRTIO_MMIO_STATUS:
		return virtio->status;
	case VIRTIO_MMIO_SHM_LEN_LOW:
	case VIRTIO_MMIO_SHM_LEN_HIGH:
		return ~0u;		/* there is no such memory */
	default:
		return 0;
	}
}

uint64_t virtio_read(struct virtio *virtio, uint64_t offset, unsigned int size)
{
	if (offset >= VIRTIO_MMIO_CONFIG)
		return read_config(virtio, offset - VIRTIO_MMIO_CONFIG, size);
	return size == 4 ? read_register(virtio, offset) : 0;
}

/* --- what it writes */

static void write_status(struct virtio *virtio, uint32_t value)
{
	if (!value) {
		reset(virtio);
		return;
	}
	/* A driver that wants what is not offered sees that it does not get it. */
	if (value & VIRTIO_CONFIG_S_FEATURES_OK &&
	    (virtio->driver_features & ~offered(virtio) ||
	     !(virtio->driver_features & 1ull << VIRTIO_F_VERSION_1)))
		value &= ~VIRTIO_CONFIG_S_FEATURES_OK;
	virtio->status = value | (virtio->status & VIRTIO_CONFIG_S_NEEDS_RESET);
}

static void write_features(struct virtio *virtio, uint32_t value)
{
	unsigned int shift = 32 * virtio->driver_features_sel;

	if (virtio->driver_features_sel > 1 || virtio->status & VIRTIO_CONFIG_S_FEATURES_OK)
		return;
	virtio->driver_features &= ~(0xffffffffull << shift);
	virtio->driver_features |= (uint64_t)value << shift;
}

static void write_ready(struct virtio *virtio, struct ring *ring, uint32_t value)
{
	ring->ready = false;
	if (value && ring_start(ring, virtio->ram))
		give_up(virtio);
}

static void set_half(uint64_t *whole, bool high, uint32_t value)
{
	unsigned int shift = high ? 32 : 0;

	*whole = (*whole & ~(0xffffffffull << shift)) | (uint64_t)value << shift;
}

/* A queue that is ready does not move. */
static void write_queue(struct virtio *virtio, uint64_t offset, uint32_t value)
{
	struct ring *ring = selected(virtio);

	if (!ring)
		return;
	if (offset == VIRTIO_MMIO_QUEUE_READY)
		write_ready(virtio, ring, value);
	if (ring->ready)
		return;
	switch (offset) {
	case VIRTIO_MMIO_QUEUE_NUM:
		ring->size = value <= RING_MAX ? value : 0;
		break;
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
		set_half(&ring->desc, offset == VIRTIO_MMIO_QUEUE_DESC_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_AVAIL_LOW:
	case VIRTIO_MMIO_QUEUE_AVAIL_HIGH:
		set_half(&ring->avail, offset == VIRTIO_MMIO_QUEUE_AVAIL_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_USED_LOW:
	case VIRTIO_MMIO_QUEUE_USED_HIGH:
		set_half(&ring->done, offset == VIRTIO_MMIO_QUEUE_USED_HIGH, value);
		break;
	}
}

static void kick(struct virtio *virtio, uint32_t ring)
{
	if (ring < virtio->kind->rings && works(virtio))
		virtio->kind->kick(virtio, ring);
}

static void write_register(struct virtio *virtio, uint64_t offset, uint32_t value)
{
	switch (offset) {
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		virtio->device_features_sel = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
		virtio->driver_features_sel = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES:
		write_features(virtio, value);
		break;
	case VIRTIO_MMIO_QUEUE_SEL:
		virtio->queue_sel = value;
		break;
	case VIRTIO_MMIO_QUEUE_NOTIFY:
		kick(virtio, value);
		break;
	case VIRTIO_MMIO_INTERRUPT_ACK:
		virtio->interrupt &= ~value;
		break;
	case VIRTIO_MMIO_STATUS:
		write_status(virtio, value);
		break;
	default:
		write_queue(virtio, offset, value);
	}
}

/* No device here has a configuration that can be written. */
void virtio_write(struct virtio *virtio, uint64_t offset, unsigned int size, uint64_t value)
{
	if (offset < VIRTIO_MMIO_CONFIG && size == 4)
		write_register(virtio, offset, value);
}

/* --- requests */

bool virtio_take(struct virtio *virtio, unsigned int ring)
{
	int taken;

	if (!works(virtio))
		return false;
	taken = ring_take(&virtio->ring[ring], virtio->ram, &virtio->chain);
	if (taken < 0)
		give_up(virtio);
	return taken > 0;
}

void virtio_give(struct virtio *virtio, unsigned int ring, uint32_t bytes)
{
	ring_give(&virtio->ring[ring], virtio->ram, &virtio->chain, bytes);
}

void virtio_notify(struct virtio *virtio, unsigned int ring)
{
	if (!virtio->ring[ring].ready || !ring_wants_interrupt(&virtio->ring[ring], virtio->ram))
		return;
	virtio->interrupt |= VIRTIO_MMIO_INT_VRING;
	virtio->raise(virtio->vm, virtio->line);
}
