// SPDX-License-Identifier: GPL-2.0-only
/* Reading templates out of an object file; see the header. */
#include <stdlib.h>
#include <string.h>

#include <asm/pvops/template.h>
#include "object.h"
#include "record.h"

/* Whatever is not an absolute value depends on where the code stands. */
static bool absolute(const Elf64_Rela *rela)
{
	switch (ELF64_R_TYPE(rela->r_info)) {
	case R_X86_64_8:
	case R_X86_64_16:
	case R_X86_64_32:
	case R_X86_64_32S:
	case R_X86_64_64:
		return true;
	default:
		return false;
	}
}

static const char *relative(const struct object *o, const struct record *record)
{
	const Elf_Data *relocations = object_relocations(o, object_section(o, ".pvops_code"));
	const Elf64_Rela *rela;
	size_t i;

	for (i = 0; i < record->len; i++) {
		rela = object_relocation(relocations, record->at + i, 1);
		if (rela && !absolute(rela))
			return object_symbol_name(o, ELF64_R_SYM(rela->r_info));
	}
	return NULL;
}

static const char *read_record(const struct object *o, const struct pvops_template *from,
			       size_t at, struct record *record)
{
	const Elf_Data *relocations = object_relocations(o, object_section(o, ".pvops_templates"));
	const Elf_Data *code = object_contents(o, object_section(o, ".pvops_code"));
	const Elf64_Rela *rela;

	record->op = from->op;
	record->variant = from->variant;
	record->len = from->len;
	record->flags = from->flags;

	rela = object_relocation(relocations, at + offsetof(struct pvops_template, function), 4);
	if (!rela)
		return "a template names no function";
	record->function = object_symbol_name(o, ELF64_R_SYM(rela->r_info));
	rela = object_relocation(relocations, at + offsetof(struct pvops_template, code), 4);
	if (!rela)
		return "a template has no place for its code";
	if (record->flags & PVOPS_T_NOTHUNK) {
		record->nothunk = object_symbol_name(o, ELF64_R_SYM(rela->r_info));
		return NULL;
	}
	record->at = rela->r_addend;
	if (!code || record->at > code->d_size || record->len > code->d_size - record->at)
		return "a template's code is not in .pvops_code";
	record->code = (const uint8_t *)code->d_buf + record->at;
	record->relative = relative(o, record);
	return NULL;
}

static const char *read_all(const struct object *o, struct records *records)
{
	const Elf_Data *rows = object_contents(o, object_section(o, ".pvops_templates"));
	const Elf_Data *code = object_contents(o, object_section(o, ".pvops_code"));
	const struct pvops_template *from;
	const char *wrong = NULL;
	size_t i;

	if (!rows || !rows->d_size)
		return "templates.S has no template";
	if (rows->d_size % sizeof(*from))
		return ".pvops_templates has something else in it";
	from = rows->d_buf;
	records->code_size = code ? code->d_size : 0;
	records->count = rows->d_size / sizeof(*from);
	records->row = calloc(records->count, sizeof(*records->row));
	for (i = 0; !wrong && i < records->count; i++)
		wrong = read_record(o, &from[i], i * sizeof(*from), &records->row[i]);
	return wrong;
}

const char *records_read(struct records *records, const void *image, size_t size)
{
	struct object *o = calloc(1, sizeof(*o));

	memset(records, 0, sizeof(*records));
	records->names = o;
	if (!object_open(o, image, size))
		return "no object file";
	return read_all(o, records);
}

void records_free(struct records *records)
{
	struct object *o = records->names;

	object_close(o);
	free(o);
	free(records->row);
}
