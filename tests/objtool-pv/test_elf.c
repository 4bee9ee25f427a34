// SPDX-License-Identifier: GPL-2.0-only
/* ELF files: kernels, modules with every relocation, and what has to be refused. */
#include <stdlib.h>

#include "../check.h"
#include "make_elf.h"
#include "make_kallsyms.h"

#define CODE_FLAGS	(SHF_ALLOC | SHF_EXECINSTR)
#define DATA_FLAGS	(SHF_ALLOC | SHF_WRITE)

static struct binary *open_elf(struct make_elf *elf, struct error *error)
{
	struct blob blob = make_done(elf);
	struct binary *binary = elf_binary("test", &blob, error);

	assert_null(blob.data);
	return binary;
}

static struct binary *must_open(struct make_elf *elf)
{
	struct error error = { "" };
	struct binary *binary = open_elf(elf, &error);

	assert_string_equal(error.text, "");
	assert_non_null(binary);
	return binary;
}

static struct make_elf *some_kernel(void)
{
	struct make_elf *elf = make_kernel("read-only", 10);

	make_build_id(elf, ".notes", 20);
	make_section(elf, ".data", SHT_PROGBITS, DATA_FLAGS, MAKE_DATA + 0x1000, "data", 4);
	make_section(elf, ".bss", SHT_NOBITS, DATA_FLAGS, MAKE_DATA + 0x2000, NULL, 1 << 29);
	make_section(elf, ".comment", SHT_PROGBITS, 0, 0, "gcc", 3);
	make_section(elf, ".data..percpu", SHT_PROGBITS, DATA_FLAGS, 0, "percpu", 6);
	return elf;
}

/* .data of 7.2 is marked as code, but its symbols are data. */
static void test_elf_code_in_data(void **state)
{
	struct make_elf *elf = make_kernel("read-only", 10);
	struct binary *binary;

	(void)state;
	make_section(elf, ".data", SHT_PROGBITS, DATA_FLAGS | SHF_EXECINSTR,
		     MAKE_DATA + 0x1000, "data", 4);
	binary = must_open(elf);
	assert_true(binary_executable(binary, MAKE_TEXT, 1));
	assert_false(binary_executable(binary, MAKE_DATA + 0x1000, 1));
	binary_free(binary);
}

static void test_elf_kernel(void **state)
{
	struct binary *binary = must_open(some_kernel());
	const struct binary_section *section;
	u8 byte;

	(void)state;
	assert_int_equal(binary->kind, BINARY_KERNEL);
	assert_int_equal(binary->state, BINARY_BUILT);
	assert_string_equal(binary->build_id, "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3");
	section = binary_section(binary, ".text");
	assert_true(section->exec && section->alloc && !section->write);
	section = binary_section(binary, ".data");
	assert_true(section->write && section->alloc && !section->exec);
	assert_int_equal(section->addr, MAKE_DATA + 0x1000);
	section = binary_section(binary, ".comment");
	assert_false(section->alloc);
	assert_memory_equal(section->data, "gcc", 3);
	assert_null(binary_section(binary, ".bss")->data);
	assert_int_equal(binary_read(binary, MAKE_DATA + 0x2000 + (1 << 29) - 1, &byte, 1), 0);
	assert_int_equal(binary_read(binary, 5, &byte, 1), 0);
	assert_int_equal(byte, 'u');
	assert_string_equal(binary->symbol_source, "");
	binary_free(binary);
}

static const struct {
	const char *name;
	u16 section;
	u64 value;
	u8 type;
	bool there, function;
} symbols[] = {
	{ "function", 1, MAKE_TEXT + 8, STT_FUNC, true, true },
	{ "label", 1, MAKE_TEXT + 9, STT_NOTYPE, true, true },
	{ "_etext", 1, MAKE_TEXT + 64, STT_NOTYPE, true, false },
	{ "object", 2, MAKE_RODATA, STT_OBJECT, true, false },
	{ "untyped", 2, MAKE_RODATA + 1, STT_NOTYPE, true, false },
	{ "in_text", 1, MAKE_TEXT + 10, STT_OBJECT, true, false },
	{ "file.c", SHN_ABS, 0, STT_FILE, false, false },
	{ "section", 1, MAKE_TEXT, STT_SECTION, false, false },
	{ "thread", 2, MAKE_RODATA, STT_TLS, false, false },
	{ "missing", SHN_UNDEF, 0, STT_NOTYPE, false, false },
	{ "constant", SHN_ABS, 0x1000, STT_NOTYPE, false, false },
	{ "absolute", SHN_ABS, MAKE_TEXT + 20, STT_NOTYPE, true, false },
};

