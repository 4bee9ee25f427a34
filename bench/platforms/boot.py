# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel on one platform: all instructions of each round, and where."""

import tempfile

from bench.workloads.boot import rounds, without_pause
from lab import launch, lines
from lab.counter import Plan
from lab.errors import CannotRun
from lab.machine import REPEATABLE
from lab.platforms import COUNTED

# Every such platform with something below the kernel that is worth being counted.
ROWS = {p.name: p for p in COUNTED if p.backend != "native"}

# What is measured unless the user says otherwise.  Not where QEMU 7.2 emulates nested
# virtualisation for a KVM of ours: with the counting plugin two runs there differ by
# 2 %, and one kernel in two of them stood still in a seqcount that no code was writing.
COUNT_THE_SAME = tuple(name for name, p in ROWS.items() if p.how != "kvm")

TIMEOUT = 5400      # seconds of wall time; only a hang gets there, however busy the machine

# The address space: user space is the lower half; the first 8 TiB of the upper half are
# the hypervisor's (Documentation/arch/x86/x86_64/mm.rst), the rest is the kernels'.
PLACES = {"user": 0, "hypervisor": 0xffff800000000000, "kernels": 0xffff880000000000}

# Mitigations cost every kernel the same, so without them a difference is a larger share.
MITIGATIONS = {"off": {"linux": f"{REPEATABLE} mitigations=off pti=off",
                       "xen": "xpti=no spec-ctrl=no"},
               "on": {"linux": REPEATABLE}}

# Xen gives a guest an emulated counter, one of its own time, where it does not trust
# the machine's; that would be neither ticks nor instructions, and a trap each time.
TSC = 'tsc_mode = "native"\n'


def run_of(folder, kernel, below, ramdisk, words, mitigations="off", **more):
    """The files of a machine with one kernel, and below it, where the platform has such a
    place, one that is always the same."""
    run = launch.Run(folder, kernel.image, ramdisk, below, append=(*words, kernel.append),
                     domu=TSC, **MITIGATIONS[mitigations], **more)
    run.prepare()
    return run


def boot(session, platform, kernel, below, mitigations):
    who = f"{platform.name}: {kernel.name}"
    folder = tempfile.mkdtemp(prefix=f"{platform.name}-", dir=session.counter.scratch)
    run = run_of(folder, kernel, below, session.guest.ramdisk, [session.words()], mitigations)
    # The machine ends when the guest does: no address stops it.
    plan = Plan(session.guest.spans, ranges=tuple(filter(None, PLACES.values())),
                on_entry=session.progress(who))
    counted = session.counter.run(launch.machine(platform, run).counting(), plan, TIMEOUT,
                                  folder)
    if reason := lines.verdict(counted.console):
        raise CannotRun(f"{who}: the guest says: {reason}")
    found = rounds(session, counted, lines.said(counted.console), who)
    found.where = places(counted.counts.where, found.ops, session.rounds)
    return found


def places(where, ops, times):
    """{workload: {place: mean instructions of an operation}}, without the pauses."""
    return {name: {place: without_pause(where, name).get(addr, 0) / times / ops[name]
                   for place, addr in PLACES.items()} for name in ops}
