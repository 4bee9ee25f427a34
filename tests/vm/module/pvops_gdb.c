// SPDX-License-Identifier: GPL-2.0-only
/*
 * A debugger without a person and without a serial line: it speaks GDB's remote protocol
 * (GDB manual, appendix E) with the kernel's stub from two prepared scripts. The first one
 * sets a breakpoint at the address that it is given; the second, when that is hit, takes it
 * away, puts the program counter back to it, and leaves.
 */
#include <linux/kgdb.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/swab.h>

#define RIP	"10"	/* the number of the program counter, hexadecimal (asm/kgdb.h) */
#define ACK	"+"	/* for what the stub sends before it reads on */

static unsigned long addr;
module_param(addr, ulong, 0);
static unsigned long hits;
module_param(hits, ulong, 0444);

static char scripts[2][160];
static char *reading;
static bool connected;

/* "$COMMAND#SUM", and how much room it took. */
static int packet(char *to, size_t size, const char *command)
{
	u8 sum = 0;

	for (const char *c = command; *c; c++)
		sum += *c;
	return scnprintf(to, size, "$%s#%02x", command, sum);
}

static void write_scripts(void)
{
	char command[64];
	char *to = scripts[0], *end = to + sizeof(scripts[0]);

	snprintf(command, sizeof(command), "Z0,%lx,1", addr);
	to += packet(to, end - to, command);
	to += scnprintf(to, end - to, ACK);
	packet(to, end - to, "c");

	to = scripts[1];
	end = to + sizeof(scripts[1]);
	to += scnprintf(to, end - to, ACK);
	snprintf(command, sizeof(command), "P" RIP "=%016llx", swab64((u64)addr));
	to += packet(to, end - to, command);
	to += scnprintf(to, end - to, ACK);
	to += packet(to, end - to, "D");
	scnprintf(to, end - to, ACK);
}

/* The stub waits for a next character for ever: there is always one. */
static int read_char(void)
{
	return reading && *reading ? *reading++ : '+';
}

static void write_char(u8 c)
{
}

/* The first stop is our own; each later one is the breakpoint's. */
static void stopped(void)
{
	reading = scripts[connected];
	hits += connected;
	connected = true;
}

static struct kgdb_io script_io = {
	.name = "pvops_gdb",
	.read_char = read_char,
	.write_char = write_char,
	.pre_exception = stopped,
};

static int __init pvops_gdb_init(void)
{
	int err;

	write_scripts();
	err = kgdb_register_io_module(&script_io);
	if (!err)
		kgdb_breakpoint();
	return err;
}

static void __exit pvops_gdb_exit(void)
{
	kgdb_unregister_io_module(&script_io);
}

module_init(pvops_gdb_init);
module_exit(pvops_gdb_exit);
MODULE_DESCRIPTION("A debugger that sets one breakpoint");
MODULE_LICENSE("GPL");
