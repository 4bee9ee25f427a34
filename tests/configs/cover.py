#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Usage: cover.py

Print the fewest rows found that have every two levels of different axes together at least
once, to be put into table.py when an axis or a level has been added there.  Rows are drawn
at random, then one level after another is changed to where fewer pairs are missing; where
that does not end well, there is one row more.  Takes a minute or two."""
import collections
import itertools
import random
import sys

sys.dont_write_bytecode = True
from table import AXES, IMPOSSIBLE, ONCE, PLAIN  # noqa: E402

STEPS = 400_000     # changes that are tried before there is one row more
WORSE = 0.0005       # how often a change for the worse is kept, to get out of a dead end


def possible(one, other):
    return (one, other) not in IMPOSSIBLE and (other, one) not in IMPOSSIBLE


def pairs():
    """Every two levels of different axes that can be in one kernel."""
    levels = [(axis, level) for axis, names in AXES.items() for level in names
              if (axis, level) not in ONCE]
    return {frozenset(pair) for pair in itertools.combinations(levels, 2)
            if pair[0][0] != pair[1][0] and possible(*pair)}


def pairs_of(row):
    return {frozenset(pair) for pair in itertools.combinations(row.items(), 2)}


def choices(axis):
    return [level for level in AXES[axis] if (axis, level) not in ONCE]


def allowed(row, axis, level):
    return all(possible((axis, level), taken) for taken in row.items() if taken[0] != axis)


def draw(rng):
    row = {}
    for axis in AXES:
        row[axis] = rng.choice([level for level in choices(axis) if allowed(row, axis, level)])
    return row


def change(rows, found, wanted, rng):
    """Give one row another level of one axis, if that brings more pairs than it costs."""
    row, axis = rng.choice(rows), rng.choice(list(AXES))
    level = rng.choice(choices(axis))
    if level == row[axis] or not allowed(row, axis, level):
        return
    others = [taken for taken in row.items() if taken[0] != axis]
    lost = [frozenset(((axis, row[axis]), taken)) for taken in others]
    won = [frozenset(((axis, level), taken)) for taken in others]
    gain = sum(not found[pair] for pair in won if pair in wanted) - sum(
        found[pair] == 1 for pair in lost if pair in wanted)
    if gain >= 0 or rng.random() < WORSE:
        found.subtract(lost)
        found.update(won)
        row[axis] = level


def cover(rng):
    wanted = pairs()
    count = max(len(choices(one)) * len(choices(other))
                for one, other in itertools.combinations(AXES, 2))
    while True:
        rows = [draw(rng) for _ in range(count)]
        found = collections.Counter(pair for row in rows for pair in pairs_of(row))
        for _ in range(STEPS):
            if all(found[pair] > 0 for pair in wanted):
                return rows
            change(rows, found, wanted, rng)
        count += 1


def main():
    for row in cover(random.Random(1)):
        print("    " + repr(" ".join(f"{axis}={level}" for axis, level in row.items()
                                     if level != PLAIN)) + ",")


if __name__ == "__main__":
    main()
