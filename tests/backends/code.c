// SPDX-License-Identifier: GPL-2.0-only
/*
 * The code of a template is whole instructions, one after the other: it goes nowhere
 * else, and means the same wherever it stands.
 */
#include <string.h>

#include "judge.h"

bool decode_step(const uint8_t *code, size_t size, struct step *step)
{
	ZydisDecoder decoder;

	memset(step, 0, sizeof(*step));
	return ZYAN_SUCCESS(ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
					     ZYDIS_STACK_WIDTH_64)) &&
	       ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, size, &step->insn,
						   step->operand));
}

static bool leaves(const ZydisDecodedInstruction *insn)
{
	switch (insn->meta.category) {
	case ZYDIS_CATEGORY_CALL:
	case ZYDIS_CATEGORY_COND_BR:
	case ZYDIS_CATEGORY_INTERRUPT:
	case ZYDIS_CATEGORY_RET:
	case ZYDIS_CATEGORY_SYSCALL:
	case ZYDIS_CATEGORY_SYSRET:
	case ZYDIS_CATEGORY_UNCOND_BR:
		return true;
	default:
		break;
	}
	switch (insn->mnemonic) {
	case ZYDIS_MNEMONIC_UD0:
	case ZYDIS_MNEMONIC_UD1:
	case ZYDIS_MNEMONIC_UD2:
		return true;
	default:
		return false;
	}
}

static bool depends_on_place(const struct step *step)
{
	unsigned int i;

	for (i = 0; i < step->insn.operand_count; i++)
		if (step->operand[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    (step->operand[i].mem.base == ZYDIS_REGISTER_RIP ||
		     step->operand[i].mem.base == ZYDIS_REGISTER_EIP))
			return true;
	return false;
}

bool code_is_straight(const struct record *record, char *why)
{
	struct step step;
	size_t at;

	if (record->relative)
		return refuse(why, "it reaches %s relative to its place, but it is copied",
			      record->relative);
	for (at = 0; at < record->len; at += step.insn.length) {
		if (!decode_step(record->code + at, record->len - at, &step))
			return refuse(why, "byte %zu begins no whole instruction", at);
		if (leaves(&step.insn))
			return refuse(why, "%s leaves the site: call a function without a thunk (PVOPS_NOTHUNK)",
				      ZydisMnemonicGetString(step.insn.mnemonic));
		if (depends_on_place(&step))
			return refuse(why, "%s reaches something relative to its place, but it is copied",
				      ZydisMnemonicGetString(step.insn.mnemonic));
	}
	return true;
}
