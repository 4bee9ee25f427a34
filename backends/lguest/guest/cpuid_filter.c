// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of the CPU a guest's kernel sees what it can use: what works at CPL 3, and what the host
 * does in the CPU's place (PCID, PGE).  Each feature is named that is let through, so that
 * one of a CPU to come is hidden.  Bits are those of the SDM, vol. 2, CPUID, and of AMD's
 * manual 24594, appendix E.
 */
#include "cpuid.h"

#define BIT_OF(n)	(1u << (n))

/* Leaf 1.  Hidden: MONITOR, VMX, SMX, power and debug, x2APIC, the TSC's deadline. */
#define ECX_1	(BIT_OF(0)  /* SSE3 */		| BIT_OF(1)  /* PCLMULQDQ */	| \
		 BIT_OF(9)  /* SSSE3 */		| BIT_OF(12) /* FMA */		| \
		 BIT_OF(13) /* CX16 */		| BIT_OF(19) /* SSE4.1 */	| \
		 BIT_OF(20) /* SSE4.2 */	| BIT_OF(22) /* MOVBE */	| \
		 BIT_OF(23) /* POPCNT */	| BIT_OF(25) /* AES */		| \
		 BIT_OF(26) /* XSAVE */		| BIT_OF(27) /* OSXSAVE */	| \
		 BIT_OF(28) /* AVX */		| BIT_OF(29) /* F16C */		| \
		 BIT_OF(30) /* RDRAND */)
#define ECX_1_PCID		BIT_OF(17)
#define ECX_1_HYPERVISOR	BIT_OF(31)
#define ECX_1_OSXSAVE		BIT_OF(27)
#define ECX_1_NEEDS_XSAVE	(BIT_OF(12) | BIT_OF(26) | BIT_OF(28) | BIT_OF(29))
/* Hidden: VME, DE, MCE, APIC, SEP, MTRR, MCA, PAT, DS, ACPI, HTT, TM, PBE. */
#define EDX_1	(BIT_OF(0)  /* FPU */		| BIT_OF(3)  /* PSE */		| \
		 BIT_OF(4)  /* TSC */		| BIT_OF(5)  /* MSR */		| \
		 BIT_OF(6)  /* PAE */		| BIT_OF(8)  /* CX8 */		| \
		 BIT_OF(15) /* CMOV */		| BIT_OF(17) /* PSE36 */	| \
		 BIT_OF(19) /* CLFLUSH */	| BIT_OF(23) /* MMX */		| \
		 BIT_OF(24) /* FXSR */		| BIT_OF(25) /* SSE */		| \
		 BIT_OF(26) /* SSE2 */		| BIT_OF(27) /* SS */)
#define EDX_1_PGE		BIT_OF(13)
/* The brand and the size of a cache line; one CPU, whose APIC would have the number 0. */
#define EBX_1			0x0000ffff
#define EBX_1_ONE_CPU		0x00010000

/* Leaf 7.  Hidden: SMEP, INVPCID, RTM and HLE, MPX, PQM, PT, SGX. */
#define EBX_7	(BIT_OF(3)  /* BMI1 */		| BIT_OF(5)  /* AVX2 */		| \
		 BIT_OF(6)  /* FDP_EXCPTN */	| BIT_OF(8)  /* BMI2 */		| \
		 BIT_OF(9)  /* ERMS */		| BIT_OF(13) /* ZERO_FCS_FDS */	| \
		 BIT_OF(16) /* AVX512F */	| BIT_OF(17) /* AVX512DQ */	| \
		 BIT_OF(18) /* RDSEED */	| BIT_OF(19) /* ADX */		| \
		 BIT_OF(21) /* AVX512_IFMA */	| BIT_OF(23) /* CLFLUSHOPT */	| \
		 BIT_OF(24) /* CLWB */		| BIT_OF(28) /* AVX512CD */	| \
		 BIT_OF(29) /* SHA */		| BIT_OF(30) /* AVX512BW */	| \
		 BIT_OF(31) /* AVX512VL */)
