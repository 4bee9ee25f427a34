// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading BTF: a header, then types, then names.  A type is 12 bytes, followed by what
 * its kind needs; types are numbered in their order, from 1.  Format and numbers:
 * Documentation/bpf/btf.rst and include/uapi/linux/btf.h of Linux 6.12.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "btf.h"

#define HEADER		24
#define MAGIC		0xeb9f
#define TYPE		12
#define MEMBER		12
/* Linux 6.12 has some 130,000; btf.h has room for a million. */
#define TYPES_MAX	0x100000

enum kind {
	PTR = 2,
	STRUCT = 4,
	TYPEDEF = 8,
	VOLATILE = 9,
	CONST = 10,
	RESTRICT = 11,
	TYPE_TAG = 18,
	KINDS = 20,
};

/* Bytes after a type: of itself, and for each of its members. */
static const struct {
	u8 fixed, each;
} extra[KINDS] = {
	[1]	= { 4, 0 },		/* INT */
	[3]	= { 12, 0 },		/* ARRAY */
	[STRUCT] = { 0, MEMBER },
	[5]	= { 0, MEMBER },	/* UNION */
	[6]	= { 0, 8 },		/* ENUM */
	[13]	= { 0, 8 },		/* FUNC_PROTO */
	[14]	= { 4, 0 },		/* VAR */
	[15]	= { 0, 12 },		/* DATASEC */
	[17]	= { 4, 0 },		/* DECL_TAG */
	[19]	= { 0, 12 },		/* ENUM64 */
};

/**
 * struct type - a type's first bytes
 * @kind:    enum kind
 * @members: number of members
 * @packed:  the upper 8 bits of a member's offset are the size of a bit field
 * @ref:     the type that it refers to, or its size
 */
struct type {
	u32 name;
	u32 kind;
	u32 members;
	bool packed;
	u32 ref;
	const u8 *rest;
};

/* A walk through a struct; what it may cost is bounded. */
struct walk {
	const struct btf *btf;
	void (*each)(void *ctx, u64 offset, const char *path);
	void *ctx;
	u32 budget;
	char path[BTF_PATH];
};

#define DEPTH_MAX	8
#define BUDGET		65536

