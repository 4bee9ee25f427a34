/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between a running lguest and the commands that ask it for something: one connection to a
 * socket, one letter, with a descriptor where it needs one, and a line as the answer.
 */
#ifndef LGUEST_CONTROL_H
#define LGUEST_CONTROL_H

#include "machine.h"

#define CONTROL_STATUS	's'
#define CONTROL_DUMP	'd'	/* with the descriptor that gets the dump */
#define CONTROL_OK	'+'	/* first letter of the answer; '-' if it did not work */
#define CONTROL_FAILED	'-'
#define CONTROL_LINE	512

/**
 * control_ask - ask the lguest at the socket @path
 * @fd:     a descriptor that goes with it, or -1
 * @answer: room for CONTROL_LINE bytes
 *
 * Return: 0, or -1 with a reason.
 */
int control_ask(const char *path, char what, int fd, char *answer, struct error *error);

#endif
