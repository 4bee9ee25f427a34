// SPDX-License-Identifier: GPL-2.0-only
/* Accesses to devices; the bytes are those of objdump. */
#include "../../../tests/check.h"
#include "insn.h"

#define RAX	0
#define RCX	1
#define RBX	3
#define R13	13
#define OLD	0x1122334455667788ull
#define READ	0xfedcba9876543210ull

#define BYTES(text)	text, sizeof(text) - 1

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	struct insn want;
} cases[] = {
	{ "mov (%rdi),%eax", BYTES("\x8b\x07"),
	  { 2, 4, 4, false, false, 0, RAX, false, INSN_ZERO } },
	{ "mov %eax,0x50(%rdx)", BYTES("\x89\x42\x50"),
	  { 3, 4, 4, true, false, 0, RAX, false, INSN_ZERO } },
	{ "mov 0x100(%rbx,%rcx,4),%r13d", BYTES("\x44\x8b\xac\x8b\x00\x01\x00\x00"),
	  { 8, 4, 4, false, false, 0, R13, false, INSN_ZERO } },
	{ "mov 0x0(,%rcx,4),%ebx", BYTES("\x8b\x1c\x8d\x00\x00\x00\x00"),
	  { 7, 4, 4, false, false, 0, RBX, false, INSN_ZERO } },
	{ "mov 0x10(%rip),%ecx", BYTES("\x8b\x0d\x10\x00\x00\x00"),
	  { 6, 4, 4, false, false, 0, RCX, false, INSN_ZERO } },
	{ "mov (%rdi),%rax", BYTES("\x48\x8b\x07"),
	  { 3, 8, 8, false, false, 0, RAX, false, INSN_KEEP } },
	{ "mov (%rdi),%ax", BYTES("\x66\x8b\x07"),
	  { 3, 2, 2, false, false, 0, RAX, false, INSN_KEEP } },
	{ "mov (%rdi),%al", BYTES("\x8a\x07"),
	  { 2, 1, 1, false, false, 0, RAX, false, INSN_KEEP } },
	{ "mov %ch,(%rdi)", BYTES("\x88\x2f"),
	  { 2, 1, 1, true, false, 0, RCX, true, INSN_KEEP } },
	{ "mov %bpl,(%rdi)", BYTES("\x40\x88\x2f"),
	  { 3, 1, 1, true, false, 0, 5, false, INSN_KEEP } },
	{ "movl $0x3,0x70(%rax)", BYTES("\xc7\x40\x70\x03\x00\x00\x00"),
	  { 7, 4, 0, true, true, 3, 0, false, INSN_KEEP } },
	{ "movq $-1,(%rax)", BYTES("\x48\xc7\x00\xff\xff\xff\xff"),
	  { 7, 8, 0, true, true, ~0ull, 0, false, INSN_KEEP } },
	{ "movw $0x1234,(%rax)", BYTES("\x66\xc7\x00\x34\x12"),
	  { 5, 2, 0, true, true, 0x1234, 0, false, INSN_KEEP } },
	{ "movb $0x80,(%rax)", BYTES("\xc6\x00\x80"),
	  { 3, 1, 0, true, true, 0x80, 0, false, INSN_KEEP } },
	{ "movzbl (%rdi),%eax", BYTES("\x0f\xb6\x07"),
	  { 3, 1, 4, false, false, 0, RAX, false, INSN_ZERO } },
	{ "movswq (%rdi),%rcx", BYTES("\x48\x0f\xbf\x0f"),
	  { 4, 2, 8, false, false, 0, RCX, false, INSN_SIGN } },
	{ "movslq (%rdi),%rcx", BYTES("\x48\x63\x0f"),
	  { 3, 4, 8, false, false, 0, RCX, false, INSN_SIGN } },
};

static void test_insn_decodes(void **state)
{
	struct insn got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		const struct insn *want = &cases[i].want;

		same_number(cases[i].name,
			    insn_decode((const uint8_t *)cases[i].bytes, cases[i].size, &got), 0);
		same_number(cases[i].name, got.length, want->length);
		same_number(cases[i].name, got.size, want->size);
		same_number(cases[i].name, got.width, want->width);
		same_number(cases[i].name, got.write, want->write);
		same_number(cases[i].name, got.immediate, want->immediate);
		same_number(cases[i].name, got.value, want->value);
		same_number(cases[i].name, got.reg, want->reg);
		same_number(cases[i].name, got.high, want->high);
		same_number(cases[i].name, got.extend, want->extend);
	}
}

