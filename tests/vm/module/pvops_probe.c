// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kprobes on call sites and on the instructions around them. The guest program chooses
 * the sites and says what happens when (tests/vm/guest/probes.c), by way of files in
 * /sys/kernel/debug/pvops_probe:
 *
 *	place	"ADDRESS LENGTH OFFSET on|off|mixed": a probe at each place (see enum place)
 *		of the site of LENGTH bytes at ADDRESS, which is OFFSET bytes after its
 *		function's start; registered enabled, disabled, or every other one of them
 *	set	"NUMBER on|off|flip", or "all on|off": enable and disable
 *	remove	any text: unregister all
 *	counts	what could be placed, and how often it was hit
 *
 * Where an instruction begins is found by trying: the kernel decodes the function from
 * its start, and refuses a probe in the middle of an instruction with EILSEQ.
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

/* The longest instruction there is. */
enum { INSN_MAX = 15, PROBES_MAX = 4096, LINE_MAX_BYTES = 80 };

enum place {
	BEFORE,		/* the instruction that ends where the site begins */
	SITE,
	NEXT,		/* where the file on disk has the next instruction */
	AFTER,		/* the first one that begins later than that */
	RETURN,		/* a kretprobe of the site's function */
	PLACES
};

static const char *const place_names[PLACES] = {
	"before", "site", "next", "after", "return"
};

struct spot {
	struct kretprobe ret;		/* all but RETURN use its kprobe alone */
	enum place place;
	bool on;
};

static struct spot **spots;
static unsigned int nr_spots;
static DEFINE_MUTEX(spots_mutex);

static struct {
	unsigned int asked, placed, moved, inside, reserved, other;
} tally[PLACES];
static DEFINE_PER_CPU(unsigned long [PLACES], hits);
static DEFINE_PER_CPU(unsigned long, later_hits);
static atomic_t wrong_addresses;

/* --- what a probe does */

static int hit(struct kprobe *probe, struct pt_regs *regs)
{
	const struct spot *spot = container_of(probe, struct spot, ret.kp);

	this_cpu_inc(hits[spot->place]);
	if (regs->ip != (unsigned long)probe->addr + 1)
		atomic_inc(&wrong_addresses);
	return 0;
}
NOKPROBE_SYMBOL(hit);

static void hit_later(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
	this_cpu_inc(later_hits);
}
NOKPROBE_SYMBOL(hit_later);

static int hit_return(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	this_cpu_inc(hits[RETURN]);
	return 0;
}
NOKPROBE_SYMBOL(hit_return);

/* --- placing */

static int register_spot(struct spot *spot, unsigned long addr)
{
	struct kprobe *probe = &spot->ret.kp;

	memset(&spot->ret, 0, sizeof(spot->ret));
	probe->addr = (kprobe_opcode_t *)addr;
	probe->flags = spot->on ? 0 : KPROBE_FLAG_DISABLED;
	if (spot->place == RETURN) {
		spot->ret.handler = hit_return;
		return register_kretprobe(&spot->ret);
	}
	probe->pre_handler = hit;
	/* A probe that looks at what follows is never optimised: half of them. */
	if (nr_spots & 1)
		probe->post_handler = hit_later;
	return register_kprobe(probe);
}

/*
 * A kretprobe keeps the real return address with the task, and this function is called by
 * one task and returns to another. Upstream's own kernel does not survive that either.
 */
static bool returns_elsewhere(unsigned long function)
{
	char name[KSYM_SYMBOL_LEN];

	snprintf(name, sizeof(name), "%ps", (void *)function);
	return !strcmp(name, "__switch_to");
}

static void count_place(const struct spot *spot, unsigned long addr, int err)
{
	tally[spot->place].asked++;
	if (err == -EILSEQ)
		tally[spot->place].inside++;
	else if (err == -EINVAL)
		tally[spot->place].reserved++;
	else if (err)
		tally[spot->place].other++;
	else
		tally[spot->place].placed++;
	if (!err && spot->place != RETURN && (unsigned long)spot->ret.kp.addr != addr)
		tally[spot->place].moved++;
}

/* The first address that can be probed, from @addr in steps of @by to @last. */
static int place_spot(enum place place, unsigned long addr, long by, unsigned long last,
		      const char *state)
{
	struct spot *spot;
	int err;

	if (nr_spots == PROBES_MAX)
		return -ENOSPC;
	spot = kzalloc(sizeof(*spot), GFP_KERNEL);
	if (!spot)
		return -ENOMEM;
	spot->place = place;
	/* By twos, so that each state meets both kinds of probe (register_spot()). */
	spot->on = !strcmp(state, "mixed") ? nr_spots & 2 : !strcmp(state, "on");
	while ((err = register_spot(spot, addr)) == -EILSEQ && addr != last)
		addr += by;
	count_place(spot, addr, err);
	if (err)
		kfree(spot);
	else
		spots[nr_spots++] = spot;
	return 0;
}

