# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel as a guest: what it said, and what its host counted meanwhile."""

import dataclasses
import itertools
import os
import sys

import images
import launch
import rows     # of bench/ops: machines that count instructions
from counted import Boots
from cpio import Archive
from machine import run_machine
from stack import ROWS, Stack

PLATFORM = "kvm"
# What the test of that platform does to its guest, and we do not.
NOT_HERE = ("offer", "events", "pages")

PIPE = "/tmp/tally"
# A port to write to, whose other end is a named pipe of the host.
PORT = ("-chardev", f"pipe,id=tally,path={PIPE}",
        "-device", "isa-debugcon,iobase=0xe9,chardev=tally")

# What the host of tests/vm does before it starts the guest, and what ours does as well.
KNOWN = "\t. /guest/qemu-arguments\n"
MORE = f"""\
	mkfifo {PIPE}.in {PIPE}.out
	tally {PIPE}.out &
	# Before that the host has no timers finer than its tick, and no clock for its guest.
	until grep -qx tsc /sys/devices/system/clocksource/clocksource0/current_clocksource; do
		sleep 0.1
	done
	sleep {{phase:.5f}}
"""
PHASE = 0.00037     # seconds; the host's tick has 0.004

# An interrupt that is delivered twice (bench/ops/rows.py has the reason) makes a guest stand
# still, complain or die, whatever its kernel.  It is started again, and goes on behind the
# last row that it has finished.  Two equal machines end in the same place: in the next one
# guest and host tick at another distance.  A kernel that is broken gets nowhere.
STARTS_IN_VAIN = 8


def platform(name):
    row = ROWS[PLATFORM]
    nothing = {field: type(getattr(row, field))() for field in NOT_HERE}
    return dataclasses.replace(row, name=name, timeout=row.timeout * rows.PATIENCE,
                               inner_qemu=(*row.inner_qemu, *PORT), **nothing)


def _host_init(start):
    with open(os.path.join(images.HERE, "hosts/kvm-init"), encoding="utf-8") as file:
        text = file.read()
    if text.count(KNOWN) != 1:
        raise images.CannotRun("tests/vm/hosts/kvm-init has changed: bench/guest/guests.py looks "
                               f"for one line {KNOWN.strip()}.")
    return text.replace(KNOWN, KNOWN + MORE.format(phase=start * PHASE))


def _command(stack, cpus, tally, start):
    """The words that start the machine, whose host runs our program."""
    stack.cpus = cpus
    words = launch.command(stack.platform, stack)
    after = words.index("-accel") + 2
    words[after:after] = rows.ICOUNT
    archive = Archive()
    archive.file("/bin/tally", tally, 0o755)
    archive.text("/init", _host_init(start), 0o755)
    # The kernel unpacks archives that follow one another; of two files with one name the
    # second stays.
    with open(os.path.join(stack.out, stack.platform.name + ".ramdisk"), "ab") as file:
        file.write(archive.pack())
    return words


def boot(kernel, below, pieces, rounds, cpus, folder, on_progress):
    """(the last result, its lines, Boots with the rounds of all starts, why some ended).

    A start that has measured what was left, but ends badly behind that, is among them.
    """
    boots, ended, in_vain = Boots(), [], 0
    for start in itertools.count():
        done = boots.done()
        words = [f"bench.rounds={rounds}", f"bench.done={','.join(map(str, done))}"]
        stack = Stack(folder, platform(kernel.name), kernel, below, pieces.ramdisk, words)
        result, lines = run_machine(stack.platform, _command(stack, cpus, pieces.tally, start),
                                    folder, on_progress)
        boots.add(lines)
        in_vain = 0 if boots.done() != done else in_vain + 1
        if not result.ok:
            ended.append(result.reason)
        if boots.rounds() >= rounds or in_vain == STARTS_IN_VAIN:
            return result, lines, boots, ended
        print(f"{kernel.name}: {result.reason or 'some lines were spoilt'}; {boots.rounds()} of "
              f"{rounds} rounds complete, start {start + 2}", file=sys.stderr, flush=True)
    raise AssertionError
