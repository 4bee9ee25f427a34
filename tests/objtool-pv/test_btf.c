// SPDX-License-Identifier: GPL-2.0-only
/* BTF: names of pointers in structs, and sections that are damaged. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/sites/btf.h"
#include "make_btf.h"

/** struct found - pointers as text, "8 a.b\n" each */
struct found {
	char text[1024];
	u32 count;
};

static void each(void *ctx, u64 offset, const char *path)
{
	struct found *found = ctx;
	size_t len = strlen(found->text);

	found->count++;
	snprintf(found->text + len, sizeof(found->text) - len, "%u %s\n",
		 (unsigned int)offset, path);
}

static int pointers(const struct blob *blob, const char *name, struct found *found)
{
	struct error error = { "" };
	struct btf btf;
	int err;

	memset(found, 0, sizeof(*found));
	if (btf_open(&btf, blob->data, blob->size, "kernel", &error))
		fail_msg("%s", error.text);
	err = btf_pointers(&btf, btf_struct(&btf, name), each, found);
	btf_close(&btf);
	return err;
}

static void test_btf_pointers(void **state)
{
	struct blob blob = make_btf_done(make_btf_pv());
	struct found found;

	(void)state;
	assert_int_equal(pointers(&blob, "paravirt_patch_template", &found), 0);
	assert_string_equal(found.text, "0 cpu.io_delay\n8 cpu.halt\n"
			    "16 lazy_mode.enter\n24 lazy_mode.leave\n"
			    "32 lock.wait\n40 lock.vcpu_is_preempted\n");
	assert_int_equal(pointers(&blob, "pv_lock_ops", &found), 0);
	assert_string_equal(found.text, "0 wait\n8 vcpu_is_preempted\n");
	assert_int_equal(pointers(&blob, "pv_msr_ops", &found), -1);
	blob_free(&blob);
}

/* Qualifiers and names are looked through; whatever is no pointer is left out. */
static void test_btf_kinds(void **state)
{
	struct make_btf *make = make_btf();
	u32 pointer = make_btf_type(make, BTF_PTR, "", 0, false, 0);
	u32 type = pointer, number, hidden;
	struct found found;
	struct blob blob;

	(void)state;
	type = make_btf_type(make, BTF_TYPEDEF, "t", 0, false, type);
	type = make_btf_type(make, BTF_CONST, "", 0, false, type);
	type = make_btf_type(make, BTF_VOLATILE, "", 0, false, type);
	type = make_btf_type(make, BTF_RESTRICT, "", 0, false, type);
	type = make_btf_type(make, BTF_TYPE_TAG, "rcu", 0, false, type);
	number = make_btf_type(make, BTF_INT, "int", 0, false, 4);
	make_btf_words(make, (u32[]){ 32 }, 1);
	make_btf_type(make, BTF_ENUM64, "e", 2, false, 8);
	make_btf_words(make, (u32[]){ 0, 1, 2, 0, 3, 4 }, 6);
	make_btf_type(make, BTF_FUNC_PROTO, "", 1, false, 0);
	make_btf_words(make, (u32[]){ 0, 1 }, 2);
	hidden = make_btf_type(make, BTF_STRUCT, "", 2, false, 16);
	make_btf_member(make, "x", pointer, 0);
	make_btf_member(make, "y", number, 8);
	make_btf_type(make, BTF_FWD, "s", 0, false, 0);
	make_btf_type(make, BTF_STRUCT, "s", 4, true, 32);
	make_btf_member(make, "a", number, 0);
	make_btf_member(make, "b", type, 8);
	make_btf_member(make, "", hidden, 16);
	/* A bit field of 3 bits at byte 24: 3 << 24 in the offset. */
	make_btf_member(make, "bits", pointer, 24 + (3 << 21));
	blob = make_btf_done(make);
	assert_int_equal(pointers(&blob, "s", &found), 0);
	assert_string_equal(found.text, "8 b\n16 x\n24 bits\n");
	blob_free(&blob);
}

