# SPDX-License-Identifier: GPL-2.0-only
"""From rounds to numbers.

A shape is compared within each round, never between rounds: the median of the
differences stands even if the machine is busy with other things now and then."""

import math
import statistics

CYCLE = ("cycle", "none", "none")
Z95 = 1.96


def quantile(values, share):
    """Linear between the nearest two of sorted values."""
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def median_and_bound(values):
    """Median, and half the width of its 95 % confidence interval.

    The interval is between two order statistics (the number of values below the
    median is binomial), so that nothing is assumed about how values scatter."""
    values = sorted(values)
    reach = Z95 * math.sqrt(len(values)) / 2
    low = max(0, math.floor(len(values) / 2 - reach))
    high = min(len(values) - 1, math.ceil(len(values) / 2 + reach))
    return statistics.median(values), (values[high] - values[low]) / 2


class Rounds:
    """What a Runner has measured, in cycles."""

    def __init__(self, runner):
        self.columns = runner.columns
        self.where = {column.key: i for i, column in enumerate(runner.columns)}
        # Counters give cycles.  The time-stamp counter does not, but each round has
        # measured how many of its ticks a cycle takes.
        cycle = self.where[CYCLE]
        self.units = [row[cycle] if runner.clock == "tsc" else 1.0 for row in runner.ticks]
        self.ticks = runner.ticks
        self.instructions = runner.instructions

    def __len__(self):
        return len(self.ticks)

    def cycles(self, key):
        i = self.where[key]
        return [row[i] / unit for row, unit in zip(self.ticks, self.units)]

    def difference(self, key, other):
        """Cycles per site more than other, by round."""
        return [a - b for a, b in zip(self.cycles(key), self.cycles(other))]

    def mean_difference(self, pairs):
        """The same, averaged over several pairs within each round."""
        rows = [self.difference(*pair) for pair in pairs]
        return [statistics.fmean(row) for row in zip(*rows)]

    def executed(self, key):
        """Instructions per site, or None."""
        value = statistics.median(row[self.where[key]] for row in self.instructions)
        return value or None


def baseline(column):
    return column.context, "none", "none"


def summary(rounds, column):
    """One row of the result."""
    cycles = rounds.cycles(column.key)
    extra, bound = median_and_bound(rounds.difference(column.key, baseline(column)))
    ordered = sorted(cycles)
    row = {"context": column.context, "op": column.op, "form": column.form,
           "bytes": column.size, "cycles": statistics.median(cycles),
           "p10": quantile(ordered, 0.1), "p90": quantile(ordered, 0.9),
           "extra": extra, "extra_ci95": bound}
    # A loop of nothing is no yardstick.
    row["ratio"] = None if column.context == "alone" else statistics.median(
        a / b for a, b in zip(cycles, rounds.cycles(baseline(column))))
    executed = rounds.executed(column.key)
    row["instructions"] = executed and executed - (rounds.executed(baseline(column)) or 0)
    return row


def summaries(rounds):
    return [summary(rounds, column) for column in rounds.columns if column.key != CYCLE]


def too_wide(rows, bound, share):
    """Rows whose extra cycles are known no better than bound cycles or a share."""
    return [row for row in rows
            if row["extra_ci95"] > max(bound, share * row["cycles"])]