static void test_elf_symbols(void **state)
{
	struct make_elf *elf = some_kernel();
	struct binary *binary;
	unsigned int i, count = 0;

	(void)state;
	make_symbol(elf, "", 1, MAKE_TEXT, 0, STT_FUNC);
	for (i = 0; i < COUNT(symbols); i++)
		make_symbol(elf, symbols[i].name, symbols[i].section, symbols[i].value,
			    i, symbols[i].type);
	binary = must_open(elf);
	for (i = 0; i < COUNT(symbols); i++) {
		const struct binary_symbol *symbol = binary_symbol(binary, symbols[i].name);

		same_number(symbols[i].name, !!symbol, symbols[i].there);
		if (!symbol)
			continue;
		same_number(symbols[i].name, symbol->addr, symbols[i].value);
		same_number(symbols[i].name, symbol->size, i);
		same_number(symbols[i].name, symbol->function, symbols[i].function);
		same_number(symbols[i].name, symbol->undefined, false);
		count++;
	}
	assert_int_equal(binary->nsymbols, count);
	assert_string_equal(binary->symbol_source, "symtab");
	binary_free(binary);
}

/* kallsyms is for kernels that have nothing better. */
static void test_elf_kallsyms(void **state)
{
	struct make_kallsyms make = { .layout = LAYOUT_6_5, .count = 300 };
	struct blob rodata = make_kallsyms(&make);
	struct make_elf *elf = make_kernel(rodata.data, rodata.size);
	struct error error = { "" };
	struct binary *binary = must_open(elf);

	(void)state;
	assert_string_equal(binary->symbol_source, "kallsyms");
	assert_int_equal(binary_address(binary, "symbol_7"), MAKE_TEXT + 7 * 16);
	binary_free(binary);

	elf = make_kernel(rodata.data, rodata.size);
	make_symbol(elf, "symbol_7", 1, MAKE_TEXT, 0, STT_FUNC);
	binary = must_open(elf);
	assert_string_equal(binary->symbol_source, "symtab");
	assert_int_equal(binary->nsymbols, 1);
	binary_free(binary);

	rodata.data[make.at[PART_BASE] + 7]++;
	assert_null(open_elf(make_kernel(rodata.data, rodata.size), &error));
	assert_non_null(strstr(error.text, "test: kallsyms"));
	blob_free(&rodata);
}

/* Section numbers that do not fit into symbols are in a section of their own. */
static void test_elf_large_section_numbers(void **state)
{
	static const u32 numbers[] = { 0, 2, 9999, 1 };
	struct make_elf *elf = make_kernel("read-only", 10);
	struct error error = { "" };
	struct binary *binary;
	u32 i, j;

	(void)state;
	for (j = 0; j < 2; j++) {
		i = make_section(elf, ".symtab_shndx", SHT_SYMTAB_SHNDX, 0, 0, numbers,
				 sizeof(numbers));
		make_section_header(elf, i)->sh_link = i + 1;
		make_symbol(elf, "data", SHN_XINDEX, MAKE_RODATA, 0, STT_NOTYPE);
		if (!j) {
			binary = must_open(elf);
			assert_false(binary_symbol(binary, "data")->function);
			binary_free(binary);
			elf = make_kernel("read-only", 10);
		}
	}
	make_symbol(elf, "nowhere", SHN_XINDEX, MAKE_TEXT, 0, STT_NOTYPE);
	assert_null(open_elf(elf, &error));
	assert_non_null(strstr(error.text, "no section 9999"));
}

static void test_elf_build_id(void **state)
{
	static const u32 sizes[] = { 0, 8, 20, 64, 65, 1000 };
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		struct make_elf *elf = make_kernel("read-only", 10);
		struct binary *binary;

		make_section(elf, ".note.other", SHT_NOTE, SHF_ALLOC, MAKE_DATA + 0x10000,
			     "\5\0\0\0\3\0\0\0\3\0\0\0Linux\0\0\0abc", 24);
		make_section(elf, ".note.gnus", SHT_NOTE, SHF_ALLOC, MAKE_DATA + 0x10100,
			     "\7\0\0\0\4\0\0\0\3\0\0\0GNU\0is\0\0abcd", 24);
		make_build_id(elf, ".note.gnu.build-id", sizes[i]);
		binary = must_open(elf);
		same_number("digits", strlen(binary->build_id),
			    sizes[i] <= 64 ? 2 * sizes[i] : 0);
		binary_free(binary);
	}
}

