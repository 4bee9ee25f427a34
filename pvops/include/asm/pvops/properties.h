/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Properties of a kernel on its platform, for upstream's code to ask about: what the
 * kernel cannot do or does not have there, never which platform that is.  A property is
 * a synthetic CPU feature, so a question is cpu_feature_enabled(X86_FEATURE_NAME), which
 * is patched and costs bare metal nothing, and nothing at all in kernels that cannot have
 * the property.  docs/properties.md has the place of every question.
 *
 * Upstream's asm/disabled-features.h includes this file, also into assembly and into a
 * program of the build host: macros only.  Each bit is either one that upstream has, or
 * free in upstream; linux/apply checks that.
 */
#ifndef PVOPS_PROPERTIES_H
#define PVOPS_PROPERTIES_H

/*
 * The kernel runs without the CPU's privilege.  It is entered on the task's stack, leaves
 * by its host's way, executes no privileged instruction, and owns neither the memory types
 * (PAT, MTRR) nor the wake-up address of the firmware.
 */
#define X86_FEATURE_DEPRIVILEGED	( 8*32+16) /* upstream's bit */

#ifdef CONFIG_PVOPS
/* Page-table entries hold the host's frames, and the host keeps page tables read-only. */
#define X86_FEATURE_FOREIGN_TABLES	( 8*32+29) /* free bit */
/* What the CPU's local APIC says, or that it says nothing, does not concern this kernel. */
#define X86_FEATURE_NO_LAPIC		( 8*32+30) /* free bit */
#else
/* Upstream asks one question for all of them. */
#define X86_FEATURE_FOREIGN_TABLES	X86_FEATURE_DEPRIVILEGED
#define X86_FEATURE_NO_LAPIC		X86_FEATURE_DEPRIVILEGED
#endif

/* All are in this word of the CPU features. */
#define PVOPS_PROPERTY_WORD	8
/* One property in a mask of them: PVOPS_PROPERTY(NO_LAPIC). */
#define PVOPS_PROPERTY(name)	(1 << (X86_FEATURE_##name & 31))

#define PVOPS_PROPERTIES	(PVOPS_PROPERTY(DEPRIVILEGED) | \
				 PVOPS_PROPERTY(FOREIGN_TABLES) | PVOPS_PROPERTY(NO_LAPIC))

/* For DISABLED_MASK8: the answers that the compiler knows. */
#ifdef CONFIG_X86_DEPRIVILEGED
# define DISABLE_PROPERTIES	0
#else
# define DISABLE_PROPERTIES	PVOPS_PROPERTIES
#endif

#endif
