// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where rules end: what is only nearly wrong is not found, what is wrong by one byte is,
 * one site's fault is not put on its neighbour, and what cannot be told is said.
 */
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define PAIR		0x0e00		/* code for one more function */

static void check(struct small *small)
{
	struct error error = { "" };
	size_t i;

	if (small_check(small, &error))
		fail_msg("%s", error.text);
	for (i = 0; i < small->findings.count; i++)
		print_message("%s: %s: %s\n", small->findings.finding[i].place,
			      rule_id(small->findings.finding[i].rule),
			      small->findings.finding[i].message);
}

/* How many sentences about what was not checked have @part in them. */
static unsigned int said(const struct small *small, const char *part)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < small->findings.nunchecked; i++)
		count += !!strstr(small->findings.unchecked[i], part);
	return count;
}

/* --- harmless */

static void label_before(struct small *s)
{
	small_add_symbol(s, "label", small_site(SITE_CODE), 0, false);
}

static void label_after(struct small *s)
{
	small_add_symbol(s, "label", small_site(SITE_CODE) + 5, 0, false);
}

static void branch_to_site(struct small *s)
{
	*small_at(s, AT(SMALL_MANY + 15)) = 0;		/* je SITE_REGISTER */
}

static void function_ends_with_site(struct small *s)
{
	u64 addr = AT(SMALL_ONE);
	size_t i;

	for (i = 0; i < s->binary->nsymbols; i++)
		if (s->binary->symbols[i].addr == addr)
			s->binary->symbols[i].size = 2 + 5;
}

/* Its bytes are not those of an instruction. */
static void call_in_instruction(struct small *s)
{
	u8 *plain = small_at(s, AT(SMALL_PLAIN));

	memcpy(plain, "\x48\xb8\x00", 3);		/* mov $imm64,%rax */
	small_call(s, AT(SMALL_PLAIN + 3), AT(SMALL_CALL));
	memcpy(plain + 8, "\x00\x00\xc3", 3);
}

static void mode_without_backend(struct small *s)
{
	small_free(s);
	small_unbound(s);
	small_put(s, SMALL_STATE, PVPATCH_INLINE, 4);
}

static const struct {
	const char *name;
	void (*change)(struct small *small);
} harmless[] = {
	{ "a symbol at a site", label_before },
	{ "a symbol after a site", label_after },
	{ "a branch to a site", branch_to_site },
	{ "a site that ends its function", function_ends_with_site },
	{ "a call in an instruction", call_in_instruction },
	{ "a mode that no backend has brought about", mode_without_backend },
};

static void test_check_edges_harmless(void **state)
{
	struct small small;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(harmless); i++) {
		small_built(&small);
		harmless[i].change(&small);
		check(&small);
		same_number(harmless[i].name, small.findings.count, 0);
		small_free(&small);
	}
}

/* --- by one byte */

/* The code of a module ends @size bytes after its beginning: the last site is in it? */
static void check_module_text(u32 size, unsigned int findings)
{
	struct small small;

	small_booted(&small, PVPATCH_INLINE);
	small_put(&small, SMALL_MOD_TEXT_PIECE + 16, size, 4);
	check(&small);
	assert_int_equal(small.findings.count, findings);
	if (findings) {
		assert_int_equal(small.findings.finding[0].rule, RULE_TEXT);
		assert_int_equal(small.findings.finding[0].addr, small_site(SITE_MOD_DIRECT));
	}
	small_free(&small);
}

static void test_check_edges_module_text(void **state)
{
	(void)state;
	check_module_text(SMALL_MOD_TEXT + 11, 0);
	check_module_text(SMALL_MOD_TEXT + 10, 1);
	check_module_text(SMALL_MOD_TEXT + 7, 1);
}

/* A site of 5 or 6 bytes, and one 5 bytes after it. */
static void check_neighbours(unsigned int len, unsigned int overlaps)
{
	const struct finding *f;
	struct small small;
	unsigned int i;

	small_built(&small);
	small_add_symbol(&small, "pair", AT(PAIR), 11, true);
	for (i = 0; i < 2; i++) {
		small_call(&small, AT(PAIR + 5 * i), AT(SMALL_CALL));
		small_add_record(&small, AT(PAIR + 5 * i), 0, PVOPS_V_CALL, i ? 5 : len);
	}
	check(&small);
	for (i = 0; i < small.findings.count; i++) {
		f = &small.findings.finding[i];
		if (f->rule != RULE_OVERLAP)
			continue;
		assert_int_equal(f->addr, AT(PAIR + 5));
		overlaps--;
	}
	assert_int_equal(overlaps, 0);
	if (len == 5)
		assert_int_equal(small.findings.count, 0);
	small_free(&small);
}

static void test_check_edges_neighbours(void **state)
{
	(void)state;
	check_neighbours(5, 0);
	check_neighbours(6, 1);
}