/* A struct in itself, a typedef of itself, and numbers of types that are not there. */
static void test_btf_cycles(void **state)
{
	struct make_btf *make = make_btf();
	struct found found;
	struct blob blob;

	(void)state;
	make_btf_type(make, BTF_STRUCT, "self", 2, false, 8);
	make_btf_member(make, "a", 1, 0);
	make_btf_member(make, "b", 1, 0);
	make_btf_type(make, BTF_TYPEDEF, "loop", 0, false, 2);
	make_btf_type(make, BTF_STRUCT, "odd", 2, false, 8);
	make_btf_member(make, "loop", 2, 0);
	make_btf_member(make, "absent", 99, 0);
	blob = make_btf_done(make);
	assert_int_equal(pointers(&blob, "self", &found), -1);
	assert_int_equal(pointers(&blob, "odd", &found), 0);
	assert_int_equal(found.count, 0);
	blob_free(&blob);
}

/* Structs in structs, each wide: time is bounded although no cycle is too deep. */
static void test_btf_wide(void **state)
{
	struct make_btf *make = make_btf();
	u32 inner = make_btf_type(make, BTF_PTR, "", 0, false, 0);
	unsigned int depth, i;
	struct found found;
	struct blob blob;

	(void)state;
	for (depth = 0; depth < 6; depth++) {
		u32 outer = make_btf_type(make, BTF_STRUCT, depth == 5 ? "wide" : "", 100,
					  false, 800);

		for (i = 0; i < 100; i++)
			make_btf_member(make, "member", inner, 8 * i);
		inner = outer;
	}
	blob = make_btf_done(make);
	assert_int_equal(pointers(&blob, "wide", &found), -1);
	blob_free(&blob);
}

static void test_btf_long_names(void **state)
{
	char name[200];
	struct make_btf *make = make_btf();
	u32 pointer = make_btf_type(make, BTF_PTR, "", 0, false, 0);
	u32 inner = make_btf_type(make, BTF_STRUCT, "inner", 2, false, 16);
	struct found found;
	struct blob blob;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	make_btf_member(make, name, pointer, 0);
	make_btf_member(make, "short", pointer, 8);
	make_btf_type(make, BTF_STRUCT, "outer", 1, false, 16);
	make_btf_member(make, name, inner, 0);
	blob = make_btf_done(make);
	assert_int_equal(pointers(&blob, "outer", &found), 0);
	assert_int_equal(found.count, 2);
	assert_int_equal(strcspn(found.text + 2, "\n"), BTF_PATH - 1);
	blob_free(&blob);
}

static const struct {
	const char *name;
	unsigned int at;	/* byte of the section that becomes @value */
	u8 value;
	const char *error;
} damaged[] = {
	{ "magic", 0, 0, "does not begin as BTF" },
	{ "header is short", 4, 8, "past the end" },
	{ "header is long", 6, 1, "past the end" },
	{ "types are past the end", 10, 1, "past the end" },
	{ "types are too many", 14, 1, "past the end" },
	{ "names are past the end", 18, 1, "past the end" },
	{ "no names", 20, 0, "names have no end" },
	{ "kind", 24 + 7, 20, "type 1 is of kind 20" },
	{ "kind 0", 24 + 7, 0, "type 1 is of kind 0" },
	{ "members", 24 + 12 + 16 + 5, 1, "type 3 is cut off" },
};

static void test_btf_damaged(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(damaged); i++) {
		struct blob blob = make_btf_done(make_btf_pv());
		struct error error = { "" };
		struct btf btf;

		if (!damaged[i].value && damaged[i].at == 20)
			memset(blob.data + 20, 0, 4);
		blob.data[damaged[i].at] = damaged[i].value;
		same_number(damaged[i].name,
			    btf_open(&btf, blob.data, blob.size, "kernel", &error), -1);
		if (!strstr(error.text, damaged[i].error))
			fail_msg("%s: \"%s\"", damaged[i].name, error.text);
		blob_free(&blob);
	}
}

/* Every length of a good section is refused, or all that is in it can be asked. */
static void test_btf_truncated(void **state)
{
	struct blob blob = make_btf_done(make_btf_pv());
	size_t size;

	(void)state;
	for (size = 0; size < blob.size; size++) {
		u8 *copy = malloc(size);
		struct btf btf;

		memcpy(copy, blob.data, size);
		assert_int_equal(btf_open(&btf, copy, size, "kernel", NULL), -1);
		free(copy);
	}
	blob_free(&blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_btf_pointers),
		cmocka_unit_test(test_btf_kinds),
		cmocka_unit_test(test_btf_cycles),
		cmocka_unit_test(test_btf_wide),
		cmocka_unit_test(test_btf_long_names),
		cmocka_unit_test(test_btf_damaged),
		cmocka_unit_test(test_btf_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