static const struct {
	const char *name;
	u32 type;
	unsigned int width;
	bool relative;
} relocations[] = {
	{ "NONE", R_X86_64_NONE, 0, false },
	{ "64", R_X86_64_64, 8, false },
	{ "32", R_X86_64_32, 4, false },
	{ "32S", R_X86_64_32S, 4, false },
	{ "PC32", R_X86_64_PC32, 4, true },
	{ "PLT32", R_X86_64_PLT32, 4, true },
	{ "PC64", R_X86_64_PC64, 8, true },
};

#define FIELD(i)	(16 * (i) + 3)

/* No address of a kernel fits 32 bits without a sign; tools' sections have the low half. */
static bool tools_only(unsigned int i)
{
	return relocations[i].type == R_X86_64_32;
}

/* A module whose sections have every relocation against @symbol of itself. */
static struct make_elf *some_module(const char *symbol)
{
	struct make_elf *elf = make_elf(ET_REL);
	u32 text = make_section(elf, ".text", SHT_PROGBITS, CODE_FLAGS, 0, NULL, 128);
	u32 data = make_section(elf, ".data", SHT_PROGBITS, DATA_FLAGS, 0, NULL, 128);
	u32 discard = make_section(elf, ".discard.x", SHT_PROGBITS, 0, 0, NULL, 128);
	u32 numbers[5], i, target;

	numbers[0] = make_symbol(elf, "function", text, 0x10, 5, STT_FUNC);
	numbers[1] = make_symbol(elf, "object", data, 0x20, 5, STT_OBJECT);
	numbers[2] = make_symbol(elf, "missing", SHN_UNDEF, 0, 0, STT_NOTYPE);
	numbers[3] = make_symbol(elf, "common", SHN_COMMON, 32, 5000, STT_OBJECT);
	numbers[4] = make_symbol(elf, "end", data, 128, 0, STT_NOTYPE);
	make_symbol(elf, "missing_too", SHN_UNDEF, 0, 0, STT_FUNC);
	make_symbol(elf, "discarded", discard, 0, 0, STT_NOTYPE);
	make_section(elf, ".bss", SHT_NOBITS, DATA_FLAGS, 0, NULL, 1 << 20);
	target = !strcmp(symbol, "function") ? numbers[0] :
		 !strcmp(symbol, "object") ? numbers[1] :
		 !strcmp(symbol, "missing") ? numbers[2] :
		 !strcmp(symbol, "common") ? numbers[3] : numbers[4];
	for (i = 0; i < COUNT(relocations); i++) {
		if (!tools_only(i)) {
			make_rela(elf, text, FIELD(i), relocations[i].type, target, -4);
			make_rela(elf, data, FIELD(i), relocations[i].type, target, 0x123);
		}
		make_rela(elf, discard, FIELD(i), relocations[i].type, target, 0);
	}
	return elf;
}

static void check_fields(const struct binary *binary, const char *section, u64 value)
{
	const struct binary_section *in = binary_section(binary, section);
	u8 want[128] = { 0 };
	unsigned int i;

	for (i = 0; i < COUNT(relocations); i++) {
		u64 field = value;

		if (relocations[i].relative)
			field -= in->addr + FIELD(i);
		if (!in->alloc || !tools_only(i))
			memcpy(want + FIELD(i), &field, relocations[i].width);
	}
	same_bytes(section, in->data, want, sizeof(want));
}

static void test_elf_relocations(void **state)
{
	static const char *const names[] = {
		"function", "object", "missing", "common", "end",
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		struct binary *binary = must_open(some_module(names[i]));
		u64 value = binary_address(binary, names[i]);

		assert_true(value);
		check_fields(binary, ".text", value - 4);
		check_fields(binary, ".data", value + 0x123);
		check_fields(binary, ".discard.x", value);
		binary_free(binary);
	}
}

