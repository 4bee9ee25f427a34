// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which features of the selected backend are in use: each is asked once, and its answer
 * is kept for callers that want to know it later.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include "internal.h"

/* The features that are used, once all have been asked; NULL behind the last. */
static const struct pvops_feature *used[PVOPS_FEATURES_MAX + 1] __ro_after_init;
static unsigned int nr_used __ro_after_init;
/* How many the backend has. */
static unsigned int nr_features __ro_after_init;
/* What each of pvops_backend.features has answered; those that answered NULL are used. */
static const char *reasons[PVOPS_FEATURES_MAX] __ro_after_init;
static const char not_asked[] = "not asked yet";
static const char too_many[] = "the backend has too many features";

#define for_each_feature(feature, i) \
	for ((i) = 0; (i) < nr_features && ((feature) = pvops_state.backend->features[i]); (i)++)

/* Too many are an error of the backend, which a test finds; those beyond are not used. */
static void __init count_features(const struct pvops_backend *backend)
{
	while (backend->features && backend->features[nr_features])
		nr_features++;
	if (WARN(nr_features > PVOPS_FEATURES_MAX, "pvops: backend %s has more than %u features",
		 backend->name, PVOPS_FEATURES_MAX))
		nr_features = PVOPS_FEATURES_MAX;
}

/* Features with early() are asked first: they cannot know what is known only later. */
static void __init ask(bool early)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_feature(feature, i) {
		if (!feature->early == early)
			continue;
		reasons[i] = feature->why_not ? feature->why_not() : NULL;
		if (early && !reasons[i])
			feature->early();
	}
}

/**
 * pvops_ask_early - ask the features of the selected backend that have something to do now
 *
 * Context: boot CPU, in setup_arch(), once, right after the backend was selected.
 */
void __init pvops_ask_early(void)
{
	unsigned int i;

	count_features(pvops_state.backend);
	for (i = 0; i < nr_features; i++)
		reasons[i] = not_asked;
	ask(true);
}

static void __init list_used(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_feature(feature, i)
		if (!reasons[i])
			used[nr_used++] = feature;
}

/**
 * pvops_ask_late - ask the others, and list those that are used
 *
 * Context: boot CPU, at the end of setup_arch(), once.
 */
void __init pvops_ask_late(void)
{
	ask(false);
	list_used();
}

/**
 * pvops_report_features - name those that are used in the log
 *
 * In one piece: other CPUs' messages cannot come between.
 *
 * Context: boot CPU, after pvops_ask_late().
 */
void __init pvops_report_features(void)
{
	char names[512] = "";
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < nr_used; i++)
		len += scnprintf(names + len, sizeof(names) - len, " %s", used[i]->name);
	pr_info("%s:%s\n", pvops_state.backend->name, names);
}

/* --- questions of other files */

/**
 * pvops_uses - is a feature in use?
 * @feature: one of any backend's features
 *
 * Context: any, once @feature has been asked.
 */
bool pvops_uses(const struct pvops_feature *feature)
{
	unsigned int i;

	for (i = 0; i < nr_features; i++)
		if (pvops_state.backend->features[i] == feature)
			return !reasons[i];
	return false;
}

/**
 * pvops_used_feature - the features that are in use, in order
 * @i: their number, from 0
 *
 * Return: the feature, or NULL if there are not so many.
 * Context: any, after setup_arch().
 */
const struct pvops_feature *pvops_used_feature(unsigned int i)
{
	return i < nr_used ? used[i] : NULL;
}

/**
 * pvops_used_features - the same as a list
 *
 * Return: the list, NULL at its end.
 * Context: any, after setup_arch().
 */
const struct pvops_feature *const *pvops_used_features(void)
{
	return used;
}

/**
 * pvops_nr_used - how many features are in use
 *
 * Context: any, after setup_arch().
 */
unsigned int pvops_nr_used(void)
{
	return nr_used;
}

/**
 * pvops_why_not - why a feature is not in use
 * @i: its index in pvops_backend.features
 *
 * Return: a few words, or NULL if it is.
 * Context: any, after setup_arch().
 */
const char *pvops_why_not(unsigned int i)
{
	return i < nr_features ? reasons[i] : too_many;
}
