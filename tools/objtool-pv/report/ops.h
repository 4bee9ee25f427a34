/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations by name: tables of one kernel number them differently, and two kernels all
 * the more.
 */
#ifndef OBJTOOL_PV_OPS_H
#define OBJTOOL_PV_OPS_H

#include "../subject.h"

/**
 * struct op_names - the operations that have sites
 * @name: in order, each once; they are the tables'
 * @count: how many
 */
struct op_names {
	const char **name;
	size_t count;
};

/** op_names_add - add those of @subject; op_names_ready() follows after the last one */
void op_names_add(struct op_names *names, const struct subject *subject);

/** op_names_ready - put them in order */
void op_names_ready(struct op_names *names);

/** op_names_find - the number of the operation of @site */
size_t op_names_find(const struct op_names *names, const struct site *site);

/** op_names_width - of the longest name, for a column */
int op_names_width(const struct op_names *names);

/** op_names_free - but not the names */
void op_names_free(struct op_names *names);

#endif
