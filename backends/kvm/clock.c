// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock that the host keeps for each CPU in a page of guest memory: nanoseconds and
 * how to go on from there by the TSC.  Source of time for the kernel's clocks, and through
 * the vDSO for programs, as long as the host says that all pages agree.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/atomic.h>
#include <linux/cc_platform.h>
#include <linux/clocksource.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/paravirt.h>
#include <asm/pvclock.h>
#include <asm/kvmclock.h>	/* needs the one before */
#include <asm/tsc.h>
#include <asm/vdso/clocksource.h>
#include <asm/x86_init.h>
#include "clock_page.h"
#include "kvm.h"

#define PER_PAGE	(PAGE_SIZE / sizeof(struct pvclock_vsyscall_time_info))
#define ENABLED		1

/* The first page is mapped into every program, so nothing else may be in it. */
static struct pvclock_vsyscall_time_info clock_pages[PER_PAGE] __bss_decrypted __aligned(PAGE_SIZE);
static struct pvclock_wall_clock wall_clock __bss_decrypted;

/* Where this CPU's clock is; asm/kvmclock.h is how a driver asks. */
DEFINE_PER_CPU(struct pvclock_vsyscall_time_info *, hv_clock_per_cpu);
EXPORT_PER_CPU_SYMBOL_GPL(hv_clock_per_cpu);

static u32 clock_msr __ro_after_init;
static u32 wall_clock_msr __ro_after_init;
static u64 sched_clock_start __ro_after_init;

/* On if the host supports PVCLOCK_TSC_STABLE_BIT, which says that its pages agree. */
static DEFINE_STATIC_KEY_FALSE(host_tells_stability);

/* --- reading */

/*
 * Pages that do not agree: time must not go back when a program moves to another CPU, so
 * no CPU reads a time before the latest one that any CPU has read.
 */
static noinstr u64 never_back(u64 now)
{
	static atomic64_t latest = ATOMIC64_INIT(0);
	s64 seen = raw_atomic64_read(&latest);

	do {
		if ((s64)now <= seen)
			return seen;
	} while (!raw_atomic64_try_cmpxchg(&latest, &seen, now));
	return now;
}

/* Preemption is off: the page must be the one of the CPU whose TSC is read. */
static __always_inline u64 read_clock(void)
{
	u8 flags;
	u64 now = pvops_kvm_read_clock(this_cpu_pvti(), &flags);

	if (static_branch_likely(&host_tells_stability) &&
	    likely(flags & PVCLOCK_TSC_STABLE_BIT))
		return now;
	return never_back(now);
}

static u64 read_cycles(struct clocksource *cs)
{
	u64 now;

	preempt_disable_notrace();
	now = read_clock();
	preempt_enable_notrace();
	return now;
}

static noinstr u64 read_sched_clock(void)
{
	return read_clock() - sched_clock_start;
}

static int use_clock(struct clocksource *cs)
{
	vclocks_set_used(VDSO_CLOCKMODE_PVCLOCK);
	return 0;
}

static struct clocksource kvm_clocksource = {
	.name	= "kvm-clock",
	.read	= read_cycles,
	.rating	= 400,
	.mask	= CLOCKSOURCE_MASK(64),
	.flags	= CLOCK_SOURCE_IS_CONTINUOUS,
	.id	= CSID_X86_KVM_CLK,
	.enable	= use_clock,
};

/* --- the wall clock: when the guest's clock was 0, written when asked for */

static void get_wallclock(struct timespec64 *now)
{
	wrmsrl(wall_clock_msr, pvops_kvm_shared_phys(wall_clock, &wall_clock));
	preempt_disable();
	pvclock_read_wallclock(&wall_clock, this_cpu_pvti(), now);
	preempt_enable();
}

/* The host owns the wall clock. */
static int set_wallclock(const struct timespec64 *now)
{
	return -ENODEV;
}

/* --- sharing */

static void share_page(void)
{
	wrmsrl(clock_msr, pvops_kvm_shared_phys(clock_pages, this_cpu_hvclock()) | ENABLED);
}

static void withdraw_page(enum pvops_leave why)
{
	wrmsrl(clock_msr, 0);
}

/*
 * Clocks of CPUs for which the static page has no room.  All are allocated at once: each
 * change of what is encrypted splits a large mapping of the kernel's memory.
 */
static struct pvclock_vsyscall_time_info *allocate_clocks(unsigned int count)
{
	unsigned int order = get_order(count * sizeof(struct pvclock_vsyscall_time_info));
	unsigned long pages = __get_free_pages(GFP_KERNEL, order);

	if (!pages)
		return ERR_PTR(-ENOMEM);
	if (cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) &&
	    set_memory_decrypted(pages, 1 << order))
		return ERR_PTR(-EIO);	/* its state is unknown: leave it alone */
	/* Not before set_memory_decrypted(), which changes what the memory contains. */
	return memset((void *)pages, 0, PAGE_SIZE << order);
}

/* The first CPU that asks causes the only try; CPUs are prepared one by one. */
static struct pvclock_vsyscall_time_info *clock_of(unsigned int cpu)
{
	static struct pvclock_vsyscall_time_info *more;

	if (cpu < PER_PAGE)
		return &clock_pages[cpu];
	if (!more)
		more = allocate_clocks(nr_cpu_ids - PER_PAGE);
	return IS_ERR(more) ? more : more + cpu - PER_PAGE;
}

