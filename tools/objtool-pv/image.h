/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one model that everything behind the readers works on: a kernel or a module as
 * sections, symbols, and memory that can be read by address.  Readers make one from a
 * file, from a running kernel or from a dump; nobody else knows where it came from.
 *
 * Nothing in an image is trusted: sizes were checked against the bytes that are there
 * when it was made, and addresses that come out of it are checked by image_read().
 */
#ifndef OBJTOOL_PV_IMAGE_H
#define OBJTOOL_PV_IMAGE_H

#include "../../pvops/patcher/env.h"
#include "error.h"

/**
 * enum image_kind - what an image is of
 * @IMAGE_KERNEL: a linked kernel
 * @IMAGE_MODULE: a module, or any other relocatable object.  Its addresses are made
 *                up, one range for each section, and are shown as section+offset
 */
enum image_kind {
	IMAGE_KERNEL,
	IMAGE_MODULE,
};

/**
 * enum image_state - which bytes are legal in it depends on what has happened to it
 * @IMAGE_BUILT:  as the linker left it
 * @IMAGE_BOOTED: memory of a kernel that has patched itself
 */
enum image_state {
	IMAGE_BUILT,
	IMAGE_BOOTED,
};

/**
 * struct image_section - a range of addresses with one purpose
 * @name:  never NULL
 * @addr:  where it is (with KASLR: where it really is)
 * @size:  bytes
 * @data:  its bytes in the file; NULL if the file has none (.bss, .modinfo of memory)
 * @alloc: part of the kernel's memory; others only exist in the file
 * @exec:  holds code
 * @write: may be written to; a section that is read-only after boot counts as written
 */
struct image_section {
	const char *name;
	u64 addr;
	u64 size;
	const u8 *data;
	bool alloc, exec, write;
};

/**
 * struct image_symbol - a name for an address
 * @addr:      address
 * @size:      0 if not known (kallsyms)
 * @name:      never NULL, never empty
 * @function:  is it code?
 * @undefined: of a module: somebody else's, at an address that nothing else has
 */
struct image_symbol {
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
 * struct image - a kernel or a module
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
 * @storage:      memory that strings and bytes above lie in; see image_keep()
 * @nstorage:     how many pieces
 */
struct image {
	char *name;
	enum image_kind kind;
	enum image_state state;
	struct image_section *sections;
	size_t nsections;
	struct image_symbol *symbols;
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
 * image_new - an image without anything in it
 * @name: copied
 *
 * Return: never NULL; ends the program if there is no memory.
 */
struct image *image_new(const char *name);

/** image_free - and everything that it keeps; NULL is allowed */
void image_free(struct image *image);

/** image_keep - free() @memory with @image; returns @memory */
void *image_keep(struct image *image, void *memory);

/** image_add_section - append a copy of @section, whose name and data must be kept */
void image_add_section(struct image *image, const struct image_section *section);

/** image_add_symbol - append a copy of @symbol, whose name must be kept */
void image_add_symbol(struct image *image, const struct image_symbol *symbol);

/** image_ready - sort symbols; to be called once after the last one was added */
void image_ready(struct image *image);

/** image_slide - add @slide to the address of every section and symbol */
void image_slide(struct image *image, u64 slide);

/**
 * image_read - copy bytes by address
 *
 * Return: 0, or -1 if not all of [@addr, @addr + @len) is there.
 */
int image_read(const struct image *image, u64 addr, void *to, size_t len);

/** image_section - the section called @name, or NULL */
const struct image_section *image_section(const struct image *image, const char *name);

/** image_section_at - the section with memory that @addr is in, or NULL */
const struct image_section *image_section_at(const struct image *image, u64 addr);

/** image_executable - is all of [@addr, @addr + @len) code of one section? */
bool image_executable(const struct image *image, u64 addr, size_t len);

/** image_symbol - the symbol called @name, or NULL; the first where there are several */
const struct image_symbol *image_symbol(const struct image *image, const char *name);

/** image_address - the address of @name; 0 if there is none */
u64 image_address(const struct image *image, const char *name);

/**
 * image_symbol_at - the symbol that @addr belongs to
 *
 * The last one that begins at or before @addr, in the same section; a function rather
 * than another one, a sized one rather than one without.  Names that the compiler made
 * up (".L", "__pfx_") come last.
 *
 * Return: the symbol, or NULL.
 */
const struct image_symbol *image_symbol_at(const struct image *image, u64 addr);

/**
 * image_function - bounds of the function that @addr is in
 * @start: its first address
 * @end:   one past its last; where sizes are not known, and behind a symbol's end, the
 *         next symbol's address or the end of the section
 *
 * Return: its symbol, or NULL: no symbol with code is there.
 */
const struct image_symbol *image_function(const struct image *image, u64 addr,
					  u64 *start, u64 *end);

/**
 * image_place - an address for a person: "0xffffffff81000000 symbol+0x12" of a kernel,
 * ".text+0x12 symbol+0x2" of a module
 * @to: at least IMAGE_PLACE bytes, always terminated
 */
#define IMAGE_PLACE	256
void image_place(const struct image *image, u64 addr, char *to);

/**
 * image_string - a zero-terminated string in the image's memory
 * @to: at least @size bytes, always terminated; cut if longer
 *
 * Return: 0, or -1 if it could not be read.
 */
int image_string(const struct image *image, u64 addr, char *to, size_t size);

#endif
