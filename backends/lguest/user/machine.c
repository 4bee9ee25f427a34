// SPDX-License-Identifier: GPL-2.0-only
/* What a machine is made of, and its end. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../abi.h"
#include "machine.h"

#define DEVICE		"/dev/lguest"
/* One page for each, so that a driver maps no other one's registers. */
#define SPACING		0x1000
/* Interrupt 0 is the timer's. */
#define FIRST_LINE	1

static int open_device(struct machine *machine, struct error *error)
{
	machine->fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (machine->fd >= 0)
		return 0;
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		return error_set(error, DEVICE " is not there: load the module with \"modprobe"
				 " lg\", as root");
	if (errno == EACCES || errno == EPERM)
		return error_set(error, DEVICE ": no permission: ask for access with \"setfacl"
				 " -m u:USER:rw " DEVICE "\", as root");
	return error_set(error, DEVICE ": %s", strerror(errno));
}

/* Guests are locked in memory, of which ordinary users may lock little. */
static int explain_lock(uint64_t size, struct error *error)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) || limit.rlim_cur >= size)
		return error_set(error, "no memory for a guest of %" PRIu64 " MiB", size >> 20);
	return error_set(error, "a guest of %" PRIu64 " MiB is locked in memory, and the limit of"
			 " this user is %" PRIu64 " KiB: raise memlock in"
			 " /etc/security/limits.conf, or give lguest the capability"
			 " cap_ipc_lock", size >> 20, (uint64_t)limit.rlim_cur >> 10);
}

static int create(struct machine *machine, struct error *error)
{
	struct lg_create wanted = {
		.version = LG_API_VERSION,
		.base = (uintptr_t)machine->ram.base,
		.size = machine->ram.size,
	};

	if (!ioctl(machine->fd, LG_IOC_CREATE, &wanted))
		return 0;
	switch (errno) {
	case ENOMEM:
	case EPERM:
		return explain_lock(machine->ram.size, error);
	case EPROTO:
		return error_set(error, "the module is of another version than this program:"
				 " install both from one source");
	default:
		return error_set(error, "a guest of %" PRIu64 " MiB: %s; the host's log may say"
				 " why", machine->ram.size >> 20, strerror(errno));
	}
}

int machine_create(struct machine *machine, uint64_t size, struct error *error)
{
	machine->epoll = epoll_create1(EPOLL_CLOEXEC);
	machine->over_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&machine->lock, NULL);
	pthread_cond_init(&machine->moved, NULL);
	if (machine->epoll < 0 || machine->over_fd < 0)
		return error_set(error, "no descriptor: %s", strerror(errno));
	if (open_device(machine, error) || ram_get(&machine->ram, size, error))
		return -1;
	return create(machine, error);
}

int machine_add_cpu(struct machine *machine, uint64_t rip, uint64_t cr3, uint64_t params,
		    struct error *error)
{
	struct lg_vcpu_start start = { .rip = rip, .cr3 = cr3, .rsi = params };
	void *run;

	machine->cpu_fd = ioctl(machine->fd, LG_IOC_ADD_VCPU, &start);
	if (machine->cpu_fd < 0)
		return error_set(error, "no CPU for the guest: %s", strerror(errno));
	run = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED, machine->cpu_fd, 0);
	if (run == MAP_FAILED)
		return error_set(error, "the CPU's page cannot be mapped: %s", strerror(errno));
	machine->run = run;
	return 0;
}

static void raise_line(void *vm, unsigned int line)
{
	struct machine *machine = vm;

	ioctl(machine->fd, LG_IOC_IRQ, (unsigned long)line);
}

struct virtio *machine_add(struct machine *machine, const struct virtio_kind *kind, void *self)
{
	struct virtio *virtio;

	if (machine->ndevices == DEVICES_MAX)
		return NULL;
	virtio = calloc(1, sizeof(*virtio));
	if (!virtio)
		return NULL;
	virtio->kind = kind;
	virtio->self = self;
	virtio->ram = &machine->ram;
	virtio->raise = raise_line;
	virtio->vm = machine;
	virtio->line = FIRST_LINE + machine->ndevices;
	machine->device[machine->ndevices++] = virtio;
	return virtio;
}

char *machine_devices(const struct machine *machine)
{
	size_t size;
	char *words;
	FILE *file = open_memstream(&words, &size);
	unsigned int i;

	if (!file)
		return NULL;
	for (i = 0; i < machine->ndevices; i++)
		fprintf(file, " virtio_mmio.device=%u@%#" PRIx64 ":%u", VIRTIO_WINDOW,
			(uint64_t)LG_MMIO_BASE + i * SPACING, machine->device[i]->line);
	return fclose(file) ? NULL : words;
}

int machine_watch(struct machine *machine, struct source *source)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = source };

	return epoll_ctl(machine->epoll, EPOLL_CTL_ADD, source->fd, &event);
}

void machine_look_away(struct machine *machine, struct source *source)
{
	epoll_ctl(machine->epoll, EPOLL_CTL_DEL, source->fd, NULL);
}

/* Descriptors are 0 where nothing was opened: standard input is never one of these. */
static void close_fd(int fd)
{
	if (fd > 0)
		close(fd);
}

void machine_destroy(struct machine *machine)
{
	unsigned int i;

	for (i = 0; i < machine->ndevices; i++)
		free(machine->device[i]);
	if (machine->run)
		munmap(machine->run, getpagesize());
	close_fd(machine->cpu_fd);
	close_fd(machine->fd);
	close_fd(machine->over_fd);
	close_fd(machine->epoll);
	ram_put(&machine->ram);
}
