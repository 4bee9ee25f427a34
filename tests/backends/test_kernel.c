// SPDX-License-Identifier: GPL-2.0-only
/*
 * What became of all backends in the built kernel: bare metal's table is complete, the
 * backends can be told apart, and no two templates, of whatever backends, fit the same
 * sites.  Skipped if no kernel has been built.
 */
#include <stdlib.h>

#include <asm/pvops/ids.h>
#include <asm/pvops/template.h>
#include "../check.h"
#include "judge.h"
#include "kernel.h"
#include "privilege.h"

/* The first members of struct pvops_backend (asm/pvops/backend.h). */
struct backend {
	uint64_t name, detect;
};

static bool there;

static int open_kernel(void **state)
{
	const char *path = getenv("PVOPS_VMLINUX");

	(void)state;
	there = path && kernel_open(path);
	if (!there)
		print_message("there is no kernel: build the image first (make image)\n");
	return 0;
}

static int close_kernel(void **state)
{
	(void)state;
	kernel_close();
	return 0;
}

static uint64_t need(const char *name)
{
	uint64_t addr;

	if (!there)
		skip();
	addr = kernel_symbol(name, NULL);
	if (!addr)
		fail_msg("%s is not in the kernel", name);
	return addr;
}

/* The reader, on this program itself. */
const uint8_t test_kernel_bytes[] = "some bytes";

static void test_kernel_reader(void **state)
{
	uint64_t addr, size;

	(void)state;
	assert_false(kernel_open("/dev/null"));
	kernel_close();
	assert_true(kernel_open("/proc/self/exe"));
	addr = kernel_symbol("test_kernel_bytes", &size);
	same_number("size", size, sizeof(test_kernel_bytes));
	assert_non_null(kernel_memory(addr, size));
	same_bytes("bytes", kernel_memory(addr, size), test_kernel_bytes, size);
	assert_false(kernel_code(addr));
	assert_true(kernel_code(kernel_symbol("main", NULL)));
	assert_int_equal(kernel_symbol("test_kernel_no_such_symbol", NULL), 0);
	assert_null(kernel_memory(addr, (size_t)-1));
	same_number("size by address", kernel_size(addr), sizeof(test_kernel_bytes));
	same_number("size of nothing", kernel_size(addr + 1), 0);
	kernel_close();
}

/* The rows between two symbols of the linker script; their number in @count. */
static const void *table(const char *start, const char *stop, size_t row, size_t *count)
{
	uint64_t first = need(start), size = need(stop) - first;
	const void *rows = kernel_memory(first, size);

	if (!rows || !size || size % row)
		fail_msg("%s: no table of %zu bytes a row", start, row);
	*count = size / row;
	return rows;
}

static void test_kernel_native_table(void **state)
{
	uint64_t addr = need("pvops_native_table"), size;
	const uint64_t *function;
	unsigned int op;

	(void)state;
	kernel_symbol("pvops_native_table", &size);
	same_number("bytes of the table", size, PVOPS_NR * sizeof(*function));
	function = kernel_memory(addr, size);
	assert_non_null(function);
	for (op = 0; op < PVOPS_NR; op++)
		if (!kernel_code(function[op]))
			fail_msg("%s: bare metal has no function", contract_op_name(op));
}

static void test_kernel_backends(void **state)
{
	const char *names[64];
	size_t count, i, other;
	const uint64_t *entry = table("__start_pvops_backends", "__stop_pvops_backends",
				      sizeof(*entry), &count);

	(void)state;
	assert_in_range(count, 1, COUNT(names));
	for (i = 0; i < count; i++) {
		const struct backend *backend = kernel_memory(entry[i], sizeof(*backend));

		assert_non_null(backend);
		names[i] = kernel_memory(backend->name, 1);
		if (!names[i] || !names[i][0])
			fail_msg("backend %zu has no name", i);
		if (!kernel_code(backend->detect))
			fail_msg("backend %s cannot be detected", names[i]);
		for (other = 0; other < i; other++)
			if (!strcmp(names[i], names[other]))
				fail_msg("two backends are called %s", names[i]);
	}
}

static void test_kernel_templates(void **state)
{
	size_t count, i, other;
	const struct pvops_template *row = table("__start_pvops_templates",
						 "__stop_pvops_templates", sizeof(*row), &count);
	uint64_t start = need("__start_pvops_templates");
	struct record *record = calloc(count, sizeof(*record));
	char (*name)[24] = calloc(count, sizeof(*name)), why[WHY_MAX];

	(void)state;
	for (i = 0; i < count; i++) {
		snprintf(name[i], sizeof(name[i]), "%#llx", (unsigned long long)
			 (start + i * sizeof(*row) + offsetof(struct pvops_template, function) +
			  row[i].function));
		record[i] = (struct record){ .op = row[i].op, .variant = row[i].variant,
					     .function = name[i] };
		for (other = 0; other < i; other++)
			if (!records_differ(&record[i], &record[other], why))
				fail_msg("%s/%u of the function at %s: %s",
					 contract_op_name(row[i].op), row[i].variant, name[i], why);
	}
	free(record);
	free(name);
}

/* Has bare metal a template for what its table holds? */
static bool has_template(unsigned int op, uint64_t function)
{
	size_t count, i;
	const struct pvops_template *row = table("__start_pvops_templates",
						 "__stop_pvops_templates", sizeof(*row), &count);
	uint64_t start = need("__start_pvops_templates");

	for (i = 0; i < count; i++)
		if ((row[i].op == op || row[i].op == PVOPS_T_ANY) &&
		    start + i * sizeof(*row) + offsetof(struct pvops_template, function) +
		    row[i].function == function)
			return true;
	return false;
}

/* What tests/backends/privilege.c says by hand is complete, and what the functions show. */
static void test_kernel_privilege(void **state)
{
	const uint64_t *function = kernel_memory(need("pvops_native_table"),
						 PVOPS_NR * sizeof(*function));
	unsigned int op;

	(void)state;
	assert_non_null(function);
	for (op = 0; op < PVOPS_NR; op++) {
		uint64_t size = kernel_size(function[op]);
		const char *found = privileged_instruction(kernel_memory(function[op], size), size);

		if (has_template(op, function[op]) || privileged_by_hand(op))
			continue;
		if (found)
			fail_msg("%s: bare metal's function has %s: put it into by_hand[] of tests/backends/privilege.c",
				 contract_op_name(op), found);
		if (!unprivileged_by_hand(op))
			fail_msg("%s: can a kernel that is not at CPL 0 do as bare metal does? Say so in tests/backends/privilege.c",
				 contract_op_name(op));
	}
}

int main(void)
{
#define OF_KERNEL(test) \
	cmocka_unit_test_setup_teardown(test, open_kernel, close_kernel)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel_reader),
		OF_KERNEL(test_kernel_native_table),
		OF_KERNEL(test_kernel_backends),
		OF_KERNEL(test_kernel_templates),
		OF_KERNEL(test_kernel_privilege),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
