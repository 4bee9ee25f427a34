// SPDX-License-Identifier: GPL-2.0-only
/* The small kernel as built: its bytes, sections and symbols; see the header. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/pvops/kinds.def>
#include "../../tools/objtool-pv/alloc.h"
#include "small_internal.h"

#define TABLE_BYTES	(8 * PVOPS_NR)

const struct small_place small_places[SITE_ALL] = {
	[SITE_NOTHING]	  = { SMALL_MANY + 1, PVOP_cpu_io_delay, PVOPS_V_CALL, 5 },
	[SITE_CODE]	  = { SMALL_MANY + 9, PVOP_cpu_read_cr0, PVOPS_V_KEEP, 5 },
	[SITE_REGISTER]	  = { SMALL_MANY + 16, PVOP_irq_save_fl, 3, 5 },
	[SITE_LONG]	  = { SMALL_MANY + 21, PVOP_irq_irq_disable, PVOPS_V_KEEP, 7 },
	[SITE_DIRECT]	  = { SMALL_ONE + 2, PVOP_cpu_write_cr0, PVOPS_V_CALL, 5 },
	[SITE_JUMP]	  = { SMALL_LEAVE, PVOP_leave_iret, PVOPS_V_JUMP, 5 },
	[SITE_INIT]	  = { SMALL_INIT, PVOP_cpu_io_delay, PVOPS_V_CALL, 5 },
	[SITE_MOD_CODE]	  = { SMALL_MOD_TEXT + 1, PVOP_cpu_read_cr0, PVOPS_V_KEEP, 5 },
	[SITE_MOD_DIRECT] = { SMALL_MOD_TEXT + 6, PVOP_cpu_write_cr0, PVOPS_V_CALL, 5 },
	[SITE_MOD_INIT]	  = { SMALL_MOD_INIT, PVOP_cpu_io_delay, PVOPS_V_CALL, 5 },
};

const struct small_thunk small_thunks[3] = {
	{ SMALL_KEEP_CR0, PVOP_cpu_read_cr0, PVOPS_V_KEEP },
	{ SMALL_FLAGS_RBX, PVOP_irq_save_fl, 3 },
	{ SMALL_KEEP_IRQ, PVOP_irq_irq_disable, PVOPS_V_KEEP },
};

static const u8 code[] = {
	0x0f, 0x20, 0xc0,	/* mov %cr0,%rax */
	0x9c, 0x5b,		/* pushf; pop %rbx */
	0xfa,			/* cli */
};

const struct small_template small_templates[SMALL_NTEMPLATES] = {
	{ PVOPS_T_ANY, PVOP_cpu_io_delay, 0, 0, 0, 0 },
	{ PVOP_cpu_read_cr0, PVOP_cpu_read_cr0, PVOPS_V_CALL, 0, 3, 0 },
	{ PVOP_irq_save_fl, PVOP_irq_save_fl, 3, 3, 2, 0 },
	{ PVOP_irq_irq_disable, PVOP_irq_irq_disable, PVOPS_V_KEEP, 5, 1,
	  PVOPS_T_PREFIX },
	{ PVOP_leave_iret, PVOP_leave_iret, PVOPS_V_JUMP, 0, 0, 0 },
};

const struct pvops_audit small_audit = {
	.version = PVOPS_AUDIT_VERSION, .size = sizeof(struct pvops_audit),
	.ops = PVOPS_NR,
	.site = sizeof(struct pvops_site), .thunk = sizeof(struct pvops_thunk),
	.template = sizeof(struct pvops_template),
	.state_backend = 8, .state_mode = 0, .state_boot = 4, .state_tables = 16,
	.backend_name = 8,
	.sites_list = 8, .sites_start = 24, .sites_count = 32, .sites_mod = 40,
	.sites_init = 36, .bound_function = 16, .bound_nops = 16 + TABLE_BYTES,
	.module_name = 24, .module_mem = 80,
	.mem = 32, .mem_base = 8, .mem_size = 16, .mem_text = 1, .mem_init_text = 2,
};

u8 *small_at(const struct small *small, u64 addr)
{
	if (addr - SMALL_MODULE < SMALL_MODULE_SIZE)
		return small->module + (addr - SMALL_MODULE);
	return small->now + (addr - SMALL_BASE);
}

u64 small_site(enum small_site site)
{
	return (site < SITE_KERNEL ? SMALL_BASE : SMALL_MODULE) + small_places[site].addr;
}

