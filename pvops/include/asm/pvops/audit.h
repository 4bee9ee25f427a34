/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an auditor has to know of this kernel's structs to find, from outside, which
 * backend runs, what the table was bound to, and the sites of loaded modules.  The
 * kernel holds one such struct under the name pvops_audit; objtool-pv reads it from
 * memory or from vmlinux.  A change of meaning gets a new version.
 */
#ifndef PVOPS_AUDIT_H
#define PVOPS_AUDIT_H

#include <asm/pvops/types.h>

#define PVOPS_AUDIT_VERSION	5

/**
 * struct pvops_audit - offsets and sizes in bytes
 * @version:        PVOPS_AUDIT_VERSION
 * @size:           of this struct
 * @ops:            number of operations
 * @site:           size of a record of a site; the next two are of those of a thunk
 *                  and of a template
 * @thunk:          see @site
 * @template:       see @site
 * @state_backend:  in pvops_state, pointer to the backend
 * @state_mode:     in pvops_state, the form wanted (u32, enum pvpatch_form)
 * @state_boot:     in pvops_state, the form that jumps have had since boot (likewise)
 * @state_tables:   in pvops_state, the head of the list of site tables
 * @backend_name:   in a backend, pointer to its name
 * @sites_list:     in a site table, its place in the list
 * @sites_start:    in a site table, pointer to the first record
 * @sites_count:    in a site table, number of records (u32)
 * @sites_mod:      in a site table, pointer to the module, or NULL
 * @sites_init:     in a site table, number of sites in boot-time code (u32), whose
 *                  memory is given back
 * @bound_function: in pvops_bound, the functions (u64 each)
 * @bound_nops:     in pvops_bound, whether each operation's sites are padded with NOPs
 *                  (u8 each, 0 or 1)
 * @module_name:    in a module, its name
 * @module_mem:     in a module, the array of its pieces of memory
 * @mem:            size of such a piece
 * @mem_base:       in a piece, its address
 * @mem_size:       in a piece, its size (u32)
 * @mem_text:       number of the piece with code
 * @mem_init_text:  number of the piece with boot-time code
 */
struct pvops_audit {
	u16 version;
	u16 size;
	u16 ops;
	u16 site, thunk, template;
	u16 state_backend, state_mode, state_boot, state_tables;
	u16 backend_name;
	u16 sites_list, sites_start, sites_count, sites_mod, sites_init;
	u16 bound_function, bound_nops;
	u16 module_name, module_mem;
	u16 mem, mem_base, mem_size, mem_text, mem_init_text;
};

#endif
