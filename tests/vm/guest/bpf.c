// SPDX-License-Identifier: GPL-2.0-only
/*
 * One BPF program on many trace events: it counts how often it runs, in a map of one number.
 * By system calls alone; the program is written in instructions.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_EVENTS = 64 };

static int map = -1, program = -1;
static int events[MAX_EVENTS], nr_events;

static int bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int create_map(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8,
				.max_entries = 1 };

	return bpf(BPF_MAP_CREATE, &attr);
}

#define INSN(c, d, s, o, i) { .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) }

/* Look up the number with the key 0, which is on the stack, and add 1 to it. */
static int load_program(void)
{
	const struct bpf_insn insns[] = {
		INSN(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, -4, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0),
		INSN(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -4),
		INSN(BPF_LD | BPF_IMM | BPF_DW, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),
		INSN(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 2, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_1, 0, 0, 1),
		INSN(BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_0, BPF_REG_1, 0, BPF_ADD),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_KPROBE,
		.insns = (uintptr_t)insns,
		.insn_cnt = sizeof(insns) / sizeof(insns[0]),
		.license = (uintptr_t)"GPL",
	};

	return bpf(BPF_PROG_LOAD, &attr);
}

bool bpf_possible(void)
{
	map = create_map();
	if (map < 0 && errno == ENOSYS)
		return false;
	if (map < 0)
		fail("no BPF map: %s", strerror(errno));
	program = load_program();
	if (program < 0)
		fail("the BPF program is refused: %s", strerror(errno));
	return true;
}

static void attach(int id)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr),
					.config = id, .sample_period = 1, .wakeup_events = 1 };
	/* For the events of a kprobe the program runs on all CPUs, whichever this names. */
	int fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0 || ioctl(fd, PERF_EVENT_IOC_SET_BPF, program) ||
	    ioctl(fd, PERF_EVENT_IOC_ENABLE, 0))
		fail("a BPF program is refused by the event %d: %s", id, strerror(errno));
	events[nr_events++] = fd;
}

/* The events @stem0, @stem1, ..., as far as there are such. */
void bpf_attach(const char *stem, int count)
{
	char path[128];

	for (int i = 0; i < count && nr_events < MAX_EVENTS; i++) {
		FILE *f;
		int id;

		snprintf(path, sizeof(path), "%s%d/id", stem, i);
		f = fopen(path, "re");
		if (!f)
			continue;
		if (fscanf(f, "%d", &id) != 1)
			fail("%s has no number", path);
		fclose(f);
		attach(id);
	}
	if (!nr_events)
		fail("there is no event for the BPF program");
}

/* How often the program has run, which must be at all. */
unsigned long long bpf_detach(void)
{
	unsigned long long count = 0;
	uint32_t key = 0;
	union bpf_attr attr = { .map_fd = map, .key = (uintptr_t)&key,
				.value = (uintptr_t)&count };

	if (bpf(BPF_MAP_LOOKUP_ELEM, &attr))
		fail("the BPF map cannot be read: %s", strerror(errno));
	while (nr_events)
		close(events[--nr_events]);
	close(program);
	close(map);
	if (!count)
		fail("the BPF program has not run");
	return count;
}