u64 small_record(enum small_site site)
{
	return site < SITE_KERNEL ?
	       SMALL_BASE + SMALL_SITES + 8 * site :
	       SMALL_MODULE + SMALL_MOD_SITES + 8 * (site - SITE_KERNEL);
}

void small_put(const struct small *small, u64 at, u64 value, unsigned int size)
{
	memcpy(small->now + at, &value, size);
}

void small_call(const struct small *small, u64 addr, u64 target)
{
	pvpatch_branch(small_at(small, addr), false, addr, target);
}

/* The call target of a site, by its number in the table of thunks. */
static u64 target_of(const struct small_place *place)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (small_thunks[i].op == place->op &&
		    small_thunks[i].variant == place->variant)
			return SMALL_BASE + small_thunks[i].addr;
	return SMALL_BASE + SMALL_TRAMPOLINE(place->op);
}

/* The indirect form, as the compiler's assembler leaves it. */
static void put_site(struct small *small, enum small_site site)
{
	const struct small_place *place = &small_places[site];
	u64 addr = small_site(site), record = small_record(site);
	struct pvops_site row = { (s32)(addr - record), place->op, place->len,
				  place->variant, 0 };

	small_call(small, addr + place->len - 5, target_of(place));
	if (place->variant == PVOPS_V_JUMP)
		*small_at(small, addr) = 0xe9;
	if (place->len == 7)
		memcpy(small_at(small, addr), "\x66\x90", 2);
	memcpy(small_at(small, record), &row, sizeof(row));
}

unsigned int small_variant(unsigned int op)
{
	return op == PVOP_leave_iret ? PVOPS_V_JUMP : PVOPS_V_CALL;
}

bool small_saves(unsigned int op)
{
	static const bool saves[] = {
#define PV_OP(group, name, kind, ret, params, args) PVOPS_KIND_##kind(PVOPS_SAVES),
#include <asm/pvops/ops.def>
	};

	return saves[op];
}

static void put_relative(struct small *small, u64 at, u8 opcode, u64 target)
{
	small->now[at] = opcode;
	small_put(small, at + 1, target - at - 5, 4);
}

/*
 * mov entry(%rip), %r11; cs jmp to its thunk; int3.  Or push %r11; the same mov; cs call;
 * pop %r11; jmp to the return thunk.  Of jumps: push entry(%rip); jmp to the return thunk.
 */
static void put_trampoline(struct small *small, unsigned int op)
{
	u64 at = SMALL_TRAMPOLINE(op);
	bool saves = small_saves(op);

	if (small_variant(op) == PVOPS_V_JUMP) {
		memcpy(small->now + at, "\xff\x35", 2);
		small_put(small, at + 2, SMALL_TABLE + 8 * op - at - 6, 4);
		put_relative(small, at + 6, 0xe9, SMALL_RETURN);
		return;
	}
	if (saves) {
		memcpy(small->now + at, "\x41\x53", 2);
		at += 2;
	}
	memcpy(small->now + at, "\x4c\x8b\x1d", 3);
	small_put(small, at + 3, SMALL_TABLE + 8 * op - at - 7, 4);
	small->now[at + 7] = 0x2e;
	put_relative(small, at + 8, saves ? 0xe8 : 0xe9, SMALL_R11);
	if (saves) {
		memcpy(small->now + at + 13, "\x41\x5b", 2);
		put_relative(small, at + 15, 0xe9, SMALL_RETURN);
	}
}

/* ENDBR64 and RET for each. */
static void put_functions(struct small *small)
{
	unsigned int op, i;

	memset(small->now, 0xcc, SMALL_TEXT_END);
	for (op = 0; op < PVOPS_NR; op++) {
		memcpy(small->now + SMALL_FUNCTION + 16 * op, "\xf3\x0f\x1e\xfa\xc3", 5);
		put_trampoline(small, op);
		small_put(small, SMALL_TABLE + 8 * op, SMALL_BASE + SMALL_FUNCTION + 16 * op, 8);
		small_put(small, SMALL_NATIVE + 8 * op, SMALL_BASE + SMALL_FUNCTION + 16 * op,
			  8);
	}
	for (i = 0; i < 3; i++)
		small->now[small_thunks[i].addr] = 0xc3;
	small->now[SMALL_RETURN] = 0xc3;
	memcpy(small->now + SMALL_R11, "\xff\xd0\xc3", 3);
	memcpy(small->now + SMALL_ITS, "\x41\xff\xe3", 3);
}

