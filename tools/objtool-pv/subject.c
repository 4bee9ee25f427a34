// SPDX-License-Identifier: GPL-2.0-only
/* From what the user named to a binary with its tables. */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "input/input.h"
#include "memory/dump.h"
#include "memory/memory.h"
#include "sites/pvops.h"
#include "sites/stock.h"
#include "subject.h"

/* A running kernel's memory has its names beside it. */
static char *live_root(const char *path)
{
	char *copy = xstrdup(path), *root = NULL, *names;
	const char *slash = strrchr(path, '/');

	if (!strcmp(slash ? slash + 1 : path, "kcore")) {
		root = xstrdup(dirname(copy));
		names = xmalloc(strlen(root) + sizeof("/kallsyms"));
		sprintf(names, "%s/kallsyms", root);
		if (access(names, F_OK)) {
			free(root);
			root = NULL;
		}
		free(names);
	}
	free(copy);
	return root;
}

static struct binary *open_dump(const char *path, struct binary *kernel,
				struct error *error)
{
	if (kernel)
		return dump_open(path, kernel, error);
	error_set(error, "%s is a memory dump: give the file of the kernel that it is of "
		  "with --vmlinux", path);
	return NULL;
}

static struct binary *open_memory(const char *path, const char *root, const char *vmlinux,
				  struct error *error)
{
	struct binary *kernel = vmlinux ? input_open(vmlinux, error) : NULL;
	struct binary *binary;

	if (vmlinux && !kernel)
		return NULL;
	binary = root ? live_open(root, kernel, error) : open_dump(path, kernel, error);
	if (!binary)
		binary_free(kernel);
	return binary;
}

/* The value of "name=" in a module's .modinfo and its length; NULL if it has none. */
static const char *modinfo(const struct binary *module, const char *name, size_t *len)
{
	const struct binary_section *info = binary_section(module, ".modinfo");
	size_t at, size = info && info->data ? info->size : 0, head = strlen(name);

	for (at = 0; at < size; at += *len + 1) {
		const char *entry = (const char *)info->data + at;

		*len = strnlen(entry, size - at);
		if (*len < head || memcmp(entry, name, head))
			continue;
		*len -= head;
		return entry + head;
	}
	return NULL;
}

/* A kernel of another release may have other operations at the same offsets. */
static int is_kernel_of(const struct binary *kernel, const struct binary *module,
			struct error *error)
{
	char banner[BANNER_MAX], release[BANNER_MAX];
	const char *magic;
	size_t len, word;

	if (kernel->kind != BINARY_KERNEL)
		return error_set(error, "%s is no kernel: give that of the module %s with "
				 "--vmlinux", kernel->name, module->name);
	magic = modinfo(module, "vermagic=", &len);
	if (!magic || banner_read(kernel, banner, release, NULL) < 0)
		return 0;
	/* "RELEASE SMP preempt ...", include/linux/vermagic.h of Linux 6.12 */
	for (word = 0; word < len && magic[word] != ' '; word++)
		;
	if (word == strlen(release) && !memcmp(magic, release, word))
		return 0;
	return error_set(error, "%s: a module of %.*s, but %s is %s: give the module's "
			 "kernel with --vmlinux", module->name,
			 (int)(word < 64 ? word : 64), magic, kernel->name, release);
}

/* A module knows its operations by their offsets; its kernel knows their names. */
static int name_ops(struct subject *subject, const char *vmlinux, struct error *error)
{
	struct binary *kernel;
	size_t i;
	int err;

	if (!vmlinux || subject->binary->kind != BINARY_MODULE)
		return 0;
	kernel = input_open(vmlinux, error);
	if (!kernel)
		return -1;
	err = is_kernel_of(kernel, subject->binary, error);
	for (i = 0; i < subject->tables.ntables && !err; i++)
		err = stock_names(subject->tables.table[i], kernel, error);
	binary_free(kernel);
	return err;
}

static void read_state(struct subject *subject)
{
	const struct pvops_kernel *kernel;
	size_t i;

	for (i = 0; i < subject->tables.ntables; i++) {
		kernel = pvops_of(subject->tables.table[i]);
		if (!kernel || subject->binary->state != BINARY_BOOTED)
			continue;
		snprintf(subject->backend, sizeof(subject->backend), "%s",
			 kernel->bound ? kernel->backend : "none");
		snprintf(subject->mode, sizeof(subject->mode), "%s",
			 pvpatch_form_name(kernel->mode));
		return;
	}
}

int subject_open(struct subject *subject, const char *path, const char *vmlinux,
		 struct error *error)
{
	char *root = live_root(path);

	memset(subject, 0, sizeof(*subject));
	if (root || dump_is(path))
		subject->binary = open_memory(path, root, vmlinux, error);
	else
		subject->binary = input_open(path, error);
	free(root);
	if (!subject->binary)
		return -1;
	if (tables_read(subject->binary, &subject->tables, error) ||
	    tables_seen(subject->binary, &subject->tables, error) ||
	    name_ops(subject, vmlinux, error)) {
		subject_close(subject);
		return -1;
	}
	read_state(subject);
	return 0;
}

void subject_close(struct subject *subject)
{
	tables_free(&subject->tables);
	binary_free(subject->binary);
	memset(subject, 0, sizeof(*subject));
}

size_t subject_sites(const struct subject *subject)
{
	size_t i, count = 0;

	for (i = 0; i < subject->tables.ntables; i++)
		count += subject->tables.table[i]->nsites;
	return count;
}
