# SPDX-License-Identifier: GPL-2.0-only
"""Run a guest in QEMU's emulator with the counting plugin."""

import os
import pathlib
import shutil
import subprocess

from vmlinux import CannotRun

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 300
PACKAGES = {"qemu-system-x86_64": "qemu-system-x86", "gcc": "gcc", "timeout": "coreutils"}

# One executed instruction is one nanosecond of the guest, and no other clock runs.
ICOUNT = ["-icount", "shift=0,sleep=off", "-seed", "1",
          "-rtc", "base=2026-01-01T00:00:00,clock=vm"]
MACHINE = ["-accel", "tcg", "-smp", "1", "-m", "512", "-nodefaults", "-display", "none",
           "-no-reboot"]
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


class Counter:
    """The plugin, built into a scratch folder."""

    def __init__(self, scratch):
        for tool, package in PACKAGES.items():
            if not shutil.which(tool):
                raise CannotRun(f"{tool} is missing: install the package {package}.")
        self.scratch = scratch
        self.plugin = os.path.join(scratch, "count.so")
        done = subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
             self.plugin, HERE / "count.c", HERE / "spans.c"],
            capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun(f"the plugin does not compile:\n{done.stderr}")

    def _run(self, guest, spans, stop, functions=()):
        """Counts: {span: (instructions, entries)}, {span: {function: instructions}}."""
        # A comma separates QEMU's options and is doubled inside them.
        words = [self.plugin.replace(",", ",,"), f"stop={stop:x}"]
        words += [f"span={name}:{start:x}:{end:x}" for name, (start, end) in spans.items()]
        if functions:
            path = os.path.join(self.scratch, "functions")
            with open(path, "w", encoding="ascii") as file:
                file.writelines(f"{addr:x}\n" for addr in functions)
            words.append(f"functions={path}".replace(",", ",,"))
        log = os.path.join(self.scratch, "console")
        done = subprocess.run(
            ["timeout", "--kill-after=5", str(TIMEOUT), "qemu-system-x86_64", *MACHINE,
             "-serial", f"file:{log}".replace(",", ",,"), *guest,
             "-plugin", ",".join(words)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            why = "out of time" if done.returncode == 124 else done.stderr.strip()
            raise CannotRun(f"qemu-system-x86_64: {why}\n{_tail(log)}")
        return _parse(done.stdout)

    def boot(self, image, spans, stop, functions=()):
        counts, where = self._run([*ICOUNT, *KERNEL, "-kernel", image], spans, stop,
                                  functions)
        for name, (_, entries) in counts.items():
            if entries != 1:
                raise CannotRun(f"{image} came {entries} times through {name}, not once: "
                                "do the image and vmlinux belong together?\n"
                                + _tail(os.path.join(self.scratch, "console")))
        return counts, where

    def rom(self, icount):
        """Count in the ROM; the result should be ROM_COUNTS."""
        path = os.path.join(self.scratch, "rom")
        with open(path, "wb") as file:
            file.write(ROM)
        guest = [*(ICOUNT if icount else []), "-bios", path]
        return self._run(guest, ROM_SPANS, ROM_AT + 0x1c)[0]


def _tail(log):
    try:
        with open(log, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-10:])
    except FileNotFoundError:
        return ""


def _parse(text):
    counts, where = {}, {}
    for word, name, *numbers in (line.split() for line in text.splitlines()):
        if word == "span":
            counts[name] = tuple(map(int, numbers))
        elif word == "where":
            where.setdefault(name, {})[int(numbers[0], 16)] = int(numbers[1])
    return counts, where
