# SPDX-License-Identifier: GPL-2.0-only
"""Run a machine in QEMU's emulator with the counting plugin (lab/plugin)."""

import glob
import os
import tempfile
from dataclasses import dataclass, field, replace

from lab import build
from lab.errors import CannotRun
from lab.files import need_tools
from lab.machine import escaped, started

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plugin")
FLAGS = "-shared -fPIC -O2 -Wall -Wextra -Werror".split()


class Counts:
    """What the plugin said of one run.

    spans:   {span: (instructions, how often it was completed)}
    entries: {span: [instructions of each time]}
    where:   {span: {start of a range: instructions in it}}
    over:    the same, only those that reach over the next range and beyond it
    """

    def __init__(self):
        self.spans, self.entries, self.where, self.over = {}, {}, {}, {}

    def read(self, line):
        """Returns the name of a span that was left, if the line is about that."""
        word, name, *numbers = line.split()
        if word == "entry":
            self.entries.setdefault(name, []).append(int(numbers[0]))
        elif word == "span":
            self.spans[name] = tuple(map(int, numbers))
        elif word == "where":
            addr, count, over = int(numbers[0], 16), int(numbers[1]), int(numbers[2])
            self.where.setdefault(name, {})[addr] = count
            self.over.setdefault(name, {})
            if over:
                self.over[name][addr] = over
        return name if word == "entry" else ""


@dataclass(frozen=True)
class Plan:
    """What is counted: {span: (first instruction, the one after it)}, from the lowest
    address on; the run ends at @stop. With ranges also where in these."""
    spans: dict
    stop: int = 0
    lowest: int = 0
    ranges: tuple = ()
    on_entry: object = field(default=lambda name: None)     # called when a span is left


@dataclass(frozen=True)
class Counted:
    counts: Counts
    console: list       # lines
    command: list       # without the name of the scratch folder

    def last_words(self):
        return "\n".join(self.console[-10:])


class Counter:
    """The plugin, built into a scratch folder; each run has a folder in it."""

    def __init__(self, scratch):
        need_tools("qemu-system-x86_64", "taskset", "timeout")
        self.scratch = scratch
        self.plugin = build.compiled(os.path.join(scratch, "count.so"),
                                     sorted(glob.glob(os.path.join(SOURCES, "*.c"))), FLAGS)

    def run(self, machine, plan, timeout, folder=None):
        """Counts of one run, in a folder of the machine's own if it has one."""
        work = tempfile.mkdtemp(prefix="run-", dir=self.scratch)
        console = os.path.join(work, "console")
        machine = replace(machine, console=escaped(f"file:{console}"),
                          plugin=self._plugin(plan, work))
        counts = Counts()
        with open(os.path.join(work, "errors"), "w+b") as errors, \
                started(machine, timeout, folder, stderr=errors) as process:
            for line in process.stdout:
                if name := counts.read(line.decode()):
                    plan.on_entry(name)
            status = process.wait()
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
        counted = Counted(counts, _lines(console), [word.replace(self.scratch, "SCRATCH")
                                                    for word in machine.command()])
        if status:
            why = "out of time" if status == 124 else said
            raise CannotRun(f"qemu-system-x86_64: {why}\n{counted.last_words()}")
        return counted

    def _plugin(self, plan, work):
        words = [escaped(self.plugin), f"stop={plan.stop:x}", f"from={plan.lowest:x}"]
        words += [f"span={name}:{start:x}:{end:x}" for name, (start, end) in plan.spans.items()]
        if plan.ranges:
            path = os.path.join(work, "ranges")
            with open(path, "w", encoding="ascii") as file:
                file.writelines(f"{addr:x}\n" for addr in plan.ranges)
            words.append(escaped(f"ranges={path}"))
        return ",".join(words)


def _lines(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().replace("\r", "").splitlines()
    except FileNotFoundError:
        return []
