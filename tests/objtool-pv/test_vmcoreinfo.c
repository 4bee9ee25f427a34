// SPDX-License-Identifier: GPL-2.0-only
/* The text of VMCOREINFO: what is needed, what is optional, what is no number. */
#include "../check.h"
#include "make_dump.h"

#define HEAD	"OSRELEASE=6.12.0\n"
#define PAGE	"PAGESIZE=4096\n"
#define BASE	"NUMBER(phys_base)=4096\n"
#define TABLE	"SYMBOL(init_top_pgt)=ffffffff82000000\n"
#define SLIDE	"KERNELOFFSET=13000000\n"
#define ALL	HEAD PAGE BASE TABLE SLIDE

static void test_vmcoreinfo_parse(void **state)
{
	static const struct {
		const char *name, *text;
		int want;
	} cases[] = {
		{ "all", ALL, 0 },
		{ "any order", HEAD SLIDE TABLE BASE PAGE, 0 },
		{ "unknown keys", HEAD "X=\n" PAGE "=1\n\nY\n" BASE TABLE SLIDE, 0 },
		{ "no release", PAGE BASE TABLE SLIDE, -1 },
		{ "empty release", "OSRELEASE=\n" PAGE BASE TABLE SLIDE, -1 },
		{ "no page size", HEAD BASE TABLE SLIDE, -1 },
		{ "other page size", HEAD "PAGESIZE=16384\n" BASE TABLE SLIDE, -1 },
		{ "no base", HEAD PAGE TABLE SLIDE, -1 },
		{ "empty base", HEAD PAGE "NUMBER(phys_base)=\n" TABLE SLIDE, -1 },
		{ "base is none", HEAD PAGE "NUMBER(phys_base)=1x\n" TABLE SLIDE, -1 },
		{ "base is --1", HEAD PAGE "NUMBER(phys_base)=--1\n" TABLE SLIDE, -1 },
		{ "base with space", HEAD PAGE "NUMBER(phys_base)= 1\n" TABLE SLIDE, -1 },
		{ "no table", HEAD PAGE BASE SLIDE, -1 },
		{ "no slide", HEAD PAGE BASE TABLE, -1 },
		{ "end is cut off", HEAD PAGE BASE TABLE "KERNELOFFSET=1300", -1 },
		{ "no text in between", HEAD PAGE "\001\n" BASE TABLE SLIDE, -1 },
		{ "nothing", "", -1 },
	};
	struct vmcoreinfo info;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		same_number(cases[i].name,
			    vmcoreinfo_parse((const u8 *)cases[i].text,
					     strlen(cases[i].text), &info), cases[i].want);
}

static void test_vmcoreinfo_values(void **state)
{
	static const char text[] = ALL "BUILD-ID=00ff\nNUMBER(sme_mask)=140737488355328\n"
		"NUMBER(pgtable_l5_enabled)=1\n\0KERNELOFFSET=1\n";
	static const char other[] = HEAD PAGE TABLE SLIDE "NUMBER(phys_base)=-2097152\n"
		"NUMBER(pgtable_l5_enabled)=0\n";
	struct vmcoreinfo info;

	(void)state;
	assert_int_equal(vmcoreinfo_parse((const u8 *)text, sizeof(text), &info), 0);
	assert_string_equal(info.release, "6.12.0");
	assert_string_equal(info.build_id, "00ff");
	same_number("base", info.phys_base, 4096);
	same_number("table", info.init_top_pgt, 0xffffffff82000000);
	same_number("slide", info.slide, 0x13000000);
	same_number("mask", info.sme_mask, 1ull << 47);
	same_number("levels", info.la57, true);
	assert_int_equal(vmcoreinfo_parse((const u8 *)other, sizeof(other), &info), 0);
	same_number("negative base", info.phys_base, -2097152);
	same_number("four levels", info.la57, false);
	assert_string_equal(info.build_id, "");
}

/* Values that are longer than what they are kept in. */
static void test_vmcoreinfo_long(void **state)
{
	char text[8192];
	struct vmcoreinfo info;
	int len;

	(void)state;
	len = snprintf(text, sizeof(text), "%sBUILD-ID=%0200d\n", ALL, 0);
	assert_int_equal(vmcoreinfo_parse((u8 *)text, len, &info), 0);
	assert_string_equal(info.build_id, "");
	len = snprintf(text, sizeof(text), "OSRELEASE=%0100d\n%s", 0, PAGE BASE TABLE SLIDE);
	assert_int_equal(vmcoreinfo_parse((u8 *)text, len, &info), -1);
	len = snprintf(text, sizeof(text), "%s%0300d=\n%s", HEAD, 0, PAGE BASE TABLE SLIDE);
	assert_int_equal(vmcoreinfo_parse((u8 *)text, len, &info), 0);
	/* It is a page long at most. */
	len = snprintf(text, sizeof(text), "%s%04000d\n%s", HEAD, 0, PAGE BASE TABLE SLIDE);
	assert_int_equal(vmcoreinfo_parse((u8 *)text, len, &info), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vmcoreinfo_parse),
		cmocka_unit_test(test_vmcoreinfo_values),
		cmocka_unit_test(test_vmcoreinfo_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
