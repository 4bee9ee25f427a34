// SPDX-License-Identifier: GPL-2.0-only
/* What the patcher's numbers are called. */
#include "patcher.h"

static const char *const messages[PVPATCH_ERRS] = {
	[0]			= "no error",
	[PVPATCH_EOP]		= "the record names no known operation",
	[PVPATCH_EVARIANT]	= "the operation has no such register variant",
	[PVPATCH_ELENGTH]	= "the site has an impossible length",
	[PVPATCH_ETEXT]		= "the site is outside executable text",
	[PVPATCH_EOVERLAP]	= "the site overlaps its neighbour",
	[PVPATCH_EREACH]	= "the call target is out of reach",
	[PVPATCH_ETEMPLATE]	= "the inline code is longer than the site",
	[PVPATCH_EOLD]		= "the bytes there are none of the site's legal forms",
	[PVPATCH_EREAD]		= "the text could not be read",
	[PVPATCH_EREADBACK]	= "the bytes read back are legal but not the ones wanted",
	[PVPATCH_EHELD]		= "a probe or a breakpoint holds the site",
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
