# SPDX-License-Identifier: GPL-2.0-only
"""The platforms to measure on: those of the laboratory, started so that they repeat."""

import dataclasses
import os
import sys

from bench.platforms.boot import TSC
from lab import build, console, launch, ramdisks
from lab.files import need_tools
from lab.machine import REPEATABLE
from lab.platforms import COUNTED

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = "pvops_bench.ko"

# Counting is slower than emulating, and a busy machine slower still.
PATIENCE = 2

# QEMU 7.2 can deliver an interrupt twice that a hypervisor injects with VMRUN: helper_vmrun()
# (target/i386/tcg/sysemu/svm_helper.c) leaves the vector in exception_index, and when the
# emulator has to leave its loop for another reason before the next exit, which it does for
# every timer while it counts, cpu_handle_exception() takes it for one that is still to be
# raised, whatever the interrupt flag.  A guest whose handler holds a lock then waits for
# itself, and one whose entry code had not come to SWAPGS dies.  Upstream's kernel does as
# well; nothing in a guest can prevent it.  Such a machine falls silent or ends, and is
# started again, with one more word for the kernel below the guest: the same machine would do
# the same once more.
SILENCE = {"kvm": 240}
STARTS = 6

ROWS = {p.name: dataclasses.replace(p, timeout=p.timeout * PATIENCE,
                                    silence=SILENCE.get(p.how, 0)) for p in COUNTED}


def prepare(kernel, cpus, folder):
    """Build what the rows have in common: the module, the guest program, its ramdisk."""
    need_tools("qemu-system-x86_64", "taskset", "timeout")
    os.makedirs(folder, exist_ok=True)
    module = build.module(kernel.tree(), folder, os.path.join(HERE, "module"), MODULE)
    init = build.guest(os.path.join(folder, "bench-init"), os.path.join(HERE, "guest"))
    ramdisk = ramdisks.guest_ramdisk(folder, init, {"/" + MODULE: module})
    run = launch.Run(folder, kernel.image, ramdisk, cpus=cpus, expect_mode="inline",
                     append=(REPEATABLE, kernel.append), domu=TSC)
    run.prepare()
    return run


def machine(row, run, clock):
    found = launch.machine(row, run)
    return found.counting() if clock == "icount" else found


def boot(row, start, folder, on_progress):
    """As console.boot(); a platform with SILENCE that fails is started again, with a message."""
    for number in range(1, STARTS + 1):
        again = start if number == 1 else start.told(f"start={number}")
        result, lines = console.boot(row, again, folder, on_progress)
        if result.ok or not row.silence or number == STARTS:
            return result, lines
        print(f"{row.name}: {result.reason}; start {number + 1} of {STARTS}, see "
              "bench/ops/boots.py", file=sys.stderr)
    raise AssertionError
