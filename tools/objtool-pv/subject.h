/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command works on: a binary with its tables of sites, opened from whatever the
 * user named: a file, a dump beside its kernel's file, or /proc/kcore.
 */
#ifndef OBJTOOL_PV_SUBJECT_H
#define OBJTOOL_PV_SUBJECT_H

#include "sites/site.h"

/**
 * struct subject - a binary and all that was read of it
 * @binary:  the binary
 * @tables:  its tables of sites; sites of loaded modules are tables, too
 * @backend: of a booted kernel of ours: the name of its backend; "" otherwise
 * @mode:    likewise the form that its sites are to have: "indirect", "direct", "inline"
 */
struct subject {
	struct binary *binary;
	struct tables tables;
	char backend[64];
	char mode[16];
};

/**
 * subject_open - open what is at @path
 * @vmlinux: the kernel's file: of a dump needed, of a module optional (its operations'
 *           names), of /proc/kcore optional; may be NULL
 *
 * Return: 0, or -1 with a reason; also where it can be opened, but too little of it can
 * be read for anything to be said about its sites, see tables_seen().
 */
int subject_open(struct subject *subject, const char *path, const char *vmlinux,
		 struct error *error);

/** subject_close - free everything */
void subject_close(struct subject *subject);

/** subject_sites - how many sites there are in all tables */
size_t subject_sites(const struct subject *subject);

/* fingerprint.c */

/**
 * subject_fingerprint - a number that two views of the same kernel agree in if they
 * have the same sites with the same bytes
 */
u64 subject_fingerprint(const struct subject *subject);

#endif
