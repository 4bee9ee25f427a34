// SPDX-License-Identifier: GPL-2.0-only
/* lguest run: its options, and a guest from its kernel's file to its end. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../tools/objtool-pv/input/input.h"
#include "../abi.h"
#include "cmd.h"
#include "kernel.h"
#include "machine.h"

#define MEMORY_DEFAULT	(256ull << 20)
#define PAGE		4096ull
#define DRIVES_MAX	DEVICES_MAX

/* In the order of the command line: the guest's names of disks and links follow from it. */
struct wanted {
	const char *kernel, *initrd, *append, *control;
	uint64_t memory;
	const char *block[DRIVES_MAX], *net[DRIVES_MAX];
	unsigned int nblock, nnet;
	bool rng;
};

static const struct argp_option options[] = {
	{ "initrd", 'i', "FILE", 0, "The initial ramdisk", 0 },
	{ "append", 'a', "TEXT", 0, "The kernel's command line; without a console= in it the"
	  " console is hvc0", 0 },
	{ "memory", 'm', "SIZE", 0, "Memory, with K, M or G; without, MiB (256)", 0 },
	{ "block", 'b', "FILE[,ro]", 0, "A disk; any number of them: vda, vdb...", 0 },
	{ "net", 'n', "tap=NAME|fd=N", 0, "A network link; any number of them", 0 },
	{ "rng", 'r', NULL, 0, "A source of random numbers", 0 },
	{ "control", 'c', "SOCKET", 0, "Where lguest dump and lguest status find the guest", 0 },
	{ 0 }
};

/* --- options */

static uint64_t parse_size(struct argp_state *state, const char *text)
{
	static const char units[] = "KMG";
	const char *unit;
	uint64_t size;
	char *end;
	int shift = 20;

	errno = 0;
	size = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end & ~0x20) : NULL;
	if (unit && *unit)
		shift = 10 * (unit - units + 1);
	if (end == text || *text == '-' || errno || (*end && (!unit || end[1])) ||
	    size > (uint64_t)LG_RAM_MAX >> shift)
		argp_error(state, "--memory %s: want a number and K, M or G", text);
	size <<= shift;
	if (size < LG_RAM_MIN)
		argp_error(state, "--memory %s: a guest needs %u MiB or more", text,
			   LG_RAM_MIN >> 20);
	return size & ~(PAGE - 1);
}

static void add_text(struct argp_state *state, const char **texts, unsigned int *n,
		     const char *text)
{
	if (*n == DRIVES_MAX)
		argp_error(state, "%s: there are too many devices", text);
	texts[(*n)++] = text;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct wanted *wanted = state->input;

	switch (key) {
	case 'i':
		wanted->initrd = arg;
		return 0;
	case 'a':
		wanted->append = arg;
		return 0;
	case 'm':
		wanted->memory = parse_size(state, arg);
		return 0;
	case 'b':
		add_text(state, wanted->block, &wanted->nblock, arg);
		return 0;
	case 'n':
		add_text(state, wanted->net, &wanted->nnet, arg);
		return 0;
	case 'r':
		wanted->rng = true;
		return 0;
	case 'c':
		wanted->control = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_error(state, "there are too many arguments");
		wanted->kernel = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a kernel is missing");
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "KERNEL",
	.doc = "Run the kernel in a bzImage or vmlinux as a guest, with its console here. On a"
	       " terminal Ctrl-] ends it.\vExit status: 0 the guest has switched itself off, 2 it"
	       " could not be started, 3 it was ended for what it did, 4 its kernel has panicked,"
	       " 128 and more a signal.",
};

/* --- a guest */

static int add_devices(struct machine *machine, const struct wanted *wanted,
		       struct error *error)
{
	unsigned int i;

	if (console_add(machine, error))
		return -1;
	for (i = 0; i < wanted->nblock; i++)
		if (block_add(machine, wanted->block[i], error))
			return -1;
	for (i = 0; i < wanted->nnet; i++)
		if (net_add(machine, wanted->net[i], error))
			return -1;
	return wanted->rng ? rng_add(machine, error) : 0;
}

static char *command_line(const struct machine *machine, const struct wanted *wanted)
{
	const char *append = wanted->append ? wanted->append : "";
	char *devices = machine_devices(machine), *line = NULL;

	if (devices && asprintf(&line, "%s%s%s", append,
				strstr(append, "console=") ? "" : " console=hvc0", devices) < 0)
		line = NULL;
	free(devices);
	return line;
}

/* With its memory filled the guest is ready to run. */
static int load(struct machine *machine, const struct wanted *wanted, struct error *error)
{
	char *line = command_line(machine, wanted);
	struct start start;
	struct blob elf;
	int ret;

	if (!line)
		return error_set(error, "out of memory");
	ret = kernel_read(wanted->kernel, &elf, error);
	if (!ret) {
		ret = kernel_load(wanted->kernel, &elf, &machine->ram, &start, error);
		blob_free(&elf);
	}
	if (!ret)
		ret = boot_prepare(&machine->ram, &start, line, wanted->initrd, error);
	free(line);
	return ret ? ret : machine_add_cpu(machine, start.entry, start.cr3, BOOT_PARAMS, error);
}

static int prepare(struct machine *machine, const struct wanted *wanted, struct error *error)
{
	machine->kernel = wanted->kernel;
	if (machine_create(machine, wanted->memory, error) ||
	    add_devices(machine, wanted, error) || load(machine, wanted, error))
		return -1;
	return control_open(machine, wanted->control, error);
}

int cmd_run(int argc, char **argv)
{
	struct wanted wanted = { .memory = MEMORY_DEFAULT };
	struct machine machine = { .fd = -1, .cpu_fd = -1 };
	struct error error = { "" };
	int status = STATUS_USAGE;

	if (argp_parse(&argp, argc, argv, 0, NULL, &wanted))
		return STATUS_USAGE;
	signal(SIGPIPE, SIG_IGN);
	loop_block_questions();
	if (prepare(&machine, &wanted, &error)) {
		say("%s", error.text);
	} else {
		terminal_raw();
		status = loop_run(&machine);
		terminal_restore();
	}
	control_close();
	machine_destroy(&machine);
	return status;
}
