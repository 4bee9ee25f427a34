// SPDX-License-Identifier: GPL-2.0-only
/*
 * The modules that the kernel itself knows, to hold our list of their sites against.
 *
 * What pvops_audit does not say of struct module follows from what it says: the list node
 * is right in front of the name (include/linux/module.h of Linux 6.12), and the sections
 * are in a group of attributes called "sections" that one of the words after the pieces
 * of memory points to (struct module_sect_attrs in kernel/module/sysfs.c).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pvops.h"

#define MODULES_MAX	4096
#define SECTIONS_MAX	4096u
#define NODE		16	/* two pointers, in front of the name */
#define PIECES		7	/* MOD_MEM_NUM_TYPES */
#define SEARCHED	2048	/* bytes of a struct module after its pieces */
#define UNFORMED	3	/* MODULE_STATE_UNFORMED, the struct's first word */

/* struct attribute_group, and struct module_sect_attrs after it */
#define GROUP_ARRAY	32
#define GROUP_COUNT	40
#define GROUP_FIRST	48
#define ATTR_MIN	(8 + 8)
#define ATTR_MAX	512

void pvops_doubt(struct pvops_kernel *kernel, u64 at, const char *format, ...)
{
	struct pvops_doubt *doubt;
	va_list args;

	kernel->doubt = xgrow_array(kernel->doubt, kernel->ndoubts, sizeof(*doubt));
	doubt = &kernel->doubt[kernel->ndoubts++];
	doubt->at = at;
	va_start(args, format);
	vsnprintf(doubt->what, sizeof(doubt->what), format, args);
	va_end(args);
}

static int read_piece(const struct pvops_kernel *kernel, u64 mod, unsigned int i, u64 *base,
		      u32 *size)
{
	u64 at = mod + kernel->audit.module_mem + (u64)i * kernel->audit.mem;

	return binary_read(kernel->binary, at + kernel->audit.mem_base, base, 8) ||
	       binary_read(kernel->binary, at + kernel->audit.mem_size, size, 4);
}

/* The end of the piece that @addr is in; 0: it is in none. */
static u64 piece_end(const struct pvops_kernel *kernel, u64 mod, u64 addr)
{
	unsigned int i;
	u64 base;
	u32 size;

	for (i = 0; i < PIECES; i++)
		if (!read_piece(kernel, mod, i, &base, &size) && addr >= base &&
		    addr - base < size)
			return base + size;
	return 0;
}

static bool is_group(const struct binary *binary, u64 at)
{
	char name[16];
	u64 addr;

	return at >> 63 && !binary_read(binary, at, &addr, sizeof(addr)) && addr >> 63 &&
	       !binary_string(binary, addr, name, sizeof(name)) &&
	       !strcmp(name, "sections");
}

/* Where the module's sections are described; 0: nowhere. */
static u64 find_group(const struct pvops_kernel *kernel, u64 mod)
{
	u64 at = mod + kernel->audit.module_mem + PIECES * (u64)kernel->audit.mem;
	u64 end = at + SEARCHED, word;

	for (; at < end; at += sizeof(word)) {
		if (binary_read(kernel->binary, at, &word, sizeof(word)))
			return 0;
		if (is_group(kernel->binary, word))
			return word;
	}
	return 0;
}

/* How far the attributes are apart, which a list of pointers to them tells. */
static u64 stride_of(const struct binary *binary, u64 group, u32 count)
{
	u64 array, pointer[2];

	if (count < 2 || binary_read(binary, group + GROUP_ARRAY, &array, sizeof(array)) ||
	    binary_read(binary, array, pointer, sizeof(pointer)) ||
	    pointer[0] != group + GROUP_FIRST)
		return 0;
	pointer[1] -= pointer[0];
	return pointer[1] >= ATTR_MIN && pointer[1] <= ATTR_MAX ? pointer[1] : 0;
}

static int read_section(const struct binary *binary, u64 at, u64 stride, char *name,
			size_t size, u64 *addr)
{
	u64 text;

	return binary_read(binary, at, &text, sizeof(text)) ||
	       binary_string(binary, text, name, size) ||
	       binary_read(binary, at + stride - sizeof(*addr), addr, sizeof(*addr));
}

static void take_section(const struct pvops_kernel *kernel, struct pvops_module *module,
			 const char *name, u64 addr)
{
	u64 end = piece_end(kernel, module->mod, addr);
	bool sites = !strcmp(name, PVOPS_SECTION_SITES);

	/* Of boot-time code and the symbols only the address is left. */
	if (!end && (sites || !strncmp(name, ".text", 5)))
		module->lost = addr;
	if (!sites)
		return;
	module->sites = addr;
	module->sites_end = end;
}

/* The section of sites ends where the next one begins, at the latest. */
static void shorten(struct pvops_module *module, u64 addr)
{
	if (addr > module->sites && addr < module->sites_end)
		module->sites_end = addr;
}

static bool read_sections(const struct pvops_kernel *kernel, struct pvops_module *module)
{
	u64 group = find_group(kernel, module->mod), stride, addr;
	char name[64];
	u32 count, i;
	int pass;

	if (!group || binary_read(kernel->binary, group + GROUP_COUNT, &count, 4) ||
	    count > SECTIONS_MAX)
		return false;
	stride = stride_of(kernel->binary, group, count);
	for (pass = 0; stride && pass < 2; pass++) {
		for (i = 0; i < count; i++) {
			if (read_section(kernel->binary, group + GROUP_FIRST + i * stride,
					 stride, name, sizeof(name), &addr))
				return false;
			if (!pass)
				take_section(kernel, module, name, addr);
			else
				shorten(module, addr);
		}
	}
	return stride;
}

/* 1 if it is one that can have sites, 0 if it is not yet, -1: it is damaged. */
static int read_module(const struct pvops_kernel *kernel, u64 mod,
		       struct pvops_module *module)
{
	const struct pvops_audit *audit = &kernel->audit;
	u32 state;

	memset(module, 0, sizeof(*module));
	module->mod = mod;
	if (binary_read(kernel->binary, mod, &state, sizeof(state)) || state > UNFORMED ||
	    binary_string(kernel->binary, mod + audit->module_name, module->name,
			  sizeof(module->name)) || !module->name[0] ||
	    read_piece(kernel, mod, audit->mem_text, &module->text, &module->text_size))
		return -1;
	module->sections = read_sections(kernel, module);
	return state != UNFORMED;
}

int pvops_modules_read(struct pvops_kernel *kernel, struct error *error)
{
	u64 head = binary_address(kernel->binary, "modules"), node;
	unsigned int i;

	if (!head || binary_read(kernel->binary, head, &node, sizeof(node)))
		return error_set(error, "the kernel's own list is not there");
	for (i = 0; node != head; i++) {
		struct pvops_module module;
		int is = i == MODULES_MAX ? -1 :
			 read_module(kernel, node - kernel->audit.module_name + NODE,
				     &module);

		if (is < 0 || binary_read(kernel->binary, node, &node, sizeof(node)))
			return error_set(error, "entry %u of the kernel's own list, at %#llx, is "
					 "damaged", i, (unsigned long long)node);
		if (!is)
			continue;
		kernel->module = xgrow_array(kernel->module, kernel->nmodules,
					     sizeof(*kernel->module));
		kernel->module[kernel->nmodules++] = module;
	}
	return 0;
}

bool pvops_in_module(const struct pvops_kernel *kernel, u64 addr)
{
	size_t i;

	for (i = 0; i < kernel->nmodules; i++)
		if (addr - kernel->module[i].text < kernel->module[i].text_size)
			return true;
	return false;
}
