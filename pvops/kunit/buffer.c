// SPDX-License-Identifier: GPL-2.0-only
/* Text of the tests' own (pvops/kunit/buffer.h). */
#include <linux/execmem.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include "buffer.h"

static void buffer_free(void *arg)
{
	struct buffer *buffer = arg;

	pvops_test_executable(buffer, false);
	execmem_free(buffer->text);
}

/**
 * pvops_test_buffer - text full of guard bytes, not executable yet
 * @test: the test, which ends if there is no memory
 * @size: in bytes, a multiple of the page size
 *
 * Context: may sleep.
 */
struct buffer *pvops_test_buffer(struct kunit *test, size_t size)
{
	struct buffer *buffer = kunit_kzalloc(test, sizeof(*buffer), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	KUNIT_ASSERT_NOT_NULL_MSG(test, pvops_state.backend, "nothing is bound");
	buffer->text = execmem_alloc(EXECMEM_MODULE_TEXT, size);
	KUNIT_ASSERT_NOT_NULL(test, buffer->text);
	buffer->size = size;
	kunit_add_action(test, buffer_free, buffer);
	memset(buffer->text, GUARD, size);
	return buffer;
}

/**
 * pvops_test_executable - may the buffer be run, or written to?
 * @buffer:     the buffer
 * @executable: which of the two
 *
 * Context: may sleep.
 */
void pvops_test_executable(struct buffer *buffer, bool executable)
{
	unsigned long text = (unsigned long)buffer->text;
	int pages = buffer->size >> PAGE_SHIFT;

	if (executable) {
		set_memory_rox(text, pages);
	} else {
		set_memory_nx(text, pages);
		set_memory_rw(text, pages);
	}
}

/* The length of each operation's sites. */
static const u8 lengths[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	PVPATCH_SITE_MIN + PVOPS_LONG_NOP * PVOPS_LONG_##group##_##name,
#include <asm/pvops/ops.def>
};

/**
 * pvops_test_place - put an unpatched site into the buffer
 * @buffer:  the buffer
 * @site:    what its record would say
 * @at:      where
 * @op:      operation id
 * @variant: PVOPS_V_* or a register number
 *
 * Return: false if the operation has no such sites.
 * Context: any.
 */
bool pvops_test_place(struct buffer *buffer, struct pvpatch_site *site, u8 *at,
		      unsigned int op, unsigned int variant)
{
	struct pvpatch_choice choice;
	struct pvpatch_plan plan;

	*site = (struct pvpatch_site){
		.addr = (u64)at, .op = op, .variant = variant, .len = lengths[op],
	};
	if (pvops_choose(NULL, site, &choice) ||
	    pvpatch_plan(site, &choice, PVPATCH_INDIRECT, &plan))
		return false;
	memcpy(at, plan.bytes, site->len);
	return true;
}

/* --- the patcher's view of the buffer */

struct pass {
	struct buffer *buffer;
	const struct pvpatch_site *sites;
};

static bool pass_contains(void *ctx, u64 addr, unsigned int len)
{
	const struct buffer *buffer = ((struct pass *)ctx)->buffer;
	u64 start = (u64)buffer->text;

	return addr >= start && addr + len <= start + buffer->size;
}

static int pass_read(void *ctx, u64 addr, u8 *buf, unsigned int len)
{
	memcpy(buf, (void *)addr, len);
	return 0;
}

static int pass_write(void *ctx, u64 addr, const u8 *bytes, unsigned int len,
		      const u8 *call)
{
	memcpy((void *)addr, bytes, len);
	return 0;
}

static void pass_finish(void *ctx)
{
}

static int pass_site(void *ctx, u32 i, struct pvpatch_site *site)
{
	*site = ((struct pass *)ctx)->sites[i];
	return 0;
}

static void pass_failed(void *ctx, const struct pvpatch_site *site, int err)
{
	((struct pass *)ctx)->buffer->error = err;
}

/**
 * pvops_test_patch - give sites in the buffer a form
 * @buffer: the buffer, not executable
 * @sites:  the sites
 * @count:  how many there are
 * @want:   the form
 *
 * Context: any.
 */
struct pvpatch_stats pvops_test_patch(struct buffer *buffer,
				      const struct pvpatch_site *sites, u32 count,
				      enum pvpatch_form want)
{
	struct pass pass = { .buffer = buffer, .sites = sites };
	struct pvpatch_text text = {
		.contains = pass_contains, .read = pass_read, .write = pass_write,
		.finish = pass_finish, .ctx = &pass,
	};
	struct pvpatch_job job = {
		.text = &text, .site = pass_site, .choose = pvops_choose,
		.failed = pass_failed, .ctx = &pass, .count = count, .want = want,
	};
	struct pvpatch_stats stats = { };

	buffer->error = 0;
	pvpatch_apply(&job, &stats);
	return stats;
}
