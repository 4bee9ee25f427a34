# SPDX-License-Identifier: GPL-2.0-only
"""The platforms to measure on: those of tests/vm, started so that they repeat."""

import dataclasses

import launch
from platforms import PLATFORMS

# One executed instruction is one nanosecond of the machine, and no other clock runs;
# sleeping machines skip to their next timer.
ICOUNT = ["-icount", "shift=0,sleep=off", "-seed", "1",
          "-rtc", "base=2026-01-01T00:00:00,clock=vm"]

# Addresses that are drawn at random change how often a loop in the kernel turns.
APPEND = "nokaslr norandmaps"

# Counting is slower than emulating, and a busy machine slower still.
PATIENCE = 2

# Xen gives a guest an emulated counter, one of its own time, where it does not trust
# the machine's; that would be neither ticks nor instructions, and a trap each time.
launch.DOMU_CONFIG += 'tsc_mode = "native"\n'

ROWS = tuple(dataclasses.replace(p, timeout=p.timeout * PATIENCE) for p in PLATFORMS)
NAMES = tuple(p.name for p in ROWS)


def command(row, folder, args):
    """The qemu command line for a row; its ramdisks are written into the folder."""
    run = launch.Run(folder, args.cpus, [APPEND, *args.append], "inline", False)
    words = launch.command(row, run)
    if args.clock == "icount":
        after = words.index("-accel") + 2
        words[after:after] = ICOUNT
    return words
