# SPDX-License-Identifier: GPL-2.0-only
"""Is one kernel worse than another in a row?"""

from dataclasses import dataclass

from bench.guest.counted import EXITS, NOT_SHOWN

# A difference counts if it is larger than this share, and than the spread in either kernel.
INSTRUCTIONS = 0.01
# Likewise; and timer ticks, which come while a batch runs, make parts of an exit.
EXIT_SHARE, EXIT_PARTS = 0.02, 0.1
WORSE, SAME, BETTER = "WORSE", "same", "better"


@dataclass(frozen=True)
class Verdict:
    instructions: str
    exits: str


def _judge(base, other, allowed):
    if abs(other - base) <= allowed:
        return SAME
    return WORSE if other > base else BETTER


def verdict(base, other):
    """Of two Rows."""
    instructions = max(INSTRUCTIONS * base.instructions(), base.spread(), other.spread())
    exits = max(EXIT_SHARE * base.counter(EXITS), EXIT_PARTS, base.counter_spread(EXITS),
                other.counter_spread(EXITS))
    return Verdict(_judge(base.instructions(), other.instructions(), instructions),
                   _judge(base.counter(EXITS), other.counter(EXITS), exits))


def verdicts(base, other):
    """{row: Verdict} of two boots."""
    return {name: verdict(base[name], other[name]) for name in base if name not in NOT_SHOWN}
