# SPDX-License-Identifier: GPL-2.0-only
"""Run a guest in QEMU's emulator with the counting plugin."""

import copy
import os
import pathlib
import shutil
import subprocess
import tempfile

from vmlinux import CannotRun

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = {"qemu-system-x86_64": "qemu-system-x86", "gcc": "gcc", "timeout": "coreutils"}

# One executed instruction is one nanosecond of the guest, and no other clock runs.
ICOUNT = ["-icount", "shift=0,sleep=off", "-seed", "1",
          "-rtc", "base=2000-01-01T00:00:00,clock=vm"]
MACHINE = ["-accel", "tcg,thread=single", "-smp", "1", "-m", "512", "-nodefaults",
           "-display", "none", "-no-reboot"]


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
        return word == "entry" and name


class Counter:
    """The plugin, built into a scratch folder."""

    def __init__(self, scratch):
        for tool, package in PACKAGES.items():
            if not shutil.which(tool):
                raise CannotRun(f"{tool} is missing: install the package {package}.")
        self.plugin = os.path.join(scratch, "count.so")
        self._work_in(scratch)
        done = subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
             self.plugin, HERE / "count.c", HERE / "spans.c"],
            capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun(f"the plugin does not compile:\n{done.stderr}")

    def _work_in(self, folder):
        self.scratch = folder
        self.console = os.path.join(folder, "console")
        self.command = []       # of the last run
        self.process = None     # while it runs

    def apart(self, name):
        """The same plugin for a run at the same time, which has a folder of its own."""
        other = copy.copy(self)
        other._work_in(tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch))
        return other

    def run(self, guest, spans, stop, timeout, lowest=0, ranges=(), on_entry=None,
            folder=None):
        """Counts of one run, in a folder that may be another than ours; @on_entry is
        called with the name of a span that was left."""
        self.command = self._command(guest, spans, stop, lowest, ranges)
        counts = Counts()
        with subprocess.Popen(
                ["timeout", "--kill-after=5", str(timeout), *self.command],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, cwd=folder) as process:
            self.process = process
            try:
                for line in process.stdout:
                    name = counts.read(line)
                    if name and on_entry:
                        on_entry(name)
                errors = process.stderr.read()
            except BaseException:
                process.terminate()
                raise
        if process.returncode:
            why = "out of time" if process.returncode == 124 else errors.strip()
            raise CannotRun(f"qemu-system-x86_64: {why}\n{self.last_words()}")
        return counts

    def end(self):
        """End the run that another thread waits for."""
        if self.process:
            self.process.terminate()

    def _command(self, guest, spans, stop, lowest, ranges):
        # A comma separates QEMU's options and is doubled inside them.
        words = [self.plugin.replace(",", ",,"), f"stop={stop:x}", f"from={lowest:x}"]
        words += [f"span={name}:{start:x}:{end:x}" for name, (start, end) in spans.items()]
        if ranges:
            path = os.path.join(self.scratch, "ranges")
            with open(path, "w", encoding="ascii") as file:
                file.writelines(f"{addr:x}\n" for addr in ranges)
            words.append(f"ranges={path}".replace(",", ",,"))
        return ["qemu-system-x86_64", *MACHINE, "-serial",
                f"file:{self.console}".replace(",", ",,"), *guest, "-plugin", ",".join(words)]

    def shown_command(self):
        """The command of the last run, without the name of the scratch folder."""
        return [word.replace(self.scratch, "SCRATCH") for word in self.command]

    def last_words(self):
        """The end of the guest's console."""
        try:
            with open(self.console, encoding="utf-8", errors="replace") as file:
                return "".join(file.readlines()[-10:])
        except FileNotFoundError:
            return ""
