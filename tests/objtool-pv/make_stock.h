/* SPDX-License-Identifier: GPL-2.0-only */
/* A stock kernel, with only what is about paravirt in it, at fixed addresses. */
#ifndef TESTS_OBJTOOL_PV_MAKE_STOCK_H
#define TESTS_OBJTOOL_PV_MAKE_STOCK_H

#include "../../tools/objtool-pv/input/input.h"
#include "../../tools/objtool-pv/sites/site.h"

/** enum stock_part - sections; each begins at STOCK_AT() */
enum stock_part {
	STOCK_TEXT,
	STOCK_CODE,		/* .altinstr_replacement */
	STOCK_ALTERNATIVES,
	STOCK_PARA,
	STOCK_STATIC,
	STOCK_DATA,		/* pv_ops, pv_ops_lock, then the keys of static calls */
	STOCK_BTF,
	STOCK_PARTS
};

#define STOCK_AT(part)	(0xffffffff81000000ull + 0x100000ull * (part))

/* Places in STOCK_DATA. */
#define STOCK_PV_OPS	(STOCK_AT(STOCK_DATA))
#define STOCK_PV_LOCK	(STOCK_AT(STOCK_DATA) + 0x200)
#define STOCK_KEY	(STOCK_AT(STOCK_DATA) + 0x300)
#define STOCK_COUNTING	(STOCK_AT(STOCK_DATA) + 0x3c0)
#define STOCK_DATA_SIZE	0x400

/* Functions in STOCK_TEXT, which sites come before. */
#define STOCK_FUNCTION	(STOCK_AT(STOCK_TEXT) + 0x800)
#define STOCK_NOP	(STOCK_AT(STOCK_TEXT) + 0x820)
#define STOCK_BUG	(STOCK_AT(STOCK_TEXT) + 0x840)
#define STOCK_TRAMP	(STOCK_AT(STOCK_TEXT) + 0x860)
#define STOCK_RETURN0	(STOCK_AT(STOCK_TEXT) + 0x880)
#define STOCK_THUNK	(STOCK_AT(STOCK_TEXT) + 0x8a0)
#define STOCK_RETURN	(STOCK_AT(STOCK_TEXT) + 0x8c0)
#define STOCK_TEXT_SIZE	0x900

/**
 * struct make_stock - what is to be in it
 * @part:  the bytes of each section in the file
 * @now:   the text in memory; empty: as in the file
 * @state: of the binary
 * @kind:  of the binary
 * @copied: are the last 128 bytes of data code that is copied before it runs?
 * @counting: bytes at STOCK_COUNTING that count a call, for call depth tracking
 * @extra: another symbol, of a function; or NULL
 */
struct make_stock {
	struct blob part[STOCK_PARTS];
	struct blob now;
	enum binary_state state;
	enum binary_kind kind;
	const char *extra;
	bool copied;
	unsigned int counting;
};

/** make_stock - a kernel with text of NOPs and a table whose slots have a function */
struct make_stock *make_stock(enum binary_state state);

/** make_stock_put - copy @len bytes to an address in its file and, of text, its memory */
void make_stock_put(struct make_stock *make, u64 addr, const void *bytes, size_t len);

/** make_stock_now - copy @len bytes to an address in the text in memory only */
void make_stock_now(struct make_stock *make, u64 addr, const void *bytes, size_t len);

/** make_stock_call - a call through the slot at @slot, and NOPs up to @len bytes */
void make_stock_call(struct make_stock *make, u64 addr, u64 slot, size_t len);

/** make_stock_code - another replacement; its address */
u64 make_stock_code(struct make_stock *make, const void *bytes, size_t len);

/**
 * make_stock_alternative - another record
 * @size:  12, 13 or 14 bytes
 * @flags: of records with 14 bytes; bit 0 becomes that of the others
 */
void make_stock_alternative(struct make_stock *make, unsigned int size, u64 site, u64 code,
			    unsigned int feature, unsigned int flags, u8 len, u8 code_len);

/** make_stock_para - another record of .parainstructions */
void make_stock_para(struct make_stock *make, u64 addr, u8 type, u8 len);

/** make_stock_static - another record of .static_call_sites */
void make_stock_static(struct make_stock *make, u64 addr, u64 key, unsigned int flags);

/** make_stock_binary - the binary, which is to be freed; @make is kept until then */
struct binary *make_stock_binary(struct make_stock *make);

/** make_stock_free - and all its bytes */
void make_stock_free(struct make_stock *make);

#endif
