// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel of ours with hostile tables, state, modules and code: the input's first byte
 * is what the small kernel of tests/objtool-pv is (0 to 2: booted in that form, 3: built,
 * 4: booted without a backend), each 8 bytes after it are one change of its memory or of
 * its symbols, see apply().  Tables are read and all rules run.
 *
 * The first inputs, in corpus/pvops, are such a byte and one change each, written with
 * printf: '\2\2\0\20\141\210\141\0\0' makes the list of modules a ring.
 *
 * The builder is included here, since a target is one file and objtool-pv's own.
 */
#include "../objtool-pv/small_kernel.c"
#include "../objtool-pv/small_boot.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define KINDS		5
#define RECORDS_MAX	256

/* One change, as it lies in the input. */
struct change {
	u8 kind, arg;
	u16 at;
	s32 value;
};

static void symbol(struct small *small, const struct change *change)
{
	struct binary_symbol *to = &small->binary->symbols[change->arg % small->binary->nsymbols];

	if (change->kind % 8 == 4)
		to->addr = SMALL_BASE + change->at + (s64)change->value;
	else
		to->size = (u64)(s64)change->value << change->at % 32;
	binary_ready(small->binary);
}

static void record(struct small *small, const struct change *change)
{
	if (small->sites < RECORDS_MAX)
		small_add_record(small, SMALL_BASE + change->at, change->value,
				 change->value >> 8, change->value >> 16);
}

static void apply(struct small *small, const struct change *change)
{
	u64 at = change->at % (SMALL_SIZE - 8), value = (s64)change->value;
	u64 in_module = change->at % (SMALL_MODULE_SIZE - 8);

	switch (change->kind % 8) {
	case 0:		/* bytes */
		small_put(small, at, value, change->arg % 8 + 1);
		return;
	case 1:		/* bytes of the module */
		memcpy(small->module + in_module, &value, change->arg % 8 + 1);
		return;
	case 2:		/* a pointer into the kernel */
		small_put(small, at, SMALL_BASE + value, 8);
		return;
	case 3:		/* a pointer into the module */
		small_put(small, at, SMALL_MODULE + value, 8);
		return;
	case 6:
		record(small, change);
		return;
	case 7:
		small->hole = (change->arg & 1 ? SMALL_MODULE : SMALL_BASE) + change->at;
		return;
	default:	/* a symbol's address or size */
		symbol(small, change);
	}
}

static void make(struct small *small, unsigned int kind)
{
	if (kind < PVPATCH_FORMS)
		small_booted(small, kind);
	else if (kind == PVPATCH_FORMS)
		small_built(small);
	else
		small_unbound(small);
}

/* What every caller relies on. */
static void judge(const struct findings *findings)
{
	size_t i;

	if (findings->count > FINDINGS_MAX)
		abort();
	for (i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		if (f->rule >= RULES_NR || !f->place[0] || !f->message[0] ||
		    f->nfound > SITE_BYTES || f->nexpected > SITE_BYTES ||
		    (i && f->addr < f[-1].addr))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct error error = { "" };
	struct change change;
	struct small small;

	if (!size)
		return 0;
	make(&small, data[0] % KINDS);
	for (data++, size--; size >= sizeof(change); size -= sizeof(change)) {
		memcpy(&change, data, sizeof(change));
		apply(&small, &change);
		data += sizeof(change);
	}
	if (!small_check(&small, &error))
		judge(&small.findings);
	else if (!error.text[0])
		abort();
	small_free(&small);
	return 0;
}
