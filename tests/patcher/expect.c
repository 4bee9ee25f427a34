// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables here are written out by hand, row by row, even where a loop could
 * make them: a loop would repeat the patcher's own mistake.
 */
#include "expect.h"

const struct sample samples[PVPATCH_SITE_MAX + 1] = {
	[0]  = { "", 0, 0, "" },
	[1]  = { "\xfa", 1, 1, "cli" },
	[2]  = { "\x9c\x58", 2, 1, "pushf" },
	[3]  = { "\xc6\x07\x00", 1, 3, "movb $0x0,(%rdi)" },
	[4]  = { "\x0f\x22\xd8\xfb", 2, 3, "mov %rax,%cr3" },
	[5]  = { "\xfb\xf4\x0f\x09\xfa", 4, 1, "sti" },
	[6]  = { "\x48\x89\xf8\x0f\x22\xd8", 2, 3, "mov %rdi,%rax" },
	[7]  = { "\x0f\x20\xd8\x48\x89\xc1\xfa", 3, 3, "mov %cr3,%rax" },
	[8]  = { "\x48\xc7\x07\x00\x00\x00\x00\xfb", 2, 7, "movq $0x0,(%rdi)" },
	[9]  = { "\x65\xc6\x04\x25\x40\x30\x02\x00\x01", 1, 9,
		 "movb $0x1,%gs:0x23040" },
	[10] = { "\x48\xb8\x01\x02\x03\x04\x05\x06\x07\x08", 1, 10,
		 "movabs $0x807060504030201,%rax" },
	[11] = { "\x48\x0f\xc7\x8f\x00\x10\x00\x00\x0f\x94\xc0", 2, 8,
		 "cmpxchg16b 0x1000(%rdi)" },
	[12] = { "\x0f\x01\x3f\x0f\x01\xf8\x0f\x20\xe0\x0f\x22\xe0", 4, 3,
		 "invlpg (%rdi)" },
	[13] = { "\x66\x81\x84\xc7\x00\x10\x00\x00\x34\x12\x0f\x01\xd0", 2, 10,
		 "addw $0x1234,0x1000(%rdi,%rax,8)" },
	[14] = { "\x0f\xa2\x89\x07\x89\x1e\x89\x0a\x44\x89\x00\x0f\x09\xf4", 7, 2,
		 "cpuid" },
	[15] = { "\x0f\x30\x31\xc0\x48\xc1\xe2\x20\x48\x09\xd0\x48\x89\x06\x58",
		 6, 2, "wrmsr" },
};

/* Row n: the fewest NOPs that take n bytes, the long one first. */
static const char *const nop_rows[] = {
	[0]  = "",
	[1]  = "\x90",
	[2]  = "\x66\x90",
	[3]  = "\x0f\x1f\x00",
	[4]  = "\x0f\x1f\x40\x00",
	[5]  = "\x0f\x1f\x44\x00\x00",
	[6]  = "\x66\x0f\x1f\x44\x00\x00",
	[7]  = "\x0f\x1f\x80\x00\x00\x00\x00",
	[8]  = "\x0f\x1f\x84\x00\x00\x00\x00\x00",
	[9]  = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00",
	[10] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x90",
	[11] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x66\x90",
	[12] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x0f\x1f\x00",
	[13] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x0f\x1f\x40\x00",
	[14] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x0f\x1f\x44\x00\x00",
	[15] = "\x66\x0f\x1f\x84\x00\x00\x00\x00\x00" "\x66\x0f\x1f\x44\x00\x00",
};

/* How many prefixes go before code that leaves this many bytes of its site. */
static const unsigned int prefix_rows[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8
};

/* No code: prefixes take a whole site of this many bytes, or none of it. */
static const unsigned int nothing_rows[] = {
	0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
};

struct pvpatch_code sample_code(unsigned int len, bool prefix)
{
	enum pvpatch_pad pad = len ? PVPATCH_OWN_PREFIX : PVPATCH_NEXT_PREFIX;

	return (struct pvpatch_code){ (const u8 *)samples[len].bytes, len,
				      prefix ? pad : PVPATCH_NOPS };
}

void expect_nop(u8 *to, unsigned int len)
{
	memcpy(to, nop_rows[len], len);
}

/* The tests run on the machine whose byte order an instruction has. */
void expect_call(u8 *to, u64 from, u64 target)
{
	u32 low = (u32)target - (u32)from - 5;

	to[0] = 0xe8;
	memcpy(to + 1, &low, 4);
}

void expect_jump(u8 *to, u64 from, u64 target)
{
	expect_call(to, from, target);
	to[0] = 0xe9;
}

unsigned int expect_prefixes(unsigned int len, const struct pvpatch_code *code)
{
	if (code->pad == PVPATCH_NOPS)
		return 0;
	return code->len ? prefix_rows[len - code->len] : nothing_rows[len];
}

void expect_pad(u8 *to, unsigned int len, const struct pvpatch_code *code)
{
	unsigned int prefixes = expect_prefixes(len, code);

	memcpy(to, "\x2e\x2e\x2e\x2e\x2e\x2e\x2e\x2e", prefixes);
	memcpy(to + prefixes, code->bytes, code->len);
	expect_nop(to + prefixes + code->len, len - prefixes - code->len);
}

/* The form that a site gets if @want is wanted, and its bytes. */
enum pvpatch_form expect_form(const struct pvpatch_site *site,
			      const struct pvpatch_choice *choice,
			      enum pvpatch_form want, u8 *bytes)
{
	if (want == PVPATCH_INLINE && choice->code.bytes &&
	    choice->code.len <= site->len) {
		expect_pad(bytes, site->len, &choice->code);
		return PVPATCH_INLINE;
	}
	expect_nop(bytes, site->len - 5);
	(choice->jump ? expect_jump : expect_call)(bytes + site->len - 5,
						   site->addr + site->len - 5,
						   want == PVPATCH_INDIRECT ?
						   choice->indirect : choice->direct);
	return want == PVPATCH_INDIRECT ? PVPATCH_INDIRECT : PVPATCH_DIRECT;
}