static void test_elf_module(void **state)
{
	struct binary *binary = must_open(some_module("function"));
	u64 text = binary_section(binary, ".text")->addr;
	u64 data = binary_section(binary, ".data")->addr;
	const struct binary_symbol *symbol;
	u64 start, end;
	char place[BINARY_PLACE];

	(void)state;
	assert_int_equal(binary->kind, BINARY_MODULE);
	assert_int_equal(text % 4096, 0);
	assert_true(data >= text + 128 + 4096);
	assert_null(binary_section_at(binary, text + 128));
	assert_int_equal(binary_address(binary, "function"), text + 0x10);
	assert_int_equal(binary_address(binary, "object"), data + 0x20);
	symbol = binary_symbol(binary, "missing");
	assert_true(symbol->undefined && !symbol->function);
	assert_int_equal(binary_address(binary, "missing_too") - symbol->addr, 3 * 4096);
	assert_null(binary_section_at(binary, symbol->addr));
	binary_place(binary, symbol->addr, place);
	assert_non_null(strstr(place, " missing+0x0"));
	symbol = binary_symbol(binary, "common");
	assert_true(!symbol->undefined && symbol->size == 5000);
	assert_null(binary_symbol(binary, "discarded"));
	assert_string_equal(binary_function(binary, text + 0x12, &start, &end)->name,
			    "function");
	assert_int_equal(end, text + 0x15);
	binary_free(binary);
}

/* Files that are almost right; each is refused, with a reason that names the place. */
enum damage {
	OVERLAP, WRAP, HUGE_BSS, NO_KERNEL, AFTER_END, FIRST_OVERLAPS_FILE, BAD_NAME,
	BAD_STRING, NO_STRINGS, BAD_ENTRY, BAD_SECTION, SYMBOL_OUTSIDE, UNKNOWN_TYPE,
	FIELD_OUTSIDE, FIELD_AT_END, NO_SYMBOL, TOO_FAR, TOO_FAR_SIGNED, NO_TARGET,
	NO_BYTES, OLD_REL, OTHER_TABLE, NO_ROOM, LONG_NAME, DAMAGES
};

static const struct {
	const char *name;
	u16 type;
	const char *reason;
} damages[DAMAGES] = {
	[OVERLAP] = { "overlap", ET_EXEC, ".extra and .text overlap" },
	[WRAP] = { "addresses wrap", ET_EXEC, ".extra: 0x2000 bytes at 0xfffffffffffff000" },
	[HUGE_BSS] = { "huge .bss", ET_EXEC, ".extra: 0x7000000000000000 bytes" },
	[NO_KERNEL] = { "a program", ET_DYN, "a program, but no kernel" },
	[AFTER_END] = { "past the end", ET_REL, "past the end of the file" },
	[FIRST_OVERLAPS_FILE] = { "bytes used twice", ET_REL, "overlap in the file" },
	[BAD_NAME] = { "name of a section", ET_REL, "has no valid name" },
	[BAD_STRING] = { "name of a symbol", ET_REL, "not in the string table" },
	[NO_STRINGS] = { "no strings", ET_REL, "is no table of strings" },
	[BAD_ENTRY] = { "size of a symbol", ET_REL, "entries of 0 bytes" },
	[BAD_SECTION] = { "symbol's section", ET_REL, "there is no section 5000" },
	[SYMBOL_OUTSIDE] = { "symbol outside", ET_REL,
			     "symbol f at 0x11 is past the end of .text" },
	[UNKNOWN_TYPE] = { "unknown type", ET_REL,
			   ".text+0x0: relocation of type 99 is unknown" },
	[FIELD_OUTSIDE] = { "field outside", ET_REL,
			    ".text+0xffffffffffffffff: relocation of type 1 is outside" },
	[FIELD_AT_END] = { "field at the end", ET_REL,
			   ".text+0x9: relocation of type 1 is outside" },
	[NO_SYMBOL] = { "no such symbol", ET_REL, "a symbol that does not exist" },
	[TOO_FAR] = { "out of range", ET_REL, "type 10 is out of range" },
	[TOO_FAR_SIGNED] = { "out of signed range", ET_REL, "type 11 is out of range" },
	[NO_TARGET] = { "no section", ET_REL, "relocations of section 4000" },
	[NO_BYTES] = { "no bytes", ET_REL, "relocations of .bss, which has no bytes" },
	[OLD_REL] = { "REL", ET_REL, "are not those of x86-64" },
	[OTHER_TABLE] = { "other table", ET_REL, "without the symbol table" },
	[NO_ROOM] = { "no room", ET_REL, ".bss: no room for 0x80000000 bytes" },
	[LONG_NAME] = { "long name", ET_REL, "its name is too long" },
};

