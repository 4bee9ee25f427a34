// SPDX-License-Identifier: GPL-2.0-only
/* /sys/kernel/debug/pvops: what was patched, what is there now, and the switch. */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "choice.h"
#include "internal.h"

static int backend_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%s\n", pvops_state.backend ? pvops_state.backend->name : "none");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(backend);

static int mode_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%s\n", pvpatch_form_name(pvops_state.mode));
	return 0;
}

static int mode_open(struct inode *inode, struct file *file)
{
	return single_open(file, mode_show, NULL);
}

static ssize_t mode_write(struct file *file, const char __user *user,
			  size_t len, loff_t *pos)
{
	char word[16] = { };
	int form, err;

	if (len >= sizeof(word))
		return -EINVAL;
	if (copy_from_user(word, user, len))
		return -EFAULT;
	for (form = 0; form < PVPATCH_FORMS; form++) {
		if (!sysfs_streq(word, pvpatch_form_name(form)))
			continue;
		err = pvops_switch(form);
		return err ?: len;
	}
	return -EINVAL;
}

static const struct file_operations mode_fops = {
	.owner		= THIS_MODULE,
	.open		= mode_open,
	.read		= seq_read,
	.write		= mode_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

/* How many sites each operation has; a damaged record may name none. */
static void count_sites(u32 counts[PVOPS_NR])
{
	struct pvops_sites *sites;
	struct pvpatch_site site;
	u32 i;

	lockdep_assert_held(&pvops_mutex);
	list_for_each_entry(sites, &pvops_state.tables, list)
		for (i = 0; i < sites->count; i++)
			if (!pvops_decode(sites, i, &site) && site.op < PVOPS_NR)
				counts[site.op]++;
}

static int ops_show(struct seq_file *m, void *unused)
{
	u32 counts[PVOPS_NR] = {};
	unsigned int op;

	if (!pvops_state.backend)
		return 0;
	mutex_lock(&pvops_mutex);
	count_sites(counts);
	for (op = 0; op < PVOPS_NR; op++)
		seq_printf(m, "%-36s %6u %-7s %ps\n", pvops_op_name(op), counts[op],
			   pvops_bound_inline(op) ? "inline" : "direct",
			   pvops_bound_function(op));
	mutex_unlock(&pvops_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ops);

/* The form that the site has, not the one that it should have; or why it has none. */
static int form_now(const struct pvops_sites *sites, const struct pvpatch_site *site)
{
	struct pvpatch_text text = pvops_text_live(sites->mod);
	struct pvpatch_choice choice;
	u8 now[PVPATCH_SITE_MAX];
	int form = pvpatch_check(site, &text);

	if (!form)
		form = pvops_choose_live(NULL, site, &choice);
	if (form)
		return form;
	if (text.read(text.ctx, site->addr, now, site->len))
		return -PVPATCH_EREAD;
	form = pvpatch_classify(site, &choice, now, pvops_state.mode);
	if (form < 0 && text.held(text.ctx, site->addr, site->len))
		return -PVPATCH_EHELD;
	return form;
}

/* A probe may also hold a site whose bytes are another legal form. */
static struct pvops_why why_now(const struct pvpatch_site *site, int form)
{
	struct pvops_why why = pvops_bound_why(site, pvops_state.mode, form);

	if (why.reason == PVOPS_WHY_OTHER && pvops_held(site->addr, site->len))
		why.reason = PVOPS_WHY_HELD;
	return why;
}

static void show_form(struct seq_file *m, const struct pvops_sites *sites,
		      const struct pvpatch_site *site)
{
	int form = form_now(sites, site);
	struct pvops_why why = why_now(site, form);

	seq_puts(m, pvpatch_form_name(form) ?: form == -PVPATCH_EHELD ? "held" : "failed");
	seq_printf(m, " (%s", pvops_reason_text(why.reason));
	if (why.code)
		seq_printf(m, ": %u bytes, %u there", why.code, site->len);
	seq_puts(m, ")\n");
}

/* A user who may not read addresses from /proc/kallsyms does not get them here either. */
static u64 shown_address(const struct seq_file *m, u64 addr)
{
	return kallsyms_show_value(m->file->f_cred) ? addr : 0;
}

static void show_site(struct seq_file *m, const struct pvops_sites *sites,
		      const struct pvpatch_site *site)
{
	seq_printf(m, "%016llx %pS %s ", shown_address(m, site->addr), (void *)site->addr,
		   pvops_op_name(site->op));
	show_form(m, sites, site);
}

static int sites_show(struct seq_file *m, void *unused)
{
	struct pvops_sites *sites;
	struct pvpatch_site site;
	u32 i;

	if (!pvops_state.backend)
		return 0;
	mutex_lock(&pvops_mutex);
	mutex_lock(&text_mutex);
	list_for_each_entry(sites, &pvops_state.tables, list)
		for (i = 0; i < sites->count; i++)
			if (!pvops_decode(sites, i, &site) && site.op < PVOPS_NR)
				show_site(m, sites, &site);
	mutex_unlock(&text_mutex);
	mutex_unlock(&pvops_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sites);

static int stats_show(struct seq_file *m, void *unused)
{
	u32 count = 0, held = 0, fixed = 0, failed = 0, init = 0, modules = 0, module_sites = 0;
	u32 forms[PVPATCH_FORMS] = { };
	struct pvops_sites *sites;
	int form;

	mutex_lock(&pvops_mutex);
	list_for_each_entry(sites, &pvops_state.tables, list) {
		count += sites->stats.sites;
		held += sites->stats.held;
		fixed += sites->stats.fixed;
		failed += sites->stats.failed;
		init += sites->init.sites;
		for (form = 0; form < PVPATCH_FORMS; form++)
			forms[form] += sites->stats.forms[form];
		if (sites->mod) {
			modules++;
			module_sites += sites->stats.sites;
		}
	}
	seq_printf(m, "sites %u\n", count);
	for (form = PVPATCH_FORMS - 1; form >= 0; form--)
		seq_printf(m, "%s %u\n", pvpatch_form_name(form), forms[form]);
	seq_printf(m, "held %u\nfixed %u\nfailed %u\ninit_sites %u\nmodules %u\nmodule_sites %u\n",
		   held, fixed, failed, init, modules, module_sites);
	seq_printf(m, "switches %u\npatch_us %llu\npatch_tsc %llu\n",
		   pvops_state.switches, pvops_state.patch_ns / 1000,
		   pvops_state.patch_cycles);
	mutex_unlock(&pvops_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int __init pvops_debugfs(void)
{
	struct dentry *dir = debugfs_create_dir("pvops", NULL);

	debugfs_create_file("backend", 0444, dir, NULL, &backend_fops);
	debugfs_create_file("mode", 0644, dir, NULL, &mode_fops);
	debugfs_create_file("ops", 0400, dir, NULL, &ops_fops);
	debugfs_create_file("sites", 0400, dir, NULL, &sites_fops);
	debugfs_create_file("stats", 0444, dir, NULL, &stats_fops);
	pvops_features_debugfs(dir);
	return 0;
}
late_initcall(pvops_debugfs);
