// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the first inputs of fuzz_elf, fuzz_unpack and fuzz_kallsyms with the builders
 * of the tests: make_input_corpus FOLDER, where FOLDER has elf, unpack and kallsyms.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../objtool-pv/make_elf.h"
#include "../objtool-pv/make_kallsyms.h"
#include "../objtool-pv/make_packed.h"

static const char *folder;

static void save(const char *kind, const char *name, struct blob blob)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", folder, kind, name);
	file = fopen(path, "w");
	if (!file || fwrite(blob.data, 1, blob.size, file) != blob.size || fclose(file)) {
		perror(path);
		exit(1);
	}
	blob_free(&blob);
}

static struct blob module(void)
{
	struct make_elf *elf = make_elf(ET_REL);
	u32 text = make_section(elf, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0,
				NULL, 32);
	u32 data = make_section(elf, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0,
				NULL, 32);
	u32 discard = make_section(elf, ".discard.x", SHT_PROGBITS, 0, 0, NULL, 8);
	u32 f = make_symbol(elf, "f", text, 0, 16, STT_FUNC);
	u32 g = make_symbol(elf, "g", SHN_UNDEF, 0, 0, STT_NOTYPE);

	make_section(elf, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, NULL, 4096);
	make_symbol(elf, "shared", SHN_COMMON, 8, 64, STT_OBJECT);
	make_rela(elf, text, 1, R_X86_64_PLT32, g, -4);
	make_rela(elf, text, 8, R_X86_64_32S, f, 0);
	make_rela(elf, data, 0, R_X86_64_64, f, 1);
	make_rela(elf, data, 8, R_X86_64_PC64, g, 0);
	make_rela(elf, discard, 0, R_X86_64_PC32, f, 0);
	make_build_id(elf, ".note.gnu.build-id", 20);
	return make_done(elf);
}

static struct blob kernel(bool symbols)
{
	struct make_kallsyms make = { .layout = LAYOUT_6_5, .percpu = 2, .count = 20 };
	struct blob rodata = make_kallsyms(&make);
	struct make_elf *elf = make_kernel(rodata.data, rodata.size);

	blob_free(&rodata);
	make_build_id(elf, ".notes", 20);
	if (symbols) {
		make_symbol(elf, "_stext", 1, MAKE_TEXT, 0, STT_NOTYPE);
		make_symbol(elf, "f", 1, MAKE_TEXT + 16, 16, STT_FUNC);
	}
	return make_done(elf);
}

static void save_packed(void)
{
	struct blob plain = module(), packed, binary;
	int i;

	for (i = 0; i < PACKINGS; i++)
		save("unpack", packing_names[i], make_packed(i, plain.data, 500));
	packed = make_packed(PACK_ZSTD, plain.data, plain.size);
	binary = make_bzimage(&packed, 1);
	save("unpack", "bzimage", binary);
	blob_free(&packed);
	blob_free(&plain);
}

int main(int argc, char **argv)
{
	static const u32 counts[LAYOUTS] = { 40, 300, 270, 290 };
	int i;

	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	folder = argv[1];
	save("elf", "module", module());
	save("elf", "kernel", kernel(true));
	save("elf", "kernel-without-symbols", kernel(false));
	save_packed();
	for (i = 0; i < LAYOUTS; i++) {
		struct make_kallsyms make = { .layout = i, .percpu = i % LAYOUT_7_2,
					      .plain = i == 0, .count = counts[i], .before = 20 };

		save("kallsyms", layout_names[i], make_kallsyms(&make));
	}
	return 0;
}
