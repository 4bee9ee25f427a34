// SPDX-License-Identifier: GPL-2.0-only
/*
 * The small kernel in memory: its own copy of the file's bytes, the state that a boot
 * leaves, and sites patched by the kernel's patcher, which is told what each may become
 * from the tables here and not from anything that an auditor has read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "small_internal.h"

static bool there(const struct small *small, u64 addr, size_t len)
{
	if (small->hole && small->hole - addr < len)
		return false;
	return (addr - SMALL_BASE < SMALL_SIZE && len <= SMALL_SIZE - (addr - SMALL_BASE)) ||
	       (addr - SMALL_MODULE < SMALL_MODULE_SIZE &&
		len <= SMALL_MODULE_SIZE - (addr - SMALL_MODULE));
}

static int read_memory(void *ctx, u64 addr, void *to, size_t len)
{
	const struct small *small = ctx;

	if (!there(small, addr, len))
		return -1;
	memcpy(to, small_at(small, addr), len);
	return 0;
}

static bool contains(void *ctx, u64 addr, unsigned int len)
{
	return there(ctx, addr, len);
}

static int read_text(void *ctx, u64 addr, u8 *buf, unsigned int len)
{
	return read_memory(ctx, addr, buf, len);
}

static int write_text(void *ctx, u64 addr, const u8 *bytes, unsigned int len,
		      const u8 *call)
{
	(void)call;
	memcpy(small_at(ctx, addr), bytes, len);
	return 0;
}

static void finish(void *ctx)
{
	(void)ctx;
}

static bool claimed(void *ctx, u64 addr)
{
	(void)ctx;
	(void)addr;
	return false;
}

/* Every site, in the kernel and in the module. */
static int site_of(void *ctx, u32 i, struct pvpatch_site *site)
{
	const struct small_place *place = &small_places[i];

	(void)ctx;
	*site = (struct pvpatch_site){ small_site(i), place->op, place->variant, place->len };
	return 0;
}

static u64 thunk_of(const struct pvpatch_site *site)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (small_thunks[i].op == site->op && small_thunks[i].variant == site->variant)
			return SMALL_BASE + small_thunks[i].addr;
	return SMALL_BASE + SMALL_TRAMPOLINE(site->op);
}

static enum pvpatch_pad pad_of(const struct small_template *row)
{
	if (!row->len)
		return PVPATCH_NEXT_PREFIX;
	return row->flags & PVOPS_T_PREFIX ? PVPATCH_OWN_PREFIX : PVPATCH_NOPS;
}

static int choose(void *ctx, const struct pvpatch_site *site, struct pvpatch_choice *choice)
{
	const struct small *small = ctx;
	unsigned int i;

	choice->indirect = thunk_of(site);
	choice->jump = site->variant == PVOPS_V_JUMP;
	choice->direct = site->variant == PVOPS_V_CALL || choice->jump ?
			 SMALL_BASE + SMALL_FUNCTION + 16 * site->op : choice->indirect;
	choice->code = (struct pvpatch_code){ NULL, 0, PVPATCH_NOPS };
	for (i = 0; i < SMALL_NTEMPLATES; i++)
		if (small_templates[i].function == site->op)
			choice->code = (struct pvpatch_code){
				small->file + SMALL_CODE + small_templates[i].code,
				small_templates[i].len,
				small->nops ? PVPATCH_NOPS : pad_of(&small_templates[i]),
			};
	return 0;
}

static void patch(struct small *small, enum pvpatch_form mode)
{
	const struct pvpatch_text text = {
		.contains = contains, .read = read_text, .write = write_text,
		.finish = finish, .claimed = claimed, .ctx = small,
	};
	const struct pvpatch_job job = { &text, site_of, choose, NULL, small, SITE_ALL, mode };
	struct pvpatch_stats stats = { 0 };

	pvpatch_apply(&job, &stats);
	if (stats.failed)
		abort();
}

/* A ring: the head in the state, the kernel's own table, the module's. */
static void make_list(struct small *small)
{
	const struct pvops_audit *a = &small_audit;
	u64 head = SMALL_STATE + a->state_tables;
	u64 own = SMALL_OWN + a->sites_list, loaded = SMALL_LOADED + a->sites_list;

	small_put(small, head, SMALL_BASE + own, 8);
	small_put(small, own, SMALL_BASE + loaded, 8);
	small_put(small, loaded, SMALL_BASE + head, 8);
	small_put(small, SMALL_OWN + a->sites_start, SMALL_BASE + SMALL_SITES, 8);
	small_put(small, SMALL_OWN + a->sites_count, SITE_KERNEL, 4);
	small_put(small, SMALL_LOADED + a->sites_start, SMALL_MODULE + SMALL_MOD_SITES, 8);
	small_put(small, SMALL_LOADED + a->sites_count, SITE_ALL - SITE_KERNEL, 4);
	small_put(small, SMALL_LOADED + a->sites_init, 1, 4);
	small_put(small, SMALL_LOADED + a->sites_mod, SMALL_BASE + SMALL_MOD, 8);
}

