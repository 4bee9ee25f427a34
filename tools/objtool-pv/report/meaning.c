// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a site's bytes do.  Two sites are the same if they call the same function, even
 * though the displacements of the two calls differ.
 *
 * Encodings: SDM Vol. 2, CALL and JMP (FF /2, FF /4), and 2.2.1.6 for RIP-relative.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../decode.h"
#include "../opcodes.h"
#include "meaning.h"
#include "place.h"

#define DISPLACEMENT	4
#define CALL_RIP	0x15	/* ModRM: /2, disp32(%rip) */
#define JMP_RIP		0x25	/* ModRM: /4, disp32(%rip) */
#define CALL_SIB	0x14	/* ModRM: /2, a SIB byte follows */
#define JMP_SIB		0x24	/* ModRM: /4, a SIB byte follows */
#define SIB_ABSOLUTE	0x25	/* disp32 alone */

static s64 displacement(const u8 *bytes, const struct insn *insn)
{
	s32 value;

	memcpy(&value, bytes + insn->len - DISPLACEMENT, sizeof(value));
	return value;
}

/* The address that the last four bytes of an instruction stand for, if they do. */
static bool points_to(const u8 *bytes, const struct insn *insn, u64 next, u64 *target)
{
	unsigned int len = insn->len;

	*target = insn->target;
	if (insn->branches && len > DISPLACEMENT)
		return true;
	if (len >= 6 && bytes[len - 6] == OPCODE_GROUP_5 &&
	    (bytes[len - 5] == CALL_RIP || bytes[len - 5] == JMP_RIP)) {
		*target = next + (u64)displacement(bytes, insn);
		return true;
	}
	if (len >= 7 && bytes[len - 7] == OPCODE_GROUP_5 && bytes[len - 5] == SIB_ABSOLUTE &&
	    (bytes[len - 6] == CALL_SIB || bytes[len - 6] == JMP_SIB)) {
		*target = (u64)displacement(bytes, insn);
		return true;
	}
	return false;
}

static int put_target(char *to, size_t room, const struct binary *binary, u64 target)
{
	struct place place;

	place_find(binary, target, &place);
	if (place.symbol)
		return snprintf(to, room, "<%.200s+0x%" PRIx64 ">", place.symbol,
				place.offset);
	if (place.section)
		return snprintf(to, room, "<%.200s+0x%" PRIx64 ">", place.section,
				place.section_offset);
	return snprintf(to, room, "<0x%" PRIx64 ">", target);
}

void site_meaning(const struct site *site, const struct site_text *text, char *to)
{
	size_t at = 0, room = MEANING_TEXT;
	struct insn insn;

	*to = '\0';
	while (at < text->nbytes) {
		const u8 *bytes = text->bytes + at;
		u64 addr = site->addr + at, target;
		bool named = false;
		int len;

		if (decode(bytes, text->nbytes - at, addr, &insn) || !insn.len)
			insn = (struct insn){ .len = (u8)(text->nbytes - at) };
		else
			named = points_to(bytes, &insn, addr + insn.len, &target);
		text_hex(to, bytes, insn.len - (named ? DISPLACEMENT : 0), "");
		len = (int)strlen(to);
		if (named)
			len += put_target(to + len, room - len,
					  site->table->binary, target);
		to += len;
		room -= len;
		at += insn.len;
	}
}
