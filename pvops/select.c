// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which backend runs: the one that the kernel has entered through, else the one that the
 * user forces, else the one that is surest.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/hypervisor.h>
#include "internal.h"

static const struct pvops_backend *forced __initdata;

static const struct pvops_backend *__init find(const char *name)
{
	const struct pvops_backend *const *entry;

	for_each_pvops_backend(entry)
		if (!strcmp((*entry)->name, name))
			return *entry;
	return NULL;
}

/* In one piece: other CPUs' messages cannot come between. */
static void __init refuse(const char *name)
{
	const struct pvops_backend *const *entry;
	char names[256] = "";
	size_t len = 0;

	for_each_pvops_backend(entry)
		len += scnprintf(names + len, sizeof(names) - len, " %s", (*entry)->name);
	pr_err("pvops.backend=%s: no such backend in this image; it has:%s\n", name, names);
}

static int __init parse_backend(char *name)
{
	if (!name)
		return -EINVAL;
	forced = find(name);
	if (!forced) {
		refuse(name);
		return 0;
	}
	/* Called before selection: other platforms' code installs itself before that. */
	if (!pvops_entered() && forced->claim && forced->detect())
		forced->claim();
	return 0;
}
early_param("pvops.backend", parse_backend);

/* The highest score among those that the user's "nopv" leaves. */
static const struct pvops_backend *__init detect(void)
{
	const struct pvops_backend *const *entry;
	const struct pvops_backend *best = NULL;
	int score, high = 0;

	for_each_pvops_backend(entry) {
		if (nopv && !(*entry)->required)
			continue;
		score = (*entry)->detect();
		if (score > high) {
			high = score;
			best = *entry;
		} else if (score && score == high) {
			pr_err("backends %s and %s both claim this machine with score %d\n",
			       best->name, (*entry)->name, score);
			return NULL;
		}
	}
	return best;
}

/* A kernel that has entered through one backend can run on no other. */
static bool __init can_run(const struct pvops_backend *backend,
			   const struct pvops_backend *entered)
{
	return entered ? backend == entered : backend->detect();
}

/**
 * pvops_select_from - select a backend
 * @entered: the backend that has called pvops_enter(), or NULL
 * @wanted:  the backend that the user forces, or NULL
 *
 * Return: @entered, whatever the user says: its operations are in use already.  Else
 * @wanted, or the one that is surest of this machine.  NULL if no backend can run here or
 * two are equally sure.  The sites then stay indirect, which always works.
 * Context: boot CPU, in setup_arch(), once the kernel has recognised its platform.
 */
const struct pvops_backend *__init pvops_select_from(const struct pvops_backend *entered,
						     const struct pvops_backend *wanted)
{
	if (wanted && !can_run(wanted, entered)) {
		pr_err("pvops.backend=%s: this backend cannot run here; ignored\n",
		       wanted->name);
		wanted = NULL;
	}
	return entered ?: wanted ?: detect();
}

/**
 * pvops_select - the backend that this kernel runs on
 *
 * Return, Context: as pvops_select_from().
 */
const struct pvops_backend *__init pvops_select(void)
{
	return pvops_select_from(pvops_entered(), forced);
}
