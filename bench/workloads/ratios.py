# SPDX-License-Identifier: GPL-2.0-only
"""Kernels over the first one: table, JSON, TSV, chart."""

import os
import statistics

from bench.workloads.numbers import mean_overhead, overhead, per_operation, spread, workloads
from lab import chart
from lab.results import document


def as_json(what, kernels, boots, settings):
    rows = []
    for kernel in kernels:
        boot = boots[kernel.name]
        rows.append({**kernel.describe(), "command": boot.command,
                     "vulnerabilities": boot.vulnerabilities,
                     "pause": statistics.median(boot.empty),
                     "mean_overhead": mean_overhead(boots, kernel.name), "workloads": {
                         name: {"per_operation": per_operation(boot, name),
                                "overhead": overhead(boots, kernel.name, name),
                                "spread": spread(boot, name), "operations": boot.ops[name],
                                "rounds": boot.rounds[name]} for name in boot.rounds}})
    return document(what, **settings, baseline=kernels[0].name, kernels=rows)


def as_tsv(boots):
    """One row for each workload; instructions of each kernel, then overheads in %."""
    names = list(boots)
    columns = ["workload", *names, *(f"{n}_percent" for n in names[1:]),
               *(f"{n}_spread_percent" for n in names)]
    return columns, [[workload, *(per_operation(boots[n], workload) for n in names),
                      *(100 * overhead(boots, n, workload) for n in names[1:]),
                      *(100 * spread(boots[n], workload) for n in names)]
                     for workload in workloads(boots)]


def as_table(boots):
    """The same for eyes: the first kernel's instructions, the others' overhead."""
    first, *others = boots
    width = max(12, *(len(n) + 2 for n in boots))
    lines = [f"{'workload':18}{first:>14}" + "".join(f"{n:>{width}}" for n in others)
             + f"{'spread':>10}"]
    for workload in workloads(boots):
        worst = max(spread(boot, workload) for boot in boots.values())
        lines.append(f"{workload:18}{per_operation(boots[first], workload):14,.1f}" + "".join(
            f"{100 * overhead(boots, n, workload):+{width - 2}.2f} %" for n in others)
            + f"{100 * worst:8.2f} %")
    lines.append(f"{'geometric mean':32}" + "".join(
        f"{100 * mean_overhead(boots, n):+{width - 2}.2f} %" for n in others))
    return "\n".join(lines)


def draw(out, stem, title, boots, unit):
    """The overhead of each kernel; returns a line that says what became of it."""
    names = list(boots)[1:]
    rows = [(workload, [overhead(boots, n, workload) for n in names])
            for workload in workloads(boots)]
    rows.append(("geometric mean", [mean_overhead(boots, n) for n in names]))
    return chart.bars(os.path.join(out, stem + ".svg"), f"{title} than {next(iter(boots))}",
                      chart.CLUSTERED, names, rows, unit)
