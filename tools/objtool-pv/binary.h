/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one model that everything after the readers works on: a kernel or a module as
 * sections, symbols, and memory that can be read by address.  Readers make one from a
 * file, from a running kernel or from a dump; no other code knows where it came from.
 *
 * Nothing in a binary is trusted: sizes were checked against the bytes that are there
 * when it was made, and addresses that come out of it are checked by binary_read().
 */
#ifndef OBJTOOL_PV_BINARY_H
#define OBJTOOL_PV_BINARY_H

#include <asm/pvops/types.h>
#include "error.h"

/**
 * enum binary_kind - what a binary is of
 * @BINARY_KERNEL: a linked kernel
 * @BINARY_MODULE: a module, or any other relocatable object.  Its addresses are made
 *                up, one range for each section, and are shown as section+offset
 */
enum binary_kind {
	BINARY_KERNEL,
	BINARY_MODULE,
};

/**
 * enum binary_state - which bytes are legal in it depends on what has happened to it
 * @BINARY_BUILT:  as the linker left it
 * @BINARY_BOOTED: memory of a kernel that has patched itself
 */
enum binary_state {
	BINARY_BUILT,
	BINARY_BOOTED,
};

/**
 * struct binary_section - a range of addresses with one purpose
 * @name:  never NULL
 * @addr:  where it is (with KASLR: where it really is)
 * @size:  bytes
 * @data:  its bytes in the file; NULL if the file has none (.bss, .modinfo of memory)
 * @alloc: part of the kernel's memory; others only exist in the file
 * @exec:  holds code
 * @write: may be written to; a section that is read-only after boot counts as written
 */
struct binary_section {
	const char *name;
	u64 addr;
	u64 size;
	const u8 *data;
	bool alloc, exec, write;
};

/**
 * struct binary_symbol - a name for an address
 * @addr:      address
 * @size:      0 if not known (kallsyms)
 * @name:      never NULL, never empty
 * @function:  is it code?
 * @undefined: of a module: defined elsewhere; it has an address of its own
 */
struct binary_symbol {
	u64 addr;
	u64 size;
	const char *name;
	bool function;
	bool undefined;
};

/**
 * struct memory - what is at an address
 * @read:  copy exactly @len bytes to @to; 0, or -1 if not all of them are there
 * @close: free @ctx; may be NULL
 * @ctx:   passed to both
 */
struct memory {
	int (*read)(void *ctx, u64 addr, void *to, size_t len);
	void (*close)(void *ctx);
	void *ctx;
};

/**
 * struct binary - a kernel or a module
 * @name:         what the user called it, or the name of a loaded module
 * @kind:         see there
 * @state:        see there
 * @sections:     those with a name, as in the file; @nsections of them
 * @symbols:      by ascending address; @nsymbols of them
 * @by_name:      indices into @symbols, by ascending name
 * @memory:       what is at an address now
 * @slide:        KASLR: what was added to every address of the file
 * @symbol_source: "symtab", "kallsyms" or "/proc/kallsyms", for the user
 * @build_id:     lower-case hexadecimal digits; "" if there is none
 * @storage:      memory that strings and bytes above lie in; see binary_keep()
 * @nstorage:     how many pieces
 */
struct binary {
	char *name;
	enum binary_kind kind;
	enum binary_state state;
	struct binary_section *sections;
	size_t nsections;
	struct binary_symbol *symbols;
	size_t nsymbols;
	u32 *by_name;
	struct memory memory;
	u64 slide;
	const char *symbol_source;
	char build_id[2 * 64 + 1];
	void **storage;
	size_t nstorage;
};

/**
 * binary_new - a binary without anything in it
 * @name: copied
 *
 * Return: never NULL; ends the program if there is no memory.
 */
struct binary *binary_new(const char *name);

/** binary_free - and everything that it keeps; NULL is allowed */
void binary_free(struct binary *binary);

/** binary_keep - free() @memory with @binary; returns @memory */
void *binary_keep(struct binary *binary, void *memory);

/** binary_add_section - append a copy of @section, whose name and data must be kept */
void binary_add_section(struct binary *binary, const struct binary_section *section);

/** binary_add_symbol - append a copy of @symbol, whose name must be kept */
void binary_add_symbol(struct binary *binary, const struct binary_symbol *symbol);

/** binary_ready - sort symbols; to be called once after the last one was added */
void binary_ready(struct binary *binary);

/** binary_slide - add @slide to the address of every section and symbol */
void binary_slide(struct binary *binary, u64 slide);

/**
 * binary_read - copy bytes by address
 *
 * Return: 0, or -1 if not all of [@addr, @addr + @len) is there.
 */
int binary_read(const struct binary *binary, u64 addr, void *to, size_t len);

/** binary_section - the section called @name, or NULL */
const struct binary_section *binary_section(const struct binary *binary, const char *name);

/** binary_section_at - the section with memory that @addr is in, or NULL */
const struct binary_section *binary_section_at(const struct binary *binary, u64 addr);

/** binary_executable - is all of [@addr, @addr + @len) code of one section? */
bool binary_executable(const struct binary *binary, u64 addr, size_t len);

/** binary_symbol - the symbol called @name, or NULL; the first where there are several */
const struct binary_symbol *binary_symbol(const struct binary *binary, const char *name);

/** binary_address - the address of @name; 0 if there is none */
u64 binary_address(const struct binary *binary, const char *name);

/**
 * binary_symbol_at - the symbol that @addr belongs to
 *
 * The last one that begins at or before @addr, in the same section; a function rather
 * than another one, a sized one rather than one without.  Names that the compiler made
 * up (".L", "__pfx_") come last.
 *
 * Return: the symbol, or NULL.
 */
const struct binary_symbol *binary_symbol_at(const struct binary *binary, u64 addr);

/**
 * binary_function - bounds of the function that @addr is in
 * @start: its first address
 * @end:   one past its last; where sizes are not known, and past a symbol's end, the
 *         next symbol's address or the end of the section
 *
 * Return: its symbol, or NULL: no symbol with code is there.
 */
const struct binary_symbol *binary_function(const struct binary *binary, u64 addr,
					    u64 *start, u64 *end);

/**
 * binary_place - an address for a person: "0xffffffff81000000 symbol+0x12" of a kernel,
 * ".text+0x12 symbol+0x2" of a module
 * @to: at least BINARY_PLACE bytes, always terminated
 */
#define BINARY_PLACE	256
void binary_place(const struct binary *binary, u64 addr, char *to);

/**
 * binary_string - a zero-terminated string in the binary's memory
 * @to: at least @size bytes, always terminated; cut if longer
 *
 * Return: 0, or -1 if it could not be read.
 */
int binary_string(const struct binary *binary, u64 addr, char *to, size_t size);

#endif
