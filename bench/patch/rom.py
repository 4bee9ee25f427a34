# SPDX-License-Identifier: GPL-2.0-only
"""The counter's own test: a guest that is a ROM of known length."""

import os

from lab.counter import Plan
from lab.machine import Machine

TIMEOUT = 300

# The CPU starts 16 bytes before its end.
ROM = bytes.fromhex(
    "b90500"        # 00 mov $5,%cx        outer starts
    "bf0010"        # 03 mov $0x1000,%di
    "f3aa"          # 06 rep stosb         inner starts
    "f3aa"          # 08 rep stosb, of no elements
    "ba0300"        # 0a mov $3,%dx
    "b90400"        # 0d mov $4,%cx        three times from here
    "66f3ab"        # 10 rep stosl
    "4a"            # 13 dec %dx
    "75f7"          # 14 jnz 0d
    "b90300"        # 16 mov $3,%cx
    "e2fe"          # 19 loop 19           three times; inner ends
    "90"            # 1b nop               outer ends
    "f4"            # 1c hlt
).ljust(0xfff0, b"\x90") + bytes.fromhex("e90d00").ljust(16, b"\x90")
AT = 0xffff0000
SPANS = {"outer": (AT, AT + 0x1b), "inner": (AT + 6, AT + 0x19),
             "loop": (AT + 0x0d, AT + 0x13), "never": (AT + 0x1c, AT)}
COUNTS = {"outer": (21, 1), "inner": (16, 1), "loop": (6, 3), "never": (0, 0)}


def count(counter, icount):
    """Count in the ROM; the result should be COUNTS."""
    path = os.path.join(counter.scratch, "rom")
    with open(path, "wb") as file:
        file.write(ROM)
    machine = Machine(more=("-bios", path), icount=icount)
    return counter.run(machine, Plan(SPANS, AT + 0x1c), TIMEOUT).counts.spans
