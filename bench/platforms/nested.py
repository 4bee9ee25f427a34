# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel on one platform: all instructions of each round, and where."""

import os
import re

from boot import EMPTY, FAILED, NOT_ALL, VULNERABILITY, WARMUP, Boot, operations
from stack import Stack
from vmlinux import CannotRun

TIMEOUT = 5400      # seconds of wall time; only a hang gets there, however busy the machine
# Some lines of the guest have the prefix of the host that passes them on.
STARTED = re.compile(r"BENCH (\w+) (\d+)\s*$", re.M)
VULNERABILITY, FAILED = (re.compile(r.pattern.removeprefix("^"), re.M)
                         for r in (VULNERABILITY, FAILED))

# The address space: user space is the lower half; the first 8 TiB of the upper half are
# the hypervisor's (Documentation/arch/x86/x86_64/mm.rst), the rest is the kernels'.
USER, BELOW, KERNELS = 0, 0xffff800000000000, 0xffff880000000000
PLACES = {"user": USER, "hypervisor": BELOW, "kernels": KERNELS}


def _words(rounds, only):
    """The plan, as guest/main.c of bench/workloads reads it."""
    plan = [f"bench.rounds={rounds}", f"bench.warmup={WARMUP}"]
    return plan + (["bench.only=" + ",".join([EMPTY, *only])] if only else [])


def _console(counter, who):
    with open(counter.console, encoding="utf-8", errors="replace") as file:
        console = file.read().replace("\r", "")
    if failed := FAILED.search(console):
        raise CannotRun(f"{who}: the guest says: {failed[1]}")
    return console


def boot(counter, guest, platform, kernel, below, rounds, only, on_entry=None):
    who = f"{platform.name}: {kernel.name}"
    folder = os.path.join(counter.scratch, f"{platform.name}-{kernel.name}")
    machine = Stack(folder, platform, kernel, below, guest.ramdisk,
                    _words(rounds, only)).qemu()
    # The machine ends when the guest does: no address stops it.
    counts = counter.run(machine, guest.spans, 0, TIMEOUT, USER,
                         [a for a in PLACES.values() if a], on_entry, folder)
    console = _console(counter, who)
    ops = operations(STARTED.findall(console), counts, only or guest.workloads(), rounds)
    if not ops:
        raise CannotRun(f"{who}: {NOT_ALL}\n{counter.last_words()}")
    names = [name for name in ops if name != EMPTY]
    return Boot(counts.entries[EMPTY], {n: counts.entries[n] for n in names},
                {n: ops[n] for n in names}, counter.shown_command(),
                dict(VULNERABILITY.findall(console)), _places(counts.where, names, ops, rounds))


def _places(where, names, ops, rounds):
    """{workload: {place: mean instructions of an operation}}, without the pauses."""
    return {name: {place: (where[name].get(addr, 0) - where[EMPTY].get(addr, 0))
                   / rounds / ops[name] for place, addr in PLACES.items()}
            for name in names}
