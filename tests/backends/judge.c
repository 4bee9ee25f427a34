// SPDX-License-Identifier: GPL-2.0-only
/* Judging records; see the header. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <asm/pvops/ids.h>
#include <asm/pvops/template.h>
#include "../../pvops/patcher/patcher.h"
#include "judge.h"

bool refuse(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, WHY_MAX, format, args);
	va_end(args);
	return false;
}

const char *record_name(const struct record *record, char *name, size_t room)
{
	snprintf(name, room, "%s/%u of %s%s", contract_op_name(record->op),
		 record->variant, record->function, record->nothunk ? ", without a thunk" : "");
	return name;
}

static bool nothunk_is_sane(const struct record *record, char *why)
{
	if (record->op == PVOPS_T_ANY)
		return refuse(why, "a function that is called without a thunk is of one operation");
	if (record->len || record->flags & PVOPS_T_PREFIX)
		return refuse(why, "a function that is called without a thunk has no code that stands in a site");
	return true;
}

bool record_is_sane(const struct record *record, char *why)
{
	struct contract contract;

	if (record->op >= PVOPS_NR && record->op != PVOPS_T_ANY)
		return refuse(why, "%u is no operation", record->op);
	if (!contract_of(record->op, record->variant, &contract))
		return refuse(why, "no site of it is of variant %u", record->variant);
	if (record->flags & ~(PVOPS_T_PREFIX | PVOPS_T_NOTHUNK))
		return refuse(why, "flags %#x are not known", record->flags);
	if (!record->function[0])
		return refuse(why, "it names no function");
	if (record->flags & PVOPS_T_NOTHUNK)
		return nothunk_is_sane(record, why);
	if (record->len > PVPATCH_SITE_MAX)
		return refuse(why, "%u bytes are more than any site has", record->len);
	if (!record->len && record->flags & PVOPS_T_PREFIX)
		return refuse(why, "no code has no instruction that takes prefixes");
	return true;
}

static bool same_site(const struct record *one, const struct record *other)
{
	if (one->op == other->op)
		return one->variant == other->variant;
	/* PVOPS_T_ANY stands for all that return nothing, in every variant. */
	if (one->op == PVOPS_T_ANY)
		return contract_returns_nothing(other->op);
	return other->op == PVOPS_T_ANY && contract_returns_nothing(one->op);
}

bool records_differ(const struct record *one, const struct record *other, char *why)
{
	if (!same_site(one, other) || strcmp(one->function, other->function))
		return true;
	return refuse(why, "there is another one for the same sites");
}

bool template_is_fit(const struct record *record, char *why)
{
	if (!record_is_sane(record, why))
		return false;
	if (record->flags & PVOPS_T_NOTHUNK)
		return true;
	return code_is_straight(record, why) && effect_is_allowed(record, why) &&
	       padding_is_sound(record, why);
}
