# SPDX-License-Identifier: GPL-2.0-only
"""The guest program and the ramdisk that carries it."""

import os

from lab import build, elf
from lab.cpio import Archive
from lab.files import replace_file

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest")
# Not position-independent: the addresses of the markers are those in the file.
FLAGS = ("-no-pie",)
# The emulator knows the markers by their addresses alone. Where other programs run in the
# same machine, which are linked to the default address (0x400000) or above 0x5500'00000000,
# ours is where none of them is.
APART = (*FLAGS, "-Wl,-Ttext-segment=0x10000000")
FILE, FILE_SIZE = "/data/some/folders/deep/file", 64 * 4096     # guest/bench.h
BEGIN, END, STOP = "mark_begin_", "mark_end_", "mark_stop"
EMPTY = "empty"     # the workload that is nothing but the pause at a round's end


class Guest:
    """The program, compiled into a scratch folder, and its ramdisk beside it."""

    def __init__(self, scratch, flags=FLAGS):
        self.program = build.guest(os.path.join(scratch, "bench"), SOURCES, flags)
        self.ramdisk = os.path.join(scratch, "bench.cpio")
        replace_file(self.ramdisk, self._archive().pack())
        marks = {name: addr for addr, _, name in elf.symbols(self.program)
                 if name.startswith("mark_")}
        self.stop = marks[STOP]
        # In the order of the table, which is the order of the addresses.
        self.spans = {name.removeprefix(BEGIN): (addr, marks[name.replace(BEGIN, END)])
                      for name, addr in marks.items() if name.startswith(BEGIN)}

    def workloads(self):
        """What can be chosen."""
        return [name for name in self.spans if name != EMPTY]

    def _archive(self):
        archive = Archive()
        archive.character_device("/dev/console", 5, 1)
        archive.directory("/proc")
        archive.directory("/sys")
        archive.text(FILE, "pvops\n" * (FILE_SIZE // 6 + 1))
        archive.file("/init", self.program, 0o755)
        return archive
