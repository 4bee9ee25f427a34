// SPDX-License-Identifier: GPL-2.0-only
/* Kernels' files that are whole, damaged, cut off or of another kind. */
#include <elf.h>
#include <stdlib.h>

#include "../../../tests/check.h"
#include "../../../tools/objtool-pv/input/input.h"
#include "../abi.h"
#include "kernel.h"

#define TEXT		0x1000000
#define RAM_SIZE	0x2000000
#define ENTRY		0xffffffff81000000ull
#define CR3		0x1001000

/* A kernel of one segment and one note. */
static struct image {
	Elf64_Ehdr header;
	Elf64_Phdr note, text;
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct lg_note desc;
	} __attribute__((packed)) notes;
	char code[8];
} __attribute__((packed)) image;

static struct ram ram;

static void whole(void)
{
	static const Elf64_Ehdr header = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
		.e_phoff = offsetof(struct image, note),
		.e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 2,
	};

	memset(&image, 0, sizeof(image));
	image.header = header;
	image.note = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_offset = offsetof(struct image, notes),
		.p_filesz = sizeof(image.notes),
	};
	image.text = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_offset = offsetof(struct image, code), .p_paddr = TEXT,
		.p_filesz = sizeof(image.code), .p_memsz = 0x3000,
	};
	image.notes.head = (Elf64_Nhdr){ sizeof(LG_NOTE_NAME), sizeof(struct lg_note),
					 LG_NOTE_START };
	memcpy(image.notes.name, LG_NOTE_NAME, sizeof(LG_NOTE_NAME));
	image.notes.desc = (struct lg_note){ ENTRY, CR3, LG_ABI_VERSION };
	memcpy(image.code, "\x90\x90\x90\x90\x90\x90\x90\xc3", sizeof(image.code));
}

/* A copy of just that size, so that a sanitizer sees what is read behind it. */
static int load(size_t size, struct start *start, struct error *error)
{
	struct blob blob = { malloc(size ? size : 1), size };
	int ret;

	assert_non_null(blob.data);
	memcpy(blob.data, &image, size);
	error->text[0] = '\0';
	ret = kernel_load("k", &blob, &ram, start, error);
	free(blob.data);
	return ret;
}

static void test_kernel_elf_loads(void **state)
{
	struct error error;
	struct start start;

	(void)state;
	whole();
	memset(ram.base + TEXT, 0xff, 0x4000);
	assert_int_equal(load(sizeof(image), &start, &error), 0);
	same_number("entry", start.entry, ENTRY);
	same_number("page table", start.cr3, CR3);
	same_number("end", start.end, TEXT + 0x3000);
	same_bytes("code", ram.base + TEXT, image.code, sizeof(image.code));
	same_number("zeros", ram.base[TEXT + 8] | ram.base[TEXT + 0x2fff], 0);
	same_number("behind", ram.base[TEXT + 0x3000], 0xff);
}

static void test_kernel_elf_cut_off(void **state)
{
	struct error error;
	struct start start;
	size_t size;

	(void)state;
	whole();
	for (size = 0; size < sizeof(image); size++) {
		assert_int_equal(load(size, &start, &error), -1);
		assert_string_not_equal(error.text, "");
	}
}

static void no_elf64(void) { image.header.e_ident[EI_CLASS] = ELFCLASS32; }
static void other_machine(void) { image.header.e_machine = EM_AARCH64; }
static void a_module(void) { image.header.e_type = ET_REL; }
static void no_segments(void)
{
	image.header.e_phnum = 0;
}

static void small_headers(void) { image.header.e_phentsize = 8; }
static void far_headers(void) { image.header.e_phoff = ~0ull - 16; }
static void many_headers(void) { image.header.e_phnum = 0xffff; }
static void far_segment(void) { image.text.p_offset = ~0ull; }
static void long_segment(void) { image.text.p_filesz = ~0ull; }
static void no_room(void) { image.text.p_memsz = 4; }
static void too_high(void) { image.text.p_paddr = RAM_SIZE; }
static void wraps(void) { image.text.p_memsz = ~0ull - TEXT + 2; }
static void too_low(void) { image.text.p_paddr = 0x11000; }
static void no_note(void) { image.note.p_type = PT_NULL; }
static void other_name(void) { image.notes.name[0] = 'l'; }
static void other_type(void) { image.notes.head.n_type = 2; }
static void short_note(void) { image.notes.head.n_descsz = 8; }
static void long_name(void) { image.notes.head.n_namesz = ~0u; }
static void short_segment(void) { image.note.p_filesz -= 8; }
static void other_version(void) { image.notes.desc.version = 2; }
static void odd_table(void) { image.notes.desc.cr3 = CR3 + 8; }
static void far_table(void) { image.notes.desc.cr3 = ~0xfffull; }

/* Each with a word of the reason. */
static const struct {
	void (*damage)(void);
	const char *says;
} damages[] = {
	{ no_elf64, "x86-64" }, { other_machine, "x86-64" }, { a_module, "no kernel" },
	{ no_segments, "no segments" }, { small_headers, "no segments" },
	{ far_headers, "cut off" }, { many_headers, "cut off" }, { far_segment, "cut off" },
	{ long_segment, "cut off" }, { no_room, "larger than its memory" },
	{ too_high, "--memory" }, { wraps, "--memory" }, { too_low, "boot parameters" },
	{ no_note, "no note" }, { other_name, "no note" }, { other_type, "no note" },
	{ short_note, "no note" }, { long_name, "no note" }, { short_segment, "no note" },
	{ other_version, "version 2" }, { odd_table, "page table" }, { far_table, "page table" },
};

static void test_kernel_elf_damaged(void **state)
{
	struct error error;
	struct start start;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(damages); i++) {
		whole();
		damages[i].damage();
		assert_int_equal(load(sizeof(image), &start, &error), -1);
		if (!strstr(error.text, damages[i].says))
			fail_msg("%s: %s", damages[i].says, error.text);
	}
}

static int get_ram(void **state)
{
	struct error error = { "" };

	(void)state;
	return ram_get(&ram, RAM_SIZE, &error);
}

static int put_ram(void **state)
{
	(void)state;
	ram_put(&ram);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel_elf_loads),
		cmocka_unit_test(test_kernel_elf_cut_off),
		cmocka_unit_test(test_kernel_elf_damaged),
	};

	return cmocka_run_group_tests(tests, get_ram, put_ram);
}
