#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Usage: cover.py

Print rows that have every two levels of different axes together at least once, to be put
into table.py when an axis or a level has been added there.  Greedy: each row begins with
a pair that no earlier row has, and every other axis takes the level that adds most pairs."""
import itertools
import random
import sys

sys.dont_write_bytecode = True
from table import AXES, IMPOSSIBLE  # noqa: E402

TRIES = 60          # rows that compete for each place, and
STARTS = 40         # tables, of which the shortest is printed


def possible(one, other):
    return (one, other) not in IMPOSSIBLE and (other, one) not in IMPOSSIBLE


def pairs():
    """Every two levels of different axes that can be in one kernel."""
    levels = [(axis, level) for axis, names in AXES.items() for level in names]
    return {frozenset(pair) for pair in itertools.combinations(levels, 2)
            if pair[0][0] != pair[1][0] and possible(*pair)}


def pairs_of(row):
    return {frozenset(pair) for pair in itertools.combinations(row.items(), 2)}


def grow(start, missing, rng):
    """A row with the levels of `start` in it, or None where nothing fits."""
    row = dict(start)
    axes = [axis for axis in AXES if axis not in row]
    rng.shuffle(axes)
    for axis in axes:
        fitting = [level for level in AXES[axis]
                   if all(possible((axis, level), taken) for taken in row.items())]
        if not fitting:
            return None
        row[axis] = max(fitting, key=lambda level: (
            sum(frozenset(((axis, level), taken)) in missing for taken in row.items()),
            rng.random()))
    return row


def cover(rng):
    missing, rows = pairs(), []
    while missing:
        first = [sorted(rng.choice(sorted(map(sorted, missing)))) for _ in range(TRIES)]
        grown = [row for row in (grow(pair, missing, rng) for pair in first) if row]
        rows.append(max(grown, key=lambda row: len(pairs_of(row) & missing)))
        missing -= pairs_of(rows[-1])
    return rows


def main():
    rng = random.Random(1)
    for row in min((cover(rng) for _ in range(STARTS)), key=len):
        print("    " + repr(" ".join(row[axis] for axis in AXES)) + ",")


if __name__ == "__main__":
    main()
