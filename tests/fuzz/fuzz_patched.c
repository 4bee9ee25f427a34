// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel whose tables of what it patches are hostile: the input's first four bytes are
 * the sizes of three of them, in units of 4 bytes, and the kind of the first; then come
 * the tables, and the rest is code, of which the second half is what memory has in the
 * place of the first.
 */
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "../../tools/objtool-pv/sites/patched.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define TEXT	0xffffffff81000000ull
#define TABLES	0xffffffff81100000ull
#define SLIDE	0x200000ull

static const char *const names[] = {
	".retpoline_sites", ".return_sites", ".call_sites", ".ibt_endbr_seal", ".smp_locks",
	"runtime_ptr_x", "runtime_shift_x",
};

static const char *const functions[] = {
	"__x86_indirect_thunk_rax", "__x86_indirect_call_thunk_rax", "x86_return_thunk",
	"some_return_thunk", "__static_call_return0", "ftrace_call", "ftrace_caller",
	"__SCT__f", "__SCK__f", "some_iret_patch", "some_iret",
};

static void add_section(struct binary *binary, const char *name, u64 addr, const u8 *data,
			size_t size, bool exec)
{
	binary_add_section(binary, &(struct binary_section){
		.name = name, .addr = addr, .size = size, .data = data, .alloc = true,
		.exec = exec });
}

static void add_mark(struct binary *binary, const char *name, u64 addr)
{
	binary_add_symbol(binary, &(struct binary_symbol){ .addr = addr, .name = name });
}

/* Three tables after each other; what they enclose. */
static size_t add_tables(struct binary *binary, const u8 *data, size_t size, u8 *head)
{
	size_t used = 0, i;

	for (i = 0; i < 3; i++) {
		size_t part = 4u * head[i];

		part = part < size - used ? part : size - used;
		if (i == 2) {
			bool jump = head[3] & 0x80;

			add_section(binary, ".rodata", TABLES + used, data + used, part, false);
			add_mark(binary, jump ? "__start___jump_table" :
				 "__start_static_call_sites", TABLES + used);
			add_mark(binary, jump ? "__stop___jump_table" :
				 "__stop_static_call_sites", TABLES + used + part);
		} else {
			add_section(binary, i ? ".altinstructions" :
				    names[head[3] % (sizeof(names) / sizeof(*names))],
				    TABLES + used, data + used, part, false);
		}
		used += part;
	}
	return used;
}

static void try_all(struct patched *patched, const u8 *file, const u8 *now, size_t half)
{
	u64 text = TEXT + SLIDE;
	size_t i, from;
	ssize_t p;

	for (i = 0; i < half; i++) {
		if (file[i] == now[i])
			continue;
		if (moved_length(patched->binary, text, file, now, half, i, &from) > half - from)
			abort();
		for (p = PATCHED_FIRST; (p = patched_next(patched, text + i, p)) >= 0;) {
			const struct patch *patch = &patched->patch[p];
			u64 at = patch->addr - text;

			if (patch->addr >= text && at + patch->len <= half)
				patch_legal(patched, patch, file + at, now + at);
		}
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct binary *binary = binary_new("fuzz");
	struct error error = { "" };
	struct patched patched;
	u8 head[4], *all;
	size_t used, half, i;

	if (size < sizeof(head)) {
		binary_free(binary);
		return 0;
	}
	memcpy(head, data, sizeof(head));
	all = binary_keep(binary, xmalloc(size));
	memcpy(all, data + sizeof(head), size - sizeof(head));
	used = add_tables(binary, all, size - sizeof(head), head);
	half = (size - sizeof(head) - used) / 2;
	add_section(binary, ".text", TEXT, all + used, half, true);
	for (i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		binary_add_symbol(binary, &(struct binary_symbol){ .addr = TEXT + 8 * i,
			.name = functions[i], .function = true });
	binary_ready(binary);
	binary_slide(binary, SLIDE);
	if (!patched_read(binary, NULL, &patched, &error))
		try_all(&patched, all + used, all + used + half, half);
	else if (!error.text[0])
		abort();
	patched_free(&patched);
	binary_free(binary);
	return 0;
}
