# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel as a guest: what it said, and what its host counted meanwhile."""

import dataclasses
import itertools
import os
import sys

from bench.guest.counted import Boots
from bench.ops.boots import PATIENCE
from bench.platforms.boot import run_of
from lab import build, console, launch, ramdisks
from lab.platforms import BY_NAME

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = "guest_bench.ko"
PLATFORM = "kvm"
# What the test of that platform does to its guest, and we do not.
NOT_HERE = ("offer", "events", "pages")

PIPE = "/tmp/tally"
# A port to write to, whose other end is a named pipe of the host.
PORT = ("-chardev", f"pipe,id=tally,path={PIPE}",
        "-device", "isa-debugcon,iobase=0xe9,chardev=tally")

# What our host does before it starts the guest.
BEFORE = f"""\
mkfifo {PIPE}.in {PIPE}.out
tally {PIPE}.out &
# Before that the host has no timers finer than its tick, and no clock for its guest.
until grep -qx tsc /sys/devices/system/clocksource/clocksource0/current_clocksource; do
	sleep 0.1
done
sleep {{phase:.5f}}
"""
PHASE = 0.00037     # seconds; the host's tick has 0.004

# An interrupt that is delivered twice (bench/ops/boots.py has the reason) makes a guest stand
# still, complain or die, whatever its kernel.  It is started again, and goes on after the
# last row that it has finished.  Two equal machines end in the same place: in the next one
# guest and host tick at another distance.  A kernel that is broken gets nowhere.
STARTS_IN_VAIN = 8

# The image's own tests, before the first program, take a CPU away and bring it back: that met
# such an interrupt in each start.
WORDS = ("kunit.enable=0",)


def platform(name):
    row = BY_NAME[PLATFORM]
    nothing = {field: type(getattr(row, field))() for field in NOT_HERE}
    return dataclasses.replace(row, name=name, timeout=row.timeout * PATIENCE, **nothing)


def prepare(kernel, below, cpus, folder):
    """Build the module for one kernel, the guest's and the host's program."""
    module = build.module(kernel.tree(), folder, os.path.join(HERE, "module"), MODULE)
    init = build.guest(os.path.join(folder, "guest-init"), os.path.join(HERE, "program"))
    tally = build.program(os.path.join(folder, "tally"), os.path.join(HERE, "host"))
    ramdisk = ramdisks.guest_ramdisk(folder, init, {"/" + MODULE: module})
    return run_of(folder, kernel, below, ramdisk, WORDS, cpus=cpus, inner=PORT,
                  host_files={"/bin/tally": tally})


def boot(kernel, run, rounds, on_progress):
    """(the last result, its lines, Boots with the rounds of all starts, why some ended).

    A start that has measured what was left, but ends badly after that, is among them.
    """
    boots, ended, in_vain = Boots(), [], 0
    row = platform(kernel.name)
    for start in itertools.count():
        done = boots.done()
        words = (f"bench.rounds={rounds}", f"bench.done={','.join(map(str, done))}")
        this = dataclasses.replace(run, append=(*run.append, *words),
                                   before=BEFORE.format(phase=start * PHASE))
        result, lines = console.boot(row, launch.machine(row, this).counting(), run.out,
                                     on_progress)
        boots.add(lines)
        in_vain = 0 if boots.done() != done else in_vain + 1
        if not result.ok:
            ended.append(result.reason)
        if boots.rounds() >= rounds or in_vain == STARTS_IN_VAIN:
            return result, lines, boots, ended
        print(f"{kernel.name}: {result.reason or 'some lines were spoilt'}; {boots.rounds()} of "
              f"{rounds} rounds complete, start {start + 2}", file=sys.stderr, flush=True)
    raise AssertionError
