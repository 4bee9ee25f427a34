// SPDX-License-Identifier: GPL-2.0-only
/* pvops/ops.def: what all that expands from it takes for granted. */
#include <stdbool.h>

#include "../check.h"

/* The kinds there are; a row of another kind does not compile. */
enum kind {
	KIND_CALL, KIND_VCALL, KIND_KEEP, KIND_VKEEP,
	KIND_OUT, KIND_IN, KIND_CIN, KIND_STORE, KIND_IO, KIND_MAP, KIND_NONE, KIND_SHAPE,
	KINDS
};

static const struct {
	const char *name;
	enum { VALUE, NOTHING, EITHER } returns;
	int params;	/* -1: any number */
} kinds[KINDS] = {
	[KIND_CALL]  = { "CALL",  VALUE,   -1 },
	[KIND_VCALL] = { "VCALL", NOTHING, -1 },
	[KIND_KEEP]  = { "KEEP",  VALUE,   -1 },
	[KIND_VKEEP] = { "VKEEP", NOTHING, -1 },
	[KIND_OUT]   = { "OUT",   VALUE,    0 },
	[KIND_IN]    = { "IN",    NOTHING,  1 },
	[KIND_CIN]   = { "CIN",   NOTHING,  1 },
	[KIND_STORE] = { "STORE", NOTHING, 2 },
	[KIND_IO]    = { "IO",    VALUE,    1 },
	[KIND_MAP]   = { "MAP",   VALUE,    1 },
	[KIND_NONE]  = { "NONE",  NOTHING,  0 },
	[KIND_SHAPE] = { "SHAPE", EITHER,  -1 },
};

static const struct op {
	const char *group, *name;
	enum kind kind;
	const char *ret, *params, *args;
} ops[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	{ #group, #name, KIND_##kind, #ret, #params, #args },
#include "../../pvops/ops.def"
};

/* "(a, b)" has two; "()" and "(void)" have none. */
static int count_items(const char *list)
{
	int items = 1;

	if (!strcmp(list, "()") || !strcmp(list, "(void)"))
		return 0;
	for (; *list; list++)
		items += *list == ',';
	return items;
}

/* Does the first argument of the rest of a list use the first parameter? */
static bool uses(const char *params, const char *args)
{
	size_t end = strcspn(params, ",)"), start = end;
	char name[64], arg[64];

	while (params[start - 1] != ' ' && params[start - 1] != '*')
		start--;
	snprintf(name, sizeof(name), "%.*s", (int)(end - start), params + start);
	snprintf(arg, sizeof(arg), "%.*s", (int)strcspn(args, ","), args);
	return strstr(arg, name);
}

static void test_ops_names_unique(void **state)
{
	unsigned int i, other;

	(void)state;
	for (i = 0; i < COUNT(ops); i++)
		for (other = 0; other < i; other++)
			if (!strcmp(ops[i].group, ops[other].group) &&
			    !strcmp(ops[i].name, ops[other].name))
				fail_msg("%s.%s is there twice", ops[i].group,
					 ops[i].name);
}

/* Names are printed as group.name and written by users: one spelling. */
static void test_ops_names_plain(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(ops); i++)
		if (strspn(ops[i].group, letters) != strlen(ops[i].group) ||
		    strspn(ops[i].name, letters) != strlen(ops[i].name))
			fail_msg("%s.%s", ops[i].group, ops[i].name);
}

/* A group's rows are together: the table is a struct of structs. */
static void test_ops_groups_together(void **state)
{
	unsigned int i, other;

	(void)state;
	for (i = 1; i < COUNT(ops); i++) {
		if (!strcmp(ops[i].group, ops[i - 1].group))
			continue;
		for (other = 0; other < i; other++)
			if (!strcmp(ops[i].group, ops[other].group))
				fail_msg("%s goes on at %s", ops[i].group,
					 ops[i].name);
	}
}

static void test_ops_returns(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(ops); i++) {
		bool nothing = !strcmp(ops[i].ret, "void");

		if (kinds[ops[i].kind].returns != EITHER &&
		    nothing != (kinds[ops[i].kind].returns == NOTHING))
			fail_msg("%s.%s is %s but returns %s", ops[i].group,
				 ops[i].name, kinds[ops[i].kind].name,
				 ops[i].ret);
	}
}

/*
 * Wrappers pass at most four arguments, those written by hand as many as C has registers
 * for, in the order of the parameters.
 */
static void test_ops_arguments(void **state)
{
	unsigned int i;
	int n;

	(void)state;
	for (i = 0; i < COUNT(ops); i++) {
		const char *params = ops[i].params, *args = ops[i].args;
		int count = count_items(params);

		same_number(ops[i].name, count_items(args), count);
		assert_in_range(count, 0, ops[i].kind == KIND_SHAPE ? 6 : 4);
		if (kinds[ops[i].kind].params >= 0)
			same_number(ops[i].name, count,
				    kinds[ops[i].kind].params);
		for (n = 0; n < count; n++) {
			params += strspn(params, "(, ");
			args += strspn(args, "(, ");
			if (!uses(params, args))
				fail_msg("%s.%s: %s called with %s",
					 ops[i].group, ops[i].name, params, args);
			params += strcspn(params, ",");
			args += strcspn(args, ",");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ops_names_unique),
		cmocka_unit_test(test_ops_names_plain),
		cmocka_unit_test(test_ops_groups_together),
		cmocka_unit_test(test_ops_returns),
		cmocka_unit_test(test_ops_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
