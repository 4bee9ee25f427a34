// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console until there is a driver for a better one: text goes to the launcher by
 * hypercall, from the first message on.  Nothing that it uses has to be set up.
 */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/page.h>
#include "guest.h"

#define ROOM	512

/* In one page of the image, so that its physical address is known. */
static char text[ROOM] __aligned(ROOM);

/* Calls are serialised by the console's lock; after a panic another one may follow. */
static void write(struct console *unused, const char *from, unsigned int count)
{
	unsigned int part;

	for (; count; count -= part, from += part) {
		part = min(count, ROOM);
		memcpy(text, from, part);
		pvops_lguest_call(LG_NOTIFY, __pa_symbol(text), part, 0);
	}
}

static struct console console = {
	.name = "lguest",
	.write = write,
	.flags = CON_BOOT | CON_PRINTBUFFER | CON_ANYTIME,
	.index = -1,
};

void __init pvops_lguest_console(void)
{
	register_console(&console);
}