#define EBX_7_FSGSBASE		BIT_OF(0)
/* Hidden: UMIP, PKU, WAITPKG, SHSTK, LA57, RDPID, keylocker, bus locks, ENQCMD. */
#define ECX_7	(BIT_OF(1)  /* AVX512_VBMI */	| BIT_OF(6)  /* AVX512_VBMI2 */	| \
		 BIT_OF(8)  /* GFNI */		| BIT_OF(9)  /* VAES */		| \
		 BIT_OF(10) /* VPCLMULQDQ */	| BIT_OF(11) /* AVX512_VNNI */	| \
		 BIT_OF(12) /* AVX512_BITALG */	| BIT_OF(14) /* VPOPCNTDQ */	| \
		 BIT_OF(27) /* MOVDIRI */	| BIT_OF(28) /* MOVDIR64B */)
/* Hidden: PCONFIG, LBR, IBT, AMX, SPEC_CTRL and its kind. */
#define EDX_7	(BIT_OF(4)  /* FSRM */		| BIT_OF(8)  /* VP2INTERSECT */	| \
		 BIT_OF(14) /* SERIALIZE */	| BIT_OF(23) /* AVX512_FP16 */)
#define EDX_7_ARCH_CAPABILITIES	BIT_OF(29)
/* Subleaf 1.  Hidden: FRED, LKGS, LAM. */
#define EAX_7_1	(BIT_OF(4)  /* AVX_VNNI */	| BIT_OF(5)  /* AVX512_BF16 */	| \
		 BIT_OF(10) /* FZRM */		| BIT_OF(11) /* FSRS */		| \
		 BIT_OF(12) /* FSRC */		| BIT_OF(23) /* AVX_IFMA */)

/* Leaf 0x80000001.  Hidden: SVM and its kind, IBS, topology, counters, MONITORX. */
#define ECX_EXT	(BIT_OF(0)  /* LAHF */		| BIT_OF(5)  /* ABM */		| \
		 BIT_OF(6)  /* SSE4A */		| BIT_OF(7)  /* MISALIGNSSE */	| \
		 BIT_OF(8)  /* PREFETCHW */	| BIT_OF(11) /* XOP */		| \
		 BIT_OF(16) /* FMA4 */		| BIT_OF(21) /* TBM */)
/* Some of AMD's repeat those of leaf 1.  Hidden: RDTSCP. */
#define EDX_EXT	((EDX_1 & 0x0183ffff)		| BIT_OF(11) /* SYSCALL */	| \
		 BIT_OF(20) /* NX */		| BIT_OF(22) /* MMXEXT */	| \
		 BIT_OF(25) /* FXSR_OPT */	| BIT_OF(26) /* 1 GiB pages */	| \
		 BIT_OF(29) /* LM */		| BIT_OF(30) /* 3DNOWEXT */	| \
		 BIT_OF(31) /* 3DNOW */)
#define EDX_INVARIANT_TSC	BIT_OF(8)
/* Leaf 0x80000008.  Hidden: WBNOINVD, RDPRU, INVLPGB, IBPB and its kind. */
#define EBX_EXT_8	(BIT_OF(0) /* CLZERO */ | BIT_OF(2) /* FPU's error pointers */)
#define EAX_EXT_21	(BIT_OF(2) /* LFENCE is ordered */ | BIT_OF(6) /* null clears base */)

/* The components of XSAVE that need no privilege: x87, SSE, AVX, AVX-512. */
#define XFEATURES	0xe7u
#define XSAVE_LEGACY	576	/* the legacy area and the header */
#define XSAVE_EAX	(BIT_OF(0) /* XSAVEOPT */ | BIT_OF(2) /* XGETBV of what is in use */)

#define MAX_BASIC	0x16u
#define MAX_EXTENDED	0x80000021u

static void hide(struct pvops_lguest_leaf *leaf)
{
	*leaf = (struct pvops_lguest_leaf){ 0 };
}

