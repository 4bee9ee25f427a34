/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text that is an array of bytes at a made-up address.  It keeps a log of the
 * writes, checks each against the patcher's contract, and can be told to go wrong
 * at one address.
 */
#ifndef TESTS_PATCHER_FAKE_TEXT_H
#define TESTS_PATCHER_FAKE_TEXT_H

#include "expect.h"

#define FAKE_PAGE	0x1000
#define FAKE_SIZE	(2 * FAKE_PAGE)
#define FAKE_WRITES	256
#define FAKE_GUARD	0xcc	/* what is there between sites: int3 */

/**
 * enum fake_fault - what goes wrong at fake_text.bad
 * @FAULT_NONE:	   nothing
 * @FAULT_READ:	   reading fails
 * @FAULT_WRITE:   writing fails
 * @FAULT_LOST:	   writing seems to work but changes nothing
 * @FAULT_GARBLED: writing seems to work but the last byte is another one
 * @FAULT_GONE:	   what was written can not be read
 */
enum fake_fault {
	FAULT_NONE,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_LOST,
	FAULT_GARBLED,
	FAULT_GONE,
};

struct fake_write {
	u64 addr;
	unsigned int len;
	u8 bytes[PVPATCH_SITE_MAX], call[PVPATCH_SITE_MAX];
};

/**
 * struct fake_text - the text and what happened to it
 * @text:     what the patcher gets
 * @base:     address of bytes[0]
 * @claimed:    address of the one claimed instruction
 * @probe:    address of the one byte that a probe has
 * @queues:   writes happen in finish() and not before
 * @writes:   how many there were, in @log; @done of them have happened
 * @finishes: how many times finish() was called
 */
struct fake_text {
	struct pvpatch_text text;
	u64 base;
	u8 bytes[FAKE_SIZE];
	enum fake_fault fault;
	u64 bad;
	u64 claimed;
	u64 probe;
	bool queues;
	unsigned int writes, done, finishes;
	struct fake_write log[FAKE_WRITES];
};

void fake_text_init(struct fake_text *fake, u64 base);
/* From now on it is known which instructions are claimed. */
void fake_text_own(struct fake_text *fake);
/* From now on there may be probes: there is one, at probe. */
void fake_text_probe(struct fake_text *fake, u64 probe);
/* The bytes at an address, which is inside. */
u8 *fake_text_at(struct fake_text *fake, u64 addr);

#endif
