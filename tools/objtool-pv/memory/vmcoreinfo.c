// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of VMCOREINFO: lines KEY=VALUE (kernel/vmcore_info.c and
 * arch/x86/kernel/vmcore_info_64.c of Linux 6.12).
 *
 * A kernel has it as soon as it has booted, even if no dump will ever be taken, so
 * that it can be found in memory.  What was found is only believed if it is complete
 * and names the same build as the kernel's file.
 */
#include <stdlib.h>
#include <string.h>

#include "vmcoreinfo.h"

/* The kernel keeps it in one page. */
#define TEXT_MAX	4096u
#define LINE_MAX_LEN	256u

/* Which keys were there. */
enum {
	HAS_RELEASE	= 1 << 0,
	HAS_PAGE	= 1 << 1,
	HAS_TABLE	= 1 << 2,
	HAS_BASE	= 1 << 3,
	HAS_SLIDE	= 1 << 4,
	HAS_ALL		= (1 << 5) - 1,
};

static bool is_text(u8 byte)
{
	return byte == '\n' || byte == '\t' || (byte >= ' ' && byte <= '~');
}

/* The whole of @text as a number; a sign is allowed, as phys_base may have one. */
static bool number(const char *text, int base, u64 *value)
{
	bool negative = *text == '-';
	char *end;

	text += negative;
	if (*text == '\0' || *text == '-' || *text == '+' || *text == ' ')
		return false;
	*value = strtoull(text, &end, base);
	if (negative)
		*value = -*value;
	return !*end;
}

static bool copy(char *to, size_t size, const char *value)
{
	size_t len = strlen(value);

	if (!len || len >= size)
		return false;
	memcpy(to, value, len + 1);
	return true;
}

/* One line; returns which of the needed keys it is, 0 if none. */
static unsigned int take(struct vmcoreinfo *info, const char *key, const char *value)
{
	u64 got = 0;

	if (!strcmp(key, "OSRELEASE"))
		return copy(info->release, sizeof(info->release), value) * HAS_RELEASE;
	if (!strcmp(key, "PAGESIZE"))
		return (number(value, 10, &got) && got == 4096) * HAS_PAGE;
	if (!strcmp(key, "SYMBOL(init_top_pgt)"))
		return number(value, 16, &info->init_top_pgt) * HAS_TABLE;
	if (!strcmp(key, "NUMBER(phys_base)"))
		return number(value, 10, &info->phys_base) * HAS_BASE;
	if (!strcmp(key, "KERNELOFFSET"))
		return number(value, 16, &info->slide) * HAS_SLIDE;
	if (!strcmp(key, "BUILD-ID"))
		copy(info->build_id, sizeof(info->build_id), value);
	else if (!strcmp(key, "NUMBER(pgtable_l5_enabled)"))
		info->la57 = number(value, 10, &got) && got;
	else if (!strcmp(key, "NUMBER(sme_mask)"))
		number(value, 10, &info->sme_mask);
	return 0;
}

/* The line at @text, of at most @size bytes; longer ones than needed are not taken. */
static unsigned int take_line(struct vmcoreinfo *info, const u8 *text, size_t size)
{
	char line[LINE_MAX_LEN], *equal;

	if (size >= sizeof(line))
		return 0;
	memcpy(line, text, size);
	line[size] = '\0';
	equal = strchr(line, '=');
	if (!equal)
		return 0;
	*equal = '\0';
	return take(info, line, equal + 1);
}

static size_t text_length(const u8 *text, size_t size)
{
	size_t len = 0;

	while (len < size && len < TEXT_MAX && is_text(text[len]))
		len++;
	return len;
}

int vmcoreinfo_parse(const u8 *text, size_t size, struct vmcoreinfo *info)
{
	size_t len = text_length(text, size), at = 0;
	unsigned int has = 0;
	const u8 *end;

	memset(info, 0, sizeof(*info));
	/* A line without an end may be cut off, and half a number is a wrong one. */
	while ((end = memchr(text + at, '\n', len - at))) {
		has |= take_line(info, text + at, end - text - at);
		at = end - text + 1;
	}
	return has == HAS_ALL ? 0 : -1;
}

static bool agrees(const struct vmcoreinfo_search *search,
		   const struct vmcoreinfo *info)
{
	if (search->build_id[0])
		return !strcmp(search->build_id, info->build_id);
	return !strcmp(search->release, info->release);
}

static bool same(const struct vmcoreinfo *a, const struct vmcoreinfo *b)
{
	return a->init_top_pgt == b->init_top_pgt && a->phys_base == b->phys_base &&
	       a->slide == b->slide && a->sme_mask == b->sme_mask &&
	       a->la57 == b->la57;
}

void vmcoreinfo_try(struct vmcoreinfo_search *search, const u8 *text, size_t size)
{
	struct vmcoreinfo info;

	if (vmcoreinfo_parse(text, size, &info))
		return;
	if (!agrees(search, &info)) {
		search->other = info;
		search->others = true;
	} else if (!search->found) {
		search->info = info;
		search->found = 1;
	} else if (!same(&search->info, &info)) {
		search->found = 2;
	}
}
