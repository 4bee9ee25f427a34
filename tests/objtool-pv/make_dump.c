// SPDX-License-Identifier: GPL-2.0-only
/* Memory dumps made by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "make_dump.h"

#define PAGE		4096
#define PIECES_MAX	64
#define NOTES_MAX	8192
#define XEN_SECTIONS	5

struct piece {
	u64 vaddr, paddr, len;
	u8 *bytes;
};

struct make_dump {
	struct piece piece[PIECES_MAX];
	size_t npieces;
	u8 notes[NOTES_MAX];
	size_t nnotes;
};

static void add_range(struct binary *binary, const char *name, u64 addr, const void *data,
		      bool exec, bool write)
{
	struct binary_section section = { name, addr, PAGE, data, true, exec, write };

	binary_add_section(binary, &section);
}

static void add_name(struct binary *binary, const char *name, u64 addr)
{
	struct binary_symbol symbol = { .addr = addr, .name = name };

	binary_add_symbol(binary, &symbol);
}

struct binary *make_booted(const char *build_id)
{
	struct binary *binary = binary_new("vmlinux");
	u8 *rodata = binary_keep(binary, xcalloc(PAGE, 1));

	strcpy((char *)rodata + KERNEL_BANNER % PAGE, BANNER);
	strcpy(binary->build_id, build_id);
	add_range(binary, ".text", KERNEL_TEXT, NULL, true, false);
	add_range(binary, ".rodata", KERNEL_RODATA, rodata, false, false);
	add_range(binary, ".data", KERNEL_PGT, NULL, false, true);
	add_range(binary, ".init.text", KERNEL_INIT, NULL, true, false);
	add_range(binary, ".data..percpu", 0, NULL, false, true);
	add_name(binary, "_text", KERNEL_TEXT);
	add_name(binary, "linux_banner", KERNEL_BANNER);
	add_name(binary, "init_top_pgt", KERNEL_PGT);
	add_name(binary, "pcpu_hot", 0x40);
	binary_ready(binary);
	return binary;
}

int make_info(char *to, const char *build_id, u64 slide, const char *tail)
{
	return snprintf(to, MAKE_INFO,
			"OSRELEASE=" RELEASE "\n%s%s\nPAGESIZE=4096\n"
			"SYMBOL(init_uts_ns)=ffffffff81fff000\n"
			"NUMBER(phys_base)=%lld\n"
			"SYMBOL(init_top_pgt)=%llx\n"
			"KERNELOFFSET=%llx\n%s",
			*build_id ? "BUILD-ID=" : "", build_id, (long long)KERNEL_PHYS,
			(unsigned long long)(KERNEL_PGT + slide),
			(unsigned long long)slide, tail);
}

struct make_dump *make_dump(void)
{
	return xcalloc(1, sizeof(struct make_dump));
}

void make_memory(struct make_dump *dump, u64 vaddr, u64 paddr, const void *bytes,
		 size_t len)
{
	struct piece *piece = &dump->piece[dump->npieces++];

	if (dump->npieces > PIECES_MAX)
		abort();
	*piece = (struct piece){ vaddr, paddr, len, xmalloc(len) };
	memcpy(piece->bytes, bytes, len);
}

void make_entry(struct make_dump *dump, u64 table, unsigned int index, u64 entry)
{
	make_memory(dump, 0, table + 8 * index, &entry, sizeof(entry));
}

void make_mapping(struct make_dump *dump, int levels, u64 root, u64 vaddr, u64 frame,
		  u64 flags)
{
	int level;

	for (level = levels; level >= 1; level--) {
		unsigned int index = (vaddr >> (12 + 9 * (level - 1))) & 511;
		u64 table = root + (levels - level) * PAGE;

		make_entry(dump, table, index, level > 1 ? (table + PAGE) | PTE_P | PTE_RW :
			   frame | flags);
	}
}

void make_note(struct make_dump *dump, const char *name, const void *data, size_t size)
{
	u32 header[3] = { strlen(name) + 1, size, 0 };
	size_t padded = (header[0] + 3) & ~3u, needed = 12 + padded + ((size + 3) & ~3u);
	u8 *at = dump->notes + dump->nnotes;

	if (dump->nnotes + needed > NOTES_MAX)
		abort();
	memcpy(at, header, sizeof(header));
	memcpy(at + 12, name, header[0]);
	memcpy(at + 12 + padded, data, size);
	dump->nnotes += needed;
}

void make_cpu(struct make_dump *dump, u64 cr3, u64 cr4)
{
	make_cpu_state(dump, &(struct dump_cpu){ .cr3 = cr3, .cr4 = cr4 });
}

void make_cpu_state(struct make_dump *dump, const struct dump_cpu *cpu)
{
	/* Two u32, 18 registers, 10 segments of 24 bytes, CR0 to CR4, GS base. */
	u64 state[1 + 18 + 30 + 5 + 1] = { 440ull << 32 | 1 };

	state[1 + 18 + 30 - 1] = cpu->idt;
	state[1 + 18 + 30] = cpu->cr0;
	state[1 + 18 + 30 + 3] = cpu->cr3;
	state[1 + 18 + 30 + 4] = cpu->cr4;
	make_note(dump, "QEMU", state, sizeof(state));
}