/* push; SITE; mov; SITE; je over it; SITE; SITE; pop; ret */
static void put_code(struct small *small)
{
	u8 *many = small->now + SMALL_MANY, *one = small->now + SMALL_ONE;

	many[0] = 0x55;
	memcpy(many + 6, "\x48\x89\xe5", 3);
	memcpy(many + 14, "\x74\x05", 2);
	memcpy(many + 28, "\x5d\xc3", 2);
	memcpy(one, "\x66\x90", 2);
	memcpy(one + 7, "\x48\x89\xe5\xc3", 4);
	memcpy(small->now + SMALL_LEAVE + 5, "\x48\x83\xc4\x08\x48\xcf", 6);
	memcpy(small->now + SMALL_PLAIN, "\x0f\x1f\x44\x00\x00\xc3", 6);
	small->now[SMALL_INIT + 5] = 0xc3;
	memcpy(small->module + SMALL_MOD_TEXT, "\x55", 1);
	memcpy(small->module + SMALL_MOD_TEXT + 11, "\x5d\xc3", 2);
}

static void put_rows(struct small *small)
{
	unsigned int i;

	for (i = 0; i < SMALL_NTHUNKS; i++) {
		u64 at = SMALL_THUNKS + 8 * i;
		struct small_thunk t = { SMALL_TRAMPOLINE(i), i, small_variant(i) };
		struct pvops_thunk row;

		if (i >= PVOPS_NR)
			t = small_thunks[i - PVOPS_NR];
		row = (struct pvops_thunk){ (s32)(t.addr - at), t.op, t.variant, 0 };
		memcpy(small->now + at, &row, sizeof(row));
	}
	for (i = 0; i < SMALL_NTEMPLATES; i++) {
		const struct small_template *t = &small_templates[i];
		u64 at = SMALL_TEMPLATES + 12 * i;
		struct pvops_template row = {
			(s32)(SMALL_CODE + t->code - at),
			(s32)(SMALL_FUNCTION + 16 * t->function - at - 4),
			t->op, t->variant, t->len, t->flags,
		};

		memcpy(small->now + at, &row, sizeof(row));
	}
	memcpy(small->now + SMALL_CODE, code, sizeof(code));
	memcpy(small->now + SMALL_AUDIT, &small_audit, sizeof(small_audit));
	small_put(small, SMALL_BACKENDS, SMALL_BASE + SMALL_BACKEND, 8);
}

static void add_section(struct small *small, const char *name, u64 at, u64 end, bool exec,
			bool write)
{
	binary_add_section(small->binary, &(struct binary_section){
		.name = name, .addr = SMALL_BASE + at, .size = end - at,
		.data = small->file + at, .alloc = true, .exec = exec, .write = write });
}

static void add_symbol(struct small *small, const char *name, u64 addr, u64 size,
		       bool function)
{
	char *kept = binary_keep(small->binary, xstrdup(name));

	binary_add_symbol(small->binary, &(struct binary_symbol){
		.addr = addr, .size = size, .name = kept, .function = function });
}

void small_add_symbol(struct small *small, const char *name, u64 addr, u64 size,
		      bool function)
{
	add_symbol(small, name, addr, size, function);
	binary_ready(small->binary);
}

void small_move_symbol(struct small *small, const char *name, u64 addr)
{
	size_t i;

	for (i = 0; i < small->binary->nsymbols; i++)
		if (!strcmp(small->binary->symbols[i].name, name))
			small->binary->symbols[i].addr = addr;
	binary_ready(small->binary);
}

