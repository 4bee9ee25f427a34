// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU plugin that counts the instructions which a guest with one CPU executes
 * between two of its addresses.  Arguments, numbers in hexadecimal:
 *
 *	span=NAME:START:END	repeated; from START (counted) to END (not counted)
 *	stop=ADDRESS		end the emulator when the guest gets there
 *	from=ADDRESS		count only instructions at this address or above it
 *	ranges=FILE		sorted addresses, one a line, at each of which a range
 *				begins: count for each as well
 *
 * Standard output gets a line "entry NAME COUNT" each time that a span has been
 * completed.  At the end it gets a line "span NAME COUNT ENTRIES" for each span,
 * ENTRIES being how often it was completed, and "where NAME ADDRESS COUNT OVER" for
 * each range in which instructions were executed inside it.  OVER of these were so
 * long that they reached over all of the next range and beyond: with a range for an
 * instruction's first byte and another for its other bytes, OVER says how often the
 * instruction was but the beginning of a longer one.
 *
 * This file is what happens while the guest's code is translated: every instruction
 * gets additions to counters, some get calls into spans.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "spans.h"

int qemu_plugin_version = QEMU_PLUGIN_API;

static uint64_t stop, from;

/* INS, OUTS, MOVS, CMPS, STOS, LODS and SCAS with a REP prefix (SDM Vol. 2, 4.3). */
static bool is_rep(const uint8_t *byte, size_t len)
{
	bool rep = false;

	/* Prefixes: operand and address size, segments, LOCK, REP, REX. */
	for (; len && memchr("\x66\x67\x26\x2e\x36\x3e\x64\x65\xf0\xf2\xf3",
			     *byte, 11); byte++, len--)
		rep |= *byte == 0xf2 || *byte == 0xf3;
	if (len && (*byte & 0xf0) == 0x40)
		byte++, len--;
	return rep && len == 1 &&
	       ((*byte & 0xfc) == 0x6c || (*byte & 0xfc) == 0xa4 ||
		(*byte >= 0xaa && *byte <= 0xaf));
}

/* Blocks are thrown away and translated again; the few bytes stay allocated. */
static void count_rep(struct qemu_plugin_insn *insn, uint64_t addr)
{
	struct rep *rep = malloc(sizeof(*rep));

	if (!rep)
		abort();
	*rep = (struct rep){ addr, hits_of(addr) };
	qemu_plugin_register_vcpu_insn_exec_cb(insn, rep_turn,
					       QEMU_PLUGIN_CB_NO_REGS, rep);
}

static void instrument(struct qemu_plugin_insn *insn)
{
	uint64_t addr = qemu_plugin_insn_vaddr(insn);
	size_t size = qemu_plugin_insn_size(insn);
	struct tally *range;
	struct span *span;

	for (span = spans; span < spans + nr_spans; span++) {
		if (addr == span->end)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, span_end,
					QEMU_PLUGIN_CB_NO_REGS, span);
		if (addr == span->start)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, span_start,
					QEMU_PLUGIN_CB_NO_REGS, span);
	}
	if (stop && addr == stop)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, stop_here,
				QEMU_PLUGIN_CB_NO_REGS, NULL);
	if (addr < from)
		return;
	if (is_rep(qemu_plugin_insn_data(insn), size)) {
		count_rep(insn, addr);
		return;
	}
	qemu_plugin_register_vcpu_insn_exec_inline(insn,
			QEMU_PLUGIN_INLINE_ADD_U64, &total, 1);
	if (nr_ranges == 1)
		return;
	range = hits_of(addr);
	qemu_plugin_register_vcpu_insn_exec_inline(insn,
			QEMU_PLUGIN_INLINE_ADD_U64, &range->all, 1);
	if (reaches_over(range, addr + size))
		qemu_plugin_register_vcpu_insn_exec_inline(insn,
				QEMU_PLUGIN_INLINE_ADD_U64, &range->over, 1);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i;

	(void)id;
	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

static void at_exit(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	spans_report();
}

/* --- while it starts */

static bool add_span(const char *arg)
{
	struct span *span = &spans[nr_spans];

	if (nr_spans == SPANS ||
	    sscanf(arg, "%31[^:]:%" SCNx64 ":%" SCNx64, span->name,
		   &span->start, &span->end) != 3)
		return false;
	nr_spans++;
	return true;
}

static bool read_ranges(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	while (nr_ranges < RANGES &&
	       fscanf(file, "%" SCNx64, &ranges[nr_ranges]) == 1)
		nr_ranges++;
	fclose(file);
	return nr_ranges < RANGES;
}

static bool parse(const char *arg)
{
	if (!strncmp(arg, "span=", 5))
		return add_span(arg + 5);
	if (!strncmp(arg, "stop=", 5))
		return sscanf(arg + 5, "%" SCNx64, &stop) == 1;
	if (!strncmp(arg, "from=", 5))
		return sscanf(arg + 5, "%" SCNx64, &from) == 1;
	if (!strncmp(arg, "ranges=", 7))
		return read_ranges(arg + 7);
	return false;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const struct qemu_info *info,
					   int argc, char **argv)
{
	int i;

	if (!info->system_emulation || info->system.max_vcpus != 1) {
		fputs("count: want a guest system with one CPU\n", stderr);
		return 1;
	}
	for (i = 0; i < argc; i++) {
		if (!parse(argv[i])) {
			fprintf(stderr, "count: cannot use %s\n", argv[i]);
			return 1;
		}
	}
	if (!spans_alloc())
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
