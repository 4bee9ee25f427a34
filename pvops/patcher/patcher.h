/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The patcher: from a call site and what its operation may become, compute the
 * final bytes, check that what is there now is legal, write once, read back.
 *
 * It allocates nothing, keeps no state, never stops the machine and reaches text
 * through struct pvpatch_text only, so that the same source runs in the kernel,
 * in its unit tests and in tools that read a file or a memory dump.  Addresses are
 * those of the patched kernel (u64), never pointers of the program that patches.
 */
#ifndef PVOPS_PATCHER_H
#define PVOPS_PATCHER_H

#include "env.h"

/* The shortest site holds a call with a 32-bit displacement. */
#define PVPATCH_SITE_MIN	5
/* The longest: what one x86 instruction may take (SDM Vol. 2, 2.3.11). */
#define PVPATCH_SITE_MAX	15
/* A near call, E8 and a 32-bit displacement (SDM Vol. 2, CALL). */
#define PVPATCH_CALL		0xe8
#define PVPATCH_CALL_LEN	5
/* A near jump, E9 and the same displacement (SDM Vol. 2, JMP). */
#define PVPATCH_JUMP		0xe9
/* The redundant segment prefix that padding is made of: CS (SDM Vol. 2, 2.1.1). */
#define PVPATCH_PREFIX		0x2e
/* How many of them padding may put before the code of a site, unless the CPU is slow with them. */
#define PVPATCH_PREFIX_MAX	8
/* How many before the instruction behind a site: those that it takes allow no more. */
#define PVPATCH_NEXT_PREFIX_MAX	5

/**
 * enum pvpatch_form - what a site can be
 * @PVPATCH_INDIRECT: call of a thunk that jumps through the table
 * @PVPATCH_DIRECT:   call of the implementation, or of the thunk that calls it
 * @PVPATCH_INLINE:   the implementation's instructions
 */
enum pvpatch_form {
	PVPATCH_INDIRECT,
	PVPATCH_DIRECT,
	PVPATCH_INLINE,
	PVPATCH_FORMS
};

/* Why a site was left as it is: X(name, in words), in the order of the numbers from 0. */
#define PVPATCH_EACH_ERROR(X)						\
	X(PVPATCH_OK,		"no error")				\
	X(PVPATCH_EOP,		"the record names no known operation")	\
	X(PVPATCH_EVARIANT,	"the operation has no such register variant") \
	X(PVPATCH_ELENGTH,	"the site has an impossible length")	\
	X(PVPATCH_ETEXT,	"the site is outside executable text")	\
	X(PVPATCH_EOVERLAP,	"the site overlaps its neighbour")	\
	X(PVPATCH_EREACH,	"the call target is out of reach")	\
	X(PVPATCH_ETEMPLATE,	"the inline code is longer than the site") \
	X(PVPATCH_EOLD,		"the bytes there are none of the site's legal forms") \
	X(PVPATCH_EREAD,	"the text could not be read")		\
	X(PVPATCH_EREADBACK,	"the bytes read back are legal but not the ones wanted") \
	X(PVPATCH_EHELD,	"a probe or a breakpoint holds the site") \
	X(PVPATCH_EFIXED,	"the site is a jump, and those are written at boot only")

/* Returned negated. */
enum pvpatch_err {
#define PVPATCH_ERROR(name, words)	name,
	PVPATCH_EACH_ERROR(PVPATCH_ERROR)
#undef PVPATCH_ERROR
	PVPATCH_ERRS
};

/**
 * struct pvpatch_site - one call site, decoded from its record
 * @addr:    address of the first byte
 * @op:      operation id
 * @variant: which registers (PVOPS_V_* in asm/pvops/site.h)
 * @len:     length in bytes
 */
struct pvpatch_site {
	u64 addr;
	u8 op;
	u8 variant;
	u8 len;
};