static void damage_kernel(struct make_elf *elf, enum damage damage)
{
	u64 addr = damage == WRAP ? 0xfffffffffffff000ull : MAKE_TEXT - 0x1000;
	u64 size = damage == HUGE_BSS ? 7ull << 60 : damage == NO_KERNEL ? 1 : 0x2000;

	if (damage == NO_KERNEL)
		make_section_header(elf, 1)->sh_addr = 0x401000;
	make_section(elf, ".extra", SHT_NOBITS, DATA_FLAGS, addr, NULL, size);
}

static void damage_symbol(struct make_elf *elf, u32 text, enum damage damage)
{
	char name[2000];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	make_symbol(elf, damage == LONG_NAME ? name : "f",
		    damage == BAD_SECTION ? 5000 : text,
		    damage == SYMBOL_OUTSIDE ? 17 : 16, 0, STT_FUNC);
}

static void damage_rela(struct make_elf *elf, u32 text, enum damage damage)
{
	u32 bss = make_section(elf, ".bss", SHT_NOBITS, DATA_FLAGS, 0, NULL,
			       damage == NO_ROOM ? 1u << 31 : 64);
	u32 table;

	make_rela(elf, damage == NO_BYTES ? bss : text,
		  damage == FIELD_OUTSIDE ? UINT64_MAX : damage == FIELD_AT_END ? 9 : 0,
		  damage == UNKNOWN_TYPE ? 99 : damage == TOO_FAR ? R_X86_64_32 :
		  damage == TOO_FAR_SIGNED ? R_X86_64_32S : R_X86_64_64,
		  damage == NO_SYMBOL ? 77 : 1,
		  damage == TOO_FAR_SIGNED ? -(1ll << 31) : 0);
	table = bss + 1;
	if (damage == NO_TARGET)
		make_section_header(elf, table)->sh_info = 4000;
	if (damage == OLD_REL)
		make_section_header(elf, table)->sh_type = SHT_REL;
	if (damage == OLD_REL || damage == OTHER_TABLE)
		make_section_header(elf, table)->sh_link = text;
}

/* What the writer of files would put right again has to be broken afterwards. */
static void damage_file(struct blob *blob, enum damage damage)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)blob->data;
	Elf64_Shdr *section = (Elf64_Shdr *)(blob->data + header->e_shoff);
	u32 symtab = header->e_shnum - 3;

	if (damage == AFTER_END)
		section[1].sh_offset = blob->size - 15;
	if (damage == FIRST_OVERLAPS_FILE)
		section[1].sh_size = blob->size - section[1].sh_offset;
	if (damage == BAD_NAME)
		section[1].sh_name = section[symtab + 2].sh_size;
	if (damage == BAD_STRING)
		((Elf64_Sym *)(blob->data + section[symtab].sh_offset))[1].st_name =
			section[symtab + 1].sh_size;
	if (damage == NO_STRINGS)
		section[symtab].sh_link = 1;
	if (damage == BAD_ENTRY)
		section[symtab].sh_entsize = 0;
}

static void test_elf_damage(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < DAMAGES; i++) {
		struct make_elf *elf = damages[i].type == ET_REL ? make_elf(ET_REL) :
								   some_kernel();
		struct error error = { "" };
		struct blob blob;

		if (damages[i].type == ET_REL) {
			u32 text = make_section(elf, ".text", SHT_PROGBITS, CODE_FLAGS,
						0, NULL, 16);

			damage_symbol(elf, text, i);
			damage_rela(elf, text, i);
		} else {
			damage_kernel(elf, i);
		}
		blob = make_done(elf);
		damage_file(&blob, i);
		if (elf_binary("test", &blob, &error))
			fail_msg("%s: not refused", damages[i].name);
		if (!strstr(error.text, damages[i].reason))
			fail_msg("%s: %s", damages[i].name, error.text);
	}
}

