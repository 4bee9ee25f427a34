# SPDX-License-Identifier: GPL-2.0-only
"""The platforms to measure on: those of tests/vm, started so that they repeat."""

import dataclasses
import sys

import launch
import machine
from platforms import PLATFORMS

# One executed instruction is one nanosecond of the machine, and no other clock runs;
# sleeping machines skip to their next timer.
ICOUNT = ["-icount", "shift=0,sleep=off", "-seed", "1",
          "-rtc", "base=2026-01-01T00:00:00,clock=vm"]

# Addresses that are drawn at random change how often a loop in the kernel turns.
APPEND = "nokaslr norandmaps"

# Counting is slower than emulating, and a busy machine slower still.
PATIENCE = 2

# QEMU 7.2 can deliver an interrupt twice that a hypervisor injects with VMRUN: helper_vmrun()
# (target/i386/tcg/sysemu/svm_helper.c) leaves the vector in exception_index, and when the
# emulator has to leave its loop for another reason before the next exit, which it does for
# every timer while it counts, cpu_handle_exception() takes it for one that is still to be
# raised, whatever the interrupt flag.  A guest whose handler holds a lock then waits for
# itself, and one whose entry code had not come to SWAPGS dies.  The carrier's kernel does as
# well; nothing in a guest can prevent it.  Such a machine falls silent or ends, and is
# started again, with one more word for the kernel below the guest: the same machine would do
# the same once more.
SILENCE = {"kvm": 240}
STARTS = 6

# Xen gives a guest an emulated counter, one of its own time, where it does not trust
# the machine's; that would be neither ticks nor instructions, and a trap each time.
launch.DOMU_CONFIG += 'tsc_mode = "native"\n'

ROWS = tuple(dataclasses.replace(p, timeout=p.timeout * PATIENCE,
                                 silence=SILENCE.get(p.how, 0)) for p in PLATFORMS)
NAMES = tuple(p.name for p in ROWS)


def command(row, folder, args):
    """The qemu command line for a row; its ramdisks are written into the folder."""
    run = launch.Run(folder, args.cpus, [APPEND, *args.append], "inline", False)
    words = launch.command(row, run)
    if args.clock == "icount":
        after = words.index("-accel") + 2
        words[after:after] = ICOUNT
    return words


def run(row, words, folder, on_progress):
    """As machine.run_machine(); where SILENCE is known, failing is no end yet, and said."""
    append = words.index("-append") + 1
    for start in range(1, STARTS + 1):
        result, lines = machine.run_machine(row, words, folder, on_progress)
        if result.ok or not row.silence or start == STARTS:
            return result, lines
        print(f"{row.name}: {result.reason}; start {start + 1} of {STARTS}, see {__name__}.py",
              file=sys.stderr)
        words = [*words[:append], f"{words[append]} start={start + 1}", *words[append + 1:]]
    raise AssertionError
