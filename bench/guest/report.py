# SPDX-License-Identifier: GPL-2.0-only
"""What a person and a program read: the table, TSV, JSON and chart."""

import os

from bench.guest.compare import WORSE, verdicts
from bench.guest.counted import EXITS, NOT_SHOWN
from lab import chart, results

STEM = "guest"
WIDE = 10
# What explains a difference in exits, if there is one.
EXPLAINING = ("hypercalls", "halt_exits", "irq_exits", "tlb_flush")


def _shown(found):
    return [row for row in found.values() if row.name not in NOT_SHOWN]


def _row(row):
    return {"what": row.what, "operations": row.per, "samples": 3 * row.times,
            "instructions": row.instructions(), "mean": row.mean(), "spread": row.spread(),
            "medians": row.medians, "exits": row.counter(EXITS),
            "exits_spread": row.counter_spread(EXITS), "counters": row.counters()}


def document(kernels, boots, settings):
    """@boots: {kernel's name: {row: Row}}, the first being what others are compared with."""
    base = boots[kernels[0].name]
    entries = []
    for kernel in kernels:
        found = boots[kernel.name]
        judged = verdicts(base, found)
        entries.append({**kernel.describe(), "rows": {
            row.name: {**_row(row), "verdict": vars(judged[row.name])} for row in _shown(found)}})
    worse = [(e["name"], name) for e in entries for name, row in e["rows"].items()
             if WORSE in row["verdict"].values()]
    return results.document("guest", **settings, baseline=kernels[0].name, kernels=entries,
                            worse=worse, ok=not worse)


def _tsv(doc):
    columns = ("instructions", "spread", "mean", "exits", "exits_spread")
    return (["kernel", "row", "what", *columns, *EXPLAINING, "verdict_instructions",
             "verdict_exits"],
            [[kernel["name"], name, row["what"], *(float(row[c]) for c in columns),
              *(float(row["counters"].get(c, 0)) for c in EXPLAINING), *row["verdict"].values()]
             for kernel in doc["kernels"] for name, row in kernel["rows"].items()])


def _chart(doc, path):
    base, *others = doc["kernels"]
    series = [f"{kernel['name']}: {what}" for kernel in others for what in ("instructions", EXITS)]
    table = [(row["what"], [_more(row, kernel["rows"][name], what)
                            for kernel in others for what in ("instructions", EXITS)])
             for name, row in base["rows"].items()]
    return chart.bars(path, f"More than {base['name']} needs for one operation as a guest",
                      chart.CLUSTERED, series, table, f"% more than {base['name']}")


def _more(base, other, what):
    """A share; a row without exits in either kernel has none more."""
    return other[what] / base[what] - 1 if base[what] > 0.01 else 0.0


def keep(doc, folder):
    """Write all files; returns lines that say so."""
    written = results.keep(folder, STEM, doc, **{"": _tsv(doc)})
    return [written, _chart(doc, os.path.join(folder, STEM + ".svg"))]


def _number(value):
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def show(doc):
    base, *others = doc["kernels"]
    wide = max(len(row["what"]) for row in base["rows"].values())
    for other in others or [base]:
        print(f"\n{'':{wide}}  {'instructions, of guest and host':<{4 * WIDE}}"
              f"{'exits':<{2 * WIDE}}")
        print(f"{'one operation':{wide}}" + "".join(f"{title:>{WIDE}}" for title in (
            base["name"], other["name"], "ratio", "spread", base["name"], other["name"]))
            + "  verdict")
        for name, row in base["rows"].items():
            _show_row(wide, row, other["rows"][name])


def _show_row(wide, one, two):
    ratio = two["instructions"] / one["instructions"]
    spread = max(one["spread"], two["spread"])
    judged = two["verdict"]
    words = [f"{judged[what]} ({what})" for what in judged if judged[what] != "same"]
    print(f"{one['what']:{wide}}" + "".join(f"{text:>{WIDE}}" for text in (
        _number(one["instructions"]), _number(two["instructions"]), f"{ratio:.3f}",
        _number(spread), f"{one[EXITS] + 0:.2f}", f"{two[EXITS]:.2f}"))
        + "  " + (", ".join(words) or "same"))
