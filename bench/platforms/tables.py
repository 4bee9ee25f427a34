# SPDX-License-Identifier: GPL-2.0-only
"""What a person and a program read of one platform: table, JSON, TSV, chart."""

import json
import os
import statistics

import plot
from nested import PLACES
from results import (as_table, as_tsv, mean_overhead, overhead, per_operation, spread,
                     workloads, write)

SCHEMA = 1
LIMIT = 0.005       # how much more than the first kernel is called out


def _kernel(kernel, boots):
    boot = boots[kernel.name]
    return {**kernel.describe(), "command": boot.command,
            "vulnerabilities": boot.vulnerabilities, "pause": statistics.median(boot.empty),
            "mean_overhead": mean_overhead(boots, kernel.name), "workloads": {
                name: {"per_operation": per_operation(boot, name),
                       "overhead": overhead(boots, kernel.name, name),
                       "spread": spread(boot, name), "operations": boot.ops[name],
                       "rounds": boot.rounds[name], "places": boot.where[name]}
                for name in boot.rounds}}


def _tsv(boots):
    """The table of bench/workloads, and what is executed where."""
    lines = as_tsv(boots).splitlines()
    lines[0] += "".join(f"\t{n}_{place}" for n in boots for place in PLACES)
    for i, workload in enumerate(workloads(boots), 1):
        lines[i] += "".join(f"\t{boots[n].where[workload][place]:.2f}"
                            for n in boots for place in PLACES)
    return "\n".join(lines) + "\n"


def keep(out, platform, kernels, boots, settings):
    """Write all files and name them."""
    os.makedirs(out, exist_ok=True)
    stem = os.path.join(out, f"platforms-{platform}-mitigations-{settings['mitigations']}")
    document = {"schema": SCHEMA, "platform": platform, **settings,
                "baseline": kernels[0].name, "kernels": [_kernel(k, boots) for k in kernels]}
    write(stem + ".json", json.dumps(document, indent=1) + "\n")
    write(stem + ".tsv", _tsv(boots))
    return [f"written: {stem}.json {stem}.tsv", _chart(stem + ".svg", platform, boots)]


def _chart(path, platform, boots):
    names = list(boots)[1:]
    if not names:
        return "no chart: there is only one kernel"
    table = [(w, [overhead(boots, n, w) for n in names]) for w in workloads(boots)]
    table.append(("geometric mean", [mean_overhead(boots, n) for n in names]))
    return plot.draw(path, f"{platform}: more instructions for one operation than "
                     f"{next(iter(boots))}", plot.CLUSTERED, names, table,
                     "% of the baseline's instructions")


def _moved(boots, name, workload):
    """Where a kernel's operation executes more or fewer than the first one's."""
    base, here = next(iter(boots.values())).where[workload], boots[name].where[workload]
    return "".join(f"{here[place] - base[place]:+14,.1f}" for place in PLACES)


def show(platform, boots):
    print(f"\n{platform}: instructions of the whole machine for one operation")
    print(as_table(boots))
    for name in list(boots)[1:]:
        print(f"\n{name}, more than {next(iter(boots))}{'':4}"
              + "".join(f"{place:>14}" for place in PLACES))
        for workload in workloads(boots):
            mark = "  above" if overhead(boots, name, workload) > LIMIT else ""
            print(f"{workload:24}{_moved(boots, name, workload)}{mark}")
