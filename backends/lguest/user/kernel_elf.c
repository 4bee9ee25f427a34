// SPDX-License-Identifier: GPL-2.0-only
/*
 * An ELF kernel, from a file that may be anything.  The note that makes a kernel a guest's
 * is described in backends/lguest/abi.h.
 */
#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "../../../tools/objtool-pv/input/input.h"
#include "../abi.h"
#include "kernel.h"

#define PAGE		4096ull
#define NOTE_ALIGN	4

struct file {
	const char *name;
	const struct blob *elf;
	Elf64_Ehdr header;
};

/* Copies, since the file's own alignment is not known. */
static bool take(const struct blob *elf, uint64_t offset, void *to, size_t size)
{
	if (offset > elf->size || size > elf->size - offset)
		return false;
	memcpy(to, elf->data + offset, size);
	return true;
}

static int read_header(struct file *file, struct error *error)
{
	const Elf64_Ehdr *h = &file->header;

	if (!take(file->elf, 0, &file->header, sizeof(file->header)))
		return error_set(error, "%s: cut off: it has %zu bytes", file->name,
				 file->elf->size);
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB ||
	    h->e_machine != EM_X86_64)
		return error_set(error, "%s: no kernel for x86-64", file->name);
	if (h->e_type != ET_EXEC && h->e_type != ET_DYN)
		return error_set(error, "%s: an ELF file, but no kernel", file->name);
	if (h->e_phentsize != sizeof(Elf64_Phdr) || !h->e_phnum)
		return error_set(error, "%s: damaged: no segments", file->name);
	return 0;
}

static int read_segment(const struct file *file, unsigned int i, Elf64_Phdr *segment,
			struct error *error)
{
	uint64_t at = file->header.e_phoff + i * sizeof(*segment);

	if (at < file->header.e_phoff || !take(file->elf, at, segment, sizeof(*segment)) ||
	    segment->p_offset > file->elf->size ||
	    segment->p_filesz > file->elf->size - segment->p_offset)
		return error_set(error, "%s: cut off in segment %u", file->name, i);
	return 0;
}

static int copy_segment(const struct file *file, const Elf64_Phdr *segment,
			const struct ram *ram, uint64_t *end, struct error *error)
{
	void *to;

	if (segment->p_memsz < segment->p_filesz)
		return error_set(error, "%s: damaged: a segment is larger than its memory",
				 file->name);
	if (segment->p_paddr < BOOT_PARAMS + 0x10000)
		return error_set(error, "%s: a segment at 0x%" PRIx64 ", where boot parameters"
				 " are", file->name, (uint64_t)segment->p_paddr);
	to = ram_at(ram, segment->p_paddr, segment->p_memsz);
	if (!to)
		return error_set(error, "%s: needs memory up to 0x%" PRIx64 ", and the guest has"
				 " %" PRIu64 " MiB: give it more with --memory", file->name,
				 (uint64_t)(segment->p_paddr + segment->p_memsz),
				 ram->size >> 20);
	memcpy(to, file->elf->data + segment->p_offset, segment->p_filesz);
	memset((char *)to + segment->p_filesz, 0, segment->p_memsz - segment->p_filesz);
	if (segment->p_paddr + segment->p_memsz > *end)
		*end = segment->p_paddr + segment->p_memsz;
	return 0;
}

static uint64_t aligned(uint64_t size)
{
	return (size + NOTE_ALIGN - 1) & ~(uint64_t)(NOTE_ALIGN - 1);
}

/* The note in @size bytes at @at; sizes are 32 bits, so that no sum overflows. */
static bool find_note(const struct blob *elf, uint64_t at, uint64_t size, struct lg_note *note)
{
	const uint64_t end = at + size;
	char name[sizeof(LG_NOTE_NAME)];
	Elf64_Nhdr head;

	while (at < end && take(elf, at, &head, sizeof(head))) {
		uint64_t text = at + sizeof(head), data = text + aligned(head.n_namesz);

		if (head.n_type == LG_NOTE_START && head.n_namesz == sizeof(name) &&
		    head.n_descsz >= sizeof(*note) && data + sizeof(*note) <= end &&
		    take(elf, text, name, sizeof(name)) &&
		    !memcmp(name, LG_NOTE_NAME, sizeof(name)))
			return take(elf, data, note, sizeof(*note));
		at = data + aligned(head.n_descsz);
	}
	return false;
}

static int check_note(const struct file *file, bool found, const struct lg_note *note,
		      const struct ram *ram, struct error *error)
{
	if (!found)
		return error_set(error, "%s: has no note that says where a guest starts: build it"
				 " with CONFIG_PVOPS_LGUEST", file->name);
	if (note->version != LG_ABI_VERSION)
		return error_set(error, "%s: made for version %" PRIu64 " of the interface, and"
				 " this is version %u", file->name, (uint64_t)note->version,
				 LG_ABI_VERSION);
	if (note->cr3 % PAGE || !ram_at(ram, note->cr3, PAGE))
		return error_set(error, "%s: damaged: its page table is at 0x%" PRIx64, file->name,
				 (uint64_t)note->cr3);
	return 0;
}

int kernel_load(const char *name, const struct blob *elf, const struct ram *ram,
		struct start *start, struct error *error)
{
	struct file file = { .name = name, .elf = elf };
	struct lg_note note = { 0 };
	Elf64_Phdr segment;
	bool found = false;
	unsigned int i;

	start->end = 0;
	if (read_header(&file, error))
		return -1;
	for (i = 0; i < file.header.e_phnum; i++) {
		if (read_segment(&file, i, &segment, error))
			return -1;
		if (segment.p_type == PT_NOTE && !found)
			found = find_note(elf, segment.p_offset, segment.p_filesz, &note);
		if (segment.p_type == PT_LOAD &&
		    copy_segment(&file, &segment, ram, &start->end, error))
			return -1;
	}
	if (check_note(&file, found, &note, ram, error))
		return -1;
	start->entry = note.entry;
	start->cr3 = note.cr3;
	return 0;
}