static int place_around(unsigned long site, unsigned int length, unsigned long offset,
			const char *state)
{
	unsigned long next = site + length;
	int err = place_spot(SITE, site, 0, site, state);

	if (!err && offset)
		err = place_spot(BEFORE, site - 1, -1, site - min(offset, INSN_MAX + 0UL),
				 state);
	if (!err)
		err = place_spot(NEXT, next, 0, next, state);
	if (!err)
		err = place_spot(AFTER, next + 1, 1, next + INSN_MAX, state);
	if (!err && !returns_elsewhere(site - offset))
		err = place_spot(RETURN, site - offset, 0, site - offset, state);
	return err;
}

/* --- enabling, disabling, removing */

static int set_spot(struct spot *spot, bool on)
{
	int err = 0;

	if (spot->on != on)
		err = on ? enable_kprobe(&spot->ret.kp) : disable_kprobe(&spot->ret.kp);
	if (!err)
		spot->on = on;
	return err;
}

static int set_all(bool on)
{
	int err = 0;

	for (unsigned int i = 0; i < nr_spots && !err; i++)
		err = set_spot(spots[i], on);
	return err;
}

static int set_numbered(unsigned int number, const char *word)
{
	struct spot *spot;

	if (!nr_spots)
		return -ENOENT;
	spot = spots[number % nr_spots];
	return set_spot(spot, !strcmp(word, "flip") ? !spot->on : !strcmp(word, "on"));
}

/* In one go: each time, it waits until no CPU is in a probe any more. */
static int remove_all(void)
{
	struct kretprobe **returns = kcalloc(PROBES_MAX, sizeof(*returns), GFP_KERNEL);
	struct kprobe **probes = kcalloc(PROBES_MAX, sizeof(*probes), GFP_KERNEL);
	unsigned int nr_returns = 0, nr_probes = 0;

	if (returns && probes) {
		for (unsigned int i = 0; i < nr_spots; i++)
			if (spots[i]->place == RETURN)
				returns[nr_returns++] = &spots[i]->ret;
			else
				probes[nr_probes++] = &spots[i]->ret.kp;
		unregister_kretprobes(returns, nr_returns);
		unregister_kprobes(probes, nr_probes);
		while (nr_spots)
			kfree(spots[--nr_spots]);
	}
	kfree(returns);
	kfree(probes);
	return nr_spots ? -ENOMEM : 0;
}

/* --- files */

static int do_place(const char *line)
{
	unsigned long site, offset;
	unsigned int length;
	char word[8];

	if (sscanf(line, "%lx %u %lx %7s", &site, &length, &offset, word) != 4)
		return -EINVAL;
	return place_around(site, length, offset, word);
}

static int do_set(const char *line)
{
	unsigned int number;
	char word[8];

	if (sscanf(line, "all %7s", word) == 1)
		return set_all(!strcmp(word, "on"));
	if (sscanf(line, "%u %7s", &number, word) == 2)
		return set_numbered(number, word);
	return -EINVAL;
}

static int do_remove(const char *line)
{
	return remove_all();
}

static ssize_t write_line(struct file *file, const char __user *user, size_t length,
			  loff_t *pos)
{
	int (*run)(const char *line) = file->private_data;
	char line[LINE_MAX_BYTES] = { };
	int err;

	if (length >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, user, length))
		return -EFAULT;
	mutex_lock(&spots_mutex);
	err = run(line);
	mutex_unlock(&spots_mutex);
	return err ?: length;
}

static const struct file_operations line_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= write_line,
};

static int counts_show(struct seq_file *m, void *unused)
{
	unsigned long later = 0;
	int cpu;

	mutex_lock(&spots_mutex);
	for (int place = 0; place < PLACES; place++) {
		unsigned long sum = 0;

		for_each_possible_cpu(cpu)
			sum += per_cpu(hits, cpu)[place];
		seq_printf(m, "%s %u of %u, moved %u, inside %u, reserved %u, other %u, hits %lu\n",
			   place_names[place], tally[place].placed, tally[place].asked,
			   tally[place].moved, tally[place].inside, tally[place].reserved,
			   tally[place].other, sum);
	}
	for_each_possible_cpu(cpu)
		later += per_cpu(later_hits, cpu);
	seq_printf(m, "probes %u\nlater_hits %lu\nwrong %d\n", nr_spots, later,
		   atomic_read(&wrong_addresses));
	mutex_unlock(&spots_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counts);

static struct dentry *dir;

static int __init pvops_probe_init(void)
{
	spots = kcalloc(PROBES_MAX, sizeof(*spots), GFP_KERNEL);
	if (!spots)
		return -ENOMEM;
	dir = debugfs_create_dir("pvops_probe", NULL);
	debugfs_create_file("place", 0200, dir, do_place, &line_fops);
	debugfs_create_file("set", 0200, dir, do_set, &line_fops);
	debugfs_create_file("remove", 0200, dir, do_remove, &line_fops);
	debugfs_create_file("counts", 0400, dir, NULL, &counts_fops);
	return 0;
}

static void __exit pvops_probe_exit(void)
{
	debugfs_remove(dir);
	if (remove_all())
		pr_err("pvops: failed to remove the probes of a module that leaves\n");
	kfree(spots);
}

module_init(pvops_probe_init);
module_exit(pvops_probe_exit);
MODULE_DESCRIPTION("Probes on paravirt call sites for the boot matrix");
MODULE_LICENSE("GPL");
