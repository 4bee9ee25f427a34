// SPDX-License-Identifier: GPL-2.0-only
/* Instructions as text: the decoder's, one at a time, so that names can go between. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../decode.h"
#include "insns.h"
#include "place.h"

static size_t put_target(char *to, size_t room, const struct binary *binary, u64 target)
{
	struct place place;
	int len;

	place_find(binary, target, &place);
	if (!place.symbol)
		return 0;
	if (place.offset)
		len = snprintf(to, room, " <%.80s+0x%" PRIx64 ">", place.symbol,
			       place.offset);
	else
		len = snprintf(to, room, " <%.80s>", place.symbol);
	return (size_t)len < room ? (size_t)len : room - 1;
}

void insns_text(const struct binary *binary, const u8 *bytes, size_t len, u64 addr,
		char *to)
{
	size_t room = INSNS_TEXT, used = 0, at = 0;
	struct insn insn;

	*to = '\0';
	while (at < len && used < room - 3) {
		bool known = !decode(bytes + at, len - at, addr + at, &insn) && insn.len;
		size_t size = known ? insn.len : len - at;

		if (at)
			used += sprintf(to + used, "; ");
		decode_text(bytes + at, size, addr + at, to + used, room - used);
		used += strlen(to + used);
		if (known && insn.branches)
			used += put_target(to + used, room - used, binary, insn.target);
		at += size;
	}
}
