# SPDX-License-Identifier: GPL-2.0-only
"""One boot of one kernel: the instructions of each round of each workload."""

import re
from dataclasses import dataclass, field

from counter import ICOUNT
from vmlinux import CannotRun, build_id

TIMEOUT = 1800
KERNEL_SPACE = 0xffff800000000000
WARMUP = 2
EMPTY = "empty"     # the workload that is nothing but the pause at a round's end
# Without the bit that says "in a virtual machine" it is bare metal to the kernel.
CPU = ["-cpu", "Haswell,-hypervisor"]
APPEND = "console=ttyS0 quiet panic=-1 nokaslr norandmaps"
MITIGATIONS = {"off": "mitigations=off pti=off", "on": ""}
STARTED = re.compile(r"^BENCH (\w+) (\d+)$", re.M)
VULNERABILITY = re.compile(r"^BENCH vulnerability (\w+): (.*)$", re.M)
BUILD = re.compile(r"^BENCH build ([0-9a-f]+)$", re.M)
NOT_ALL = "not every workload ran to its end; the last words were:"
FAILED = re.compile(r"^BENCH failed: (.*)$", re.M)


@dataclass
class Boot:
    empty: list                                     # instructions of the empty rounds
    rounds: dict                                    # {workload: [instructions of a round]}
    ops: dict                                       # {workload: operations in a round}
    command: list
    vulnerabilities: dict                           # {name: how it is mitigated}
    where: dict = field(default_factory=dict)       # {workload: {range: instructions}}
    over: dict = field(default_factory=dict)        # of these, those that are longer


def command_line(kernel, rounds, only, mitigations):
    words = [APPEND, MITIGATIONS[mitigations], kernel.append,
             f"bench.rounds={rounds} bench.warmup={WARMUP}"]
    if only:
        words.append("bench.only=" + ",".join([EMPTY, *only]))
    return " ".join(word for word in words if word)


def boot(counter, guest, kernel, rounds, only, mitigations, ranges=(), on_entry=None):
    append = command_line(kernel, rounds, only, mitigations)
    machine = [*ICOUNT, *CPU, "-kernel", kernel.image, "-initrd", guest.ramdisk,
               "-append", append]
    counts = counter.run(machine, guest.spans, guest.stop, TIMEOUT, KERNEL_SPACE, ranges,
                         on_entry)
    with open(counter.console, encoding="utf-8", errors="replace") as file:
        console = file.read().replace("\r", "")
    failed = FAILED.search(console)
    if failed:
        raise CannotRun(f"{kernel.name}: the guest says: {failed[1]}")
    _check_build(kernel, BUILD.search(console))
    ops = operations(STARTED.findall(console), counts, only or guest.workloads(), rounds)
    if not ops:
        raise CannotRun(f"{kernel.name}: {NOT_ALL}\n{counter.last_words()}")
    names = [name for name in ops if name != EMPTY]
    return Boot(counts.entries[EMPTY], {name: counts.entries[name] for name in names},
                {name: ops[name] for name in names}, counter.shown_command(),
                dict(VULNERABILITY.findall(console)),
                *({name: _without_pause(of, name) for name in names if ranges}
                  for of in (counts.where, counts.over)))


def operations(started, counts, names, rounds):
    """{workload: operations in a round}; empty if one did not run as often as it should."""
    ops = {name: int(number) for name, number in started}
    ran = all(len(counts.entries.get(name, ())) == rounds and name in ops
              for name in [EMPTY, *names])
    return ops if ran else {}


def _check_build(kernel, said):
    """Without the right symbols every count by address is wrong, and looks like one."""
    if said and said[1] != build_id(kernel.vmlinux):
        raise CannotRun(f"{kernel.image} was not built with {kernel.vmlinux}: their build ids "
                        "differ. Build them again, or name others with --kernel.")


def _without_pause(where, name):
    """{range: instructions} of a workload, less those of as many empty rounds."""
    empty, full = where[EMPTY], where[name]
    return {addr: full.get(addr, 0) - empty.get(addr, 0) for addr in full.keys() | empty.keys()}
