/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of lg.ko share: a machine, its CPU, and who defines what. */
#ifndef PVOPS_LGUEST_HOST_LG_H
#define PVOPS_LGUEST_HOST_LG_H

#include <linux/hrtimer.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <asm/desc_defs.h>

#include "../abi.h"
#include "../uapi.h"
#include "state.h"

/* host/exits.c: why guests come out, counted */
enum lg_counter {
	LG_COUNT_EXIT,
	LG_COUNT_INTERRUPT,
	LG_COUNT_NMI,
	LG_COUNT_NMI_LATE,
	LG_COUNT_SYSCALL,
	LG_COUNT_HYPERCALL,
	LG_COUNT_IRET,
	LG_COUNT_SET_CR3,
	LG_COUNT_FLUSH,
	LG_COUNT_MISS,
	LG_COUNT_FAULT,
	LG_COUNT_EVENT,
	LG_COUNT_IRQ,
	LG_COUNT_EMULATED,
	LG_COUNT_MMIO,
	LG_COUNT_POOL_EMPTY,
	LG_COUNTERS,
};

/*
 * The page tables behind one value of the guest's CR3. Kernel and user mode have a
 * top table each; both use the tables of the low half, and user mode has no other.
 */
struct lg_tag {
	u64 cr3;		/* the guest's, without flags; LG_NO_CR3: unused */
	u64 *kernel;		/* tables of 512 entries: 256 low, 256 high */
	u64 *user;
	u64 *kernel5;		/* with five levels: what the CPU gets */
	u64 *user5;
	bool supervisor_low;	/* has low entries that are not for user mode */
};

#define LG_NO_CR3		(~0ULL)

/* Shadow tables come from here; nothing is allocated while a guest runs. */
struct lg_pool {
	unsigned long *pages;
	unsigned int free;
};

struct lg_vcpu {
	struct lg_vm *vm;
	struct mutex running;		/* one thread runs it */
	struct lg_private *private;
	struct lg_run *run;
	struct lg_page *page;		/* the guest's, after LG_INIT; or NULL */
	int cpu;			/* where in_guest was set last */
	bool in_guest;			/* then cpu wants an IPI to notice something */
	int shown_on;			/* whose area shows all that is here, or -1 */
	bool halted;
	bool crashed;
	bool regs_from_run;		/* the launcher has finished an instruction */
	u64 cr2;			/* of the last page fault the guest saw */
	unsigned long dr6;		/* of the last #DB */
	u64 stub[LG_EVENTS];
	u64 tls[LG_TLS_ENTRIES];
	u64 pending;			/* interrupts, changed atomically */
	wait_queue_head_t wait;
	struct hrtimer timer;

	struct lg_pool pool;
	struct lg_tag tag[LG_PCIDS];
	u64 high[256];			/* the kernel half, the same in all tags */
	bool high_local;		/* some of it is not global for the guest */

	void *fpu_guest;
	void *fpu_launcher;
	u64 count[LG_COUNTERS];
};

struct lg_vm {
	struct mutex lock;
	struct file *file;		/* of /dev/lguest */
	struct mm_struct *mm;
	struct page **pages;		/* the guest's RAM, pinned */
	unsigned long npages;
	unsigned long base;		/* where the launcher has it */
	unsigned long charged;		/* pages, to RLIMIT_MEMLOCK */
	struct lg_vcpu *vcpu;
	ktime_t created;
	u64 wall_clock;
};

/* What a step on behalf of the guest comes to */
enum lg_next {
	LG_NEXT_ENTER,			/* go on in the guest */
	LG_NEXT_LEAVE,			/* run->reason says why */
};

/* host/suit.c */
const char *lg_unsuitable(void);

/* host/area.c */
int lg_areas_build(void);
void lg_areas_free(void);
int lg_slot_take(struct mm_struct *mm);
void lg_slot_drop(struct mm_struct *mm);
u64 lg_slot_entry(void);
struct lg_state *lg_area_state(int cpu);
struct desc_struct *lg_area_gdt(int cpu);
void *lg_area_text(int cpu);
void lg_area_show(struct lg_vcpu *vcpu, int cpu);
void lg_area_forget(struct lg_vcpu *vcpu);
extern const char lg_text[], lg_text_end[], lg_text_syscall[], lg_text_syscall32[];

/* host/global.c */
int lg_global_init(void);
void lg_global_exit(void);
void lg_global_off(void);
void lg_global_on(void);

/* host/landing.S */
void lg_switch(void *area);
void lg_landing(void);
extern const char lg_reinject[];

/* host/enter.c */
void lg_enter(struct lg_vcpu *vcpu);

/* host/fpu.c */
int lg_fpu_alloc(struct lg_vcpu *vcpu);
void lg_fpu_free(struct lg_vcpu *vcpu);
void lg_fpu_swap(void *save, void *restore);

/* host/ram.c */
int lg_ram_pin(struct lg_vm *vm, const struct lg_create *create);
void lg_ram_unpin(struct lg_vm *vm);
void *lg_ram_page(struct lg_vm *vm, u64 gpa);
u64 lg_ram_frame(struct lg_vm *vm, u64 gpa);

/* host/vm.c, host/vcpu.c */
struct lg_vcpu *lg_vcpu_create(struct lg_vm *vm, const struct lg_vcpu_start *start);
void lg_vcpu_destroy(struct lg_vcpu *vcpu);
extern const struct file_operations lg_vcpu_fops;
extern const struct file_operations lg_vm_fops;

