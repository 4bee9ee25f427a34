// SPDX-License-Identifier: GPL-2.0-only
/* What the guest comes out for: console text, devices, its end. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "../abi.h"
#include "insn.h"
#include "machine.h"

#define SPACING		0x1000
#define TEXT_MAX	512

/* --- an end */

static bool end(struct machine *machine, int status)
{
	machine->status = status;
	return false;
}

static const char *crash_reason(uint64_t why)
{
	switch (why) {
	case LG_CRASH_NO_STUB:
		return "the guest has no code for this event";
	case LG_CRASH_BUSY:
		return "an event came while another one began (double fault)";
	case LG_CRASH_NO_PAGE:
		return "an event came before the guest was ready for any";
	case LG_CRASH_VERSION:
		return "the guest was made for another version of the interface";
	case LG_CRASH_CR3:
		return "its page table is outside of its memory";
	case LG_CRASH_STACK:
		return "its stack for the event is at no possible address";
	default:
		return "the host does not say why";
	}
}

static bool crashed(struct machine *machine)
{
	const struct lg_run *run = machine->run;

	say("the guest was ended at RIP 0x%" PRIx64 ", vector %" PRIu64 " (error 0x%" PRIx64
	    ", CR2 0x%" PRIx64 "): %s", (uint64_t)run->crash.rip, (uint64_t)run->crash.vector,
	    (uint64_t)run->crash.error, (uint64_t)run->crash.cr2, crash_reason(run->crash.why));
	return end(machine, STATUS_CRASH);
}

static bool shut_down(struct machine *machine)
{
	char text[TEXT_MAX];

	switch (machine->run->arg[0]) {
	case LG_SHUTDOWN_OFF:
		return end(machine, STATUS_OFF);
	case LG_SHUTDOWN_REBOOT:
		say("the guest wants to be started again");
		return end(machine, STATUS_OFF);
	default:
		ram_text(&machine->ram, machine->run->arg[1], text, sizeof(text));
		say("the guest's kernel has panicked: %s", text);
		return end(machine, STATUS_PANIC);
	}
}

/* --- text of the kernel's, before it has a driver for the console */

static bool notified(struct machine *machine)
{
	uint64_t gpa = machine->run->arg[0], left = machine->run->arg[1];
	const char *text = ram_at(&machine->ram, gpa, left);
	ssize_t done;

	machine->run->regs.rax = text ? 0 : (uint64_t)-EINVAL;
	for (; text && left; text += done, left -= done) {
		done = write(STDOUT_FILENO, text, left);
		if (done < 0 && errno != EINTR)
			break;		/* nobody listens: it is lost */
		if (done < 0)
			done = 0;
	}
	return true;
}

/* --- registers of devices */

static struct virtio *device_at(struct machine *machine, uint64_t gpa, uint64_t *offset)
{
	uint64_t i = (gpa - LG_MMIO_BASE) / SPACING;

	if (gpa < LG_MMIO_BASE || i >= machine->ndevices)
		return NULL;
	*offset = (gpa - LG_MMIO_BASE) % SPACING;
	return *offset < VIRTIO_WINDOW ? machine->device[i] : NULL;
}

/* Where nothing is, all bits are 1. */
static void access_device(struct machine *machine, const struct insn *insn, uint64_t *regs)
{
	uint64_t offset, value = ~0ull;
	struct virtio *virtio = device_at(machine, machine->run->mmio.gpa, &offset);

	pthread_mutex_lock(&machine->lock);
	if (virtio && insn->write)
		virtio_write(virtio, offset, insn->size, insn_source(insn, regs));
	else if (virtio)
		value = virtio_read(virtio, offset, insn->size);
	pthread_mutex_unlock(&machine->lock);
	if (!insn->write)
		insn_finish(insn, value, regs);
}

static bool unknown_access(struct machine *machine)
{
	const struct lg_run *run = machine->run;

	say("the guest was ended at RIP 0x%" PRIx64 ": it accesses a device at 0x%" PRIx64
	    " by an instruction other than MOV (%02x %02x %02x %02x)",
	    (uint64_t)run->regs.rip, (uint64_t)run->mmio.gpa, run->mmio.insn[0],
	    run->mmio.insn[1], run->mmio.insn[2], run->mmio.insn[3]);
	return end(machine, STATUS_CRASH);
}

static bool accessed(struct machine *machine)
{
	struct lg_run *run = machine->run;
	size_t bytes = run->mmio.insn_bytes < sizeof(run->mmio.insn) ?
		       run->mmio.insn_bytes : sizeof(run->mmio.insn);
	struct insn insn;

	if (insn_decode(run->mmio.insn, bytes, &insn) || insn.write != !!run->mmio.write)
		return unknown_access(machine);
	access_device(machine, &insn, (uint64_t *)&run->regs.rax);
	run->regs.rip += insn.length;
	return true;
}

bool exit_handle(struct machine *machine)
{
	switch (machine->run->reason) {
	case LG_EXIT_MMIO:
		return accessed(machine);
	case LG_EXIT_NOTIFY:
		return notified(machine);
	case LG_EXIT_SHUTDOWN:
		return shut_down(machine);
	case LG_EXIT_CRASH:
		return crashed(machine);
	default:
		return true;
	}
}
