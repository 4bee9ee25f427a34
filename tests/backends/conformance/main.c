// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conformance test of a backend's templates.  It is linked once for each backend that
 * has a templates.S, with the object file of that as data, and knows no backend.
 */
#include "../../check.h"
#include "../judge.h"

#define NAME_LEN	160

extern const uint8_t object[], object_end[];

static struct records records;

static int read_object(void **state)
{
	const char *wrong = records_read(&records, object, object_end - object);

	(void)state;
	if (wrong)
		print_error("%s\n", wrong);
	return wrong ? -1 : 0;
}

static int free_object(void **state)
{
	(void)state;
	records_free(&records);
	return 0;
}

/* Judge each, and name all that are refused. */
static void each(bool (*judge)(const struct record *record, char *why))
{
	char name[NAME_LEN], why[WHY_MAX];
	unsigned int refused = 0;
	size_t i;

	for (i = 0; i < records.count; i++) {
		if (judge(&records.row[i], why))
			continue;
		record_name(&records.row[i], name, sizeof(name));
		print_error("%s: %s\n", name, why);
		refused++;
	}
	if (refused)
		fail_msg("%u of %zu templates are refused", refused, records.count);
}

static void test_conformance_records(void **state)
{
	(void)state;
	each(record_is_sane);
}

static void test_conformance_code(void **state)
{
	(void)state;
	each(template_is_fit);
}

static bool differs_from_earlier(const struct record *record, char *why)
{
	const struct record *other;

	for (other = records.row; other < record; other++)
		if (!records_differ(record, other, why))
			return false;
	return true;
}

static void test_conformance_one_for_each_site(void **state)
{
	(void)state;
	each(differs_from_earlier);
}

/* Every byte of code is some template's; they follow each other without gaps. */
static void test_conformance_nothing_between(void **state)
{
	size_t i, end = 0;

	(void)state;
	for (i = 0; i < records.count; i++) {
		if (!records.row[i].code)
			continue;
		same_number("offset of a template's code", records.row[i].at, end);
		end += records.row[i].len;
	}
	same_number("bytes of code", records.code_size, end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conformance_records),
		cmocka_unit_test(test_conformance_code),
		cmocka_unit_test(test_conformance_one_for_each_site),
		cmocka_unit_test(test_conformance_nothing_between),
	};

	return cmocka_run_group_tests(tests, read_object, free_object);
}
