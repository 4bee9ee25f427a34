# SPDX-License-Identifier: GPL-2.0-only
"""What a person and a program read of one platform: table, JSON, TSV, chart."""

from bench.platforms.boot import PLACES
from bench.workloads import ratios
from bench.workloads.numbers import overhead, workloads
from lab.results import keep as keep_files

LIMIT = 0.005       # how much more than the first kernel is called out
UNIT = "% of the baseline's instructions"


def as_json(kernels, boots, settings):
    content = ratios.as_json("platforms", kernels, boots, settings)
    for kernel in content["kernels"]:
        for name, row in kernel["workloads"].items():
            row["places"] = boots[kernel["name"]].where[name]
    return content


def as_tsv(boots):
    """The table of bench/workloads, and what is executed where."""
    columns, rows = ratios.as_tsv(boots)
    columns += [f"{n}_{place}" for n in boots for place in PLACES]
    return columns, [row + [boots[n].where[row[0]][place] for n in boots for place in PLACES]
                     for row in rows]


def keep(out, platform, kernels, boots, settings):
    """Write all files and name them."""
    stem = f"platforms-{platform}-mitigations-{settings['mitigations']}"
    written = keep_files(out, stem, as_json(kernels, boots, settings), **{"": as_tsv(boots)})
    return [written, ratios.draw(out, stem, f"{platform}: more instructions for one operation",
                                 boots, UNIT)]


def _moved(boots, name, workload):
    """Where a kernel's operation executes more or fewer than the first one's."""
    base, here = next(iter(boots.values())).where[workload], boots[name].where[workload]
    return "".join(f"{here[place] - base[place]:+14,.1f}" for place in PLACES)


def show(platform, boots):
    print(f"\n{platform}: instructions of the whole machine for one operation")
    print(ratios.as_table(boots))
    for name in list(boots)[1:]:
        print(f"\n{name}, more than {next(iter(boots))}{'':4}"
              + "".join(f"{place:>14}" for place in PLACES))
        for workload in workloads(boots):
            mark = "  above" if overhead(boots, name, workload) > LIMIT else ""
            print(f"{workload:24}{_moved(boots, name, workload)}{mark}")