static void test_insn_cut_off(void **state)
{
	struct insn got;
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		for (n = 0; n < cases[i].size; n++)
			same_number(cases[i].name,
				    insn_decode((const uint8_t *)cases[i].bytes, n, &got), -1);
}

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
} refused[] = {
	{ "mov %eax,%ebx", BYTES("\x89\xc3") },
	{ "add %eax,(%rdi)", BYTES("\x01\x07") },
	{ "lock xchg", BYTES("\xf0\x87\x07") },
	{ "rep movsb", BYTES("\xf3\xa4") },
	{ "movups (%rdi),%xmm0", BYTES("\x0f\x10\x07") },
	{ "c7 /1", BYTES("\xc7\x08\x00\x00\x00\x00") },
	{ "only prefixes", BYTES("\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66") },
};

static void test_insn_refuses(void **state)
{
	struct insn got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(refused); i++)
		same_number(refused[i].name, insn_decode((const uint8_t *)refused[i].bytes,
							 refused[i].size, &got), -1);
}

static uint64_t after_read(const char *bytes, size_t size, unsigned int reg)
{
	uint64_t regs[16];
	struct insn insn;
	size_t i;

	for (i = 0; i < COUNT(regs); i++)
		regs[i] = OLD;
	assert_int_equal(insn_decode((const uint8_t *)bytes, size, &insn), 0);
	insn_finish(&insn, READ, regs);
	return regs[reg];
}

static void test_insn_reads(void **state)
{
	(void)state;
	same_number("mov (%rdi),%eax", after_read(BYTES("\x8b\x07"), RAX), 0x76543210);
	same_number("mov (%rdi),%rax", after_read(BYTES("\x48\x8b\x07"), RAX), READ);
	same_number("mov (%rdi),%ax", after_read(BYTES("\x66\x8b\x07"), RAX),
		    0x1122334455663210);
	same_number("mov (%rdi),%al", after_read(BYTES("\x8a\x07"), RAX), 0x1122334455667710);
	same_number("mov (%rdi),%ch", after_read(BYTES("\x8a\x2f"), RCX), 0x1122334455661088);
	same_number("movzbl (%rdi),%eax", after_read(BYTES("\x0f\xb6\x07"), RAX), 0x10);
	same_number("movslq (%rdi),%rcx", after_read(BYTES("\x48\x63\x0f"), RCX), 0x76543210);
}

static void test_insn_signs(void **state)
{
	uint64_t regs[16] = { 0 };
	struct insn insn;

	(void)state;
	assert_int_equal(insn_decode((const uint8_t *)"\x48\x0f\xbe\x07", 4, &insn), 0);
	insn_finish(&insn, 0x80, regs);
	same_number("movsbq", regs[RAX], -128);
	assert_int_equal(insn_decode((const uint8_t *)"\x0f\xbe\x07", 3, &insn), 0);
	insn_finish(&insn, 0x80, regs);
	same_number("movsbl", regs[RAX], 0xffffff80);
}

static void test_insn_writes(void **state)
{
	const uint64_t regs[16] = { 0x1234, OLD };
	struct insn insn;

	(void)state;
	assert_int_equal(insn_decode((const uint8_t *)"\x88\x27", 2, &insn), 0);
	same_number("mov %ah,(%rdi)", insn_source(&insn, regs), 0x12);
	assert_int_equal(insn_decode((const uint8_t *)"\x89\x0f", 2, &insn), 0);
	same_number("mov %ecx,(%rdi)", insn_source(&insn, regs), 0x55667788);
	assert_int_equal(insn_decode((const uint8_t *)"\xc6\x00\x80", 3, &insn), 0);
	same_number("movb $0x80,(%rax)", insn_source(&insn, regs), 0x80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_insn_decodes),
		cmocka_unit_test(test_insn_cut_off),
		cmocka_unit_test(test_insn_refuses),
		cmocka_unit_test(test_insn_reads),
		cmocka_unit_test(test_insn_signs),
		cmocka_unit_test(test_insn_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
