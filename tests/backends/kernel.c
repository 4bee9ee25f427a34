// SPDX-License-Identifier: GPL-2.0-only
/* Reading a vmlinux; see the header. */
#include <fcntl.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"

static Elf *elf;
static int fd = -1;

bool kernel_open(const char *path)
{
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	return elf && elf_kind(elf) == ELF_K_ELF;
}

void kernel_close(void)
{
	elf_end(elf);
	elf = NULL;
	if (fd >= 0)
		close(fd);
	fd = -1;
}

static uint64_t find(Elf_Scn *section, const char *name, uint64_t *size)
{
	const Elf_Data *data = elf_getdata(section, NULL);
	const Elf64_Sym *symbol = data ? data->d_buf : NULL;
	size_t names = elf64_getshdr(section)->sh_link, i;
	const char *found;

	for (i = 0; data && i < data->d_size / sizeof(*symbol); i++) {
		found = elf_strptr(elf, names, symbol[i].st_name);
		if (!found || strcmp(found, name))
			continue;
		if (size)
			*size = symbol[i].st_size;
		return symbol[i].st_value;
	}
	return 0;
}

uint64_t kernel_symbol(const char *name, uint64_t *size)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (elf64_getshdr(section)->sh_type == SHT_SYMTAB)
			return find(section, name, size);
	return 0;
}

static Elf_Scn *section_at(uint64_t addr, size_t size)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		const Elf64_Shdr *header = elf64_getshdr(section);

		if (header->sh_flags & SHF_ALLOC && header->sh_type != SHT_NOBITS &&
		    addr >= header->sh_addr && addr - header->sh_addr <= header->sh_size &&
		    size <= header->sh_size - (addr - header->sh_addr))
			return section;
	}
	return NULL;
}

const void *kernel_memory(uint64_t addr, size_t size)
{
	Elf_Scn *section = section_at(addr, size);
	const Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	return data ? (const char *)data->d_buf + (addr - elf64_getshdr(section)->sh_addr) : NULL;
}

bool kernel_code(uint64_t addr)
{
	Elf_Scn *section = section_at(addr, 1);

	return section && elf64_getshdr(section)->sh_flags & SHF_EXECINSTR;
}
