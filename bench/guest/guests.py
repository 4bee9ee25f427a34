# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel as a guest: what it said, and what its host counted meanwhile."""

import dataclasses
import os
import re
import sys

import images
import launch
import rows     # of bench/ops: machines that count instructions
from cpio import Archive
from machine import run_machine
from stack import ROWS, Stack

PLATFORM = "kvm"
# What the test of that platform does to its guest, and we do not.
NOT_HERE = ("features", "off", "clock", "no_clock", "events", "pages", "swap")

PIPE = "/tmp/tally"
# A port to write to, whose other end is a named pipe of the host.
PORT = ("-chardev", f"pipe,id=tally,path={PIPE}",
        "-device", "isa-debugcon,iobase=0xe9,chardev=tally")

# What the host of tests/vm does before it starts the guest, and what ours does as well.
KNOWN = "\t. /guest/qemu-arguments\n"
MORE = f"\tmkfifo {PIPE}.in {PIPE}.out\n\ttally {PIPE}.out &\n"

# A machine that stands still is started again, for the reason that bench/ops/rows.py has.
# Two equal machines stand still in the same place: a word more makes a difference.
STARTS = 5
STOOD_STILL = re.compile(r"TALLY failed: the guest stands still|kernel complained: ")


def platform(name):
    row = ROWS[PLATFORM]
    nothing = {field: type(getattr(row, field))() for field in NOT_HERE if hasattr(row, field)}
    return dataclasses.replace(row, name=name, timeout=row.timeout * rows.PATIENCE,
                               inner_qemu=(*row.inner_qemu, *PORT), **nothing)


def _host_init():
    with open(os.path.join(images.HERE, "hosts/kvm-init"), encoding="utf-8") as file:
        text = file.read()
    if text.count(KNOWN) != 1:
        raise images.CannotRun("tests/vm/hosts/kvm-init has changed: bench/guest/guests.py looks "
                               f"for one line {KNOWN.strip()}.")
    return text.replace(KNOWN, KNOWN + MORE)


def _command(stack, cpus, tally):
    """The words that start the machine, whose host runs our program."""
    stack.cpus = cpus
    words = launch.command(stack.platform, stack)
    after = words.index("-accel") + 2
    words[after:after] = rows.ICOUNT
    archive = Archive()
    archive.file("/bin/tally", tally, 0o755)
    archive.text("/init", _host_init(), 0o755)
    # The kernel unpacks archives that follow one another; of two files with one name the
    # second stays.
    with open(os.path.join(stack.out, stack.platform.name + ".ramdisk"), "ab") as file:
        file.write(archive.pack())
    return words


def _why_again(result, lines):
    """The reason why a boot says nothing about its kernel, or None."""
    found = STOOD_STILL.search("\n".join([result.reason, *lines]))
    return found and found[0]


def boot(name, kernel, below, pieces, words, cpus, folder, on_progress):
    """(result, lines, reasons of starts that came to nothing)."""
    failed = []
    while True:
        start = [f"bench.start={len(failed) + 1}"]
        stack = Stack(folder, platform(name), kernel, below, pieces.ramdisk, words + start)
        result, lines = run_machine(stack.platform, _command(stack, cpus, pieces.tally), folder,
                                    on_progress)
        why = None if result.ok else _why_again(result, lines)
        if not why or len(failed) == STARTS - 1:
            return result, lines, failed
        failed.append(result.reason)
        print(f"{name}: {result.reason}; start {len(failed) + 1} of {STARTS}", file=sys.stderr,
              flush=True)
