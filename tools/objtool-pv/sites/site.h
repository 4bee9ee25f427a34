/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call sites, in whatever way a kernel records them, and what each may legally be.
 */
#ifndef OBJTOOL_PV_SITE_H
#define OBJTOOL_PV_SITE_H

#include "../binary.h"

#define SITE_BYTES	64	/* the longest site of a format; ours have 15 */

/** enum site_format - how a kernel records its sites */
enum site_format {
	FORMAT_PVOPS,		/* .pvops_sites: ours */
	FORMAT_PARAVIRT,	/* .parainstructions, up to 6.7 */
	FORMAT_ALTERNATIVE,	/* .altinstructions, with a call through a pv table */
	FORMAT_STATIC_CALL,	/* .static_call_sites with a pv key */
	FORMATS
};

/** enum site_form - what a site's bytes are */
enum site_form {
	FORM_INDIRECT,		/* a call through the table */
	FORM_DIRECT,		/* a call of the implementation */
	FORM_INLINE,		/* the implementation's instructions */
	FORM_NONE,		/* nothing but padding */
	FORM_ILLEGAL,		/* none of the site's legal byte sequences */
	FORM_UNREADABLE,	/* the bytes are not there */
	FORMS
};

/**
 * struct legal_bytes - bytes that a site may have
 * @form:  what they are
 * @bytes: site->len of them
 * @label: where they come from, for a person: "indirect", "direct call of xen_irq_enable",
 *         "native template", ...
 */
struct legal_bytes {
	enum site_form form;
	u8 bytes[SITE_BYTES];
	char label[96];
};

struct table;

/**
 * struct site - one call site
 * @table:   the table that its record is in
 * @addr:    address of its first byte
 * @record:  address of its record (of the first one, where it has several)
 * @index:   number of that record in its table, from 0
 * @op:      number of its operation in table->ops
 * @len:     length in bytes
 * @variant: ours: register variant; parainstructions: type; static calls: 1 for a tail
 *           call; others 0
 * @nrecords: how many records in a row are about this site
 * @init:    in boot-time code, whose memory is given back after boot: tables_read()
 *           drops such sites of a booted binary, which has other things there
 * @bad:     why the record cannot be right, or NULL; the other fields are as it says
 */
struct site {
	const struct table *table;
	u64 addr;
	u64 record;
	u32 index;
	u16 op;
	u8 len;
	u8 variant;
	u16 nrecords;
	bool init;
	const char *bad;
};

/**
 * struct op - an operation
 * @name: what it is called
 * @slot: offset of its pointer in the table of operations; 0 of a static call, which
 *        has no table
 */
struct op {
	char name[64];
	u32 slot;
};

/**
 * struct table - a section of records, read
 * @format:      how they are recorded
 * @binary:      whose
 * @name:        of the section, or of the loaded module
 * @record_size: bytes of a record: told from the table itself where formats differ
 * @start:       address of the first record
 * @nrecords:    all records, also those that are not about paravirt
 * @sites:       by ascending address; @nsites of them
 * @ops:         @nops of them
 * @legal_bytes: the legal bytes of a site of this table; see site_legal_bytes()
 * @loaded:      it is of a loaded module
 * @text:        of a loaded module: the only place where its sites may be; others may
 *               have them in any code of the binary
 * @text_size:   see @text
 * @ctx:         the format's own, freed by @close
 * @close:       may be NULL
 */
struct table {
	enum site_format format;
	struct binary *binary;
	char name[64];
	u32 record_size;
	u64 start;
	u32 nrecords;
	struct site *sites;
	size_t nsites;
	struct op *ops;
	size_t nops;
	int (*legal_bytes)(const struct site *site, struct legal_bytes *to, int max);
	bool loaded;
	u64 text, text_size;
	void *ctx;
	void (*close)(struct table *table);
};

/**
 * struct tables - all tables of a binary
 * @table:    @ntables of them
 * @unchecked: what could not be looked at, one sentence each; @nunchecked of them
 * @unread:    of these, the first about a table that is there, but cannot be read; NULL
 *             if all can
 */
struct tables {
	struct table **table;
	size_t ntables;
	char **unchecked;
	size_t nunchecked;
	const char *unread;
};

/* tables.c */

/**
 * tables_read - find every table of sites in a binary
 *
 * Return: 0, also if there is none; -1 with a reason.
 */
int tables_read(struct binary *binary, struct tables *tables, struct error *error);

/** tables_free - and everything in them, but not the binary */
void tables_free(struct tables *tables);

/** tables_add - for readers: a new, empty table of @tables */
struct table *tables_add(struct tables *tables, struct binary *binary,
			 enum site_format format, const char *name);

/** tables_unchecked - for readers: say what could not be looked at */
void tables_unchecked(struct tables *tables, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** tables_unread - for readers: say which table is there, but cannot be read, and why */
void tables_unread(struct tables *tables, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** table_add_site - for readers: append; sorted by tables_read() afterwards */
struct site *table_add_site(struct table *table);

/* seen.c */

/**
 * tables_seen - is what was read enough to say anything about the binary?
 *
 * Return: 0, or -1 with a reason: a table could not be read, or a kernel has no sites.
 */
int tables_seen(const struct binary *binary, const struct tables *tables, struct error *error);

/* One reader for each format; each adds what it finds: 0, or -1 with a reason. */
int pvops_read(struct binary *binary, struct tables *tables, struct error *error);
int parainstructions_read(struct binary *binary, struct tables *tables, struct error *error);
int altinstructions_read(struct binary *binary, struct tables *tables, struct error *error);
int static_calls_read(struct binary *binary, struct tables *tables, struct error *error);

/* site.c */

/** site_op - the name of a site's operation, never NULL */
const char *site_op(const struct site *site);

/**
 * site_call_at - where a site that is a call, or a jump, has it
 *
 * Ours have it at the end, behind NOPs; others begin with it.
 */
unsigned int site_call_at(const struct site *site);

/**
 * site_legal_bytes - every sequence of bytes that is legal at a site
 * @to:  where they go
 * @max: how many fit; SITE_LEGAL_MAX is enough
 *
 * What is legal follows from the state of the binary: one that was only built has every
 * site in its indirect form; memory has what the functions that it is bound to allow.
 *
 * Return: how many, or -1: the record is bad, or its operation cannot be told.
 */
#define SITE_LEGAL_MAX	64
int site_legal_bytes(const struct site *site, struct legal_bytes *to, int max);

/* counted.c */

/** counted - does a booted kernel count its calls, for call depth tracking? */
bool counted(const struct binary *binary);

/**
 * counted_bytes - for site_legal_bytes(): each call again, as one that is counted
 * @count: how many there are in @to
 *
 * Return: how many there are then.
 */
int counted_bytes(const struct site *site, struct legal_bytes *to, int count, int max);

/**
 * site_form - what a site's bytes are now
 * @bytes: they are copied there, SITE_BYTES of room; may be NULL
 */
enum site_form site_form(const struct site *site, u8 *bytes);

/** site_form_name - "indirect", "direct", "inline", "none", "illegal", "unreadable" */
const char *site_form_name(enum site_form form);

/** format_name - the name of the section that a format is named for */
const char *format_name(enum site_format format);

#endif
