# SPDX-License-Identifier: GPL-2.0-only
"""The numbers: what they are computed from, and the forms in which they are kept."""

import json
import math
import os
import statistics

import plot
import tables

SCHEMA = 1
ATTRIBUTION_SCHEMA = 2
SERIES = 7      # operations that a chart tells apart


def per_operation(boot, name):
    """Median of the rounds, without the pause that ends each, for one operation."""
    pause = statistics.median(boot.empty)
    return (statistics.median(boot.rounds[name]) - pause) / boot.ops[name]


def spread(boot, name):
    """Between the quartiles of the rounds, as a share of their median."""
    rounds = boot.rounds[name]
    if len(rounds) < 2:
        return 0.0
    low, middle, high = statistics.quantiles(rounds, n=4)
    return (high - low) / middle


def workloads(boots):
    """The names, as the first kernel ran them."""
    return list(next(iter(boots.values())).rounds)


def overhead(boots, kernel, name):
    """How much more than the first kernel, as a share."""
    base = per_operation(next(iter(boots.values())), name)
    return per_operation(boots[kernel], name) / base - 1


def mean_overhead(boots, kernel):
    """Geometric mean over the workloads."""
    logs = [math.log1p(overhead(boots, kernel, name)) for name in workloads(boots)]
    return math.expm1(statistics.fmean(logs))


def as_json(kernels, boots, settings):
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
    return {"schema": SCHEMA, **settings, "baseline": kernels[0].name, "kernels": rows}


def as_tsv(boots):
    """One row for each workload; instructions of each kernel, then overheads in %."""
    names = list(boots)
    lines = ["\t".join(["workload", *names, *(f"{n}_percent" for n in names[1:]),
                        *(f"{n}_spread_percent" for n in names)])]
    for workload in workloads(boots):
        cells = [f"{per_operation(boots[n], workload):.2f}" for n in names]
        cells += [f"{100 * overhead(boots, n, workload):.3f}" for n in names[1:]]
        cells += [f"{100 * spread(boots[n], workload):.3f}" for n in names]
        lines.append("\t".join([workload, *cells]))
    return "\n".join(lines) + "\n"


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


def write(path, text):
    """Nobody ever sees half of a file."""
    temp = f"{path}.tmp{os.getpid()}"
    with open(temp, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temp, path)


def keep(out, stem, kernels, boots, settings):
    """Write both files and name them."""
    os.makedirs(out, exist_ok=True)
    paths = [os.path.join(out, f"{stem}.json"), os.path.join(out, f"{stem}.tsv")]
    write(paths[0], json.dumps(as_json(kernels, boots, settings), indent=1) + "\n")
    write(paths[1], as_tsv(boots))
    return paths


def keep_sizes(out, sizes):
    path = os.path.join(out, "sizes.json")
    write(path, json.dumps(sizes, indent=1) + "\n")
    return path


def keep_attribution(out, stem, pair, found, settings):
    os.makedirs(out, exist_ok=True)
    paths = [os.path.join(out, stem + end) for end in (".json", "-ops.tsv", "-functions.tsv")]
    data = {"schema": ATTRIBUTION_SCHEMA, **settings, "baseline": pair[0].describe(),
            "kernel": pair[1].describe(),
            "workloads": {name: tables.as_json(result) for name, result in found.items()}}
    for path, text in zip(paths, (json.dumps(data, indent=1) + "\n", tables.ops_tsv(found),
                                  tables.functions_tsv(found))):
        write(path, text)
    return paths


def chart(out, stem, boots):
    """The overhead of each kernel; returns a line that says what became of it."""
    names = list(boots)[1:]
    if not names:
        return "no chart: there is only one kernel"
    rows = [(workload, [overhead(boots, n, workload) for n in names])
            for workload in workloads(boots)]
    rows.append(("geometric mean", [mean_overhead(boots, n) for n in names]))
    return plot.draw(os.path.join(out, stem + ".svg"),
                     f"More kernel instructions for one operation than {next(iter(boots))}",
                     plot.CLUSTERED, names, rows)


def attribution_chart(out, stem, found):
    """What each operation still costs, and what is not attributed to any."""
    names = [op for op in tables.mean_shares(found)
             if op not in (tables.OTHER, tables.TOTAL)][:SERIES]
    rows = []
    for workload, result in found.items():
        shares = {part.op: part.excess / result.base for part in result.parts}
        rows.append((workload, [*(shares.pop(op, 0) for op in names), sum(shares.values()),
                                result.other / result.base]))
    return plot.draw(os.path.join(out, stem + ".svg"),
                     "Kernel instructions at the call sites of operations, around them and in "
                     "what they call", plot.STACKED,
                     [*names, "other operations", "no operation"], rows)