static void header(Elf64_Ehdr *elf)
{
	*elf = (Elf64_Ehdr){
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_CORE, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
		.e_ehsize = sizeof(*elf), .e_phentsize = sizeof(Elf64_Phdr),
		.e_shentsize = sizeof(Elf64_Shdr),
	};
}

static void append(struct blob *blob, const void *bytes, size_t len)
{
	blob->data = xrealloc_array(blob->data, blob->size + len, 1);
	if (len)
		memcpy(blob->data + blob->size, bytes, len);
	blob->size += len;
}

static void forget(struct make_dump *dump)
{
	size_t i;

	for (i = 0; i < dump->npieces; i++)
		free(dump->piece[i].bytes);
	free(dump);
}

struct blob make_core(struct make_dump *dump, bool counted)
{
	Elf64_Phdr segment[PIECES_MAX + 1] = { { .p_type = PT_NOTE } };
	size_t count = dump->npieces + 1, i;
	struct blob blob = { NULL, 0 };
	Elf64_Shdr first = { .sh_info = count };
	Elf64_Ehdr elf;
	u64 at;

	header(&elf);
	elf.e_phnum = counted ? PN_XNUM : count;
	elf.e_phoff = sizeof(elf) + sizeof(first);
	elf.e_shoff = sizeof(elf);
	at = elf.e_phoff + count * sizeof(*segment);
	segment[0].p_offset = at;
	segment[0].p_filesz = dump->nnotes;
	at += dump->nnotes;
	for (i = 0; i < dump->npieces; i++) {
		const struct piece *piece = &dump->piece[i];

		segment[i + 1] = (Elf64_Phdr){
			.p_type = PT_LOAD, .p_vaddr = piece->vaddr,
			.p_paddr = piece->paddr, .p_offset = at,
			.p_filesz = piece->len, .p_memsz = piece->len,
		};
		at += piece->len;
	}
	append(&blob, &elf, sizeof(elf));
	append(&blob, &first, sizeof(first));
	append(&blob, segment, count * sizeof(*segment));
	append(&blob, dump->notes, dump->nnotes);
	for (i = 0; i < dump->npieces; i++)
		append(&blob, dump->piece[i].bytes, dump->piece[i].len);
	forget(dump);
	return blob;
}

u64 make_machine(u64 paddr)
{
	return (paddr / PAGE * 7 % 100003 + 200000) * PAGE + paddr % PAGE;
}

/* All pages that a piece is a part of; returns how many. */
static size_t fill_pages(const struct make_dump *dump, u8 *pages, u64 *frames)
{
	size_t count = 0, i, j;

	for (i = 0; i < dump->npieces; i++) {
		const struct piece *piece = &dump->piece[i];

		for (j = 0; j < count && frames[j] != piece->paddr / PAGE; j++)
			;
		if (j == count)
			frames[count++] = piece->paddr / PAGE;
		memcpy(pages + j * PAGE + piece->paddr % PAGE, piece->bytes, piece->len);
	}
	return count;
}

struct blob make_xen(struct make_dump *dump, bool pv)
{
	static const char names[] = "\0.shstrtab\0.xen_pages\0.xen_p2m\0.xen_pfn\0.note.Xen";
	u8 *pages = xcalloc(PIECES_MAX, PAGE);
	u64 frames[PIECES_MAX], table[2 * PIECES_MAX];
	size_t count = fill_pages(dump, pages, frames), words = pv ? 2 : 1, i;
	u64 at = sizeof(Elf64_Ehdr) + XEN_SECTIONS * sizeof(Elf64_Shdr);
	struct blob blob = { NULL, 0 };
	Elf64_Shdr section[XEN_SECTIONS] = {
		{ 0 },
		{ .sh_name = 1, .sh_type = SHT_STRTAB, .sh_size = sizeof(names) },
		{ .sh_name = 40, .sh_type = SHT_NOTE, .sh_size = dump->nnotes },
		{ .sh_name = pv ? 22 : 31, .sh_type = SHT_PROGBITS,
		  .sh_size = count * 8 * words },
		{ .sh_name = 11, .sh_type = SHT_PROGBITS, .sh_size = count * PAGE },
	};
	Elf64_Ehdr elf;

	for (i = 0; i < count; i++) {
		table[i * words] = frames[i];
		if (pv)
			table[i * words + 1] = make_machine(frames[i] * PAGE) / PAGE;
	}
	for (i = 1; i < XEN_SECTIONS; i++) {
		section[i].sh_offset = at;
		at += section[i].sh_size;
	}
	header(&elf);
	elf.e_shoff = sizeof(elf);
	elf.e_shnum = XEN_SECTIONS;
	elf.e_shstrndx = 1;
	append(&blob, &elf, sizeof(elf));
	append(&blob, section, sizeof(section));
	append(&blob, names, sizeof(names));
	append(&blob, dump->notes, dump->nnotes);
	append(&blob, table, count * 8 * words);
	append(&blob, pages, count * PAGE);
	free(pages);
	forget(dump);
	return blob;
}