/**
 * enum pvpatch_pad - what fills a site whose inline code is shorter
 * @PVPATCH_NOPS:        NOPs after the code
 * @PVPATCH_OWN_PREFIX:  redundant segment prefixes of the code's first instruction
 * @PVPATCH_NEXT_PREFIX: the same of the next instruction, where there is no
 *                       code; NOPs are legal as well, as that instruction may take none
 */
enum pvpatch_pad {
	PVPATCH_NOPS,
	PVPATCH_OWN_PREFIX,
	PVPATCH_NEXT_PREFIX,
};

/**
 * struct pvpatch_code - inline code for a site
 * @bytes: the instructions; position-independent
 * @len:   how many bytes; 0 is legal and means that nothing is to be done
 * @pad:   what fills the rest of the site
 */
struct pvpatch_code {
	const u8 *bytes;
	u8 len;
	enum pvpatch_pad pad;
};

/**
 * pvpatch_same - are the bytes of a site these?
 * @now:  they
 * @want: those
 * @len:  how many, PVPATCH_SITE_MIN at least
 *
 * Nearly all sites have no more than that, and a loop over bytes would be the dearest part
 * of patching.
 *
 * Context: any.
 */
static inline bool pvpatch_same(const u8 *now, const u8 *want, unsigned int len)
{
	u32 head, wanted;

	memcpy(&head, now, sizeof(head));
	memcpy(&wanted, want, sizeof(wanted));
	return head == wanted && now[4] == want[4] &&
	       (len == PVPATCH_SITE_MIN ||
		!memcmp(now + PVPATCH_SITE_MIN, want + PVPATCH_SITE_MIN, len - PVPATCH_SITE_MIN));
}

/**
 * pvpatch_pad_of - what fills a site of a certain length
 * @code: the code
 * @len:  length of the site
 *
 * The next instruction takes all of its bytes or none: a NOP between would
 * take the prefixes itself.
 *
 * Return: what the code asks for, or PVPATCH_NOPS if that cannot be.
 * Context: any.
 */
static inline enum pvpatch_pad
pvpatch_pad_of(const struct pvpatch_code *code, unsigned int len)
{
	if (code->len)
		return code->pad == PVPATCH_OWN_PREFIX ? code->pad : PVPATCH_NOPS;
	return len <= PVPATCH_NEXT_PREFIX_MAX && code->pad == PVPATCH_NEXT_PREFIX ?
	       code->pad : PVPATCH_NOPS;
}

/**
 * pvpatch_call_at - where a site has its call, or its jump: at its end
 * @len: length of the site
 *
 * Return: the offset of the first byte of it.
 * Context: any.
 */
static inline unsigned int pvpatch_call_at(unsigned int len)
{
	return len - PVPATCH_CALL_LEN;
}

/**
 * struct pvpatch_choice - what one site may become
 * @indirect: call target of the indirect form
 * @direct:   call target of the direct form
 * @code:     inline code; code.bytes is NULL where the operation has none
 * @jump:     the two targets are jumped to, and not called
 */
struct pvpatch_choice {
	u64 indirect;
	u64 direct;
	struct pvpatch_code code;
	bool jump;
};

/**
 * struct pvpatch_plan - the bytes that a site is to have
 * @bytes: all site.len of them
 * @form:  the form that these bytes are; DIRECT if inline was wanted but the
 *         operation has no inline code
 * @pad:   what fills the bytes after or before the code; NOPS of a call
 */
struct pvpatch_plan {
	u8 bytes[PVPATCH_SITE_MAX];
	enum pvpatch_form form;
	enum pvpatch_pad pad;
};

/* The plans that are legal at a site: see pvpatch_legal(). */
#define PVPATCH_PLANS	(PVPATCH_FORMS + 1)

