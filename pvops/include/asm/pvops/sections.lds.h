/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the linker puts our tables: into read-only data, at the place that
 * asm-generic/vmlinux.lds.h leaves to the architecture.  Include this before it.
 */
#ifdef CONFIG_PVOPS

#define PVOPS_TABLE(name, align)					\
	. = ALIGN(align);						\
	__start_pvops_##name = .;					\
	KEEP(*(.pvops_##name))						\
	__stop_pvops_##name = .;

#define RO_AFTER_INIT_DATA						\
	. = ALIGN(8);							\
	__start_ro_after_init = .;					\
	*(.data..ro_after_init)						\
	JUMP_TABLE_DATA							\
	STATIC_CALL_DATA						\
	PVOPS_TABLE(backends, 8)					\
	PVOPS_TABLE(sites, 8)						\
	PVOPS_TABLE(thunks, 8)						\
	PVOPS_TABLE(templates, 8)					\
	PVOPS_TABLE(code, 8)						\
	__end_ro_after_init = .;

#endif