static void put_piece(struct small *small, unsigned int i, u64 addr, u32 size)
{
	u64 piece = SMALL_MOD + small_audit.module_mem + i * small_audit.mem;

	small_put(small, piece + small_audit.mem_base, SMALL_MODULE + addr, 8);
	small_put(small, piece + small_audit.mem_size, size, 4);
}

/* A group of attributes: its name, the list of them, how many; then they themselves. */
static void make_sections(struct small *small)
{
	u64 group = SMALL_GROUP, list = SMALL_GROUP + 0x100, names = SMALL_GROUP + 0x140;
	static const struct {
		const char *name;
		u64 addr;
	} sections[] = { { ".text", SMALL_MOD_TEXT }, { ".pvops_sites", SMALL_MOD_SITES } };
	u64 i;

	memcpy(small->now + names, "sections", 9);
	small_put(small, group, SMALL_BASE + names, 8);
	small_put(small, group + 32, SMALL_BASE + list, 8);
	small_put(small, group + 40, 2, 4);
	for (i = 0; i < 2; i++) {
		u64 at = group + 48 + 32 * i, name = names + 16 * (i + 1);

		strcpy((char *)small->now + name, sections[i].name);
		small_put(small, list + 8 * i, SMALL_BASE + at, 8);
		small_put(small, at, SMALL_BASE + name, 8);
		small_put(small, at + 24, SMALL_MODULE + sections[i].addr, 8);
	}
	small_put(small, SMALL_MOD + 0x140, SMALL_BASE + group, 8);
}

static void make_module(struct small *small)
{
	const struct pvops_audit *a = &small_audit;

	memcpy(small->now + SMALL_MOD + a->module_name, "sample", 7);
	put_piece(small, a->mem_text, SMALL_MOD_TEXT, SMALL_MOD_TEXT_SIZE);
	put_piece(small, a->mem_text + 2, SMALL_MOD_SITES, 0x100);
	small_put(small, SMALL_MODULES, SMALL_BASE + SMALL_MOD + 8, 8);
	small_put(small, SMALL_MOD + 8, SMALL_BASE + SMALL_MODULES, 8);
	make_sections(small);
}

static void in_memory(struct small *small)
{
	small->now = binary_keep(small->binary, xmalloc(SMALL_SIZE));
	memcpy(small->now, small->file, SMALL_SIZE);
	small->binary->state = BINARY_BOOTED;
	small->binary->memory = (struct memory){ read_memory, NULL, small };
	make_list(small);
	make_module(small);
}

void small_boot(struct small *small, enum pvpatch_form mode)
{
	in_memory(small);
	patch(small, mode);
	memcpy(small->now + SMALL_BOUND + small_audit.bound_function,
	       small->file + SMALL_NATIVE, 8 * PVOPS_NR);
	memset(small->now + SMALL_BOUND + small_audit.bound_nops, small->nops, PVOPS_NR);
	memcpy(small->now + SMALL_NAME, "test", 5);
	small_put(small, SMALL_OTHER + small_audit.backend_name, SMALL_BASE + SMALL_NAME, 8);
	small_put(small, SMALL_STATE + small_audit.state_backend, SMALL_BASE + SMALL_BACKEND,
		  8);
	small_put(small, SMALL_STATE + small_audit.state_mode, mode, 4);
	small_put(small, SMALL_STATE + small_audit.state_boot, mode, 4);
	small_put(small, SMALL_BACKEND + small_audit.backend_name, SMALL_BASE + SMALL_NAME, 8);
	/* Both have been given back. */
	memset(small->now + SMALL_INIT, 0, SMALL_INIT_END - SMALL_INIT);
	memset(small->module + SMALL_MOD_INIT, 0, 16);
}

void small_booted(struct small *small, enum pvpatch_form mode)
{
	small_built(small);
	small_boot(small, mode);
}

void small_booted_slow(struct small *small, enum pvpatch_form mode)
{
	small_built(small);
	small->nops = true;
	small_boot(small, mode);
}

void small_unbound(struct small *small)
{
	small_built(small);
	in_memory(small);
}

void small_free(struct small *small)
{
	findings_free(&small->findings);
	tables_free(&small->tables);
	binary_free(small->binary);
}

/* As subject_open() does, which wants a file. */
int small_check(struct small *small, struct error *error)
{
	struct subject subject = { .binary = small->binary };
	const struct pvops_kernel *kernel;

	if (tables_read(small->binary, &small->tables, error))
		return -1;
	subject.tables = small->tables;
	kernel = small->tables.ntables ? pvops_of(small->tables.table[0]) : NULL;
	if (kernel && small->binary->state == BINARY_BOOTED) {
		snprintf(subject.backend, sizeof(subject.backend), "%s",
			 kernel->bound ? kernel->backend : "none");
		snprintf(subject.mode, sizeof(subject.mode), "%s",
			 pvpatch_form_name(kernel->mode));
	}
	check_run(&subject, &small->findings, NULL);
	return 0;
}
