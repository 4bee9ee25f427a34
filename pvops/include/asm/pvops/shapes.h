/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The wrappers of the SHAPE rows: their sites use the registers of the native
 * instruction, so that this is all that bare metal executes; a thunk in
 * pvops/shapes.S turns them into the C convention for all other platforms.
 */
#ifndef PVOPS_SHAPES_H
#define PVOPS_SHAPES_H

#include <asm/pvops/pvops.h>

#define PVOPS_SITE_SHAPE(op) \
	PVOPS_SITE("pvops_shape_" #op, PVOPS_VARIANT(SHAPE))

/* A fault in the inline form is raised at 661 and resumes after the site. */
#define PVOPS_FIXUP(type)	_ASM_EXTABLE_TYPE(661b, 662b, type)
#define PVOPS_FIXUP_REG(type, reg) _ASM_EXTABLE_TYPE_REG(661b, 662b, type, reg)

static __always_inline void pvops_cpu_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_cpuid)
		: "+a" (*eax), "=b" (*ebx), "+c" (*ecx), "=d" (*edx)
		  PVOPS_AND_FRAME
		: PVOPS_ID(cpu_cpuid)
		: "memory");
}

static __always_inline u64 pvops_cpu_read_msr(u32 msr)
{
	u32 low, high;

	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_read_msr)
		PVOPS_FIXUP(EX_TYPE_RDMSR)
		: "=a" (low), "=d" (high) PVOPS_AND_FRAME
		: PVOPS_ID(cpu_read_msr), "c" (msr));
	return low | (u64)high << 32;
}

static __always_inline void pvops_cpu_write_msr(u32 msr, u32 low, u32 high)
{
	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_write_msr)
		PVOPS_FIXUP(EX_TYPE_WRMSR)
		: PVOPS_FRAME
		: PVOPS_ID(cpu_write_msr), "c" (msr), "a" (low), "d" (high)
		: "memory");
}

/* The error is in %edi: native code clears it, the fixup handler sets it. */
static __always_inline u64 pvops_cpu_read_msr_safe(u32 msr, int *err)
{
	u32 low, high;

	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_read_msr_safe)
		PVOPS_FIXUP_REG(EX_TYPE_RDMSR_SAFE, %%edi)
		: "=a" (low), "=d" (high), "=D" (*err) PVOPS_AND_FRAME
		: PVOPS_ID(cpu_read_msr_safe), "c" (msr));
	return low | (u64)high << 32;
}

static __always_inline int pvops_cpu_write_msr_safe(u32 msr, u32 low, u32 high)
{
	int err;

	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_write_msr_safe)
		PVOPS_FIXUP_REG(EX_TYPE_WRMSR_SAFE, %%edi)
		: "=D" (err) PVOPS_AND_FRAME
		: PVOPS_ID(cpu_write_msr_safe), "c" (msr), "a" (low), "d" (high)
		: "memory");
	return err;
}

static __always_inline u64 pvops_cpu_read_pmc(int counter)
{
	u32 low, high;

	asm_inline volatile(PVOPS_SITE_SHAPE(cpu_read_pmc)
		: "=a" (low), "=d" (high) PVOPS_AND_FRAME
		: PVOPS_ID(cpu_read_pmc), "c" (counter));
	return low | (u64)high << 32;
}

/*
 * An entry whose protection changes is known by its place; no implementation looks at
 * the area and the address, which a site would have to load for nothing.  The native
 * exchange fits where its register needs no more than a prefix.
 */
static __always_inline pte_t
pvops_mmu_ptep_modify_prot_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	pteval_t val;

	asm_inline volatile(PVOPS_SITE_REG(mmu_ptep_modify_prot_start)
		: "=&a" (val) PVOPS_AND_FRAME
		: PVOPS_ID(mmu_ptep_modify_prot_start), [reg] "bcdSD" (ptep)
		: "memory");
	return native_make_pte(val);
}

static __always_inline void
pvops_mmu_ptep_modify_prot_commit(struct vm_area_struct *vma, unsigned long addr,
				  pte_t *ptep, pte_t pte)
{
	asm_inline volatile(PVOPS_SITE_REG(mmu_ptep_modify_prot_commit)
		: PVOPS_FRAME
		: PVOPS_ID(mmu_ptep_modify_prot_commit),
		  PVOPS_STORE_ARGS(ptep, native_pte_val(pte))
		: "memory");
}

/*
 * The registers are those of a trapping instruction to which no convention of C applies;
 * an argument that the service does not have is a register that is not loaded.
 */
#define PVOPS_HYPERCALL(nr, ...)					\
({									\
	long ret_;							\
									\
	asm_inline volatile(PVOPS_SITE_SHAPE(host_hypercall)		\
		: "=a" (ret_) PVOPS_AND_FRAME				\
		: PVOPS_ID(host_hypercall), "a" ((unsigned long)(nr)),	\
		  __VA_ARGS__						\
		: "memory");						\
	ret_;								\
})

static __always_inline long pvops_hypercall1(unsigned long nr, unsigned long a)
{
	return PVOPS_HYPERCALL(nr, "b" (a));
}

static __always_inline long pvops_hypercall2(unsigned long nr, unsigned long a,
					     unsigned long b)
{
	return PVOPS_HYPERCALL(nr, "b" (a), "c" (b));
}

static __always_inline long pvops_host_hypercall(unsigned long nr, unsigned long a,
						 unsigned long b, unsigned long c,
						 unsigned long d)
{
	return PVOPS_HYPERCALL(nr, "b" (a), "c" (b), "d" (c), "S" (d));
}

/* A constant debug register number is the site's variant. */
#define PVOPS_SITE_DR(op)	PVOPS_SITE("pvops_" #op "_%c[dr]", "%c[dr]")

#define PVOPS_GET_DR(n)							\
	asm_inline volatile(PVOPS_SITE_DR(cpu_get_debugreg)		\
		: "=a" (val) PVOPS_AND_FRAME				\
		: PVOPS_ID(cpu_get_debugreg), [dr] "i" (n)		\
		: "memory")

static __always_inline unsigned long pvops_cpu_get_debugreg(int regno)
{
	unsigned long val;

	switch (__builtin_constant_p(regno) ? regno : -1) {
	case 0: PVOPS_GET_DR(0); return val;
	case 1: PVOPS_GET_DR(1); return val;
	case 2: PVOPS_GET_DR(2); return val;
	case 3: PVOPS_GET_DR(3); return val;
	case 6: PVOPS_GET_DR(6); return val;
	case 7: PVOPS_GET_DR(7); return val;
	default: return PVOPS_CALL(cpu_get_debugreg, (regno));
	}
}

#define PVOPS_SET_DR(n)							\
	asm_inline volatile(PVOPS_SITE_DR(cpu_set_debugreg)		\
		: PVOPS_FRAME						\
		: PVOPS_ID(cpu_set_debugreg), [dr] "i" (n), "D" (val)	\
		: "memory")

static __always_inline void pvops_cpu_set_debugreg(int regno, unsigned long val)
{
	switch (__builtin_constant_p(regno) ? regno : -1) {
	case 0: PVOPS_SET_DR(0); return;
	case 1: PVOPS_SET_DR(1); return;
	case 2: PVOPS_SET_DR(2); return;
	case 3: PVOPS_SET_DR(3); return;
	case 6: PVOPS_SET_DR(6); return;
	case 7: PVOPS_SET_DR(7); return;
	default: PVOPS_CALL(cpu_set_debugreg, (regno, val));
	}
}

#endif
