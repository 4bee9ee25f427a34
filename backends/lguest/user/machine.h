/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A running guest.  One thread runs its CPU, the first one waits for all else: input, packets,
 * signals, other programs.  Devices are used by both, under the lock.
 */
#ifndef LGUEST_MACHINE_H
#define LGUEST_MACHINE_H

#include <pthread.h>

#include "../uapi.h"
#include "virtio.h"

#define DEVICES_MAX	16

/** Exit statuses of lguest run; a signal's are 128 and its number. */
enum status {
	STATUS_OFF,		/* switched off, or wanted to be started again */
	STATUS_USAGE = 2,	/* could not be started */
	STATUS_CRASH,		/* did what no guest may */
	STATUS_PANIC,		/* its kernel has given up */
};

/**
 * struct source - a descriptor that the first thread waits for
 * @fd:    it
 * @ready: called when it can be read, without the lock
 * @ctx:   for @ready
 */
struct source {
	int fd;
	void (*ready)(void *ctx);
	void *ctx;
};

/**
 * struct machine - a guest
 * @fd:       /dev/lguest
 * @cpu_fd:   its CPU
 * @run:      the page that is shared with the host, for that
 * @ram:      its memory
 * @kernel:   path of its kernel, for people
 * @lock:     of devices
 * @device:   @ndevices of them, one behind the other
 * @epoll:    what the first thread waits for
 * @thread:   runs the CPU
 * @pause:    how many want the CPU to stand still
 * @paused:   it does
 * @moved:    signals a change of both
 * @over:     the guest has ended, and the first thread is told by @over_fd
 * @status:   how
 * @exits:    how often the guest came out, for people
 */
struct machine {
	int fd, cpu_fd;
	struct lg_run *run;
	struct ram ram;
	const char *kernel;
	pthread_mutex_t lock;
	struct virtio *device[DEVICES_MAX];
	unsigned int ndevices;
	int epoll, over_fd;
	pthread_t thread;
	unsigned int pause;
	bool paused, over;
	pthread_cond_t moved;
	int status;
	unsigned long exits;
};

/* machine.c */

/** machine_create - memory and a machine that has it; 0, or -1 with a reason */
int machine_create(struct machine *machine, uint64_t size, struct error *error);

/** machine_add_cpu - its CPU, which begins at @rip; 0, or -1 with a reason */
int machine_add_cpu(struct machine *machine, uint64_t rip, uint64_t cr3, uint64_t params,
		    struct error *error);

/**
 * machine_add - a device
 * @self: what the kind has of its own
 *
 * Return: the device, or NULL: there are too many.
 */
struct virtio *machine_add(struct machine *machine, const struct virtio_kind *kind, void *self);

/** machine_devices - the words of a command line that name the devices; to be freed */
char *machine_devices(const struct machine *machine);

/** machine_watch - wait for a descriptor; @source stays; 0, or -1 with errno */
int machine_watch(struct machine *machine, struct source *source);

/** machine_look_away - do not wait for it until the next machine_watch() */
void machine_look_away(struct machine *machine, struct source *source);

/** machine_destroy - close and free it all */
void machine_destroy(struct machine *machine);

/* cpu.c */

/** cpu_start - let it run, in a thread of its own; 0, or -1 with a reason */
int cpu_start(struct machine *machine, struct error *error);

/** cpu_pause - when this returns, the CPU does not run; until cpu_resume() */
void cpu_pause(struct machine *machine);
void cpu_resume(struct machine *machine);

/** cpu_join - wait for the end of the thread, which is about to come */
void cpu_join(struct machine *machine);

/** cpu_stop - make it come */
void cpu_stop(struct machine *machine);

/* exits.c */

/**
 * exit_handle - do what the guest came out for
 *
 * Return: true to go on, false: the guest has ended, with machine->status.
 */
bool exit_handle(struct machine *machine);

/* loop.c */

/** loop_block_questions - signals that ask for the status wait for loop_run() */
void loop_block_questions(void);

/** loop_run - wait and serve until the guest has ended or a signal ends it; its status */
int loop_run(struct machine *machine);

/* One device each: NAME.c.  0, or -1 with a reason. */
int console_add(struct machine *machine, struct error *error);
int block_add(struct machine *machine, const char *text, struct error *error);
int net_add(struct machine *machine, const char *text, struct error *error);
int rng_add(struct machine *machine, struct error *error);

/* terminal.c */

/** terminal_raw - every key is the guest's, if standard input is a terminal */
void terminal_raw(void);

/** terminal_restore - as it was; any number of times */
void terminal_restore(void);

/* say.c */

/** say - one line for people on standard error, after "lguest: " */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* control.c */

/** control_open - answer other programs at the socket @path; 0, or -1 with a reason */
int control_open(struct machine *machine, const char *path, struct error *error);

/** control_close - remove it */
void control_close(void);

/** control_status - a line about the guest; room for @room bytes */
void control_status(struct machine *machine, char *text, size_t room);

/* dump.c */

/** dump_write - an ELF core of the guest, whose CPU stands still; 0, or -1 with errno */
int dump_write(struct machine *machine, int fd);

#endif
