// SPDX-License-Identifier: GPL-2.0-only
/* asm/pvops/ops.def: what all that expands from it takes for granted. */
#include <stdbool.h>

#include "../check.h"
#include "../kinds.h"

static const struct op {
	const char *group, *name, *kind, *ret, *params, *args;
	enum result result;
	enum site site;
	int operands;
} ops[] = {
#define ROW(function, result, site, operands, ...) \
	{ __VA_ARGS__, result, site, operands },
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(ROW, #group, #name, #kind, #ret, #params, #args)
#include <asm/pvops/ops.def>
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

		if (ops[i].result != EITHER && nothing != (ops[i].result == NOTHING || ops[i].result == NEVER))
			fail_msg("%s.%s is %s but returns %s", ops[i].group,
				 ops[i].name, ops[i].kind, ops[i].ret);
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
		assert_in_range(count, 0, ops[i].site == BY_HAND ? 6 : 4);
		if (ops[i].operands != ANY)
			same_number(ops[i].name, count, ops[i].operands);
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
