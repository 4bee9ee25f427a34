# SPDX-License-Identifier: GPL-2.0-only
"""The guest program and the ramdisk that carries it."""

import os
import shutil
import subprocess

from boot import EMPTY
from cpio import Archive
from vmlinux import CannotRun, run

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "guest")
# Not position-independent: the addresses of the markers are those in the file.
CC_FLAGS = "-static -no-pie -O2 -Wall -Wextra -Werror -Wshadow -pthread".split()
FILE, FILE_SIZE = "/data/some/folders/deep/file", 64 * 4096     # guest/bench.h
BEGIN, END, STOP = "mark_begin_", "mark_end_", "mark_stop"


class Guest:
    """The program, compiled into a scratch folder, and its ramdisk beside it."""

    def __init__(self, scratch):
        self.program = os.path.join(scratch, "bench")
        self.ramdisk = os.path.join(scratch, "bench.cpio")
        self._compile()
        self._pack()
        marks = self._marks()
        self.stop = marks[STOP]
        # In the order of the table, which is the order of the addresses.
        self.spans = {name.removeprefix(BEGIN): (addr, marks[name.replace(BEGIN, END)])
                      for name, addr in marks.items() if name.startswith(BEGIN)}

    def workloads(self):
        """What can be chosen."""
        return [name for name in self.spans if name != EMPTY]

    def _marks(self):
        """{name: address} of the markers."""
        rows = (line.split() for line in run("nm", "-n", self.program).splitlines())
        return {row[2]: int(row[0], 16) for row in rows
                if len(row) == 3 and row[2].startswith("mark_")}

    def _compile(self):
        if not shutil.which("gcc"):
            raise CannotRun("gcc is missing: install the package gcc.")
        sources = sorted(n for n in os.listdir(SOURCES) if n.endswith(".c"))
        done = subprocess.run(
            ["gcc", *CC_FLAGS, "-o", self.program, *sources], cwd=SOURCES,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun("bench/workloads/guest does not compile; gcc says:\n"
                            + done.stderr)

    def _pack(self):
        archive = Archive()
        archive.character_device("/dev/console", 5, 1)
        archive.directory("/proc")
        archive.directory("/sys")
        archive.text(FILE, "pvops\n" * (FILE_SIZE // 6 + 1))
        archive.file("/init", self.program, 0o755)
        with open(self.ramdisk, "wb") as file:
            file.write(archive.pack())
