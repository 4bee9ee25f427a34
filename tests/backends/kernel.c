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

static Elf_Scn *symbols(void)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (elf64_getshdr(section)->sh_type == SHT_SYMTAB)
			return section;
	return NULL;
}

/* The first symbol of this name, or, if that is NULL, with a size and at this address. */
static const Elf64_Sym *find(const char *name, uint64_t addr)
{
	Elf_Scn *section = symbols();
	const Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	const Elf64_Sym *symbol = data ? data->d_buf : NULL;
	size_t i;

	for (i = 0; data && i < data->d_size / sizeof(*symbol); i++) {
		const char *found;

		if (!name && symbol[i].st_value == addr && symbol[i].st_size)
			return &symbol[i];
		found = name ? elf_strptr(elf, elf64_getshdr(section)->sh_link,
					  symbol[i].st_name) : NULL;
		if (found && !strcmp(found, name))
			return &symbol[i];
	}
	return NULL;
}

uint64_t kernel_symbol(const char *name, uint64_t *size)
{
	const Elf64_Sym *symbol = find(name, 0);

	if (symbol && size)
		*size = symbol->st_size;
	return symbol ? symbol->st_value : 0;
}

uint64_t kernel_size(uint64_t addr)
{
	const Elf64_Sym *symbol = find(NULL, addr);

	return symbol ? symbol->st_size : 0;
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
