# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel: the instructions of each round of each workload."""

from dataclasses import dataclass, field

from bench.workloads.guest import EMPTY
from lab import lines
from lab.counter import Plan
from lab.elf import build_id
from lab.errors import CannotRun
from lab.machine import REPEATABLE, Machine
from lab.progress import Rounds

TIMEOUT = 1800
KERNEL_SPACE = 0xffff800000000000
WARMUP = 2
# Without the bit that says "in a virtual machine" it is bare metal to the kernel.
BARE_METAL = Machine(more=("-cpu", "Haswell,-hypervisor"), icount=True,
                     append=f"console=ttyS0 quiet panic=-1 {REPEATABLE}")
MITIGATIONS = {"off": "mitigations=off pti=off", "on": ""}


@dataclass
class Boot:
    empty: list                                     # instructions of the empty rounds
    rounds: dict                                    # {workload: [instructions of a round]}
    ops: dict                                       # {workload: operations in a round}
    command: list
    vulnerabilities: dict                           # {name: how it is mitigated}
    where: dict = field(default_factory=dict)       # {workload: {range: instructions}}
    over: dict = field(default_factory=dict)        # of these, those that are longer


@dataclass(frozen=True)
class Session:
    """What every boot of this run has in common."""
    counter: object
    guest: object
    rounds: int
    only: list          # names of workloads; empty for all
    jobs: int

    @property
    def names(self):
        return self.only or self.guest.workloads()

    def words(self):
        """The plan, as guest/main.c reads it."""
        only = [f"bench.only={','.join([EMPTY, *self.only])}"] if self.only else []
        return " ".join([f"bench.rounds={self.rounds} bench.warmup={WARMUP}", *only])

    def progress(self, who):
        return Rounds(who, self.rounds, len(self.names), EMPTY)


def boot(session, kernel, mitigations, ranges=()):
    who = f"{kernel.name}, mitigations {mitigations}"
    machine = Machine(**{**vars(BARE_METAL), "kernel": kernel.image,
                         "initrd": session.guest.ramdisk})
    for words in (MITIGATIONS[mitigations], kernel.append, session.words()):
        machine = machine.told(words)
    plan = Plan(session.guest.spans, session.guest.stop, KERNEL_SPACE, ranges,
                session.progress(who))
    counted = session.counter.run(machine, plan, TIMEOUT)
    said = lines.said(counted.console)
    _check_build(kernel, dict(said).get("build"))
    found = rounds(session, counted, said, who)
    if ranges:
        found.where, found.over = (
            {name: without_pause(of, name) for name in found.rounds}
            for of in (counted.counts.where, counted.counts.over))
    return found


def rounds(session, counted, said, who):
    """The Boot of what was counted, without where; @said is what the guest said."""
    ops = operations(said, counted.counts.entries, session.names, session.rounds)
    if not ops:
        raise CannotRun(f"{who}: {lines.verdict(counted.console) or 'the guest stopped'}; not "
                        f"every workload ran to its end. {counted.last_words()}")
    names = [name for name in ops if name != EMPTY]
    entries = counted.counts.entries
    return Boot(entries[EMPTY], {name: entries[name] for name in names},
                {name: ops[name] for name in names}, counted.command,
                dict(value.split(": ", 1) for key, value in said
                     if key == "vulnerability" and ": " in value))


def operations(said, entries, names, rounds_wanted):
    """{workload: operations in a round}; empty if one did not run as often as it should."""
    words = (value.split() for key, value in said if key == "workload")
    ops = {word[0]: int(word[1]) for word in words if len(word) == 2 and word[1].isdecimal()}
    ran = all(len(entries.get(name, ())) == rounds_wanted and ops.get(name)
              for name in [EMPTY, *names])
    return ops if ran else {}


def expected_build(kernel):
    """The build id of its vmlinux."""
    found = build_id(kernel.elf())
    if not found:
        raise CannotRun(f"{kernel.vmlinux} has no build id: name the vmlinux that was built with "
                        f"{kernel.image}.")
    return found


def _check_build(kernel, said):
    """Without the right symbols every count by address is wrong, and looks like one."""
    if said and said != expected_build(kernel):
        raise CannotRun(f"{kernel.image} was not built with {kernel.vmlinux}: their build ids "
                        "differ. Build them again, or name others with --kernel.")


def without_pause(where, name):
    """{range: instructions} of a workload, less those of as many empty rounds."""
    empty, full = where.get(EMPTY, {}), where.get(name, {})
    return {addr: full.get(addr, 0) - empty.get(addr, 0) for addr in full.keys() | empty.keys()}
