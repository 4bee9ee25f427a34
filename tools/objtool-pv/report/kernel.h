/* SPDX-License-Identifier: GPL-2.0-only */
/* What kernel or module a subject is: the head of a report. */
#ifndef OBJTOOL_PV_KERNEL_H
#define OBJTOOL_PV_KERNEL_H

#include "json.h"
#include "../subject.h"

/** kernel_lines - for a person, some lines */
void kernel_lines(const struct subject *subject);

/** kernel_json - the same as members of the object that is open */
void kernel_json(const struct subject *subject, struct json_out *out);

#endif
