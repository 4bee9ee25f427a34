// SPDX-License-Identifier: GPL-2.0-only
/* What a guest's kernel is shown of CPUs that have everything, nothing, or AMX. */
#include "../../../tests/check.h"
#include "cpuid_filter.c"

static struct pvops_lguest_leaf cpu_says(__u32 eax, __u32 ebx, __u32 ecx, __u32 edx)
{
	return (struct pvops_lguest_leaf){ eax, ebx, ecx, edx };
}

/* Each bit of each leaf is 1, and the highest leaves are the highest numbers. */
static void everything(struct pvops_lguest_leaf *leaf)
{
	*leaf = cpu_says(~0u, ~0u, ~0u, ~0u);
}

static void nothing(struct pvops_lguest_leaf *leaf)
{
	*leaf = cpu_says(0, 0, 0, 0);
}

/* XCR0 with AVX, PKRU and AMX; sizes and offsets are those of a Sapphire Rapids. */
static void sapphire_rapids(struct pvops_lguest_leaf *leaf)
{
	__u32 sub = leaf->ecx;

	if (leaf->eax != 0xd)
		nothing(leaf);
	else if (sub == 0)
		*leaf = cpu_says(0x602e7, 11008, 11008, 0);
	else if (sub == 1)
		*leaf = cpu_says(0x1f, 11008, 0x1900, 0);
	else if (sub == 2)
		*leaf = cpu_says(256, 576, 0, 0);
	else if (sub == 5)
		*leaf = cpu_says(64, 1088, 0, 0);
	else if (sub == 6)
		*leaf = cpu_says(512, 1152, 0, 0);
	else if (sub == 7)
		*leaf = cpu_says(1024, 1664, 0, 0);
	else if (sub == 9)
		*leaf = cpu_says(8, 2688, 0, 0);
	else
		*leaf = cpu_says(8192, 2816, 2, 0);
}

static struct pvops_lguest_leaf show(void (*ask)(struct pvops_lguest_leaf *), int all,
				     __u32 number, __u32 sub)
{
	const struct pvops_lguest_cpu cpu = { .ask = ask, .fsgsbase = all, .tsc = all };
	struct pvops_lguest_leaf leaf = { .eax = number, .ecx = sub };

	pvops_lguest_show(&cpu, &leaf);
	return leaf;
}

/* Bits that would make a kernel execute what faults, or look for what is not there. */
static const struct {
	const char *name;
	__u32 number, sub, eax, ebx, ecx, edx;
} hidden[] = {
	{ "MONITOR", 1, 0, 0, 0, 1 << 3, 0 },
	{ "VMX", 1, 0, 0, 0, 1 << 5, 0 },
	{ "x2APIC", 1, 0, 0, 0, 1 << 21, 0 },
	{ "the TSC's deadline", 1, 0, 0, 0, 1 << 24, 0 },
	{ "MCE", 1, 0, 0, 0, 0, 1 << 7 },
	{ "APIC", 1, 0, 0, 0, 0, 1 << 9 },
	{ "SEP", 1, 0, 0, 0, 0, 1 << 11 },
	{ "MTRR", 1, 0, 0, 0, 0, 1 << 12 },
	{ "PAT", 1, 0, 0, 0, 0, 1 << 16 },
	{ "SMEP", 7, 0, 0, 1 << 7, 0, 0 },
	{ "INVPCID", 7, 0, 0, 1 << 10, 0, 0 },
	{ "SMAP", 7, 0, 0, 1 << 20, 0, 0 },
	{ "UMIP", 7, 0, 0, 0, 1 << 2, 0 },
	{ "PKU", 7, 0, 0, 0, 1 << 3, 0 },
	{ "OSPKE", 7, 0, 0, 0, 1 << 4, 0 },
	{ "WAITPKG", 7, 0, 0, 0, 1 << 5, 0 },
	{ "SHSTK", 7, 0, 0, 0, 1 << 7, 0 },
	{ "LA57", 7, 0, 0, 0, 1 << 16, 0 },
	{ "RDPID", 7, 0, 0, 0, 1 << 22, 0 },
	{ "IBT", 7, 0, 0, 0, 0, 1 << 20 },
	{ "AMX", 7, 0, 0, 0, 0, 1 << 24 },
	{ "SPEC_CTRL", 7, 0, 0, 0, 0, 1 << 26 },
	{ "FRED", 7, 1, 1 << 17, 0, 0, 0 },
	{ "LAM", 7, 1, 1 << 26, 0, 0, 0 },
	{ "XSAVEC", 0xd, 1, 1 << 1, 0, 0, 0 },
	{ "XSAVES", 0xd, 1, 1 << 3, 0, 0, 0 },
	{ "XFD", 0xd, 1, 1 << 4, 0, 0, 0 },
	{ "SVM", 0x80000001, 0, 0, 0, 1 << 2, 0 },
	{ "MONITORX", 0x80000001, 0, 0, 0, 1 << 29, 0 },
	{ "RDTSCP", 0x80000001, 0, 0, 0, 0, 1 << 27 },
	{ "IBPB", 0x80000008, 0, 0, 1 << 12, 0, 0 },
	{ "other CPUs", 0x80000008, 0, 0, 0, 0xff, 0 },
	{ "the host's signature", 0x40000000, 0, ~0u, ~0u, ~0u, ~0u },
	{ "the host's features", 0x40000001, 0, ~0u, ~0u, ~0u, ~0u },
	{ "counters", 0xa, 0, ~0u, ~0u, ~0u, ~0u },
	{ "topology", 0xb, 0, ~0u, ~0u, ~0u, ~0u },
	{ "SGX", 0x12, 0, ~0u, ~0u, ~0u, ~0u },
	{ "memory encryption", 0x8000001f, 0, ~0u, ~0u, ~0u, ~0u },
	{ "no such leaf", 0x20, 0, ~0u, ~0u, ~0u, ~0u },
	{ "no such leaf either", 0xc0000000, 0, ~0u, ~0u, ~0u, ~0u },
};