/* host/launcher.c */
bool lg_launcher_unusual(void);
bool lg_launcher_blocks(void);

/* host/run.c */
int lg_run(struct lg_vcpu *vcpu);
void lg_kick(struct lg_vcpu *vcpu);

/* host/exits.c */
enum lg_next lg_handle_exit(struct lg_vcpu *vcpu);

/* host/pool.c */
int lg_pool_fill(struct lg_pool *pool, unsigned int size);
void lg_pool_drain(struct lg_pool *pool);
u64 *lg_pool_get(struct lg_pool *pool);
void lg_pool_put(struct lg_pool *pool, u64 *table);

/* host/shadow.c */
u64 *lg_shadow_table(struct lg_vcpu *vcpu, u64 va);
void lg_shadow_zap(struct lg_vcpu *vcpu, u64 va);
void lg_shadow_zap_low(struct lg_vcpu *vcpu, struct lg_tag *tag);
void lg_shadow_zap_high(struct lg_vcpu *vcpu);

/* host/tags.c */
int lg_tags_init(struct lg_vcpu *vcpu);
void lg_tags_free(struct lg_vcpu *vcpu);
void lg_tag_stale(struct lg_vcpu *vcpu, struct lg_tag *tag);
void lg_tags_stale(struct lg_vcpu *vcpu);
void lg_tag_supervisor(struct lg_vcpu *vcpu);
void lg_fast_update(struct lg_vcpu *vcpu);
enum lg_next lg_set_cr3(struct lg_vcpu *vcpu, u64 value);
void lg_flush(struct lg_vcpu *vcpu, u64 what);

#define LG_PTE_PRESENT	(1ULL << 0)
#define LG_PTE_WRITE	(1ULL << 1)
#define LG_PTE_USER	(1ULL << 2)
#define LG_PTE_ACCESSED	(1ULL << 5)
#define LG_PTE_DIRTY	(1ULL << 6)
#define LG_PTE_LARGE	(1ULL << 7)
#define LG_PTE_NX	(1ULL << 63)
#define LG_PTE_FRAME	0x000ffffffffff000ULL

/* Bits of a page fault's error code */
#define LG_PF_PRESENT	1
#define LG_PF_WRITE	2
#define LG_PF_USER	4
#define LG_PF_RESERVED	8
#define LG_PF_FETCH	16

/* host/walk.c */
struct lg_walk {
	u64 va;
	u64 gpa;		/* of the byte */
	u64 entry;		/* the leaf */
	u64 *table;		/* the guest's table that holds it */
	u64 rights;		/* WRITE and USER of all levels, NX of any */
	u64 above;		/* the same without the leaf */
	u32 error;		/* what a page fault says, if there is to be one */
	u8 level;		/* 1: 4 KiB, 2: 2 MiB, 3: 1 GiB */
};

bool lg_walk(struct lg_vcpu *vcpu, u64 va, u32 access, struct lg_walk *walk);
unsigned int lg_read_guest(struct lg_vcpu *vcpu, u64 va, void *to, unsigned int n);

/* host/fault.c */
enum lg_next lg_page_fault(struct lg_vcpu *vcpu, u64 va, u32 error);

/* host/event.c */
enum lg_next lg_event(struct lg_vcpu *vcpu, unsigned int vector, u64 error);
enum lg_next lg_irq_deliver(struct lg_vcpu *vcpu);
bool lg_irq_waits(struct lg_vcpu *vcpu);
bool lg_irq_is_news(struct lg_vcpu *vcpu);
enum lg_next lg_user_syscall(struct lg_vcpu *vcpu);
enum lg_next lg_iret(struct lg_vcpu *vcpu);
enum lg_next lg_crash(struct lg_vcpu *vcpu, enum lg_crash why, unsigned int vector, u64 error);

/* host/hypercall.c */
enum lg_next lg_hypercall(struct lg_vcpu *vcpu);

/* host/timer.c */
void lg_timer_init(struct lg_vcpu *vcpu);
void lg_timer_set(struct lg_vcpu *vcpu, u64 ns);
void lg_irq_raise(struct lg_vcpu *vcpu, unsigned int irq);

/* host/segment.c */
void lg_load_tls(struct lg_vcpu *vcpu, const u64 *descriptor);
bool lg_load_gs(struct lg_vcpu *vcpu, u16 selector);
void lg_check_selectors(struct lg_vcpu *vcpu);

/* host/emulate.c */
bool lg_emulate(struct lg_vcpu *vcpu);

/* host/counters.c */
void lg_counters_init(void);
void lg_counters_exit(void);
void lg_count_add(struct lg_vcpu *vcpu);

static inline bool lg_in_user(const struct lg_vcpu *vcpu)
{
	return vcpu->private->current_root & LG_ROOT_USER;
}

/* The guest's PCID, and what is behind it. */
static inline unsigned int lg_pcid(const struct lg_vcpu *vcpu)
{
	return vcpu->private->current_root / 2;
}

static inline struct lg_tag *lg_tag(struct lg_vcpu *vcpu)
{
	return &vcpu->tag[lg_pcid(vcpu)];
}

/* Sign-extended from bit 47: what every CPU takes as an address. */
static inline u64 lg_canonical(u64 address)
{
	return (u64)((s64)(address << 16) >> 16);
}

static inline bool lg_is_canonical(u64 address)
{
	return lg_canonical(address) == address;
}

#endif /* PVOPS_LGUEST_HOST_LG_H */