static void add_function_symbols(struct small *small)
{
	char name[96], native[96 + sizeof("native_")];
	unsigned int i;

	for (i = 0; i < PVOPS_NR; i++) {
		pvops_thunk_name(i, small_variant(i), 0, name);
		snprintf(native, sizeof(native), "native_%s", name + strlen("pvops_call_"));
		add_symbol(small, native, SMALL_BASE + SMALL_FUNCTION + 16 * i, 5, true);
		add_symbol(small, name, SMALL_BASE + SMALL_TRAMPOLINE(i),
			   small_saves(i) ? 22 : 14, true);
	}
	for (i = 0; i < 3; i++) {
		pvops_thunk_name(small_thunks[i].op, small_thunks[i].variant, 0, name);
		add_symbol(small, name, SMALL_BASE + small_thunks[i].addr, 1, true);
	}
	add_symbol(small, "__x86_indirect_thunk_r11", SMALL_BASE + SMALL_R11, 3, true);
	add_symbol(small, "__x86_return_thunk", SMALL_BASE + SMALL_RETURN, 1, true);
	add_symbol(small, "many", SMALL_BASE + SMALL_MANY, 30, true);
	add_symbol(small, "one", SMALL_BASE + SMALL_ONE, 11, true);
	add_symbol(small, "leave", SMALL_BASE + SMALL_LEAVE, 11, true);
	add_symbol(small, "plain", SMALL_BASE + SMALL_PLAIN, 6, true);
	add_symbol(small, "init", SMALL_BASE + SMALL_INIT, 6, true);
}

static const struct {
	const char *name;
	u64 at, size;
} objects[] = {
	{ "__start_rodata", SMALL_TABLE, 0 },
	{ "__end_rodata", SMALL_STATE, 0 },
	{ "pvops_table", SMALL_TABLE, TABLE_BYTES },
	{ "pvops_native_table", SMALL_NATIVE, TABLE_BYTES },
	{ "pvops_bound", SMALL_BOUND, 16 + TABLE_BYTES + PVOPS_NR },
	{ "pvops_audit", SMALL_AUDIT, sizeof(struct pvops_audit) },
	{ "__start_pvops_thunks", SMALL_THUNKS, 0 },
	{ "__stop_pvops_thunks", SMALL_THUNKS + 8 * SMALL_NTHUNKS, 0 },
	{ "__start_pvops_templates", SMALL_TEMPLATES, 0 },
	{ "__stop_pvops_templates", SMALL_TEMPLATES + 12 * SMALL_NTEMPLATES, 0 },
	{ "__start_pvops_code", SMALL_CODE, 0 },
	{ "__stop_pvops_code", SMALL_CODE + sizeof(code), 0 },
	{ "__start_pvops_sites", SMALL_SITES, 0 },
	{ "__stop_pvops_sites", SMALL_SITES + 8 * SITE_KERNEL, 0 },
	{ "__start_pvops_backends", SMALL_BACKENDS, 0 },
	{ "__stop_pvops_backends", SMALL_BACKENDS + 8, 0 },
	{ "pvops_state", SMALL_STATE, 64 },
	{ "modules", SMALL_MODULES, 16 },
	{ "__init_begin", SMALL_INIT, 0 },
	{ "__init_end", SMALL_INIT_END, 0 },
};

static void make_binary(struct small *small)
{
	unsigned int i;

	add_section(small, ".text", 0, SMALL_TEXT_END, true, false);
	add_section(small, ".rodata", SMALL_TABLE, SMALL_STATE, false, false);
	add_section(small, ".data", SMALL_STATE, SMALL_INIT, false, true);
	add_section(small, ".init.text", SMALL_INIT, SMALL_INIT_END, true, false);
	add_section(small, ".ibt_endbr_seal", SMALL_SEAL, SMALL_SEAL + 16, false, false);
	add_function_symbols(small);
	for (i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		add_symbol(small, objects[i].name, SMALL_BASE + objects[i].at,
			   objects[i].size, false);
	binary_ready(small->binary);
}

void small_built(struct small *small)
{
	unsigned int site;

	memset(small, 0, sizeof(*small));
	small->binary = binary_new("small");
	small->file = binary_keep(small->binary, xcalloc(1, SMALL_SIZE));
	small->module = binary_keep(small->binary, xcalloc(1, SMALL_MODULE_SIZE));
	small->now = small->file;
	small->sites = SITE_KERNEL;
	put_functions(small);
	put_code(small);
	put_rows(small);
	for (site = 0; site < SITE_ALL; site++)
		put_site(small, site);
	make_binary(small);
}

void small_add_record(struct small *small, u64 addr, unsigned int op,
		      unsigned int variant, unsigned int len)
{
	u64 at = SMALL_SITES + 8 * small->sites++;
	struct pvops_site row = { (s32)(addr - SMALL_BASE - at), op, len, variant, 0 };

	memcpy(small->now + at, &row, sizeof(row));
	memcpy(small->file + at, &row, sizeof(row));
	small_move_symbol(small, "__stop_pvops_sites", SMALL_BASE + at + 8);
}
