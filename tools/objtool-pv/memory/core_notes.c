// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notes of ELF core files: a header of three words (sizes of the name and of the data,
 * type), the name, the data, each padded to four bytes (ELF gABI, "Note Section").
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "core.h"

/* QEMU writes less than 2 KiB for a CPU; Xen's are smaller. */
#define NOTES_MAX	(32u << 20)
#define NAME_MAX	64u

/**
 * struct visit - a walk over all notes
 * @note: told of each
 * @ctx:  passed to it
 * @left: bytes of notes that may still come
 */
struct visit {
	core_note_fn *note;
	void *ctx;
	u64 left;
};

static u64 padded(u32 size)
{
	return ((u64)size + 3) & ~3ull;
}

/* One note in @left bytes; how many of them it has, 0 if it is cut off. */
static u64 take_note(core_note_fn *note_fn, void *ctx, const u8 *at, u64 left)
{
	struct core_note note;
	char name[NAME_MAX];
	Elf64_Nhdr header;
	u64 data;

	if (left < sizeof(header))
		return 0;
	memcpy(&header, at, sizeof(header));
	data = sizeof(header) + padded(header.n_namesz);
	if (data > left || header.n_descsz > left - data)
		return 0;
	if (header.n_namesz < sizeof(name)) {
		memcpy(name, at + sizeof(header), header.n_namesz);
		name[header.n_namesz] = '\0';
		note = (struct core_note){ name, header.n_type, at + data,
					   header.n_descsz };
		note_fn(ctx, &note);
	}
	return data + padded(header.n_descsz);
}

void core_notes_in(const u8 *bytes, size_t size, core_note_fn *note, void *ctx)
{
	u64 at = 0, step;

	while (at < size) {
		step = take_note(note, ctx, bytes + at, size - at);
		if (!step)
			break;
		at += step;
	}
}

static int take_notes(const struct core *core, struct visit *visit, u64 offset,
		      u64 size, struct error *error)
{
	u8 *bytes;

	if (size > visit->left)
		return error_set(error, "%s: more than %u MiB of notes: the file is "
				 "damaged", core->name, NOTES_MAX >> 20);
	visit->left -= size;
	bytes = xmalloc(size);
	if (source_read(core->source, offset, bytes, size)) {
		free(bytes);
		return error_set(error, "%s: %llu bytes of notes at offset %llu are not "
				 "there: the dump is incomplete", core->name,
				 (unsigned long long)size, (unsigned long long)offset);
	}
	core_notes_in(bytes, size, visit->note, visit->ctx);
	free(bytes);
	return 0;
}

int core_notes(const struct core *core, core_note_fn *note, void *ctx,
	       struct error *error)
{
	struct visit visit = { note, ctx, NOTES_MAX };
	size_t i;

	for (i = 0; i < core->nsegments; i++) {
		const Elf64_Phdr *segment = &core->segments[i];

		if (segment->p_type == PT_NOTE &&
		    take_notes(core, &visit, segment->p_offset, segment->p_filesz, error))
			return -1;
	}
	for (i = 0; i < core->nsections; i++) {
		const Elf64_Shdr *section = &core->sections[i];

		if (section->sh_type == SHT_NOTE &&
		    take_notes(core, &visit, section->sh_offset, section->sh_size, error))
			return -1;
	}
	return 0;
}
