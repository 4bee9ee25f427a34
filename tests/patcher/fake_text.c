// SPDX-License-Identifier: GPL-2.0-only
/* Text in memory; see the header. */
#include "fake_text.h"

/* In offsets, so that text may end at 2^64. */
static bool contains(void *ctx, u64 addr, unsigned int len)
{
	struct fake_text *fake = ctx;
	u64 offset = addr - fake->base;

	return offset < FAKE_SIZE && len <= FAKE_SIZE - offset;
}

static int read_text(void *ctx, u64 addr, u8 *buf, unsigned int len)
{
	struct fake_text *fake = ctx;

	assert_true(contains(fake, addr, len));
	/* A failed read may leave good bytes, and still does not count. */
	memcpy(buf, fake_text_at(fake, addr), len);
	return addr == fake->bad &&
	       (fake->fault == FAULT_READ ||
		(fake->fault == FAULT_GONE && fake->writes));
}

/* The only function here that changes bytes. */
static void perform(struct fake_text *fake, const struct fake_write *write)
{
	u8 *there = fake_text_at(fake, write->addr);
	bool bad = write->addr == fake->bad;

	if (bad && fake->fault == FAULT_LOST)
		return;
	memcpy(there, write->bytes, write->len);
	if (bad && fake->fault == FAULT_GARBLED)
		there[write->len - 1] ^= 0x10;
}

static int write_text(void *ctx, u64 addr, const u8 *bytes, unsigned int len,
		      const u8 *call)
{
	struct fake_text *fake = ctx;
	struct fake_write *write = &fake->log[fake->writes];

	assert_true(contains(fake, addr, len));
	assert_in_range(len, PVPATCH_SITE_MIN, PVPATCH_SITE_MAX);
	assert_true(fake->writes < FAKE_WRITES);
	if (addr == fake->bad && fake->fault == FAULT_WRITE)
		return 1;
	write->addr = addr;
	write->len = len;
	memcpy(write->bytes, bytes, len);
	memcpy(write->call, call, len);
	fake->writes++;
	if (!fake->queues)
		perform(fake, &fake->log[fake->done++]);
	return 0;
}

static void finish(void *ctx)
{
	struct fake_text *fake = ctx;

	fake->finishes++;
	while (fake->done < fake->writes)
		perform(fake, &fake->log[fake->done++]);
}

static bool claimed(void *ctx, u64 addr)
{
	struct fake_text *fake = ctx;

	return addr == fake->claimed;
}

void fake_text_own(struct fake_text *fake)
{
	fake->text.claimed = claimed;
}

static bool held(void *ctx, u64 addr, unsigned int len)
{
	struct fake_text *fake = ctx;

	assert_true(contains(fake, addr, len));
	return fake->probe - addr < len;
}

void fake_text_probe(struct fake_text *fake, u64 probe)
{
	fake->text.held = held;
	fake->probe = probe;
}

u8 *fake_text_at(struct fake_text *fake, u64 addr)
{
	return fake->bytes + (addr - fake->base);
}

void fake_text_init(struct fake_text *fake, u64 base)
{
	*fake = (struct fake_text){
		.text = {
			.contains = contains,
			.read = read_text,
			.write = write_text,
			.finish = finish,
			.ctx = fake,
		},
		.base = base,
	};
	memset(fake->bytes, FAKE_GUARD, FAKE_SIZE);
}