static u32 get32(const u8 *from)
{
	u32 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static struct type decode_type(const u8 *at)
{
	u32 info = get32(at + 4);

	return (struct type){
		.name = get32(at),
		.kind = info >> 24 & 0x1f,
		.members = info & 0xffff,
		.packed = info >> 31,
		.ref = get32(at + 8),
		.rest = at + TYPE,
	};
}

/* Type number @id; false if there is none. */
static bool get_type(const struct btf *btf, u32 id, struct type *type)
{
	if (!id || id >= btf->count)
		return false;
	*type = decode_type(btf->types + btf->offset[id]);
	return true;
}

/* A name; "" if there is none. */
static const char *get_name(const struct btf *btf, u32 offset)
{
	return offset < btf->strings_size ? btf->strings + offset : "";
}

static int number_types(struct btf *btf, const char *name, struct error *error)
{
	u64 at = 0, size;

	btf->offset = xgrow_array(NULL, 0, sizeof(*btf->offset));
	btf->offset[0] = 0;
	btf->count = 1;
	while (at < btf->types_size) {
		struct type type;

		if (btf->types_size - at < TYPE || btf->count == TYPES_MAX)
			return error_set(error, "%s: .BTF: type %u is cut off", name,
					 btf->count);
		type = decode_type(btf->types + at);
		if (!type.kind || type.kind >= KINDS)
			return error_set(error, "%s: .BTF: type %u is of kind %u, which is "
					 "not known", name, btf->count, type.kind);
		size = TYPE + extra[type.kind].fixed +
		       (u64)extra[type.kind].each * type.members;
		if (size > btf->types_size - at)
			return error_set(error, "%s: .BTF: type %u is cut off", name,
					 btf->count);
		btf->offset = xgrow_array(btf->offset, btf->count, sizeof(*btf->offset));
		btf->offset[btf->count++] = at;
		at += size;
	}
	return 0;
}

/* Find a part of the section, whose offset counts from the end of the header. */
static const u8 *part(const u8 *data, u64 size, u64 header, const u8 *where, u32 *bytes)
{
	u64 offset = header + get32(where);

	*bytes = get32(where + 4);
	if (offset > size || *bytes > size - offset)
		return NULL;
	return data + offset;
}

int btf_open(struct btf *btf, const u8 *data, u64 size, const char *name,
	     struct error *error)
{
	u64 header;

	memset(btf, 0, sizeof(*btf));
	if (size < HEADER || (data[0] | data[1] << 8) != MAGIC)
		return error_set(error, "%s: .BTF does not begin as BTF", name);
	header = get32(data + 4);
	btf->types = part(data, size, header, data + 8, &btf->types_size);
	btf->strings = (const char *)part(data, size, header, data + 16,
					  &btf->strings_size);
	if (header < HEADER || !btf->types || !btf->strings)
		return error_set(error, "%s: .BTF: a part is past the end", name);
	if (!btf->strings_size || btf->strings[btf->strings_size - 1])
		return error_set(error, "%s: .BTF: its names have no end", name);
	if (number_types(btf, name, error)) {
		btf_close(btf);
		return -1;
	}
	return 0;
}

void btf_close(struct btf *btf)
{
	free(btf->offset);
	memset(btf, 0, sizeof(*btf));
}

u32 btf_struct(const struct btf *btf, const char *name)
{
	struct type type;
	u32 id;

	for (id = 1; id < btf->count; id++)
		if (get_type(btf, id, &type) && type.kind == STRUCT &&
		    !strcmp(get_name(btf, type.name), name))
			return id;
	return 0;
}

/* Skip names and qualifiers; false if that leads nowhere. */
static bool resolve(const struct btf *btf, u32 id, struct type *type)
{
	unsigned int steps;

	for (steps = 0; steps < 32; steps++) {
		if (!get_type(btf, id, type))
			return false;
		if ((type->kind < TYPEDEF || type->kind > RESTRICT) &&
		    type->kind != TYPE_TAG)
			return true;
		id = type->ref;
	}
	return false;
}

/* Append a name to the path; returns the path's old length. */
static size_t extend(struct walk *walk, const char *name)
{
	size_t len = strlen(walk->path), room = sizeof(walk->path) - len;

	if (*name && room > 2) {
		size_t dot = len ? 1 : 0;

		walk->path[len] = '.';
		strncpy(walk->path + len + dot, name, room - dot - 1);
		walk->path[sizeof(walk->path) - 1] = '\0';
	}
	return len;
}

/* Every pointer in @type, which is at @base; its own name is on the path already. */
static int walk_members(struct walk *walk, const struct type *type, u64 base,
			unsigned int depth)
{
	u32 i;

	if (depth == DEPTH_MAX)
		return -1;
	for (i = 0; i < type->members; i++) {
		const u8 *member = type->rest + (u64)MEMBER * i;
		u32 bits = get32(member + 8);
		u64 offset = base + (type->packed ? bits & 0xffffff : bits) / 8;
		struct type inner;
		size_t len;
		int err = 0;

		if (!walk->budget--)
			return -1;
		if (!resolve(walk->btf, get32(member + 4), &inner))
			continue;
		len = extend(walk, type->members == 1 && depth ? "" :
			     get_name(walk->btf, get32(member)));
		if (inner.kind == PTR)
			walk->each(walk->ctx, offset, walk->path);
		else if (inner.kind == STRUCT)
			err = walk_members(walk, &inner, offset, depth + 1);
		walk->path[len] = '\0';
		if (err)
			return err;
	}
	return 0;
}

int btf_pointers(const struct btf *btf, u32 id,
		 void (*each)(void *ctx, u64 offset, const char *path), void *ctx)
{
	struct walk walk = { btf, each, ctx, BUDGET, "" };
	struct type type;

	if (!get_type(btf, id, &type) || type.kind != STRUCT)
		return -1;
	return walk_members(&walk, &type, 0, 0);
}
