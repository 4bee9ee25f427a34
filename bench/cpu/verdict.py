# SPDX-License-Identifier: GPL-2.0-only
"""What the numbers say about padding: prefixes or NOPs, and how many prefixes."""

import re

from bench.cpu.runner import HERE
from bench.cpu.stats import median_and_bound
from lab.errors import CannotRun

SITE_LEN = 5
LADDER = "ladder"
POLICY = HERE.parent.parent / "pvops" / "patcher" / "patcher.h"
# A difference below this is too small to decide a policy.
NEGLIGIBLE = 0.05
# The contexts that are judged: in these the CPU's front end decides.  Cold code waits for
# memory; forms of equal length differ there by less than the noise.
JUDGED = ("alone", "mixed", "decode")


def policy():
    """Most prefixes that the patcher puts before an instruction."""
    found = re.search(r"^#define PVPATCH_PREFIX_MAX\s+(\d+)$", POLICY.read_text(), re.M)
    if not found:
        raise CannotRun(f"{POLICY} does not define PVPATCH_PREFIX_MAX as a number.")
    return int(found[1])


def _comparison(rounds, context, name, pairs):
    pairs = [tuple((context, *shape) for shape in pair) for pair in pairs]
    difference, bound = median_and_bound(rounds.mean_difference(pairs))
    return {"context": context, "compared": name, "pairs": len(pairs),
            "difference": difference, "ci95": bound}


def _padding(rounds, context, most):
    """Pairs of shapes for prefixes against NOPs, and each against no padding."""
    forms = {}
    for column in rounds.columns:
        if column.context == context:
            forms.setdefault(column.op, {})[column.form] = column
    prefix_nop, prefix_bare, nop_bare = [], [], []
    for op, have in forms.items():
        if "bare" not in have or "p0" not in have:
            continue
        form = f"p{min(most, SITE_LEN - have['bare'].size)}"
        if form not in have:
            continue
        prefix_nop.append(((op, form), (op, "p0")))
        prefix_bare.append(((op, form), (op, "bare")))
        nop_bare.append(((op, "p0"), (op, "bare")))
    if not prefix_nop:
        return []
    return [_comparison(rounds, context, "prefixes - NOPs", prefix_nop),
            _comparison(rounds, context, "prefixes - unpadded", prefix_bare),
            _comparison(rounds, context, "NOPs - unpadded", nop_bare)]


def _ladder(rounds, context):
    """For each number of prefixes: what they cost against one NOP as long."""
    steps = []
    for i in range(1, 10):
        if (context, LADDER, f"l{i}") in rounds.where:
            steps.append({"prefixes": i} | _comparison(
                rounds, context, "prefixes - NOP",
                [((LADDER, f"l{i}"), (LADDER, f"n{i}"))]) | {"over_bare": median_and_bound(
                    rounds.difference((context, LADDER, f"l{i}"),
                                      (context, LADDER, "l0")))})
    return steps


def judge(rounds):
    """Everything that the verdict rests on."""
    contexts = list(dict.fromkeys(c.context for c in rounds.columns if c.op != "none"))
    most = policy()
    padding = [row for context in contexts for row in _padding(rounds, context, most)]
    ladder = [row for context in contexts for row in _ladder(rounds, context)]
    # Sites of 5 bytes have room for 4 prefixes; the ladder has as many as the longest site.
    judged = [row for row in padding if row["compared"] == "prefixes - NOPs"]
    judged += [step for step in ladder if step["prefixes"] == most]
    dearer = [row for row in judged if row["context"] in JUDGED
              and row["difference"] - row["ci95"] > NEGLIGIBLE]
    return {"prefix_max": most, "padding": padding, "ladder": ladder,
            "holds": not dearer}
