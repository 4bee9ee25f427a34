# SPDX-License-Identifier: GPL-2.0-only
"""The three things that are reported: each is kept in files and returned as text."""

import os

from bench.workloads import ratios, sizes, tables
from lab import chart
from lab.results import document, keep

TOP = 8         # largest parts that are printed; the files have all
SERIES = 7      # operations that a chart tells apart
UNIT = "% of the baseline's kernel instructions"


def compared(out, kernels, boots, settings):
    """Each kernel over the first; @boots are theirs, by name."""
    stem = f"workloads-mitigations-{settings['mitigations']}"
    written = keep(out, stem, ratios.as_json("workloads", kernels, boots, settings),
                   **{"": ratios.as_tsv(boots)})
    return "\n".join([f"mitigations {settings['mitigations']}, {settings['rounds']} rounds:",
                      ratios.as_table(boots), written,
                      ratios.draw(out, stem, "More kernel instructions for one operation",
                                  boots, UNIT)])


def attribution(out, pair, found, settings, each=True):
    """Where the second kernel's instructions come from, for each workload or in sum."""
    stem = f"attribution-{pair[1].name}-mitigations-{settings['mitigations']}"
    content = document("attribution", **settings, kernels=[k.describe() for k in pair],
                       workloads={name: tables.as_json(r) for name, r in found.items()})
    written = keep(out, stem, content, ops=(*tables.ops_tsv(found), 4),
                   functions=(*tables.functions_tsv(found), 4))
    text = [f"where {pair[1].name} differs from {pair[0].name}, mitigations "
            f"{settings['mitigations']}, {settings['rounds']} rounds:"]
    if each:
        text.append(tables.as_text(found, TOP) + "\n")
    return "\n".join([*text, tables.summary(found, 2 * TOP), written, _draw(out, stem, found)])


def text_sizes(out, kernels):
    """Builds over the first kernel's."""
    found = sizes.measure(kernels)
    return "\n".join([sizes.as_text(found), keep(out, "sizes", found)])


def _draw(out, stem, found):
    """What each operation still costs, and what cannot be attributed to any."""
    names = [op for op in tables.mean_shares(found)
             if op not in (tables.OTHER, tables.TOTAL)][:SERIES]
    rows = []
    for workload, result in found.items():
        shares = {part.op: part.excess / result.base for part in result.parts}
        rows.append((workload, [*(shares.pop(op, 0) for op in names), sum(shares.values()),
                                result.other / result.base]))
    return chart.bars(os.path.join(out, stem + ".svg"),
                      "Kernel instructions at the call sites of operations, around them and in "
                      "what they call", chart.STACKED,
                      [*names, "other operations", "no operation"], rows, UNIT)
