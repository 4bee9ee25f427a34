// SPDX-License-Identifier: GPL-2.0-only
/* Building BTF. */
#include <stdlib.h>
#include <string.h>

#include "make_btf.h"

static void grow(struct blob *blob, const void *bytes, size_t len)
{
	blob->data = realloc(blob->data, blob->size + len);
	memcpy(blob->data + blob->size, bytes, len);
	blob->size += len;
}

/* The offset of a name; the empty one is the first. */
static u32 add_name(struct make_btf *make, const char *name)
{
	u32 offset = make->strings.size;

	if (!*name)
		return 0;
	grow(&make->strings, name, strlen(name) + 1);
	return offset;
}

struct make_btf *make_btf(void)
{
	struct make_btf *make = calloc(1, sizeof(*make));

	grow(&make->strings, "", 1);
	return make;
}

void make_btf_words(struct make_btf *make, const u32 *words, unsigned int count)
{
	grow(&make->types, words, 4 * count);
}

u32 make_btf_type(struct make_btf *make, unsigned int kind, const char *name,
		  unsigned int members, bool packed, u32 ref)
{
	u32 words[3] = {
		add_name(make, name),
		(u32)packed << 31 | kind << 24 | members,
		ref
	};

	make_btf_words(make, words, 3);
	return ++make->count;
}

void make_btf_member(struct make_btf *make, const char *name, u32 type, u32 offset)
{
	u32 words[3] = { add_name(make, name), type, offset * 8 };

	make_btf_words(make, words, 3);
}

struct make_btf *make_btf_pv(void)
{
	struct make_btf *make = make_btf();
	u32 pointer = make_btf_type(make, BTF_PTR, "", 0, false, 0);
	u32 callee, cpu, lazy, lock;

	make_btf_type(make, BTF_INT, "int", 0, false, 4);
	make_btf_words(make, (u32[]){ 32 }, 1);
	callee = make_btf_type(make, BTF_STRUCT, "paravirt_callee_save", 1, false, 8);
	make_btf_member(make, "func", pointer, 0);
	cpu = make_btf_type(make, BTF_STRUCT, "pv_cpu_ops", 2, false, 16);
	make_btf_member(make, "io_delay", pointer, 0);
	make_btf_member(make, "halt", callee, 8);
	lazy = make_btf_type(make, BTF_STRUCT, "pv_lazy_ops", 2, false, 16);
	make_btf_member(make, "enter", pointer, 0);
	make_btf_member(make, "leave", pointer, 8);
	lock = make_btf_type(make, BTF_STRUCT, "pv_lock_ops", 2, false, 16);
	make_btf_member(make, "wait", pointer, 0);
	make_btf_member(make, "vcpu_is_preempted", callee, 8);
	make_btf_type(make, BTF_STRUCT, "paravirt_patch_template", 3, false, 48);
	make_btf_member(make, "cpu", cpu, 0);
	make_btf_member(make, "lazy_mode", lazy, 16);
	make_btf_member(make, "lock", lock, 32);
	return make;
}

struct blob make_btf_done(struct make_btf *make)
{
	u32 types = make->types.size, strings = make->strings.size;
	u32 header[6] = { 0x0001eb9f, 24, 0, types, types, strings };
	struct blob blob = { NULL, 0 };

	grow(&blob, header, sizeof(header));
	if (types)
		grow(&blob, make->types.data, types);
	grow(&blob, make->strings.data, strings);
	free(make->types.data);
	free(make->strings.data);
	free(make);
	return blob;
}
