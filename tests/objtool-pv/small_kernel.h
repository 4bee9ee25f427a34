/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel of ours that is as small as can be and still has everything that an auditor
 * looks at: sites of each kind, call targets, templates, the table, boot-time code, and
 * a loaded module.  Built, or booted in any mode by the patcher itself.  A test damages
 * one thing in it and sees what is found.
 */
#ifndef TESTS_OBJTOOL_PV_SMALL_KERNEL_H
#define TESTS_OBJTOOL_PV_SMALL_KERNEL_H

#include "../../tools/objtool-pv/check/check.h"
#include "../../tools/objtool-pv/sites/pvops.h"

#define SMALL_BASE	0xffffffff81000000ull
#define SMALL_SIZE	0x8000
#define SMALL_MODULE	0xffffffffc0000000ull	/* the loaded module's memory */
#define SMALL_MODULE_SIZE 0x1000

/* Offsets from SMALL_BASE. */
#define SMALL_FUNCTION	0x0000		/* 16 bytes for each operation */
#define SMALL_KEEP_CR0	0x0c00
#define SMALL_FLAGS_RBX	0x0c10
#define SMALL_KEEP_IRQ	0x0c20
#define SMALL_R11	0x0c40		/* __x86_indirect_thunk_r11 */
#define SMALL_RETURN	0x0c50		/* __x86_return_thunk */
#define SMALL_MANY	0x0d00		/* functions with sites */
#define SMALL_ONE	0x0d40
#define SMALL_PLAIN	0x0d60		/* one without: a NOP of 5 bytes, and RET */
#define SMALL_ITS	0x0d70		/* a thunk against ITS, which has no name */
#define SMALL_LEAVE	0x0d80		/* a way out of the kernel */
#define SMALL_CALL	0x1000		/* trampolines */
#define SMALL_TRAMPOLINE(op) (SMALL_CALL + 32 * (op))
#define SMALL_TEXT_END	0x3000
#define SMALL_TABLE	0x3000
#define SMALL_NATIVE	0x3400
#define SMALL_BOUND	0x3800
#define SMALL_AUDIT	0x3c00
#define SMALL_NAME	0x3c80		/* of the backend */
#define SMALL_THUNKS	0x4000
#define SMALL_TEMPLATES	0x4400
#define SMALL_CODE	0x4500
#define SMALL_SITES	0x4600
#define SMALL_SLACK	0x5000		/* unused read-only data */
#define SMALL_BACKENDS	0x5100		/* the list of backends: one */
#define SMALL_STATE	0x6000
#define SMALL_BACKEND	0x6080
#define SMALL_OTHER	0x60c0		/* what is no backend, and has a name like one */
#define SMALL_OWN	0x6100		/* the kernel's entry in the list of site tables */
#define SMALL_LOADED	0x6180		/* the module's */
#define SMALL_MOD	0x6200		/* struct module */
#define SMALL_MOD_TEXT_PIECE (SMALL_MOD + 80 + 32)	/* its address at 8, its size at 16 */
#define SMALL_GROUP	0x6400		/* the module's sections: two, 32 bytes each */
#define SMALL_MODULES	0x6600		/* the kernel's list of modules */
#define SMALL_INIT	0x7000
#define SMALL_INIT_END	0x7100
#define SMALL_SEAL	0x7200

/* In the module: code, boot-time code that is gone, records. */
#define SMALL_MOD_TEXT	0x000
#define SMALL_MOD_TEXT_SIZE 0x100
#define SMALL_MOD_INIT	0x400
#define SMALL_MOD_SITES	0x800

/** enum small_site - the sites, in the order of their records */
enum small_site {
	SITE_NOTHING,	/* its operation does nothing: prefixes of what follows */
	SITE_CODE,	/* inline code */
	SITE_REGISTER,	/* the same, of a register */
	SITE_LONG,	/* 7 bytes */
	SITE_DIRECT,	/* has no inline code */
	SITE_JUMP,	/* a jump; inline, it is prefixes of what follows */
	SITE_INIT,	/* in boot-time code */
	SITE_KERNEL,	/* how many; those of the module follow */
	SITE_MOD_CODE = SITE_KERNEL,
	SITE_MOD_DIRECT,
	SITE_MOD_INIT,
	SITE_ALL
};

/**
 * struct small - the kernel
 * @binary: it
 * @file:  bytes of the file
 * @now:   bytes of memory; a built one has the file's
 * @module: memory of the module
 * @hole:  an address that cannot be read; 0: none
 * @sites: records of the kernel; one can be added
 * @nops:  its CPU is slow with prefixes
 */
struct small {
	struct binary *binary;
	u8 *file;
	u8 *now;
	u8 *module;
	u64 hole;
	u32 sites;
	bool nops;
	struct tables tables;
	struct findings findings;
};

/** small_built - as the linker left it */
void small_built(struct small *small);

/** small_booted - in memory, with sites in the form @mode, or what is nearest to it */
void small_booted(struct small *small, enum pvpatch_form mode);

/** small_booted_slow - the same on a CPU that is slow with prefixes */
void small_booted_slow(struct small *small, enum pvpatch_form mode);

/** small_unbound - in memory before a backend was selected */
void small_unbound(struct small *small);

/** small_free - and all that was read of it */
void small_free(struct small *small);

/** small_check - read tables and run all rules; -1 if tables could not be read */
int small_check(struct small *small, struct error *error);

/** small_at - the byte in memory at @addr */
u8 *small_at(const struct small *small, u64 addr);

/** small_site - address of a site */
u64 small_site(enum small_site site);

/** small_record - address of its record */
u64 small_record(enum small_site site);

/** small_put - @size bytes of @value in memory at offset @at from SMALL_BASE */
void small_put(const struct small *small, u64 at, u64 value, unsigned int size);

/** small_call - write a call of @target to memory at @addr */
void small_call(const struct small *small, u64 addr, u64 target);

/** small_variant - how sites of this operation call its trampoline */
unsigned int small_variant(unsigned int op);

/** small_saves - does the trampoline of this operation save a register? */
bool small_saves(unsigned int op);

/** small_add_record - one more record of a site */
void small_add_record(struct small *small, u64 addr, unsigned int op,
		      unsigned int variant, unsigned int len);

/** small_add_symbol - one more symbol */
void small_add_symbol(struct small *small, const char *name, u64 addr, u64 size,
		      bool function);

/** small_move_symbol - give a symbol another address */
void small_move_symbol(struct small *small, const char *name, u64 addr);

#endif
