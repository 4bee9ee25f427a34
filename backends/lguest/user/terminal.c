// SPDX-License-Identifier: GPL-2.0-only
/* The terminal that the guest's console is on. */
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "machine.h"

static struct termios before;
static bool raw;

void terminal_restore(void)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raw = false;
}

void terminal_raw(void)
{
	struct termios now;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before))
		return;
	now = before;
	cfmakeraw(&now);
	if (tcsetattr(STDIN_FILENO, TCSANOW, &now))
		return;
	raw = true;
	atexit(terminal_restore);
}
