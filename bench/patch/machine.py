# SPDX-License-Identifier: GPL-2.0-only
"""The two guests of this measurement: a kernel that boots, and a ROM of known length."""

import os

from counter import ICOUNT, Counter
from vmlinux import CannotRun

TIMEOUT = 300

# As bare metal; without a root file system it panics in the end, if it gets there.
KERNEL = ["-cpu", "Haswell,-hypervisor",
          "-append", "nokaslr quiet mitigations=off panic=-1 console=ttyS0"]

# A ROM whose length is known: the CPU starts 16 bytes before its end.
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
ROM_AT = 0xffff0000
ROM_SPANS = {"outer": (ROM_AT, ROM_AT + 0x1b), "inner": (ROM_AT + 6, ROM_AT + 0x19),
             "loop": (ROM_AT + 0x0d, ROM_AT + 0x13), "never": (ROM_AT + 0x1c, ROM_AT)}
ROM_COUNTS = {"outer": (21, 1), "inner": (16, 1), "loop": (6, 3), "never": (0, 0)}


class Machine(Counter):
    def boot(self, image, spans, stop, functions=()):
        counts = self.run([*ICOUNT, *KERNEL, "-kernel", image], spans, stop, TIMEOUT,
                          ranges=functions)
        for name, (_, entries) in counts.spans.items():
            if entries != 1:
                raise CannotRun(f"{image} came {entries} times through {name}, not once: "
                                "do the image and vmlinux belong together?\n"
                                + self.last_words())
        return counts.spans, counts.where

    def rom(self, icount):
        """Count in the ROM; the result should be ROM_COUNTS."""
        path = os.path.join(self.scratch, "rom")
        with open(path, "wb") as file:
            file.write(ROM)
        guest = [*(ICOUNT if icount else []), "-bios", path]
        return self.run(guest, ROM_SPANS, ROM_AT + 0x1c, TIMEOUT).spans
