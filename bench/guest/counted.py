# SPDX-License-Identifier: GPL-2.0-only
"""From the lines of a guest and of its host to numbers for one operation."""

import re
import statistics
from dataclasses import dataclass, field

from images import CannotRun

ROW = re.compile(r"guest\| ROW (\w+) (\d+) (\d+) # (.*?)\s*$")
SAMPLES = re.compile(r"guest\| SAMPLES (\w+) (\d+) (\d+)((?: -?\d+){6})\s*$")
TALLY = re.compile(r"host: TALLY (\w+)\.(\d+)\.([12]) (.*?)\s*$")

# What a sample has beside its operations is taken off: the module's rows, the program's.
EMPTY, EMPTY_USER, CALIBRATE = "empty", "empty_user", "calibrate"
IN_PROGRAM = ("clock_gettime", "flush_idle", "flush_running", "flush_preempted")
NOT_SHOWN = (EMPTY, EMPTY_USER, CALIBRATE)
EXITS = "exits"


@dataclass
class Row:
    """One operation in one kernel; lists have an entry for each round."""
    name: str
    what: str
    per: int                    # operations in a sample
    times: int                  # samples in the first batch; the second has twice as many
    medians: list = field(default_factory=list)
    means: list = field(default_factory=list)
    quartiles: list = field(default_factory=list)   # (lower, upper)
    batches: dict = field(default_factory=dict)     # {(round, 1 or 2): {counter: number}}
    beside: float = 0.0

    def instructions(self):
        return (statistics.median(self.medians) - self.beside) / self.per

    def mean(self):
        return (statistics.median(self.means) - self.beside) / self.per

    def spread(self):
        """Between the quartiles of the samples, and between the rounds: the wider."""
        within = statistics.median(high - low for low, high in self.quartiles)
        return max(within, max(self.medians) - min(self.medians)) / self.per

    def _counters(self, counter):
        """In each round, for one operation: the second batch less the first."""
        return [(self.batches[r, 2].get(counter, 0) - self.batches[r, 1].get(counter, 0))
                / (self.times * self.per) for r in range(len(self.medians))]

    def counter(self, name):
        return statistics.median(self._counters(name))

    def counter_spread(self, name):
        each = self._counters(name)
        return max(each) - min(each)

    def counters(self):
        names = dict.fromkeys(n for batch in self.batches.values() for n in batch)
        return {name: self.counter(name) for name in names}


def read(name, lines):
    """{row: Row} of one boot."""
    found = {}
    for line in lines:
        if match := ROW.search(line):
            row, per, times, what = match.groups()
            found[row] = Row(row, what, int(per), int(times))
        elif match := SAMPLES.search(line):
            row = found[match[1]]
            _, low, median, high, _, mean = map(int, match[4].split())
            row.medians.append(median)
            row.means.append(mean)
            row.quartiles.append((low, high))
        elif match := TALLY.search(line):
            pairs = (word.split("=") for word in match[4].split())
            found[match[1]].batches[int(match[2]), int(match[3])] = {k: int(v) for k, v in pairs}
    _check(name, found)
    for row in found.values():
        if row.name not in NOT_SHOWN[:2]:
            row.beside = statistics.median(
                found[EMPTY_USER if row.name in IN_PROGRAM else EMPTY].medians)
    return found


def _check(name, found):
    if not found:
        raise CannotRun(f"{name}: the guest named no rows.")
    for row in found.values():
        if not row.medians or len(row.batches) != 2 * len(row.medians):
            raise CannotRun(f"{name}: {row.name} has {len(row.medians)} rounds and "
                            f"{len(row.batches)} batches: some lines are lost.")


def counts_instructions(found):
    """A NOP takes one tick of the time-stamp counter."""
    return found[CALIBRATE].instructions() == 1
