# SPDX-License-Identifier: GPL-2.0-only
"""From the lines of a guest and of its host to numbers for one operation."""

import re
import statistics
from dataclasses import dataclass, field

from lab import lines

# What the guest says, and the host.
ROW = re.compile(r"(\w+) (\d+) (\d+) #\s*(.*)$")
NOTE = re.compile(r"(\w+) (\d+) (\d+)((?: -?\d+){6})$")
TALLY = re.compile(r"(\w+)\.(\d+)\.([12])((?: \w+=\d+)+)$")
GUEST, HOST = "guest| ", "host: "

# The rows with loops only, in the module and in the program: they are subtracted from others.
EMPTY, EMPTY_USER, CALIBRATE = "empty", "empty_user", "calibrate"
IN_PROGRAM = ("clock_gettime", "flush_idle", "flush_running", "flush_preempted")
NOT_SHOWN = (EMPTY, EMPTY_USER, CALIBRATE)
EXITS = "exits"


def _between_quartiles(values):
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return high - low


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
    batches: list = field(default_factory=list)     # ({counter: number}, the same), N and 2 N
    beside: float = 0.0

    def instructions(self):
        return (statistics.median(self.medians) - self.beside) / self.per

    def mean(self):
        return (statistics.median(self.means) - self.beside) / self.per

    def spread(self):
        """Between the quartiles of the samples, or of the rounds: the wider."""
        within = statistics.median(high - low for low, high in self.quartiles)
        return max(within, _between_quartiles(self.medians)) / self.per

    def _counters(self, counter):
        """In each round, for one operation: the second batch less the first."""
        return [(large.get(counter, 0) - small.get(counter, 0)) / (self.times * self.per)
                for small, large in self.batches]

    def counter(self, name):
        return statistics.median(self._counters(name))

    def counter_spread(self, name):
        return _between_quartiles(self._counters(name))

    def counters(self):
        names = dict.fromkeys(n for pair in self.batches for n in pair[1])
        return {name: self.counter(name) for name in names}


class Boots:
    """The rounds of one kernel, in as many boots as they take."""

    def __init__(self):
        self.rows = {}      # {name: Row}

    def add(self, text):
        """Take what one boot has measured, each row as soon as it was complete."""
        notes, batches = {}, {}
        for line in text:
            key, value = lines.parse(line, GUEST) or lines.parse(line, HOST) or ("", "")
            if key == "row" and (match := ROW.match(value)):
                row, per, times, what = match.groups()
                self.rows.setdefault(row, Row(row, what, int(per), int(times)))
            elif key == "note" and (match := NOTE.match(value)):
                notes[match[1]] = list(map(int, match[4].split()))
            elif key == "tally" and (match := TALLY.match(value)):
                pairs = (word.split("=") for word in match[4].split())
                batches[match[1], int(match[3])] = {k: int(v) for k, v in pairs}
            elif key == "shown":
                self._add(notes, batches)
                notes, batches = {}, {}

    def _add(self, notes, batches):
        for name, (_, low, median, high, _, mean) in notes.items():
            if name not in self.rows or not {(name, 1), (name, 2)} <= set(batches):
                continue    # a kernel's message can spoil a line
            row = self.rows[name]
            row.medians.append(median)
            row.means.append(mean)
            row.quartiles.append((low, high))
            row.batches.append((batches[name, 1], batches[name, 2]))

    def done(self):
        """How many rounds each row has, in their order."""
        return [len(row.medians) for row in self.rows.values()]

    def rounds(self):
        return min(self.done(), default=0)

    def finished(self):
        """The rows, once there are rounds enough."""
        for row in self.rows.values():
            if row.name not in (EMPTY, EMPTY_USER):
                row.beside = statistics.median(
                    self.rows[EMPTY_USER if row.name in IN_PROGRAM else EMPTY].medians)
        return self.rows


def counts_instructions(found):
    """A NOP takes one tick of the time-stamp counter."""
    return found[CALIBRATE].instructions() == 1