static void test_cpuid_hides(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(hidden); i++) {
		struct pvops_lguest_leaf l = show(everything, 1, hidden[i].number, hidden[i].sub);

		same_number(hidden[i].name, l.eax & hidden[i].eax, 0);
		same_number(hidden[i].name, l.ebx & hidden[i].ebx, 0);
		same_number(hidden[i].name, l.ecx & hidden[i].ecx, 0);
		same_number(hidden[i].name, l.edx & hidden[i].edx, 0);
	}
}

/* What the host does is there even if the CPU has none of it. */
static void test_cpuid_adds(void **state)
{
	struct pvops_lguest_leaf leaf = show(nothing, 0, 1, 0);

	(void)state;
	same_number("PCID and the hypervisor's bit", leaf.ecx, 1 << 17 | 1u << 31);
	same_number("PGE", leaf.edx, 1 << 13);
	same_number("one CPU", leaf.ebx, 0x10000);
	same_number("RDCL_NO has its MSR", show(nothing, 0, 7, 0).edx, 1 << 29);
}

static void test_cpuid_follows_host(void **state)
{
	(void)state;
	same_number("FSGSBASE", show(everything, 1, 7, 0).ebx & 1, 1);
	same_number("no FSGSBASE", show(everything, 0, 7, 0).ebx & 1, 0);
	same_number("TSC", show(nothing, 1, 0x80000007, 0).edx, 1 << 8);
	same_number("no TSC", show(everything, 0, 0x80000007, 0).edx, 0);
}

static void test_cpuid_limits(void **state)
{
	(void)state;
	same_number("basic", show(everything, 1, 0, 0).eax, 0x16);
	same_number("extended", show(everything, 1, 0x80000000, 0).eax, 0x80000021);
	same_number("subleaves", show(everything, 1, 7, 0).eax, 1);
	same_number("a small CPU stays small", show(nothing, 1, 0, 0).eax, 0);
}

/* XCR0 is the host's: without XSAVE in the host there is none in the guest. */
static void no_osxsave(struct pvops_lguest_leaf *leaf)
{
	everything(leaf);
	leaf->ecx &= ~(1u << 27);
}

static void test_cpuid_needs_osxsave(void **state)
{
	const __u32 bits = 1 << 12 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 29;

	(void)state;
	same_number("all", show(everything, 1, 1, 0).ecx & bits, bits);
	same_number("none", show(no_osxsave, 1, 1, 0).ecx & bits, 0);
}

/* 1664 + 1024: the end of AVX-512's last part, without PKRU and AMX behind it. */
static void test_cpuid_xsave(void **state)
{
	struct pvops_lguest_leaf leaf = show(sapphire_rapids, 1, 0xd, 0);

	(void)state;
	same_number("components", leaf.eax, 0xe7);
	same_number("size", leaf.ebx, 2688);
	same_number("greatest size", leaf.ecx, 2688);
	same_number("XSAVEOPT and XGETBV", show(sapphire_rapids, 1, 0xd, 1).eax, 5);
	same_number("AVX", show(sapphire_rapids, 1, 0xd, 2).ebx, 576);
	same_number("no PKRU", show(sapphire_rapids, 1, 0xd, 9).eax, 0);
	same_number("no AMX", show(sapphire_rapids, 1, 0xd, 18).eax, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpuid_hides),
		cmocka_unit_test(test_cpuid_adds),
		cmocka_unit_test(test_cpuid_follows_host),
		cmocka_unit_test(test_cpuid_limits),
		cmocka_unit_test(test_cpuid_needs_osxsave),
		cmocka_unit_test(test_cpuid_xsave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
