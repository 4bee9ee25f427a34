#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print the fewest rows found that have every two levels of different axes together at least
once, to be put into table.py when an axis or a level has been added there; of a level in
ONCE, only that it is in a row.  Rows are drawn at random, then one level after another is
changed to where less is missing; where that does not end well, there is one row more.  Takes a
minute or two."""
import argparse
import collections
import itertools
import random
import sys

sys.dont_write_bytecode = True
from table import AXES, IMPOSSIBLE, ONCE, PLAIN, WITHOUT_ABSENT, is_absent  # noqa: E402

STEPS = 400_000     # changes that are tried before there is one row more
SLOW = 0.5          # a level with slow builds has to bring more than this
WORSE = 0.0005       # how often a change for the worse is kept, to get out of a dead end


def possible(one, other):
    return (one, other) not in IMPOSSIBLE and (other, one) not in IMPOSSIBLE


def needed_together(one, other):
    return possible(one, other) and not any(
        level in WITHOUT_ABSENT and is_absent(*absent)
        for level, absent in ((one, other), (other, one)))


def wanted():
    """Every two levels of different axes that are to be in one kernel, and each of ONCE alone."""
    levels = [(axis, level) for axis, names in AXES.items() for level in names
              if (axis, level) not in ONCE]
    return {frozenset([level]) for level in ONCE} | {
        frozenset(pair) for pair in itertools.combinations(levels, 2)
        if pair[0][0] != pair[1][0] and needed_together(*pair)}


def found_in(row):
    """What a row has of that: its levels, and any two of them."""
    return {frozenset(levels) for count in (1, 2)
            for levels in itertools.combinations(row.items(), count)}


def allowed(row, axis, level):
    return all(possible((axis, level), taken) for taken in row.items() if taken[0] != axis)


def draw(rng):
    row = {}
    for axis in AXES:
        row[axis] = rng.choice([level for level in AXES[axis] if allowed(row, axis, level)])
    return row


def change(rows, found, needed, rng):
    """Give one row another level of one axis, if that brings more than it costs."""
    row, axis = rng.choice(rows), rng.choice(list(AXES))
    level = rng.choice(AXES[axis])
    if level == row[axis] or not allowed(row, axis, level):
        return
    others = [frozenset()] + [frozenset([taken]) for taken in row.items() if taken[0] != axis]
    lost = [other | {(axis, row[axis])} for other in others]
    won = [other | {(axis, level)} for other in others]
    gain = sum(not found[levels] for levels in won if levels in needed) - sum(
        found[levels] == 1 for levels in lost if levels in needed)
    gain += SLOW * (((axis, row[axis]) in WITHOUT_ABSENT) - ((axis, level) in WITHOUT_ABSENT))
    if gain >= 0 or rng.random() < WORSE:
        found.subtract(lost)
        found.update(won)
        row[axis] = level


def cover(count, rng):
    needed = wanted()
    while True:
        rows = [draw(rng) for _ in range(count)]
        found = collections.Counter(levels for row in rows for levels in found_in(row))
        for _ in range(STEPS):
            if all(found[levels] > 0 for levels in needed):
                return rows
            change(rows, found, needed, rng)
        count += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", metavar="ROWS", nargs="?", type=int, default=6,
                        help="how many the first attempt has (default %(default)s)")
    for row in cover(parser.parse_args().rows, random.Random(1)):
        print("    " + repr(" ".join(f"{axis}={level}" for axis, level in row.items()
                                     if level != PLAIN)) + ",")


if __name__ == "__main__":
    main()
