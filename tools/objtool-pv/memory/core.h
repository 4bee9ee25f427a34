/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ELF core format, as far as dumps of whole machines and /proc/kcore use it.
 */
#ifndef OBJTOOL_PV_CORE_H
#define OBJTOOL_PV_CORE_H

#include <elf.h>

#include "source.h"

/**
 * struct core - an ELF core file
 * @name:      of the file, for messages
 * @source:    its bytes; not owned
 * @segments:  program headers; @nsegments of them
 * @sections:  section headers; @nsections of them, 0 where there are program headers
 * @strings:   names of sections, zero-terminated; @nstrings bytes of them
 */
struct core {
	const char *name;
	const struct source *source;
	Elf64_Phdr *segments;
	size_t nsegments;
	Elf64_Shdr *sections;
	size_t nsections;
	char *strings;
	size_t nstrings;
};

/**
 * struct core_note - a note
 * @name: zero-terminated
 * @type: what it means is up to the name
 * @data: @size bytes, with any alignment
 */
struct core_note {
	const char *name;
	u32 type;
	const u8 *data;
	size_t size;
};

/* Told of a note. */
typedef void core_note_fn(void *ctx, const struct core_note *note);

/** core_is - does @source begin as an x86-64 ELF core file? */
bool core_is(const struct source *source);

/**
 * core_read - read the headers
 * @name:   must stay
 * @source: must stay
 *
 * Return: 0, or -1 with a reason; core_free() is due in either case.
 */
int core_read(struct core *core, const char *name, const struct source *source,
	      struct error *error);

/** core_section - the section called @name, or NULL */
const Elf64_Shdr *core_section(const struct core *core, const char *name);

/**
 * core_notes - hand every note in the note segments and sections to @note
 *
 * Return: 0, or -1 with a reason.
 */
int core_notes(const struct core *core, core_note_fn *note, void *ctx,
	       struct error *error);

/** core_notes_in - hand every note in @size bytes to @note, up to a damaged one */
void core_notes_in(const u8 *bytes, size_t size, core_note_fn *note, void *ctx);

/** core_free - free everything but the source */
void core_free(struct core *core);

#endif
