// SPDX-License-Identifier: GPL-2.0-only
/* Which VMCOREINFO of a dump is found, and which is believed. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/alloc.h"
#include "check_dump.h"

/* VMCOREINFO that is in no note. */
static void check_scan(const char *name, size_t before)
{
	struct make_dump *dump = make_linear();
	size_t size = before + MAKE_INFO;
	char *memory = xcalloc(size, 1);
	struct blob blob;

	memset(memory, 'O', before);
	make_info(memory + before, KERNEL_BUILD, KERNEL_SLIDE, "");
	make_memory(dump, 0, 0x100000, memory, size);
	blob = make_core(dump, false);
	dump_opens(name, &blob);
	dump_has_banner(name, KERNEL_SLIDE);
	dump_close(&blob);
	free(memory);
}

static void test_dump_info_scan(void **state)
{
	const size_t chunk = 1 << 20;

	(void)state;
	check_scan("at once", 0);
	check_scan("first chunk", chunk - 4096);
	check_scan("across chunks", chunk - 300);
	check_scan("word across chunks", chunk - 5 - sizeof(BANNER));
	check_scan("second chunk", chunk + 7);
	check_scan("late", 3 * chunk - 1);
}

static void test_dump_info_refused(void **state)
{
	struct make_dump *dump;
	char info[MAKE_INFO];

	(void)state;
	dump_refuses("nothing", make_core(make_linear(), false), WORDS("no VMCOREINFO"));
	dump = make_linear();
	add_info(dump, OTHER_BUILD, KERNEL_SLIDE, "", 0);
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
	dump_refuses("another kernel's note", make_core(dump, false),
		WORDS(OTHER_BUILD, KERNEL_BUILD, "vmlinux"));
	dump = make_linear();
	add_info(dump, OTHER_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
	dump_refuses("another kernel's memory", make_core(dump, false),
		WORDS(OTHER_BUILD, KERNEL_BUILD));
	dump = make_linear();
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE + 0x200000, "", INFO_PAGE + PAGE_BYTES);
	dump_refuses("two", make_core(dump, false), WORDS("more than once"));
	/* Cut off in the middle of the last number, which still is one. */
	dump = make_linear();
	make_info(info, KERNEL_BUILD, KERNEL_SLIDE, "");
	make_memory(dump, 0, INFO_PAGE, info, strlen(info) - 2);
	dump_refuses("cut", make_core(dump, false), WORDS("no VMCOREINFO"));
}

/* Two that agree in all but one value are two. */
static void test_dump_info_differs(void **state)
{
	static const char *const tails[] = {
		"KERNELOFFSET=13200000\n",
		"NUMBER(phys_base)=4096\n",
		"SYMBOL(init_top_pgt)=ffffffff94000000\n",
		"NUMBER(sme_mask)=140737488355328\n",
		"NUMBER(pgtable_l5_enabled)=1\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(tails); i++) {
		struct make_dump *dump = make_linear();

		add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
		add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, tails[i],
			 INFO_PAGE + PAGE_BYTES);
		dump_refuses(tails[i], make_core(dump, false), WORDS("more than once"));
	}
}

static void test_dump_info_believed(void **state)
{
	struct make_dump *dump = make_linear();
	struct blob blob;

	(void)state;
	/* Twice the same, next to another kernel's. */
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "", INFO_PAGE);
	add_info(dump, OTHER_BUILD, 0, "", INFO_PAGE + PAGE_BYTES);
	add_info(dump, KERNEL_BUILD, KERNEL_SLIDE, "CRASHTIME=1\n",
		 INFO_PAGE + 2 * PAGE_BYTES);
	blob = make_core(dump, false);
	dump_opens("twice", &blob);
	dump_has_banner("twice", KERNEL_SLIDE);
	binary_free(dumped);
	/* The file has no build id: the release has to do. */
	dump_open_as(&blob, "");
	assert_null(dumped);
	assert_non_null(strstr(dump_error.text, "more than once"));
	blob_free(&blob);
	dump = make_linear();
	add_info(dump, "", KERNEL_SLIDE, "", INFO_PAGE);
	blob = make_core(dump, false);
	dump_open_as(&blob, "");
	assert_non_null(dumped);
	dump_has_banner("release", KERNEL_SLIDE);
	dump_close(&blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dump_info_scan),
		cmocka_unit_test(test_dump_info_refused),
		cmocka_unit_test(test_dump_info_differs),
		cmocka_unit_test(test_dump_info_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
