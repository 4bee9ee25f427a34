// SPDX-License-Identifier: GPL-2.0-only
/* What the patcher's numbers are called. */
#include "patcher.h"

static const char *const messages[PVPATCH_ERRS] = {
#define MESSAGE(name, words) \
	[name] = words,
	PVPATCH_EACH_ERROR(MESSAGE)
};

static const char *const forms[PVPATCH_FORMS] = {
	[PVPATCH_INDIRECT]	= "indirect",
	[PVPATCH_DIRECT]	= "direct",
	[PVPATCH_INLINE]	= "inline",
};

/**
 * pvpatch_strerror - an error in words
 * @err: 0 or a negated enum pvpatch_err
 *
 * Return: a constant string, never NULL.
 */
const char *pvpatch_strerror(int err)
{
	if (err > 0 || err <= -PVPATCH_ERRS)
		return "unknown error";
	return messages[-err];
}

/**
 * pvpatch_form_name - the name of a form, as users write it
 * @form: an enum pvpatch_form
 *
 * Return: a constant string, or NULL if there is no such form.
 */
const char *pvpatch_form_name(int form)
{
	if (form < 0 || form >= PVPATCH_FORMS)
		return NULL;
	return forms[form];
}