/* The same module without damage is fine, so it is the damage that is refused. */
static void test_elf_no_damage(void **state)
{
	struct make_elf *elf = make_elf(ET_REL);
	u32 text = make_section(elf, ".text", SHT_PROGBITS, CODE_FLAGS, 0, NULL, 16);

	(void)state;
	damage_symbol(elf, text, DAMAGES);
	damage_rela(elf, text, DAMAGES);
	binary_free(must_open(elf));
	elf = some_kernel();
	make_section(elf, ".extra", SHT_NOBITS, DATA_FLAGS, MAKE_TEXT - 0x1000, NULL, 0x1000);
	binary_free(must_open(elf));
}

/* What is no memory may have any relocations: those that are known are applied. */
static void test_elf_best_effort(void **state)
{
	struct make_elf *elf = make_elf(ET_REL);
	u32 text = make_section(elf, ".text", SHT_PROGBITS, CODE_FLAGS, 0, NULL, 16);
	u32 other = make_section(elf, ".other", SHT_PROGBITS, 0, 0, NULL, 16);
	u32 debug = make_section(elf, ".debug_info", SHT_PROGBITS, 0, 0, NULL, 16);
	u32 f = make_symbol(elf, "f", text, 0, 0, STT_FUNC);
	struct binary *binary;
	u64 value, want = 0;

	(void)state;
	make_rela(elf, other, 0, 99, f, 0);
	make_rela(elf, other, 1000, R_X86_64_64, f, 0);
	make_rela(elf, other, 4, R_X86_64_64, f, 1);
	make_rela(elf, debug, 0, R_X86_64_64, f, 1);
	binary = must_open(elf);
	value = binary_address(binary, "f") + 1;
	same_bytes(".other", binary_section(binary, ".other")->data, "\0\0\0\0", 4);
	same_bytes(".other", binary_section(binary, ".other")->data + 4, &value, 8);
	same_bytes(".debug_info", binary_section(binary, ".debug_info")->data, &want, 8);
	binary_free(binary);
}

static const struct {
	const char *name;
	u8 offset, value;
	const char *reason;
} headers[] = {
	{ "32 bit", EI_CLASS, ELFCLASS32, "not for x86-64" },
	{ "big endian", EI_DATA, ELFDATA2MSB, "not for x86-64" },
	{ "other machine", 18, 183, "not for x86-64 (machine 183)" },
	{ "core dump", 16, ET_CORE, "a memory dump" },
	{ "no type", 16, 0, "type 0" },
	{ "size of section headers", 58, 32, "without section headers" },
	{ "place of section headers", 43, 1, "past the end" },
	{ "number of sections", 61, 4, "no room for" },
	{ "names of sections", 62, 0, "without names" },
	{ "names of sections in code", 62, 1, "no table of strings" },
};

static void test_elf_header(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(headers); i++) {
		struct blob blob = make_done(some_kernel());
		struct error error = { "" };

		blob.data[headers[i].offset] = headers[i].value;
		assert_null(elf_binary("test", &blob, &error));
		if (!strstr(error.text, headers[i].reason))
			fail_msg("%s: %s", headers[i].name, error.text);
	}
}

/* Section headers are at the end, so no file that is cut off can be whole. */
static void test_elf_cut_off(void **state)
{
	struct blob whole = make_done(some_module("function"));
	size_t size;

	(void)state;
	for (size = 0; size < whole.size; size++) {
		struct blob blob = { malloc(size), size };
		struct error error = { "" };

		memcpy(blob.data, whole.data, size);
		assert_int_equal(elf_is(&blob), size >= 4);
		assert_null(elf_binary("test", &blob, &error));
		assert_non_null(strstr(error.text, "test: "));
	}
	blob_free(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elf_kernel),
		cmocka_unit_test(test_elf_code_in_data),
		cmocka_unit_test(test_elf_symbols),
		cmocka_unit_test(test_elf_kallsyms),
		cmocka_unit_test(test_elf_large_section_numbers),
		cmocka_unit_test(test_elf_build_id),
		cmocka_unit_test(test_elf_relocations),
		cmocka_unit_test(test_elf_module),
		cmocka_unit_test(test_elf_damage),
		cmocka_unit_test(test_elf_no_damage),
		cmocka_unit_test(test_elf_best_effort),
		cmocka_unit_test(test_elf_header),
		cmocka_unit_test(test_elf_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
