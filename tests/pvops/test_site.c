// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call site records: what asm/pvops/site.h emits, in C and in assembly, is what the
 * struct says, and leads to the call that it describes.
 */
#include <asm/pvops/site.h>
#include "../check.h"

#define OP	0x5a	/* any id */

/*
 * Every register that a site may use, with its hardware number: written here once more, to
 * compare asm/pvops/registers.def with it.
 */
#define REGISTERS(EACH)							\
	EACH(rax, 0)  EACH(rcx, 1)  EACH(rdx, 2)  EACH(rbx, 3)		\
	EACH(rbp, 5)  EACH(rsi, 6)  EACH(rdi, 7)  EACH(r8, 8)		\
	EACH(r9, 9)   EACH(r10, 10) EACH(r11, 11) EACH(r12, 12)		\
	EACH(r13, 13) EACH(r14, 14) EACH(r15, 15)

/*
 * Labels for what the next site emits: its record and its first byte.  Records are
 * aligned here; in a kernel the linker script does that.
 */
#define LABELS(name)							\
	".pushsection " PVOPS_SECTION_SITES ", \"a\"\n\t"		\
	".balign 4\n\t"						\
	"record_" name ":\n\t"						\
	".popsection\n"							\
	"site_" name ":\n\t"

/* The thunks do nothing and the sites are never run; only their bytes matter. */
#define THUNK(name, number)						\
	asm(".pushsection .text\n thunk_" #name ": ret\n .popsection");
REGISTERS(THUNK)

#define SITE(name, in, number, longer)					\
static __attribute__((used, noinline, noclone)) void emit_##name(void)	\
{									\
	register unsigned long value asm(#in) = number;		\
									\
	asm volatile(LABELS(#name)					\
		     PVOPS_SITE("thunk_%V[reg]", ".Lpvops_v_%V[reg]")	\
		     : [reg] "+r" (value)				\
		     : [pvop] "i" (OP), [is_long] "i" (longer) : "memory");	\
}									\
extern const struct pvops_site record_##name;				\
extern const uint8_t site_##name[], thunk_##in[];
#define SHORT_SITE(name, number)	SITE(name, name, number, 0)
#define LONG_SITE(name, number)		SITE(long_##name, name, number, 1)
REGISTERS(SHORT_SITE)
REGISTERS(LONG_SITE)

/* From tests/pvops/asm_site.S. */
extern const struct pvops_site record_in_asm;
extern const uint8_t site_in_asm[], thunk_in_asm[];

static const struct {
	const char *name;
	const struct pvops_site *record;
	const uint8_t *site, *thunk;
	uint8_t variant, len;
} cases[] = {
#define CASE(name, number) \
	{ #name, &record_##name, site_##name, thunk_##name, number, 5 },	\
	{ "long " #name, &record_long_##name, site_long_##name, thunk_##name, number, 9 },
	REGISTERS(CASE)
	{ "in assembly", &record_in_asm, site_in_asm, thunk_in_asm,
	  PVOPS_V_SHAPE, 5 },
};

/* Tools and other languages read records; this is their layout. */
static void test_site_layout(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct pvops_site), 8);
	assert_int_equal(offsetof(struct pvops_site, offset), 0);
	assert_int_equal(offsetof(struct pvops_site, op), 4);
	assert_int_equal(offsetof(struct pvops_site, len), 5);
	assert_int_equal(offsetof(struct pvops_site, variant), 6);
	assert_int_equal(offsetof(struct pvops_site, flags), 7);
}

static void test_site_variants_differ(void **state)
{
	(void)state;
	assert_int_equal(PVOPS_V_CALL, 16);
	assert_int_equal(PVOPS_V_KEEP, 17);
	assert_int_equal(PVOPS_V_SHAPE, 18);
	assert_int_equal(PVOPS_V_JUMP, 19);
	assert_int_equal(PVOPS_VARIANTS, 20);
}

static void test_site_records(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const struct pvops_site *record = cases[i].record;

		same_number(cases[i].name, record->op, OP);
		same_number(cases[i].name, record->len, cases[i].len);
		same_number(cases[i].name, record->variant, cases[i].variant);
		same_number(cases[i].name, record->flags, 0);
		same_number(cases[i].name,
			    (intptr_t)&record->offset + record->offset,
			    (intptr_t)cases[i].site);
	}
}

/* The bytes on disk end with a near call of the thunk and work unpatched. */
static void test_site_calls(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const uint8_t *call = cases[i].site + cases[i].len - 5;
		int32_t displacement;

		same_number(cases[i].name, call[0], 0xe8);
		memcpy(&displacement, call + 1, 4);
		same_number(cases[i].name, (intptr_t)call + 5 + displacement,
			    (intptr_t)cases[i].thunk);
		same_bytes(cases[i].name, cases[i].site, "\x0f\x1f\x40", cases[i].len - 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_site_layout),
		cmocka_unit_test(test_site_variants_differ),
		cmocka_unit_test(test_site_records),
		cmocka_unit_test(test_site_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
