# SPDX-License-Identifier: GPL-2.0-only
"""An attribution as text: for programs, and for eyes."""

from collections import defaultdict

# What a share of a workload has to reach to be printed; background work is less.
VISIBLE = 2e-5
# Two kernels differ by that much without a reason in their code (README.md).
NOISE = 5e-4
COLUMNS = ("executions", "free", "at_sites", "around", "callees", "excess")
TITLES = ("executions", "free", "at sites", "around", "callees", "total")
WIDTH = 30
OTHER, TOTAL = "(other)", "(total)"


def as_json(result):
    return {"baseline": result.base, "kernel": result.total,
            **{column: result.sum(column) for column in COLUMNS[2:-1]},
            "other": result.other, "absolute": result.absolute,
            "ops": [{**vars(part), "at_sites": part.at_sites, "excess": part.excess}
                    for part in result.parts],
            "functions": [{**vars(f), "other": f.other} for f in result.functions]}


def _rows(result, parts):
    """(name, numbers of COLUMNS), ended by the rest and the sum."""
    for part in parts:
        yield part.op, [getattr(part, column) for column in COLUMNS]
    left = [part for part in result.parts if part not in parts]
    if left:
        yield f"({len(left)} more)", [sum(getattr(part, column) for part in left)
                                      for column in COLUMNS]
    yield OTHER, [0, 0, 0, 0, 0, result.other]
    yield TOTAL, [*(result.sum(column) for column in COLUMNS[:-1]), result.excess]


def ops_tsv(results):
    columns = ["workload", "op", *COLUMNS, "excess_percent"]
    return columns, [[name, op, *map(float, numbers), 100 * numbers[-1] / result.base]
                     for name, result in results.items()
                     for op, numbers in _rows(result, result.parts)]


def functions_tsv(results):
    columns = ["workload", "function", "baseline", "kernel", "at_sites", "around", "callees",
               "other", "other_percent"]
    return columns, [[name, *vars(f).values(), f.other, 100 * f.other / r.base]
                     for name, r in results.items() for f in r.functions]


def _title(*titles):
    return f"{'operation':{WIDTH}}{titles[0]:>12}" + "".join(
        f"{title:>10}" for title in titles[1:])


def _functions(result, top):
    for f in result.functions[:top]:
        if abs(f.around + f.other) > VISIBLE * result.base:
            what = "around" if f.around else "other"
            yield (f"    {f.name:38} {f.baseline:,.1f} -> {f.kernel:,.1f}, of which "
                   f"{f.at_sites + f.callees:+,.1f} at sites and callees, "
                   f"{f.around + f.other:+,.1f} {what}")


def as_text(results, top):
    """For eyes: each workload's operations, and the functions that differ most."""
    lines = []
    for name, r in results.items():
        lines += [f"{name}: {r.base:,.1f} -> {r.total:,.1f} ({100 * r.excess / r.base:+.2f} %)",
                  "  " + _title(*TITLES, "%")]
        largest = sorted(r.parts, key=lambda part: -abs(part.excess))[:top]
        for op, numbers in _rows(r, [part for part in largest
                                     if abs(part.excess) > VISIBLE * r.base]):
            lines.append(f"  {op:{WIDTH}}{numbers[0]:12,.2f}{numbers[1]:10,.2f}" + "".join(
                f"{n:+10,.1f}" for n in numbers[2:]) + f"{100 * numbers[-1] / r.base:+10.3f}")
        lines += _functions(r, top)
    return "\n".join(lines)


def mean_shares(results):
    """{operation: numbers of COLUMNS as shares of the baseline's count}, the mean of all
    workloads, with the rest and the sum; what costs most first."""
    ops = defaultdict(lambda: [0.0] * len(COLUMNS))
    for r in results.values():
        for op, numbers in _rows(r, r.parts):
            for i, number in enumerate(numbers):
                ops[op][i] += number / r.base / len(results)
    last = {op: ops.pop(op) for op in (OTHER, TOTAL)}
    return {**dict(sorted(ops.items(), key=lambda row: -abs(row[1][-1]))), **last}


def _by_workload(results):
    yield (f"{'workload':24}" + "".join(f"{title:>10}" for title in
                                        ("at sites", "around", "callees", "other", "total"))
           + f"{'other':>10}")
    yield (f"{'':24}{'% of the baseline':>50}{'% of parts':>12}"
           f"   (-: all parts are below {100 * NOISE} %)")
    for name, r in results.items():
        shares = [*(r.sum(column) for column in COLUMNS[2:-1]), r.other, r.excess]
        yield (f"{name:24}" + "".join(f"{100 * s / r.base:+10.3f}" for s in shares)
               + (f"{100 * abs(r.other) / r.absolute:10.1f}"
                  if r.absolute > NOISE * r.base else f"{'-':>10}"))


def _by_operation(shares):
    yield "mean of all workloads, by operation; executions for 10,000 instructions of the baseline,"
    yield "everything else in % of them:"
    yield _title(*TITLES)
    for op, numbers in shares.items():
        if abs(numbers[-1]) > VISIBLE or op in (OTHER, TOTAL):
            yield (f"{op:{WIDTH}}{1e4 * numbers[0]:12.3f}{1e4 * numbers[1]:10.3f}"
                   + "".join(f"{100 * n:+10.4f}" for n in numbers[2:]))


def _by_function(results, top):
    shares = defaultdict(float)
    for r in results.values():
        for f in r.functions:
            shares[f.name] += f.other / r.base / len(results)
    yield "(other) by function, in % of the baseline:"
    for name, share in sorted(shares.items(), key=lambda row: -abs(row[1]))[:top]:
        if abs(share) > VISIBLE:
            yield f"{name:54}{100 * share:+10.4f}"


def verdict(results, shares):
    """How much is not attributed, in one sentence; the first share is the measure."""
    other = sum(abs(r.other) / r.base for r in results.values())
    absolute = sum(r.absolute / r.base for r in results.values())
    total = shares[TOTAL][-1]
    sentence = (f"(other) is {100 * other / (absolute or 1):.1f} % of the absolute parts of all "
                "workloads")
    if abs(total) > NOISE:
        sentence += f"; its mean is {100 * abs(shares[OTHER][-1] / total):.1f} % of the mean total"
    else:
        sentence += f"; the mean total is below {100 * NOISE} %, so a share of it means nothing"
    return sentence + "."


def summary(results, top):
    """By workload, by operation, and what is left."""
    shares = mean_shares(results)
    return "\n".join([*_by_workload(results), "", *_by_operation(shares), "",
                      *_by_function(results, top), "", verdict(results, shares)])
