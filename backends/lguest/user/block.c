// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks (virtio 1.2, section 5.2): a file or a block device, in sectors of 512 bytes.
 * Requests are done one after the other, in the thread of the guest's CPU.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/virtio_blk.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "machine.h"

#define SECTOR		512
/* The status is one byte, the last of what the device writes. */
#define STATUS_BYTES	1

struct disk {
	struct virtio_kind kind;
	struct virtio_blk_config config;
	int fd;
	uint64_t size;
	bool read_only;
};

/* --- requests */

/* All of @parts at @offset; the file may give less at once. */
static bool transfer(const struct disk *disk, struct iovec *parts, unsigned int n, size_t bytes,
		     uint64_t offset, bool write)
{
	while (bytes) {
		ssize_t done = write ? pwritev(disk->fd, parts, n, offset) :
				       preadv(disk->fd, parts, n, offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		iov_skip(parts, n, done);
		bytes -= done;
		offset += done;
	}
	return true;
}

static bool inside(const struct disk *disk, uint64_t sector, size_t bytes)
{
	return bytes % SECTOR == 0 && sector <= disk->size / SECTOR &&
	       bytes <= disk->size - sector * SECTOR;
}

static unsigned char serve(const struct disk *disk, struct chain *chain,
			   const struct virtio_blk_outhdr *head, size_t in, size_t out)
{
	uint64_t offset = head->sector * SECTOR;

	switch (head->type) {
	case VIRTIO_BLK_T_IN:
		return inside(disk, head->sector, in) &&
		       transfer(disk, chain->in, chain->in_parts, in, offset, false) ?
		       VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR;
	case VIRTIO_BLK_T_OUT:
		return !disk->read_only && inside(disk, head->sector, out) &&
		       transfer(disk, chain->out, chain->out_parts, out, offset, true) ?
		       VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR;
	case VIRTIO_BLK_T_FLUSH:
		return fdatasync(disk->fd) ? VIRTIO_BLK_S_IOERR : VIRTIO_BLK_S_OK;
	default:
		return VIRTIO_BLK_S_UNSUPP;
	}
}

/* Takes the last byte away from what the device writes. */
static unsigned char *take_status(struct chain *chain)
{
	unsigned int i = chain->in_parts;

	while (i-- > 0) {
		struct iovec *part = &chain->in[i];

		if (!part->iov_len)
			continue;
		chain->in_bytes--;
		return (unsigned char *)part->iov_base + --part->iov_len;
	}
	return NULL;
}

/* A request is a header, then data in one direction, then the status. */
static void request(struct disk *disk, struct virtio *virtio)
{
	struct chain *chain = &virtio->chain;
	struct virtio_blk_outhdr head;
	unsigned char *status = take_status(chain);

	if (!status) {
		virtio_give(virtio, 0, 0);
		return;
	}
	if (iov_read(chain->out, chain->out_parts, &head, sizeof(head)) < sizeof(head)) {
		*status = VIRTIO_BLK_S_IOERR;
	} else {
		iov_skip(chain->out, chain->out_parts, sizeof(head));
		*status = serve(disk, chain, &head, chain->in_bytes,
				chain->out_bytes - sizeof(head));
	}
	virtio_give(virtio, 0, chain->in_bytes + STATUS_BYTES);
}

static void kick(struct virtio *virtio, unsigned int ring)
{
	while (virtio_take(virtio, ring))
		request(virtio->self, virtio);
	virtio_notify(virtio, ring);
}

/* --- the file */

static int find_size(struct disk *disk, const char *path, struct error *error)
{
	struct stat stat;

	if (fstat(disk->fd, &stat))
		return error_set(error, "%s: %s", path, strerror(errno));
	disk->size = stat.st_size;
	if (S_ISBLK(stat.st_mode) && ioctl(disk->fd, BLKGETSIZE64, &disk->size))
		return error_set(error, "%s: its size: %s", path, strerror(errno));
	if (!S_ISBLK(stat.st_mode) && !S_ISREG(stat.st_mode))
		return error_set(error, "%s: neither a file nor a block device", path);
	if (!disk->size || disk->size % SECTOR)
		return error_set(error, "%s: has %llu bytes, which is not a multiple of %u", path,
				 (unsigned long long)disk->size, SECTOR);
	return 0;
}

static int open_file(struct disk *disk, const char *path, struct error *error)
{
	disk->fd = open(path, (disk->read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	if (disk->fd >= 0)
		return find_size(disk, path, error);
	if (errno == EACCES || errno == EROFS || errno == EPERM)
		return error_set(error, "%s: %s%s", path, strerror(errno), disk->read_only ? "" :
				 "; a disk that is only read is --block FILE,ro");
	return error_set(error, "%s: %s", path, strerror(errno));
}

static void describe(struct disk *disk)
{
	disk->config.capacity = disk->size / SECTOR;
	disk->config.seg_max = RING_MAX - 2;
	disk->kind = (struct virtio_kind) {
		.id = VIRTIO_ID_BLOCK,
		.rings = 1,
		.features = 1ull << VIRTIO_BLK_F_SEG_MAX | 1ull << VIRTIO_BLK_F_FLUSH |
			    (uint64_t)disk->read_only << VIRTIO_BLK_F_RO,
		.config = &disk->config,
		.config_size = sizeof(disk->config),
		.kick = kick,
	};
}

/* @text is FILE or FILE,ro. */
static int add(struct machine *machine, struct disk *disk, char *text, struct error *error)
{
	char *comma = strrchr(text, ',');

	disk->read_only = comma && !strcmp(comma, ",ro");
	if (disk->read_only)
		*comma = '\0';
	if (open_file(disk, text, error))
		return -1;
	describe(disk);
	if (!machine_add(machine, &disk->kind, disk))
		return error_set(error, "%s: too many devices", text);
	return 0;
}

int block_add(struct machine *machine, const char *text, struct error *error)
{
	/* It lasts as long as the program. */
	struct disk *disk = calloc(1, sizeof(*disk));
	char *copy = strdup(text);
	int ret = disk && copy ? add(machine, disk, copy, error) :
				 error_set(error, "out of memory");

	free(copy);
	if (ret)
		free(disk);
	return ret;
}
