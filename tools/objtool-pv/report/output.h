/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Standard output that was not written is no output: a full disk must not look like a
 * clean kernel.
 */
#ifndef OBJTOOL_PV_OUTPUT_H
#define OBJTOOL_PV_OUTPUT_H

/**
 * output_guard - from now on, the program ends with @status if output is lost
 *
 * Silently where the reader has closed the pipe, else with a message.
 */
void output_guard(int status);

#endif
