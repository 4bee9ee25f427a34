/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the tables of kallsyms are.  scripts/kallsyms.c of Linux writes them into
 * .rodata, each aligned to 8 bytes (7.2: to 4), in an order that has changed:
 *
 *	6.1		offsets base num names markers      tokens index
 *	6.2 to 6.4	offsets base num names markers seqs tokens index
 *	6.5 to 6.12	num names markers tokens index offsets base seqs
 *	7.2		num names markers tokens index offsets seqs
 *
 * num is the number of symbols; names are strings of codes, each with its length in
 * front; markers are the offset of every 256th name; tokens are what the 256 codes
 * stand for and index where each of them begins; offsets are addresses relative to
 * base, or where there is none to the offset's own address; seqs are the numbers of the
 * symbols by name, 3 bytes each.
 */
#ifndef OBJTOOL_PV_KALLSYMS_H
#define OBJTOOL_PV_KALLSYMS_H

#include "input.h"

/* Limits of what is believed: kernels have up to 300,000 symbols, names of 512 bytes. */
#define KALLSYMS_MAX		(1u << 20)
#define KALLSYMS_NAME_MAX	1024
#define KALLSYMS_TOKENS		256
#define KALLSYMS_MARKED		256
#define KALLSYMS_ALIGN		8	/* the widest */
/*
 * Places and names that a search looks at before it gives up.  A kernel needs a tenth
 * of it; without a limit a file could have a table begin everywhere.
 */
#define KALLSYMS_WORK		(1u << 25)

/**
 * struct kallsyms - the tables, as offsets into @data
 * @data:     the section that they are in
 * @size:     of it
 * @addr:     its address
 * @text:     where the kernel's text begins; the first symbol is there
 * @align:    of each table
 * @tokens:   what codes stand for
 * @index:    where each token begins
 * @names:    the compressed names
 * @markers:  offset of every 256th name
 * @count:    number of symbols
 * @num:      where that number is
 * @offsets:  addresses
 * @base:     what @offsets are relative to
 * @own:      are offsets relative to where they are themselves?
 * @absolute: are offsets that are not negative absolute addresses (of per-CPU symbols)?
 * @work:     how much of KALLSYMS_WORK is left
 */
struct kallsyms {
	const u8 *data;
	u64 size;
	u64 addr;
	u64 text;
	u32 align;
	u64 tokens;
	u64 index;
	u64 names;
	u64 markers;
	u32 count;
	u64 num;
	u64 offsets;
	u64 base;
	bool own;
	bool absolute;
	u32 work;
};

/**
 * kallsyms_find_tokens - find the tables with the least ambiguous contents
 * @from: where in the section to begin
 *
 * Return: does @tables have tokens and index now?
 */
bool kallsyms_find_tokens(struct kallsyms *tables, u64 from);

/**
 * kallsyms_find_names - find names, markers and count in front of the tokens
 *
 * Return: are there such tables, and do they agree?
 */
bool kallsyms_find_names(struct kallsyms *tables);

/**
 * kallsyms_find_offsets - find offsets and base, before or after the other tables
 *
 * Return: are there such tables, and are addresses ascending?
 */
bool kallsyms_find_offsets(struct kallsyms *tables);

/** kallsyms_name_end - the offset after the name at @at; 0 if that is after @end */
u64 kallsyms_name_end(const struct kallsyms *tables, u64 at, u64 end);

/**
 * kallsyms_address - the address of a symbol
 *
 * Return: false if it has none in the kernel: it is absolute.
 */
bool kallsyms_address(const struct kallsyms *tables, u32 symbol, u64 *addr);

/** kallsyms_u32 - the number at an offset, which must be inside */
u32 kallsyms_u32(const struct kallsyms *tables, u64 at);

#endif