/**
 * struct pvpatch_text - the only way in which text is read and written
 * @contains: is [@addr, @addr + @len) executable text that may be patched?
 * @read:     copy text to @buf; 0 or nonzero on failure
 * @write:    replace text; @call is the site's indirect form, which stands in
 *            for the bytes while other CPUs may run into them.  May queue.
 * @finish:   every queued write is done when this returns
 * @held:     does a debugger or a tracer own bytes of the site at @addr, or a copy of
 *            them?  Such a site is left alone.  NULL where there are none
 * @claimed:  does something else patch the instruction at @addr, or handle its faults
 *            by its address?  NULL where that is not known
 * @running:  other CPUs may run into a site while it is written.  What stands in for its
 *            bytes then returns through the sites that are jumps, so those keep the form
 *            that they have
 * @ctx:      passed to each of them
 */
struct pvpatch_text {
	bool (*contains)(void *ctx, u64 addr, unsigned int len);
	int (*read)(void *ctx, u64 addr, u8 *buf, unsigned int len);
	int (*write)(void *ctx, u64 addr, const u8 *bytes, unsigned int len,
		     const u8 *call);
	void (*finish)(void *ctx);
	bool (*held)(void *ctx, u64 addr, unsigned int len);
	bool (*claimed)(void *ctx, u64 addr);
	bool running;
	void *ctx;
};

/**
 * struct pvpatch_stats - what a pass over a table did
 * @sites:  records seen
 * @forms:  how many sites have each form now
 * @held:   how many were left alone because a probe or a breakpoint holds them
 * @fixed:  how many jumps kept another form than the one wanted, as the text is running
 * @failed: how many were left as they are for another reason;
 *          sites = held + fixed + failed + sum of forms
 * @wrote:  how many sites' bytes changed
 */
struct pvpatch_stats {
	u32 sites;
	u32 forms[PVPATCH_FORMS];
	u32 held;
	u32 fixed;
	u32 failed;
	u32 wrote;
};

/**
 * struct pvpatch_job - a pass over a table of sites
 * @text:    where the sites are
 * @site:    get record @i; 0, or 1 to leave this site out of the pass
 * @choose:  what may become of a site; 0 or a negated enum pvpatch_err
 * @failed:  called for each site that is counted as failed, with the reason;
 *           may be NULL
 * @ctx:     passed to @site, @choose and @failed
 * @count:   number of records
 * @want:    the form that each site is to have
 */
struct pvpatch_job {
	const struct pvpatch_text *text;
	int (*site)(void *ctx, u32 i, struct pvpatch_site *site);
	int (*choose)(void *ctx, const struct pvpatch_site *site,
		      struct pvpatch_choice *choice);
	void (*failed)(void *ctx, const struct pvpatch_site *site, int err);
	void *ctx;
	u32 count;
	enum pvpatch_form want;
};

/* encode.c */
int pvpatch_branch(u8 *to, bool jump, u64 from, u64 target);
void pvpatch_nop(u8 *to, unsigned int len);
int pvpatch_pad(u8 *to, unsigned int len, const struct pvpatch_code *code);

/* next_insn.c */
bool pvpatch_prefixable(const u8 *insn);
bool pvpatch_mergeable(const struct pvpatch_site *site,
		       const struct pvpatch_text *text);
int pvpatch_resolve(const struct pvpatch_site *site,
		    const struct pvpatch_text *text,
		    const struct pvpatch_choice *choice,
		    enum pvpatch_form want, struct pvpatch_plan *plan);

/* plan.c */
int pvpatch_plan(const struct pvpatch_site *site,
		 const struct pvpatch_choice *choice,
		 enum pvpatch_form want, struct pvpatch_plan *plan);
int pvpatch_legal(const struct pvpatch_site *site,
		  const struct pvpatch_choice *choice,
		  unsigned int n, struct pvpatch_plan *plan);

/* verify.c */
int pvpatch_check(const struct pvpatch_site *site,
		  const struct pvpatch_text *text);
int pvpatch_classify(const struct pvpatch_site *site,
		     const struct pvpatch_choice *choice,
		     const u8 *bytes, enum pvpatch_form hint);

/* apply.c */
void pvpatch_apply(const struct pvpatch_job *job, struct pvpatch_stats *stats);

/* error.c */
const char *pvpatch_strerror(int err);
const char *pvpatch_form_name(int form);

#endif