/* Every CPU's pointer starts as a copy of the boot CPU's. */
static int prepare_clock(unsigned int cpu)
{
	struct pvclock_vsyscall_time_info *clock = clock_of(cpu);

	if (IS_ERR(clock))
		return PTR_ERR(clock);
	per_cpu(hv_clock_per_cpu, cpu) = clock;
	return 0;
}

/**
 * kvm_check_and_clear_guest_paused - was this CPU stopped by the host?
 *
 * Return: true once after each time; the watchdogs have been told.
 * Context: any; called by the kernel's watchdogs on their CPU.
 */
bool kvm_check_and_clear_guest_paused(void)
{
	struct pvclock_vsyscall_time_info *clock = this_cpu_hvclock();

	if (!clock || !(clock->pvti.flags & PVCLOCK_GUEST_STOPPED))
		return false;
	clock->pvti.flags &= ~PVCLOCK_GUEST_STOPPED;
	pvclock_touch_watchdogs();
	return true;
}

/* --- setup */

static bool clock_unwanted __initdata;
static bool clock_without_vdso __initdata;

static int __init parse_no_kvmclock(char *arg)
{
	clock_unwanted = true;
	return 0;
}
early_param("no-kvmclock", parse_no_kvmclock);

static int __init parse_no_vsyscall(char *arg)
{
	clock_without_vdso = true;
	return 0;
}
early_param("no-kvmclock-vsyscall", parse_no_vsyscall);

static const char *__init clock_why_not(void)
{
	if (clock_unwanted)
		return "no-kvmclock";
	if (!kvm_para_has_feature(KVM_FEATURE_CLOCKSOURCE2) &&
	    !kvm_para_has_feature(KVM_FEATURE_CLOCKSOURCE))
		return pvops_kvm_not_offered;
	return NULL;
}

/* The first protocol's MSRs are outside the range that is reserved for KVM's. */
static void __init choose_msrs(void)
{
	if (kvm_para_has_feature(KVM_FEATURE_CLOCKSOURCE2)) {
		clock_msr = MSR_KVM_SYSTEM_TIME_NEW;
		wall_clock_msr = MSR_KVM_WALL_CLOCK_NEW;
	} else {
		clock_msr = MSR_KVM_SYSTEM_TIME;
		wall_clock_msr = MSR_KVM_WALL_CLOCK;
	}
}

static unsigned long tsc_khz_of_host(void)
{
	return pvclock_tsc_khz(this_cpu_pvti());
}

/*
 * No calibration: if the host runs something else while the kernel times its delay loop,
 * all later delays are too short.
 */
static void __init set_frequency(void)
{
	setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
	x86_platform.calibrate_tsc = tsc_khz_of_host;
	x86_platform.calibrate_cpu = tsc_khz_of_host;
	preset_lpj = (u64)tsc_khz_of_host() * 1000 / HZ;
}

static bool __init pages_agree(void)
{
	u8 flags;

	if (kvm_para_has_feature(KVM_FEATURE_CLOCKSOURCE_STABLE_BIT)) {
		static_branch_enable(&host_tells_stability);
		pvclock_set_flags(PVCLOCK_TSC_STABLE_BIT);
	}
	pvops_kvm_read_clock(this_cpu_pvti(), &flags);
	return static_key_enabled(&host_tells_stability) && flags & PVCLOCK_TSC_STABLE_BIT;
}

static void __init set_sched_clock(bool stable)
{
	if (!stable)
		clear_sched_clock_stable();
	sched_clock_start = read_cycles(NULL);
	paravirt_set_sched_clock(read_sched_clock);
}

static void __init set_clocksource(bool stable)
{
	if (stable && !clock_without_vdso)
		kvm_clocksource.vdso_clock_mode = VDSO_CLOCKMODE_PVCLOCK;
	/* A TSC that never stops or changes its rate is as good, and needs no page. */
	if (boot_cpu_has(X86_FEATURE_CONSTANT_TSC) &&
	    boot_cpu_has(X86_FEATURE_NONSTOP_TSC) && !check_tsc_unstable())
		kvm_clocksource.rating = 299;
	clocksource_register_hz(&kvm_clocksource, NSEC_PER_SEC);
}

static void save_nothing(void)
{
}

static void __init clock_early(void)
{
	bool stable;

	choose_msrs();
	/* Upstream logs this line in every guest of KVM, and there are tools that look for it. */
	pr_info("kvm-clock: Using msrs %x and %x\n", clock_msr, wall_clock_msr);
	this_cpu_write(hv_clock_per_cpu, &clock_pages[0]);
	share_page();
	pvclock_set_pvti_cpu0_va(clock_pages);
	stable = pages_agree();
	set_frequency();
	set_sched_clock(stable);
	set_clocksource(stable);
	x86_platform.get_wallclock = get_wallclock;
	x86_platform.set_wallclock = set_wallclock;
	/* Earlier in resume than any callback of a feature; the kernel tells the time next. */
	x86_platform.save_sched_clock_state = save_nothing;
	x86_platform.restore_sched_clock_state = share_page;
}

const struct pvops_feature pvops_kvm_clock __refconst = {
	.name = "clock",
	.why_not = clock_why_not,
	.early = clock_early,
	.cpu_prepare = prepare_clock,
	.cpu_start = share_page,
	.cpu_leave = withdraw_page,
};
