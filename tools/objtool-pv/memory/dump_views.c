// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the CPUs of a dump tell: their page tables, through which each may see another
 * kernel than the one that VMCOREINFO, a text in memory that any program can write, leads to;
 * and their interrupt descriptor tables, which lead into the kernel that they really run.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "dump.h"

/* A gate has 16 bytes (SDM Vol. 3A, 6.14.1); these exceptions every kernel handles. */
#define GATE_BYTES	16
static const struct {
	unsigned int vector;
	const char *handler;
} gates[] = {
	{ 0, "asm_exc_divide_error" },
	{ 6, "asm_exc_invalid_op" },
	{ 13, "asm_exc_general_protection" },
	{ 14, "asm_exc_page_fault" },
};
#define GATES		(sizeof(gates) / sizeof(*gates))
#define GATES_AGREE	3	/* one may have been led elsewhere */

static void init_table(struct dump *dump, struct pagetable *table, u64 root, bool la57)
{
	struct space *frames = dump->xen_pv ? &dump->machine : &dump->phys;

	pagetable_init(table, &dump->phys, frames, root, la57 ? 5 : 4,
		       dump->search.info.sme_mask);
}

static u64 root_of(const struct dump *dump, const struct dump_cpu *cpu)
{
	return cpu->cr3 & DUMP_CR3_ROOT & ~dump->search.info.sme_mask;
}

static bool is_known(const struct dump *dump, u64 root)
{
	size_t i;

	for (i = 0; i < dump->nviews; i++)
		if (dump->view[i].table.root == root)
			return true;
	return dump->table.root == root;
}

static void add_view(struct dump *dump, unsigned int cpu, u64 root, bool user)
{
	struct dump_view *view;

	if (is_known(dump, root))
		return;
	dump->view = xgrow_array(dump->view, dump->nviews, sizeof(*dump->view));
	view = &dump->view[dump->nviews++];
	view->cpu = cpu;
	view->user = user;
	init_table(dump, &view->table, root, dump->cpu[cpu].cr4 & DUMP_CR4_LA57);
}

/* Whatever is at the banner's address there: that it is another page is to be noticed. */
static bool maps_kernel(struct dump *dump, u64 root, bool la57)
{
	struct pagetable *table = xmalloc(sizeof(*table));
	char text[BANNER_MAX];
	bool maps;

	init_table(dump, table, root, la57);
	maps = !pagetable_read(table, dump->banner_addr, text, dump->banner_size) &&
	       !memcmp(text, dump->banner, dump->banner_size);
	free(table);
	return maps;
}

void dump_find_views(struct dump *dump)
{
	unsigned int i;

	for (i = 0; dump->walks && i < dump->ncpus; i++) {
		bool la57 = dump->cpu[i].cr4 & DUMP_CR4_LA57;
		u64 root = root_of(dump, &dump->cpu[i]), kernel = root & ~DUMP_USER_ROOT;

		if (maps_kernel(dump, root, la57)) {
			add_view(dump, i, root, false);
		} else if (kernel != root && maps_kernel(dump, kernel, la57)) {
			add_view(dump, i, kernel, false);
			add_view(dump, i, root, true);
		} else {
			dump->foreign++;
		}
	}
}

static int read_gate(struct pagetable *table, u64 idt, unsigned int vector, u64 *handler)
{
	u16 low, middle;
	u8 gate[GATE_BYTES];
	u32 high;

	if (pagetable_read(table, idt + vector * GATE_BYTES, gate, sizeof(gate)))
		return -1;
	memcpy(&low, gate, sizeof(low));
	memcpy(&middle, gate + 6, sizeof(middle));
	memcpy(&high, gate + 8, sizeof(high));
	*handler = (u64)high << 32 | (u32)middle << 16 | low;
	return 0;
}

/* By how much the handlers in a CPU's table are away from where the file has them. */
static bool find_slide(struct dump *dump, const struct dump_cpu *cpu,
		       const struct binary *kernel, u64 *slide)
{
	struct pagetable *table = xmalloc(sizeof(*table));
	u64 away[GATES];
	size_t i, j, n = 0;
	bool found = false;

	init_table(dump, table, root_of(dump, cpu), cpu->cr4 & DUMP_CR4_LA57);
	for (i = 0; i < GATES; i++) {
		u64 addr = binary_address(kernel, gates[i].handler), handler;

		if (addr && !read_gate(table, cpu->idt, gates[i].vector, &handler))
			away[n++] = handler - addr;
	}
	for (i = 0; i < n && !found; i++) {
		size_t same = 0;

		for (j = 0; j < n; j++)
			same += away[j] == away[i];
		found = same >= GATES_AGREE;
		*slide = away[i];
	}
	free(table);
	return found;
}

int dump_check_cpus(struct dump *dump, const struct binary *kernel, struct error *error)
{
	u64 slide;
	size_t i;

	for (i = 0; i < dump->ncpus; i++) {
		if (!find_slide(dump, &dump->cpu[i], kernel, &slide) ||
		    slide == dump->search.info.slide)
			continue;
		return error_set(error, "%s: CPU %zu runs this kernel moved by 0x%llx, but "
				 "VMCOREINFO tells of one that was moved by 0x%llx: it is forged, "
				 "or of a kernel that is not running", dump->name, i,
				 (unsigned long long)slide,
				 (unsigned long long)dump->search.info.slide);
	}
	return 0;
}
