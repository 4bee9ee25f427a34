/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that the host writes to.  In a guest whose memory is encrypted it must be plain,
 * and memory is made plain in whole pages: shared variables lie in sections of their own,
 * with nothing else in their pages.
 *
 * Every address that the host is given comes from a macro of this header.  It leaves a mark
 * in the object file, which the linker drops; tests/objects holds the marks against the
 * sections.
 */
#ifndef PVOPS_BACKENDS_KVM_SHARED_H
#define PVOPS_BACKENDS_KVM_SHARED_H

#include <linux/percpu-defs.h>
#include <asm/io.h>
#include <asm/pgtable_types.h>

/* The kernel declares this only with CONFIG_AMD_MEM_ENCRYPT, and defines its pair always. */
#ifndef DECLARE_PER_CPU_DECRYPTED
#define DECLARE_PER_CPU_DECRYPTED(type, name)	DECLARE_PER_CPU(type, name)
#endif

#define PVOPS_KVM_MARK_SHARED(variable)					\
	asm(".pushsection .discard.pvops_shared, \"\", @progbits\n\t"	\
	    ".quad %c0\n\t"						\
	    ".popsection"						\
	    : : "i" ((const void __force *)&(variable)))

/**
 * pvops_kvm_shared_phys - an address for the host
 * @variable: a variable of the kernel's
 * @place:    a pointer to it or into it, or to memory that has been made plain for the
 *            same use
 *
 * Return: the physical address.
 */
#define pvops_kvm_shared_phys(variable, place)	({			\
	PVOPS_KVM_MARK_SHARED(variable);				\
	slow_virt_to_phys(place);					\
})

/* The same of this CPU's copy of a per-CPU variable. */
#define pvops_kvm_shared_cpu_phys(variable)				\
	pvops_kvm_shared_phys(variable, this_cpu_ptr(&(variable)))

#endif