/* A length that is too large is that site's fault, and not the next one's. */
static void test_check_edges_length(void **state)
{
	struct small small;
	unsigned int len;
	size_t i;

	(void)state;
	for (len = 6; len <= 7; len++) {
		small_built(&small);
		*small_at(&small, small_record(SITE_NOTHING) + 5) = len;
		check(&small);
		assert_int_equal(small.findings.count, 2);
		for (i = 0; i < 2; i++)
			assert_int_equal(small.findings.finding[i].addr,
					 small_site(SITE_NOTHING));
		assert_int_equal(small.findings.finding[0].rule, RULE_BOUNDARY);
		assert_int_equal(small.findings.finding[1].rule, RULE_BYTES);
		small_free(&small);
	}
}

/* --- a booted kernel beside its file */

static const struct {
	const char *name;
	u64 at;			/* of the byte that differs */
	u64 about;
	enum rule rule;		/* which is broken, besides */
} differences[] = {
	{ "code", SMALL_CODE + 1, SMALL_CODE + 1, RULE_CHANGED },
	{ "a flag of a template", SMALL_TEMPLATES + 11, SMALL_TEMPLATES, RULE_CHANGED },
	{ "the last template", SMALL_TEMPLATES + 47, SMALL_TEMPLATES + 36, RULE_CHANGED },
	{ "a thunk", SMALL_THUNKS + 7, SMALL_CALL, RULE_THUNK },
};

/* Sites are direct calls, so that no template matters to them. */
static void test_check_edges_changed(void **state)
{
	struct small small;
	size_t i, count;

	(void)state;
	for (i = 0; i < COUNT(differences); i++) {
		small_booted(&small, PVPATCH_DIRECT);
		*small_at(&small, AT(differences[i].at)) ^= 1;
		check(&small);
		count = differences[i].rule == RULE_CHANGED ? 1 : 2;
		same_number(differences[i].name, small.findings.count, count);
		same_number(differences[i].name, small.findings.finding[0].rule,
			    differences[i].rule);
		same_number(differences[i].name, small.findings.finding[count - 1].rule,
			    RULE_CHANGED);
		same_number(differences[i].name, small.findings.finding[count - 1].addr,
			    AT(differences[i].about));
		small_free(&small);
	}
}

/* --- what cannot be told */

/* Code of a module that ends at a site: that one is outside, too, and it may not be. */
static void test_check_edges_module_outside(void **state)
{
	struct small small;

	(void)state;
	small_booted(&small, PVPATCH_INLINE);
	small_put(&small, SMALL_MOD_TEXT_PIECE + 16, SMALL_MOD_TEXT + 6, 4);
	check(&small);
	assert_int_equal(small.findings.checked, SITE_ALL - 1);
	assert_true(small.findings.count >= 2);
	assert_int_equal(small.findings.finding[0].rule, RULE_TEXT);
	assert_int_equal(small.findings.finding[0].addr, small_site(SITE_MOD_DIRECT));
	small_free(&small);
}

/* Nothing was found where nothing could be read. */
static void test_check_edges_unreadable_trampoline(void **state)
{
	struct small small;

	(void)state;
	small_booted(&small, PVPATCH_INLINE);
	small.hole = AT(SMALL_TRAMPOLINE(PVOP_mmu_pte_val) + 1);
	check(&small);
	assert_int_equal(small.findings.count, 1);
	assert_int_equal(small.findings.finding[0].rule, RULE_THUNK);
	assert_int_equal(small.findings.finding[0].nfound, 0);
	assert_int_equal(small.findings.finding[0].nexpected, 0);
	assert_int_equal(said(&small, "bytes of code that are not there"), 1);
	small_free(&small);
}

/* A call in code without a symbol: whether it is one is unknown, and that is said. */
static void test_check_edges_nameless_call(void **state)
{
	u8 code[16] = { 0 };
	struct small small;

	(void)state;
	small_built(&small);
	small_call(&small, AT(SMALL_PLAIN), AT(SMALL_KEEP_CR0));
	pvpatch_branch(code, false, AT(SMALL_SIZE), AT(SMALL_CALL));
	binary_add_section(small.binary, &(struct binary_section){
		"nameless", AT(SMALL_SIZE), sizeof(code), code, true, true, false });
	check(&small);
	assert_int_equal(small.findings.count, 1);
	assert_int_equal(said(&small, "whether 1 calls"), 1);
	small_free(&small);
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_edges_harmless),
		cmocka_unit_test(test_check_edges_module_text),
		cmocka_unit_test(test_check_edges_neighbours),
		cmocka_unit_test(test_check_edges_length),
		cmocka_unit_test(test_check_edges_changed),
		cmocka_unit_test(test_check_edges_module_outside),
		cmocka_unit_test(test_check_edges_unreadable_trampoline),
		cmocka_unit_test(test_check_edges_nameless_call),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
