/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our own kernels.  Which call target, which code and which function belong to a site
 * is computed by the kernel's own source (pvops/choice.c, pvops/patcher/), from tables
 * that were read from the binary.
 */
#ifndef OBJTOOL_PV_SITES_PVOPS_H
#define OBJTOOL_PV_SITES_PVOPS_H

#include <asm/pvops/audit.h>
#include "../../../pvops/choice.h"
#include "site.h"

/**
 * struct pvops_doubt - lists of the kernel that contradict each other
 * @at:   address of what is wrong
 * @what: a sentence
 */
struct pvops_doubt {
	u64 at;
	char what[200];
};

/**
 * struct pvops_module - a module in the kernel's own list
 * @mod:       address of its struct module
 * @name:      its name
 * @text:      its code, @text_size bytes
 * @sections:  is it known which sections it has?
 * @sites:     address of its section of sites, 0: it has none
 * @sites_end: where that ends at the latest
 * @lost:      a section that is in none of its pieces of memory; 0: there is none
 */
struct pvops_module {
	u64 mod;
	char name[56];
	u64 text;
	u32 text_size;
	bool sections;
	u64 sites, sites_end, lost;
};

/**
 * struct pvops_kernel - what the sites of a kernel and of its modules have in common
 * @binary:   the kernel, or the module alone
 * @records:  how many records of sites were read, in all tables together
 * @audit:    offsets in its structs; all 0 of a module
 * @thunk:    its call targets
 * @template: its inline code's records
 * @code:     its inline code
 * @binding:  all that, indexed
 * @bound:    are binding.function known?  Only memory has them
 * @mode:     the form that sites are to have
 * @boot:     the form that jumps have had since boot
 * @backend:  name of the backend; "" if none was selected
 * @module:   the kernel's own list of modules, @nmodules of them, as far as it is known
 * @doubt:    what is wrong with its lists of modules, @ndoubts of them
 */
struct pvops_kernel {
	struct binary *binary;
	u32 records;
	struct pvops_audit audit;
	struct pvops_thunk *thunk;
	struct pvops_template *template;
	u8 *code;
	struct pvops_binding binding, *native;
	bool bound;
	u32 mode, boot;
	char backend[64];
	struct pvops_module *module;
	size_t nmodules;
	struct pvops_doubt *doubt;
	size_t ndoubts;
};

/** pvops_of - what a table of ours belongs to; NULL of another format's */
const struct pvops_kernel *pvops_of(const struct table *table);

/** pvops_decoded - a site as the patcher knows it */
struct pvpatch_site pvops_decoded(const struct site *site);

/** pvops_form_wanted - the form that a site of this variant is to have */
static inline enum pvpatch_form pvops_form_wanted(const struct pvops_kernel *kernel,
						  unsigned int variant)
{
	return variant == PVOPS_V_JUMP ? kernel->boot : kernel->mode;
}

/* pvops_native.c */

/**
 * struct pvops_native - what bare metal's backend makes of a site
 * @function:  address of its implementation; 0: there is none
 * @is_inline: it has code for the site, of @len bytes, which may be none; else it is called
 */
struct pvops_native {
	u64 function;
	bool is_inline;
	const u8 *code;
	size_t len;
};

/** pvops_native_read - index bare metal's functions; to be done once the tables are read */
void pvops_native_read(struct pvops_kernel *kernel);

/** pvops_native - false where that is not known: another format, a module, a bad record */
bool pvops_native(const struct site *site, struct pvops_native *to);

/* pvops_names.c */

/** pvops_op_label - "group.name" of an operation, or "unknown" */
const char *pvops_op_label(unsigned int op);

/**
 * pvops_thunk_name - the symbol of a call target
 * @alternative: 0, or 1 for the other name that a variant below 16 may have: that of a
 *               debug register instead of a general one's
 * @to: at least 96 bytes
 */
void pvops_thunk_name(unsigned int op, unsigned int variant, int alternative, char *to);

/* pvops_binding.c */

/**
 * pvops_kernel_new - read the tables of a kernel
 *
 * Return: NULL with a reason if they are damaged or from another version.
 */
struct pvops_kernel *pvops_kernel_new(struct binary *binary, struct error *error);

/** pvops_kernel_of_module - call targets from a module's undefined symbols */
struct pvops_kernel *pvops_kernel_of_module(struct binary *binary);

/** pvops_kernel_free - NULL is allowed */
void pvops_kernel_free(struct pvops_kernel *kernel);

/* pvops_loaded.c */

/** pvops_loaded_read - add a table for each module that a booted kernel has loaded */
int pvops_loaded_read(struct pvops_kernel *kernel, struct tables *tables,
		      struct error *error);

/* pvops_modules.c */

/**
 * pvops_modules_read - the kernel's own list of modules, with their sections
 *
 * A module's sections are those in /sys/module/NAME/sections.
 *
 * Return: 0, or -1 with a reason.
 */
int pvops_modules_read(struct pvops_kernel *kernel, struct error *error);

/** pvops_in_module - is @addr code of a module in that list? */
bool pvops_in_module(const struct pvops_kernel *kernel, u64 addr);

/** pvops_doubt - note what is wrong */
void pvops_doubt(struct pvops_kernel *kernel, u64 at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* pvops_records.c */

/** pvops_record_plausible - can that be the record of a site? */
bool pvops_record_plausible(const struct pvops_site *record);


/**
 * pvops_records_read - the sites of a table
 * @start: address of the first record
 * @count: number of records
 */
int pvops_records_read(struct table *table, struct pvops_kernel *kernel, u64 start,
		       u64 count, struct error *error);

/* pvops_bytes.c */

/** pvops_bytes_in - the legal bytes of a site, were @kernel the one that it is in */
int pvops_bytes_in(const struct pvops_kernel *kernel, const struct site *site,
		   struct legal_bytes *to, int max);

/** pvops_legal_bytes - for table->legal_bytes */
int pvops_legal_bytes(const struct site *site, struct legal_bytes *to, int max);

/* pvops_why.c */

/** pvops_why - why a site is what it is; false of another format, or if it is unreadable */
bool pvops_why(const struct site *site, struct pvops_why *why);

/* pvops_later.c */

#define LATER_BYTES	4	/* forms, and two paddings of nothing */

/**
 * struct pvops_later - what a site of a kernel's file becomes if a certain function is bound
 * @function: the function
 * @owner:    name of the backend that binds it, "native" first; "" of a platform's code
 * @why:      why the kernel, in its default mode, makes of the site what it does
 * @legal:    its legal bytes in a kernel that runs; @nlegal of them
 */
struct pvops_later {
	u64 function;
	char owner[64];
	struct pvops_why why;
	struct legal_bytes legal[LATER_BYTES];
	int nlegal;
};

/**
 * pvops_later - every function that a site's operation may be bound to, bare metal's first
 * @max: how many fit
 *
 * Return: how many; 0 in memory, where that is decided, and where it is not known.
 */
int pvops_later(const struct site *site, struct pvops_later *to, int max);

#endif
