/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a template fit to stand in a site?  Each function says yes, or no and writes into
 * @why what is wrong, in a sentence.
 */
#ifndef TESTS_BACKENDS_JUDGE_H
#define TESTS_BACKENDS_JUDGE_H

#include <Zydis/Zydis.h>

#include "contract.h"
#include "record.h"

#define WHY_MAX		200

/**
 * struct step - one instruction
 * @insn:    what it is; insn.length is 0 of what is none
 * @operand: its operands, implicit ones too
 */
struct step {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand operand[ZYDIS_MAX_OPERAND_COUNT];
};

/* code.c */
bool decode_step(const uint8_t *code, size_t size, struct step *step);
bool code_is_straight(const struct record *record, char *why);

/* effect.c */
bool effect_is_allowed(const struct record *record, char *why);

/* padding.c */
bool padding_is_sound(const struct record *record, char *why);

/* judge.c */
bool refuse(char *why, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The record by itself, without its code. */
bool record_is_sane(const struct record *record, char *why);
/* Two records do not both fit the same site. */
bool records_differ(const struct record *one, const struct record *other, char *why);
/* All of it: the record, its code, and its code in sites of every length. */
bool template_is_fit(const struct record *record, char *why);
/* "group.name/variant of function" */
const char *record_name(const struct record *record, char *name, size_t room);

#endif
