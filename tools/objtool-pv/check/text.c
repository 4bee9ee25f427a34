// SPDX-License-Identifier: GPL-2.0-only
/*
 * All code of a booted kernel beside its file: what differs must be one of our sites,
 * which other rules look at, or a place that the kernel itself changes, with something
 * in it that it may have written; or KASLR has moved it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../opcodes.h"
#include "../sites/patched.h"
#include "../sites/pvops.h"
#include "../sites/stock.h"
#include "rules.h"

#define PAGE		4096
#define CHUNK		(64 * PAGE)
/* A place may lie across the border of two chunks: so much more of each is read. */
#define MARGIN		256
/* Equal bytes that do not end a run of different ones. */
#define GAP		3
/* Many times the code of a kernel, which has some 20 MB. */
#define COMPARE_MAX	(256ull << 20)
/* So many changes say as much as all of them. */
#define FOUND_MAX	4096

/**
 * struct text - a comparison
 * @patched:    places that the kernel changes
 * @addr:       address of the first byte of @file and @now
 * @file:       bytes of the file
 * @now:        and of memory, @size of them
 * @unreadable: bytes that are not there
 * @found:      findings, @dropped more of them that are not shown
 * @host:       a page that is not compared as a hypervisor has filled it; 0: none
 */
struct text {
	struct checking *c;
	struct patched patched;
	u64 addr;
	const u8 *file, *now;
	size_t size;
	u64 unreadable, host;
	unsigned int found, dropped;
};

/* How many bytes from @at on belong to one of our sites. */
static size_t site_length(const struct text *t, size_t at)
{
	const struct checking *c = t->c;
	size_t i = sites_until(c->sound, c->nsound, t->addr + at);
	const struct site *site = i ? c->sound[i - 1] : NULL;
	u64 inside = site ? t->addr + at - site->addr : 0;

	return site && pvops_of(site->table) && inside < site->len ? site->len - inside : 0;
}

static size_t patch_length(struct text *t, size_t at)
{
	struct patched *patched = &t->patched;
	ssize_t i = PATCHED_FIRST;

	while ((i = patched_next(patched, t->addr + at, i)) >= 0) {
		const struct patch *patch = &patched->patch[i];
		u64 start = patch->addr - t->addr;

		if (patch->addr < t->addr || start + patch->len > t->size)
			continue;
		if (patch_legal(patched, patch, t->file + start, t->now + start))
			return start + patch->len - at;
	}
	return 0;
}

/* The padding in front of a function, where the kernel has put what counts its calls. */
static size_t padding_length(const struct text *t, size_t at)
{
	const struct binary *binary = t->c->subject->binary;
	u64 addr = t->addr + at, thunk;
	unsigned int i;

	for (i = 1; i <= 10; i++) {
		thunk = i + at < t->size && t->file[at + i - 1] == OPCODE_NOP ?
			stock_thunk(binary, addr + i) : 0;
		if (thunk && thunk <= addr)
			return i;
		if (t->file[at + i - 1] != OPCODE_NOP)
			break;
	}
	return 0;
}

/* A trampoline, of which another rule looks at every byte that is reached. */
static size_t trampoline_length(const struct text *t, size_t at)
{
	const struct binary *binary = t->c->subject->binary;
	const struct pvops_kernel *kernel = pvops_of(t->c->subject->tables.table[0]);
	u64 addr = t->addr + at;
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);
	u32 row;

	if (!symbol || addr - symbol->addr >= symbol->size)
		return 0;
	for (row = 0; row < kernel->binding.thunk_rows.count; row++)
		if (kernel->thunk[row].variant == PVOPS_V_CALL &&
		    pvops_thunk_target(&kernel->binding, row) == symbol->addr)
			return symbol->addr + symbol->size - addr;
	return 0;
}

/*
 * A function of a whole page, with nothing but returns in it, is there for a hypervisor to
 * fill with the instructions by which it wants to be called.
 */
static size_t host_length(struct text *t, size_t at)
{
	u64 addr = t->addr + at, page = addr & -(u64)PAGE;
	const struct binary *binary = t->c->subject->binary;
	const struct binary_symbol *symbol = binary_symbol_at(binary, page);
	u8 bytes[PAGE];
	size_t i;

	if (!symbol || symbol->addr != page || symbol->size != PAGE ||
	    stock_original(binary, page, bytes, sizeof(bytes)) || bytes[0] != OPCODE_RET)
		return 0;
	for (i = 0; i < sizeof(bytes); i++)
		if (bytes[i] != OPCODE_RET && bytes[i] != OPCODE_INT3)
			return 0;
	t->host = page;
	return page + PAGE - addr;
}

/* How many bytes from @at on, the first of which differs, are as they may be. */
static size_t explained(struct text *t, size_t at)
{
	const struct binary *binary = t->c->subject->binary;
	size_t len, from;

	len = site_length(t, at);
	if (!len) {
		len = moved_length(binary, t->addr, t->file, t->now, t->size, at, &from);
		len = len ? len - (at - from) : 0;
	}
	if (!len)
		len = patch_length(t, at);
	if (!len)
		len = padding_length(t, at);
	if (!len)
		len = trampoline_length(t, at);
	return len ? len : host_length(t, at);
}

/* Bytes that another rule has reported already. */
static bool reported(const struct checking *c, u64 start, u64 end)
{
	size_t i;

	for (i = 0; i < c->findings->count; i++) {
		const struct finding *f = &c->findings->finding[i];
		u64 len = f->nfound ? f->nfound : 1;

		if (f->rule != RULE_CODE && f->addr < end && start < f->addr + len)
			return true;
	}
	return false;
}

