/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening dumps made by hand, and what is to come of it. */
#ifndef TESTS_OBJTOOL_PV_CHECK_DUMP_H
#define TESTS_OBJTOOL_PV_CHECK_DUMP_H

#include "make_dump.h"

#define ROOT		0x20000ull	/* page tables of a CPU */
#define INFO_PAGE	0x30000ull
#define SOMEWHERE	0x40000ull	/* the page of linux_banner */
#define OTHER_BUILD	"ffeeddccbbaa99887766554433221100ffeeddcc"

/* What the last dump was opened as, or NULL and the reason. */
extern struct binary *dumped;
extern struct error dump_error;

/** dump_open_as - open @blob as a dump of a kernel with @build_id */
void dump_open_as(struct blob *blob, const char *build_id);

/** dump_opens - it can be opened */
void dump_opens(const char *name, struct blob *blob);

/** dump_refuses - it cannot, for a reason with all of @words (up to a NULL) in it */
void dump_refuses(const char *name, struct blob blob, const char *const *words);
#define WORDS(...)	((const char *const []){ __VA_ARGS__, NULL })

/** dump_reads - @want is at @addr */
void dump_reads(const char *name, u64 addr, const char *want, unsigned int len);

/** dump_has_banner - the kernel was found, moved by @slide */
void dump_has_banner(const char *name, u64 slide);

/** dump_close - done with the dump, and with @blob, which it was in */
void dump_close(struct blob *blob);

/** add_info - its VMCOREINFO, in memory at @page or, if that is 0, in a note */
void add_info(struct make_dump *dump, const char *build_id, u64 slide, const char *tail,
	      u64 page);

/** add_banner - @banner in what is the page of linux_banner */
void add_banner(struct make_dump *dump, u64 vaddr, u64 page, const char *banner);

/** make_linear - a kernel where phys_base says, without page tables */
struct make_dump *make_linear(void);

/** make_guest - a guest for make_xen(), with page tables that are elsewhere if @pv */
struct make_dump *make_guest(bool pv);

#endif
