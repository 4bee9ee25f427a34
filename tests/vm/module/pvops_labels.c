// SPDX-License-Identifier: GPL-2.0-only
/*
 * A jump label that is switched again and again while all other CPUs run over it now and
 * then. Nothing of this is a call site: it is upstream's own way of changing text that
 * runs, and shows whether a machine can be trusted with that (tests/vm/README.md).
 *
 * Parameter: how often the label is switched, in module_init().
 */
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/sched.h>

static unsigned int switches = 1000;
module_param(switches, uint, 0);

static DEFINE_STATIC_KEY_FALSE(label);
static struct task_struct *runners[NR_CPUS];

static noinline unsigned int run_over(void)
{
	return static_branch_unlikely(&label) ? 1 : 0;
}

/* At a random moment each time, so that it is the first on its CPU after a change. */
static int run(void *unused)
{
	struct rnd_state random;
	unsigned int on = 0;

	prandom_seed_state(&random, raw_smp_processor_id() + 1);
	while (!kthread_should_stop()) {
		unsigned int spins = prandom_u32_state(&random) % 4096;

		while (spins--)
			cpu_relax();
		on += run_over();
		cond_resched();
	}
	return on & 1;
}

static void stop_runners(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (runners[cpu])
			kthread_stop(runners[cpu]);
}

static int start_runners(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct task_struct *task;

		if (cpu == cpumask_first(cpu_online_mask))
			continue;
		task = kthread_run_on_cpu(run, NULL, cpu, "labels/%u");
		if (IS_ERR(task))
			return PTR_ERR(task);
		runners[cpu] = task;
	}
	return 0;
}

static int __init pvops_labels_init(void)
{
	int err = start_runners();

	for (unsigned int i = 0; i < switches && !err; i++) {
		if (i % 1000 == 999)
			pr_info("pvops_labels: switched %u times\n", i + 1);
		if (i & 1)
			static_branch_disable(&label);
		else
			static_branch_enable(&label);
		if (run_over() != !(i & 1))
			err = -EIO;
	}
	stop_runners();
	return err;
}

static void __exit pvops_labels_exit(void)
{
}

module_init(pvops_labels_init);
module_exit(pvops_labels_exit);
MODULE_DESCRIPTION("A jump label under stress");
MODULE_LICENSE("GPL");
