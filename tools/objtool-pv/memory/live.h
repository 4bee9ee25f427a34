/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What live_open() is made of, for tests and fuzzers that have no kernel.
 */
#ifndef OBJTOOL_PV_LIVE_H
#define OBJTOOL_PV_LIVE_H

#include "memory.h"
#include "source.h"

/**
 * struct live_files - what is read of a running kernel
 * @kcore_path:    path of kcore, which is also the binary's name
 * @kcore:         memory; taken over
 * @kallsyms_path: path of kallsyms
 * @kallsyms:      text of it with a zero after it; taken over
 * @kallsyms_size: without the zero
 * @build_id:      from its notes, "" if there is none
 */
struct live_files {
	const char *kcore_path, *kallsyms_path;
	struct source kcore;
	char *kallsyms;
	size_t kallsyms_size;
	char build_id[2 * 64 + 1];
};

/** live_make - live_open() from files that were opened; what they say is taken over */
struct binary *live_make(const struct live_files *files, struct binary *kernel,
			 struct error *error);

#endif