static void describe(struct checking *c, struct finding *f, u64 addr, const u8 *now,
		     size_t len)
{
	const struct binary *binary = c->subject->binary;
	const struct binary_symbol *symbol;
	s32 displacement;
	u64 target;

	if (now[0] == OPCODE_INT3) {
		snprintf(f->message, sizeof(f->message), "a breakpoint, which the file has "
			 "not: a probe's, or damage");
		return;
	}
	if (len < 5 || (now[0] != OPCODE_CALL && now[0] != OPCODE_JMP))
		return;
	memcpy(&displacement, now + 1, sizeof(displacement));
	target = addr + 5 + (u64)(s64)displacement;
	symbol = binary_symbol_at(binary, target);
	snprintf(f->message, sizeof(f->message), "%s %#llx, %.96s, which the file does not",
		 now[0] == OPCODE_CALL ? "calls" : "jumps to", (unsigned long long)target,
		 symbol ? symbol->name : "outside of the kernel");
}

static void differs(struct text *t, size_t at, size_t len)
{
	struct checking *c = t->c;
	size_t shown = len < SITE_BYTES ? len : SITE_BYTES;
	struct finding *f;

	if (t->found == FOUND_MAX) {
		t->dropped++;
		return;
	}
	if (reported(c, t->addr + at, t->addr + at + len))
		return;
	t->found++;
	/* An instruction is seen whole, also if some of its bytes are the same. */
	if (shown < 5 && at + 5 <= t->size)
		shown = 5;
	f = finding(c, RULE_CODE, t->addr + at, NULL, "%zu byte%s of code that the kernel "
		    "does not make of the file's", len, len == 1 ? "" : "s");
	finding_bytes(f, t->now + at, t->file + at, shown);
	describe(c, f, t->addr + at, t->now + at, shown);
}

/* The bytes from @start up to @end; those around them are there to be looked at. */
static void compare(struct text *t, size_t start, size_t end)
{
	size_t at = start, first = SIZE_MAX, last = 0, len;

	for (; at < end; at += len) {
		len = 1;
		if (t->file[at] != t->now[at]) {
			size_t known = explained(t, at);

			if (!known) {
				first = first == SIZE_MAX ? at : first;
				last = at;
				continue;
			}
			len = known;
		} else if (first == SIZE_MAX || at - last <= GAP) {
			continue;
		}
		if (first != SIZE_MAX)
			differs(t, first, last - first + 1);
		first = SIZE_MAX;
	}
	if (first != SIZE_MAX)
		differs(t, first, last - first + 1);
}

/* Page by page, where not all of them are there. */
static void compare_pages(struct text *t, u8 *now, size_t start, size_t end)
{
	size_t at, part;

	for (at = start; at < end; at += part) {
		struct text page = *t;

		part = PAGE - (t->addr + at) % PAGE;
		if (part > end - at)
			part = end - at;
		if (binary_read(t->c->subject->binary, t->addr + at, now + at, part)) {
			t->unreadable += part;
			continue;
		}
		page.addr += at;
		page.file += at;
		page.now += at;
		page.size = part;
		compare(&page, 0, part);
		t->host = page.host;
		t->found = page.found;
		t->dropped = page.dropped;
		t->patched.work = page.patched.work;
	}
}

static void compare_section(struct text *t, const struct binary_section *section, u8 *now)
{
	u64 done, part, before, after;

	for (done = 0; done < section->size; done += part) {
		part = section->size - done < CHUNK ? section->size - done : CHUNK;
		before = done < MARGIN ? done : MARGIN;
		after = section->size - done - part;
		after = after < MARGIN ? after : MARGIN;
		t->addr = section->addr + done - before;
		t->file = section->data + done - before;
		t->now = now;
		t->size = before + part + after;
		if (!binary_read(t->c->subject->binary, t->addr, now, t->size))
			compare(t, before, before + part);
		else
			compare_pages(t, now, before, before + part);
	}
}

static void compare_all(struct text *t)
{
	const struct binary *binary = t->c->subject->binary;
	u64 init = binary_address(binary, "__init_begin");
	u8 *now = xmalloc(CHUNK + 2 * MARGIN);
	u64 left = COMPARE_MAX;
	size_t i, done = 0;

	for (i = 0; i < binary->nsections; i++) {
		const struct binary_section *section = &binary->sections[i];

		if (!section->alloc || !section->exec || (init && section->addr >= init))
			continue;
		if (!section->data || section->size > left)
			continue;
		left -= section->size;
		compare_section(t, section, now);
		done++;
	}
	free(now);
	if (!done)
		findings_unchecked(t->c->findings, "code beside that of the kernel's file: it "
				   "was not given (--vmlinux)");
	if (t->dropped)
		findings_unchecked(t->c->findings, "%u more pieces of code that differ from the "
				   "file's", t->dropped);
	if (t->host)
		findings_unchecked(t->c->findings, "the page of code at %#llx, which is a "
				   "hypervisor's to fill", (unsigned long long)t->host);
	if (t->unreadable)
		findings_unchecked(t->c->findings, "%llu bytes of code beside the file's: they "
				   "are not there", (unsigned long long)t->unreadable);
}

void check_text(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	struct error error = { "" };
	struct text t = { .c = c };

	if (c->subject->binary->state != BINARY_BOOTED || !tables->ntables ||
	    !pvops_of(tables->table[0]))
		return;
	if (patched_read(c->subject->binary, pvops_of(tables->table[0]), &t.patched, &error))
		findings_unchecked(c->findings, "code beside that of the kernel's file: %s",
				   error.text);
	else
		compare_all(&t);
	patched_free(&t.patched);
}
