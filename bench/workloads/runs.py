# SPDX-License-Identifier: GPL-2.0-only
"""Boots side by side.  Each emulator has a clock that its own instructions drive, so what
runs beside it changes nothing but the time that we wait."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from boot import EMPTY, boot
from kernels import Kernel

MAX_JOBS = 2    # a boot has 512 MiB, and more than twice that with a hypervisor below


def default_jobs():
    return max(1, min(MAX_JOBS, len(os.sched_getaffinity(0))))


@dataclass(frozen=True)
class Task:
    kernel: Kernel
    mitigations: str
    ranges: tuple = ()

    @property
    def name(self):
        return f"{self.kernel.name}, mitigations {self.mitigations}"


class Progress:
    """One line for each workload that a kernel has done."""

    def __init__(self, name, rounds, total):
        self.name, self.rounds, self.total = name, rounds, total
        self.seen = {}
        self._say("booting")

    def _say(self, what):
        print(f"{self.name}: {what}", file=sys.stderr, flush=True)

    def __call__(self, name):
        if name == EMPTY:
            return
        self.seen[name] = self.seen.get(name, 0) + 1
        if self.seen[name] == self.rounds:
            self._say(f"{name} ({len(self.seen)} of {self.total})")


def side_by_side(boot_one, tasks, counter, jobs):
    """What boot_one(task, counter) returns for each task; one that fails ends all."""
    counters = [counter.apart("run") for _ in tasks]
    with ThreadPoolExecutor(jobs) as pool:
        try:
            return list(pool.map(boot_one, tasks, counters))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for each in counters:
                each.end()
            raise


@dataclass(frozen=True)
class Bench:
    """What every boot of this run has in common."""
    counter: object
    guest: object
    rounds: int
    only: list          # names of workloads; empty for all
    jobs: int

    def settings(self, mitigations):
        return {"rounds": self.rounds, "mitigations": mitigations}

    def _boot(self, task, counter):
        progress = Progress(task.name, self.rounds, len(self.only or self.guest.workloads()))
        return boot(counter, self.guest, task.kernel, self.rounds, self.only,
                    task.mitigations, task.ranges, progress)

    def boots(self, tasks):
        """One boot for each task, in their order."""
        return side_by_side(self._boot, tasks, self.counter, self.jobs)
