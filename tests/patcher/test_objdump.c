// SPDX-License-Identifier: GPL-2.0-only
/*
 * The patcher's bytes as objdump reads them.  Sites of all lengths, codes and forms
 * are laid end to end, so that one instruction of a wrong length derails all that
 * follow; each site is then a sequence of instructions that have to be these.
 */
#include <stdlib.h>

#include "expect.h"
#include "listing.h"

#define SITES	1024
#define INSNS	8192

/*
 * What a site has to be: a call, or a code after prefixes, and then NOPs.  The
 * prefixes of no code are those of the next instruction, which is then part of it.
 */
struct block {
	u64 addr, target;
	unsigned int len, prefixes;
	const struct sample *code;
};

static const struct sample after = { "\x48\x89\xf8", 1, 3, "mov %rdi,%rax" };

static u8 bytes[SITES * (PVPATCH_SITE_MAX + 3) + 1];
static unsigned int size, sites, insns;
static struct block blocks[SITES];
static struct insn lines[INSNS];

static void add_bytes(const void *from, unsigned int len)
{
	assert_true(size + len < sizeof(bytes));
	memcpy(bytes + size, from, len);
	size += len;
}

/* One more site; @row also spreads the calls' targets all over their reach. */
static void add_site(unsigned int len, unsigned int row, bool prefix,
		     enum pvpatch_form want)
{
	struct pvpatch_site site = { LISTING_BASE + size, 0, 0, len };
	struct pvpatch_choice choice = {
		site.addr + len + 0x7fffffff - 0x1234567 * row,
		site.addr + len - 0x80000000 + 0x1234567 * row,
		sample_code(row, prefix), false,
	};
	struct block *block = &blocks[sites++];
	struct pvpatch_plan plan;

	assert_true(sites < SITES);
	assert_int_equal(pvpatch_plan(&site, &choice, want, &plan), 0);
	add_bytes(plan.bytes, len);
	*block = (struct block){ .addr = site.addr, .len = len };
	if (plan.form == PVPATCH_INLINE) {
		block->code = &samples[row];
		block->prefixes = expect_prefixes(len, &choice.code);
	} else {
		block->target = plan.form == PVPATCH_DIRECT ? choice.direct :
							      choice.indirect;
	}
	if (!row && block->prefixes) {
		block->code = &after;
		block->len += after.first;
		add_bytes(after.bytes, after.first);
	}
}

/* Every form of every code in a site of every length. */
static void add_all(void)
{
	unsigned int len, row;

	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (row = 0; row <= PVPATCH_SITE_MAX; row++) {
		add_site(len, row, false, PVPATCH_INDIRECT);
		add_site(len, row, false, PVPATCH_DIRECT);
		add_site(len, row, false, PVPATCH_INLINE);
		add_site(len, row, true, PVPATCH_INLINE);
	}
}

static void keep(const struct insn *insn)
{
	if (insns < INSNS)
		lines[insns++] = *insn;
}

static int disassemble(void **state)
{
	(void)state;
	add_all();
	bytes[size] = 0xcc;	/* the last instruction needs an end, too */
	return listing(bytes, size + 1, keep);
}

static bool is_nop(const char *text)
{
	return !strcmp(text, "nop") || !strcmp(text, "xchg %ax,%ax") ||
	       !strncmp(text, "nopw ", 5) || !strncmp(text, "nopl ", 5);
}

static unsigned int insn_len(unsigned int i)
{
	return lines[i + 1].addr - lines[i].addr;
}

/* NOPs from instruction @i on, and then a call that ends the site. */
static unsigned int check_call(const struct block *block, unsigned int i)
{
	const char *text;

	while (lines[i].addr + 5 < block->addr + block->len && is_nop(lines[i].text))
		i++;
	text = lines[i].text;
	if (strncmp(text, "call 0x", 7) || insn_len(i) != 5 ||
	    lines[i].addr + 5 != block->addr + block->len ||
	    strtoull(text + 5, NULL, 16) != block->target)
		fail_msg("\"%s\" is no call of %#llx", text,
			 (unsigned long long)block->target);
	return i + 1;
}

/* One site from instruction @i on; returns the first instruction after it. */
static unsigned int check_block(const struct block *block, unsigned int i)
{
	unsigned int prefixes, code = block->code ? block->code->insns : 1;
	const char *text = listing_skip_cs(lines[i].text, &prefixes);

	if (lines[i].addr != block->addr)
		fail_msg("an instruction runs into the site at %#llx",
			 (unsigned long long)block->addr);
	if (block->target)
		return check_call(block, i);
	if (code) {
		assert_string_equal(text, block->code->text);
		same_number(text, prefixes, block->prefixes);
		same_number(text, insn_len(i),
			    block->prefixes + block->code->first);
	}
	for (i += code; lines[i].addr < block->addr + block->len; i++)
		if (!is_nop(lines[i].text))
			fail_msg("\"%s\" is no NOP", lines[i].text);
	return i;
}

static void test_objdump_sites(void **state)
{
	unsigned int i = 0, site;

	(void)state;
	assert_in_range(sites, 500, SITES);
	assert_in_range(insns, sites, INSNS - 1);
	for (site = 0; site < sites; site++)
		i = check_block(&blocks[site], i);
	assert_int_equal(i, insns - 1);
	assert_int_equal(lines[i].addr, LISTING_BASE + size);
	assert_string_equal(lines[i].text, "int3");
}

/* As few NOPs as can be: none is followed by another that it could have held. */
static void test_objdump_nops_are_few(void **state)
{
	unsigned int i, site = 0, run = 0;

	(void)state;
	for (i = 0; i < insns - 1; i++) {
		if (lines[i].addr >= blocks[site].addr + blocks[site].len) {
			site++;
			run = 0;
		}
		if (!is_nop(lines[i].text))
			continue;
		if (run && run != 9)
			fail_msg("a NOP of %u bytes before another", run);
		run = insn_len(i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objdump_sites),
		cmocka_unit_test(test_objdump_nops_are_few),
	};

	return cmocka_run_group_tests(tests, disassemble, NULL);
}
