/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF files for tests, written by hand: just what is asked for, so that a test can also
 * ask for what no linker would make.
 *
 *	struct make_elf *elf = make_elf(ET_REL);
 *	u32 text = make_section(elf, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR,
 *				0, code, sizeof(code));
 *	u32 f = make_symbol(elf, "f", text, 0, 5, STT_FUNC);
 *	make_rela(elf, text, 1, R_X86_64_PLT32, make_symbol(elf, "g", 0, 0, 0, 0), -4);
 *	struct blob file = make_done(elf);
 *	binary = elf_binary("test", &file, &error);
 */
#ifndef TESTS_OBJTOOL_PV_MAKE_ELF_H
#define TESTS_OBJTOOL_PV_MAKE_ELF_H

#include <elf.h>

#include "../../tools/objtool-pv/input/input.h"

/* Where a kernel's code usually is. */
#define MAKE_TEXT	0xffffffff81000000ull
#define MAKE_RODATA	0xffffffff82000000ull
#define MAKE_DATA	0xffffffff82800000ull

struct make_elf;

/** make_elf - begin a file of type ET_EXEC, ET_DYN or ET_REL */
struct make_elf *make_elf(u16 type);

/**
 * make_section - add a section
 * @type:  SHT_PROGBITS, SHT_NOBITS, SHT_NOTE, ...
 * @flags: SHF_ALLOC, SHF_WRITE, SHF_EXECINSTR
 * @data:  copied; NULL for zeros.  Of SHT_NOBITS only @size counts
 *
 * Return: its number in the file; in a binary it is section number - 1.
 */
u32 make_section(struct make_elf *elf, const char *name, u32 type, u64 flags, u64 addr,
		 const void *data, size_t size);

/** make_section_header - to change what make_done() writes; until the next section */
Elf64_Shdr *make_section_header(struct make_elf *elf, u32 section);

/**
 * make_symbol - add a symbol
 * @section: number, or SHN_UNDEF, SHN_ABS, SHN_COMMON
 * @value:   an address; an offset into the section in ET_REL
 * @type:    STT_FUNC, ...
 *
 * Return: its number.
 */
u32 make_symbol(struct make_elf *elf, const char *name, u16 section, u64 value, u64 size,
		u8 type);

/** make_rela - relocate @offset of @section, which must be there already */
void make_rela(struct make_elf *elf, u32 section, u64 offset, u32 type, u32 symbol,
	       s64 addend);

/** make_build_id - a section with a note that has @size bytes 0xa0, 0xa1, ... as id */
void make_build_id(struct make_elf *elf, const char *section, size_t size);

/** make_done - the file; frees @elf.  The blob is the caller's */
struct blob make_done(struct make_elf *elf);

/** make_kernel - begin a kernel: 64 bytes of NOPs at MAKE_TEXT, section 1, and .rodata */
struct make_elf *make_kernel(const void *rodata, size_t size);

/** make_file - write a blob to a new file below TMPDIR; free() and unlink() the path */
char *make_file(const struct blob *blob);

#endif
