/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far it is: one line on a terminal, for what takes more than a second.  A file or
 * a pipe on standard error gets nothing of it.
 */
#ifndef OBJTOOL_PV_PROGRESS_H
#define OBJTOOL_PV_PROGRESS_H

#include <stdbool.h>

/** progress_begin - of work on @what, if it is @wanted and there is a terminal */
void progress_begin(const char *what, bool wanted);

/** progress_step - @percent of it are done; to be called as often as one likes */
void progress_step(unsigned int percent);

/** progress_end - remove the line */
void progress_end(void);

#endif
