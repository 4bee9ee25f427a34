# SPDX-License-Identifier: GPL-2.0-only
"""What a person and a program read: the table, the TSV file, the JSON document."""

import itertools
import os

from bench.ops.results import MODES
from lab import results

COLUMNS = ("platform", "backend", "unit", "ops", "mode", "forms", "min", "median", "what")
WIDTH = 9
# A mark for a form that is not the mode's.
MARKS = {"inline": "i", "direct": "d", "indirect": "x"}


def _platform(measured, args):
    icount = args.clock == "icount" and measured.counts_instructions()
    return {
        "name": measured.name, "backend": measured.result.values.get("backend", ""),
        "ok": measured.result.ok, "reason": measured.result.reason,
        "seconds": round(measured.result.seconds, 1), "log": os.path.basename(measured.result.log),
        "unit": "instructions" if icount else "ticks",
        "ticks_per_us": measured.number("ticks_per_us"),
        "cpus_measuring": measured.number("cpus_measuring"),
        "rows": measured.rows, "boot_patch": measured.patching(),
        "switches": measured.switching(),
    }


def document(measured, metadata, kernel, args):
    platforms = [_platform(m, args) for m in measured]
    ok = all(p["ok"] for p in platforms)
    if args.clock == "icount":
        ok = ok and all(p["unit"] == "instructions" for p in platforms)
    return results.document("ops", kernels=[kernel.describe()], clock=args.clock, cpus=args.cpus,
                            metadata=metadata, ok=ok, platforms=platforms)


def _rows(doc):
    for p in doc["platforms"]:
        for ops, row in p["rows"].items():
            for mode in MODES:
                cell = row.get(mode)
                numbers = ([",".join(cell["forms"]), cell["min"], cell["median"]] if cell
                           else [None] * 3)
                yield [p["name"], p["backend"], p["unit"], ops, mode, *numbers, row["what"]]


def keep(doc, folder):
    return results.keep(folder, "ops", doc, **{"": (COLUMNS, _rows(doc), 2)})


def short(ops):
    """a+b+b as "a + 2 b", the group named once where it is the same."""
    runs = [(name, len(list(same))) for name, same in itertools.groupby(ops.split("+"))]
    groups = {name.split(".")[0] for name, _ in runs}
    parts = [(f"{n} " if n > 1 else "") + (name if i == 0 or len(groups) > 1
                                          else name.split(".")[1])
             for i, (name, n) in enumerate(runs)]
    return " + ".join(parts)


def _number(value):
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def _cell(row, mode):
    if mode not in row:
        return "-"
    odd = [f for f in row[mode]["forms"] if f != mode]
    return _number(row[mode]["min"]) + ("".join(dict.fromkeys(MARKS.get(f, "?") for f in odd)))


def all_ops(platforms):
    return list(dict.fromkeys(ops for p in platforms for ops in p["rows"]))


def _costs(platforms):
    names = all_ops(platforms)
    wide = max((len(short(ops)) for ops in names), default=0)
    print(" " * wide, *(f"| {p['name'] + ' (' + p['unit'] + ')':<{3 * WIDTH}}" for p in platforms))
    print(" " * wide, *("|" + " " + "".join(f"{m:>{WIDTH}}" for m in MODES) for _ in platforms))
    for ops in names:
        print(f"{short(ops):<{wide}}",
              *("| " + "".join(f"{_cell(p['rows'].get(ops, {}), m):>{WIDTH}}" for m in MODES)
                for p in platforms))
    print("minimum of the batches; d, x: called directly, indirectly, although the mode is another")


def _skipped(platforms):
    reasons = {}
    for p in platforms:
        for ops, row in p["rows"].items():
            if not any(mode in row for mode in MODES):
                reasons.setdefault((ops, row["what"]), []).append(p["name"])
    for (ops, why), names in reasons.items():
        where = "" if len(names) == len(platforms) else f" ({', '.join(names)})"
        print(f"not executed{where}: {short(ops)}: {why}")


def _patching(doc):
    print(f"\n{'patching at boot':<20} {'sites':>6} {'ticks':>10} {'per site':>9} {'us':>8}")
    for p in doc["platforms"]:
        boot = p["boot_patch"]
        if boot:
            print(f"{p['name']:<20} {boot['sites']:>6} {boot['ticks']:>10}"
                  f" {boot['ticks_per_site']:>9.1f} {boot['us']:>8.0f}")
    print(f"\n{'switching':<12} {'from':<8} {'to':<8} {'sites':>6} {'patching ns':>12}"
          f" {'per site':>9} {'caller ns':>10} {'ticks in all':>13}")
    for p in doc["platforms"]:
        for s in p["switches"]:
            print(f"{p['name']:<12} {s['from']:<8} {s['to']:<8} {s['sites']:>6}"
                  f" {min(s['writer_ns']):>12} {s['writer_ns_per_site']:>9.1f}"
                  f" {min(s['caller_ns']):>10} {min(s['ticks']):>13}")
    meta = doc["metadata"]
    print(f"\nmetadata: {meta['record']} bytes a site in its record, "
          f"{meta['bytes_per_site']:.1f} with all tables of the image "
          f"({', '.join(f'{k} {v}' for k, v in meta['bytes'].items())}; {meta['sites']} sites)")


def show(doc):
    print()
    _costs(doc["platforms"])
    _skipped(doc["platforms"])
    _patching(doc)
    for p in doc["platforms"]:
        if doc["clock"] == "icount" and p["unit"] != "instructions":
            print(f"{p['name']}: a NOP does not take one tick: these are no instructions")
