// SPDX-License-Identifier: GPL-2.0-only
/*
 * The patcher's bytes as objdump reads them.  Sites of all lengths, codes and forms
 * are laid end to end, so that one instruction of a wrong length derails all that
 * follow; each site is then a sequence of instructions that have to be these.
 */
#include <stdlib.h>

#include "expect.h"

#define BASE	0xffffffff81000000ULL
#define SITES	1024
#define INSNS	8192

struct insn {
	u64 addr;
	char text[64];
};

/* What a site has to be: a call, or a code behind prefixes, and then NOPs. */
struct block {
	u64 addr, target;
	unsigned int len, row, prefixes;
};

static u8 bytes[SITES * PVPATCH_SITE_MAX + 1];
static unsigned int size, sites, insns;
static struct block blocks[SITES];
static struct insn listing[INSNS];

/* One more site; @row also spreads the calls' targets all over their reach. */
static void add_site(unsigned int len, unsigned int row, bool prefix,
		     enum pvpatch_form want)
{
	struct pvpatch_site site = { BASE + size, 0, 0, len };
	struct pvpatch_choice choice = {
		site.addr + 5 + 0x7fffffff - 0x1234567 * row,
		site.addr + 5 - 0x80000000 + 0x1234567 * row,
		sample_code(row, prefix),
	};
	struct block *block = &blocks[sites++];
	struct pvpatch_plan plan;

	assert_true(sites < SITES);
	assert_int_equal(pvpatch_plan(&site, &choice, want, &plan), 0);
	memcpy(bytes + size, plan.bytes, len);
	size += len;
	*block = (struct block){ .addr = site.addr, .len = len };
	if (plan.form == PVPATCH_INLINE) {
		block->row = row;
		block->prefixes = expect_prefixes(len, &choice.code);
	} else {
		block->target = plan.form == PVPATCH_DIRECT ? choice.direct :
							      choice.indirect;
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

/* How objdump aligns operands depends on prefixes. */
static void single_spaces(char *to, size_t size_of_to, const char *from)
{
	size_t i = 0;

	for (; *from && i < size_of_to - 1; from++)
		if (*from != ' ' || (i && to[i - 1] != ' '))
			to[i++] = *from;
	to[i] = '\0';
}

/* Lines are "address:<tab>mnemonic operands"; all else is headings. */
static void read_listing(FILE *from)
{
	char line[256];

	while (fgets(line, sizeof(line), from)) {
		struct insn *insn = &listing[insns];
		char *end;

		insn->addr = strtoull(line, &end, 16);
		if (strncmp(end, ":\t", 2))
			continue;
		end[strcspn(end, "\n")] = '\0';
		single_spaces(insn->text, sizeof(insn->text), end + 2);
		if (++insns == INSNS)
			break;
	}
}

static int disassemble(void **state)
{
	FILE *blob = tmpfile(), *from;
	char command[256];

	(void)state;
	add_all();
	bytes[size] = 0xcc;	/* the last instruction needs an end, too */
	if (!blob || !fwrite(bytes, size + 1, 1, blob) || fflush(blob))
		return 1;
	snprintf(command, sizeof(command),
		 "LC_ALL=C objdump -D -z -b binary -m i386:x86-64 "
		 "--no-show-raw-insn --adjust-vma=%#llx /dev/fd/%d",
		 BASE, fileno(blob));
	from = popen(command, "r");
	if (!from)
		return 1;
	read_listing(from);
	fclose(blob);
	return pclose(from);
}

/* Consume prefixes: each is printed as a word of its own. */
static const char *skip_prefixes(const char *text, unsigned int *prefixes)
{
	for (*prefixes = 0; !strncmp(text, "cs ", 3); ++*prefixes)
		text += 3;
	return text;
}

static bool is_nop(const char *text)
{
	return !strcmp(text, "nop") || !strcmp(text, "xchg %ax,%ax") ||
	       !strncmp(text, "nopw ", 5) || !strncmp(text, "nopl ", 5);
}

static unsigned int insn_len(unsigned int i)
{
	return listing[i + 1].addr - listing[i].addr;
}

/* One site from instruction @i on; returns the first instruction behind it. */
static unsigned int check_block(const struct block *block, unsigned int i)
{
	const struct sample *sample = &samples[block->row];
	unsigned int prefixes, code = sample->insns;
	const char *text = skip_prefixes(listing[i].text, &prefixes);

	if (listing[i].addr != block->addr)
		fail_msg("an instruction runs into the site at %#llx",
			 (unsigned long long)block->addr);
	if (block->target) {
		if (strncmp(text, "call 0x", 7) || prefixes ||
		    insn_len(i) != 5 ||
		    strtoull(text + 5, NULL, 16) != block->target)
			fail_msg("\"%s\" is no call of %#llx", listing[i].text,
				 (unsigned long long)block->target);
		code = 1;
	} else if (code) {
		assert_string_equal(text, sample->text);
		same_number(text, prefixes, block->prefixes);
		same_number(text, insn_len(i), block->prefixes + sample->first);
	}
	for (i += code; listing[i].addr < block->addr + block->len; i++)
		if (!is_nop(listing[i].text))
			fail_msg("\"%s\" is no NOP", listing[i].text);
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
	assert_int_equal(listing[i].addr, BASE + size);
	assert_string_equal(listing[i].text, "int3");
}

/* As few NOPs as can be: none is followed by another that it could have held. */
static void test_objdump_nops_are_few(void **state)
{
	unsigned int i, site = 0, run = 0;

	(void)state;
	for (i = 0; i < insns - 1; i++) {
		if (listing[i].addr >= blocks[site].addr + blocks[site].len) {
			site++;
			run = 0;
		}
		if (!is_nop(listing[i].text))
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