static __u32 least(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

static void show_features(struct pvops_lguest_leaf *leaf)
{
	leaf->ecx &= ECX_1;
	if (!(leaf->ecx & ECX_1_OSXSAVE))
		leaf->ecx &= ~ECX_1_NEEDS_XSAVE;
	leaf->ecx |= ECX_1_PCID | ECX_1_HYPERVISOR;
	leaf->edx = (leaf->edx & EDX_1) | EDX_1_PGE;
	leaf->ebx = (leaf->ebx & EBX_1) | EBX_1_ONE_CPU;
}

static void show_more_features(const struct pvops_lguest_cpu *cpu, __u32 sub,
			       struct pvops_lguest_leaf *leaf)
{
	if (sub == 0) {
		leaf->eax = least(leaf->eax, 1);
		leaf->ebx &= EBX_7 | (cpu->fsgsbase ? EBX_7_FSGSBASE : 0);
		leaf->ecx &= ECX_7;
		leaf->edx = (leaf->edx & EDX_7) | EDX_7_ARCH_CAPABILITIES;
	} else if (sub == 1) {
		*leaf = (struct pvops_lguest_leaf){ .eax = leaf->eax & EAX_7_1 };
	} else {
		hide(leaf);
	}
}

/* Which end is the last, of the components in the standard format. */
static __u32 xsave_size(const struct pvops_lguest_cpu *cpu, __u32 features)
{
	__u32 i, size = XSAVE_LEGACY;

	for (i = 2; i < 8; i++) {
		struct pvops_lguest_leaf part = { .eax = 0xd, .ecx = i };

		if (!(features & BIT_OF(i)))
			continue;
		cpu->ask(&part);
		if (part.ebx + part.eax > size)
			size = part.ebx + part.eax;
	}
	return size;
}

/* Without XSAVEC and XSAVES: their areas have the size that the host's choice gives. */
static void show_xsave(const struct pvops_lguest_cpu *cpu, __u32 sub,
		       struct pvops_lguest_leaf *leaf)
{
	if (sub == 0) {
		leaf->eax &= XFEATURES;
		leaf->edx = 0;
		leaf->ebx = leaf->ecx = xsave_size(cpu, leaf->eax);
	} else if (sub == 1) {
		*leaf = (struct pvops_lguest_leaf){ .eax = leaf->eax & XSAVE_EAX };
	} else if (sub >= 32 || !(XFEATURES & BIT_OF(sub))) {
		hide(leaf);
	}
}

static void show_basic(const struct pvops_lguest_cpu *cpu, __u32 number, __u32 sub,
		       struct pvops_lguest_leaf *leaf)
{
	switch (number) {
	case 0:
		leaf->eax = least(leaf->eax, MAX_BASIC);
		break;
	case 1:
		show_features(leaf);
		break;
	case 4:			/* caches, of one CPU that shares them with nobody */
		leaf->eax &= 0x3fff;
		break;
	case 7:
		show_more_features(cpu, sub, leaf);
		break;
	case 0xd:
		show_xsave(cpu, sub, leaf);
		break;
	case 2: case 0x16:	/* caches, frequencies */
		break;
	default:
		hide(leaf);
	}
}

static void show_extended(const struct pvops_lguest_cpu *cpu, __u32 number,
			  struct pvops_lguest_leaf *leaf)
{
	switch (number) {
	case 0x80000000:
		leaf->eax = least(leaf->eax, MAX_EXTENDED);
		break;
	case 0x80000001:
		leaf->ecx &= ECX_EXT;
		leaf->edx &= EDX_EXT;
		break;
	case 0x80000007:
		hide(leaf);
		leaf->edx = cpu->tsc ? EDX_INVARIANT_TSC : 0;
		break;
	case 0x80000008:
		leaf->ebx &= EBX_EXT_8;
		leaf->ecx = leaf->edx = 0;
		break;
	case 0x80000021:
		*leaf = (struct pvops_lguest_leaf){ .eax = leaf->eax & EAX_EXT_21 };
		break;
	case 0x80000002 ... 0x80000006:	/* the CPU's name, its caches */
		break;
	default:
		hide(leaf);
	}
}

/**
 * pvops_lguest_show - CPUID as a guest's kernel sees it
 * @cpu:  the CPU
 * @leaf: leaf and subleaf in @eax and @ecx, and then what they have
 *
 * Context: any, early boot included.
 */
void pvops_lguest_show(const struct pvops_lguest_cpu *cpu, struct pvops_lguest_leaf *leaf)
{
	__u32 number = leaf->eax, sub = leaf->ecx;

	cpu->ask(leaf);
	if (number >= 0x80000000 && number <= MAX_EXTENDED)
		show_extended(cpu, number, leaf);
	else if (number <= MAX_BASIC)
		show_basic(cpu, number, sub, leaf);
	else
		hide(leaf);
}
