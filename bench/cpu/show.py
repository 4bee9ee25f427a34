# SPDX-License-Identifier: GPL-2.0-only
"""What a person reads: progress, tables, the verdict in sentences; and files."""

import sys

from lab import results

CONTEXTS = ("alone", "mixed", "decode", "cold")


def progress(text, last=False):
    """A live line on a terminal, otherwise only the last one."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
    elif last:
        print(text, file=sys.stderr, flush=True)


def table(rows):
    """Extra cycles of each shape, one column for each context."""
    shapes = {}
    for row in rows:
        shapes.setdefault((row["op"], row["form"]), {})[row["context"]] = row
    print(f"\n{'cycles per site more than no site':<28} bytes"
          + "".join(f"{context:>16}" for context in CONTEXTS))
    for (op, form), have in shapes.items():
        if op == "none":
            continue
        cells = "".join(f"{have[c]['extra']:9.2f} ±{have[c]['extra_ci95']:5.2f}"
                        if c in have else f"{'':16}" for c in CONTEXTS)
        print(f"{op:<17} {form:<10} {next(iter(have.values()))['bytes']:5} {cells}".rstrip())
    print(f"{'the code around it, itself':<34}"
          + "".join(f"{shapes[('none', 'none')][c]['cycles']:9.2f}       " for c in CONTEXTS))


def details(rows):
    """Every row with its scatter."""
    print(f"\n{'context':8} {'operation':17} {'form':10} {'bytes':>5} {'median':>8}"
          f" {'p10':>8} {'p90':>8} {'more':>8} {'±':>6} {'ratio':>6} {'instr':>6}")
    for row in rows:
        ratio = f"{row['ratio']:6.3f}" if row["ratio"] is not None else f"{'-':>6}"
        count = f"{row['instructions']:6.2f}" if row["instructions"] is not None else f"{'-':>6}"
        print(f"{row['context']:8} {row['op']:17} {row['form']:10} {row['bytes']:5}"
              f" {row['cycles']:8.2f} {row['p10']:8.2f} {row['p90']:8.2f}"
              f" {row['extra']:8.2f} {row['extra_ci95']:6.2f} {ratio} {count}")


def verdict(result):
    most = result["verdict"]["prefix_max"]
    print(f"\ncycles per site, padding with at most {most} prefixes as the patcher does:")
    for row in result["verdict"]["padding"]:
        print(f"  {row['context']:7} {row['compared']:20} {row['difference']:+6.2f} "
              f"±{row['ci95']:5.2f}  (mean of {row['pairs']} operations)")
    print("cycles of N prefixes minus one NOP of N bytes, after a one-byte instruction:")
    for context in CONTEXTS:
        steps = [r for r in result["verdict"]["ladder"] if r["context"] == context]
        if steps:
            print(f"  {context:7} " + "  ".join(
                f"{r['prefixes']}: {r['difference']:+.2f}" for r in steps))
    if result["rows_too_wide"]:
        print(f"note: {result['rows_too_wide']} of {len(result['rows'])} rows are known "
              f"less well than ±{result['bound']} cycles or {result['share']:.0%} of "
              "their code's time: the machine is busy, or --seconds too few")
    if result["verdict"]["holds"]:
        print(f"On this CPU padding with up to {most} prefixes is no dearer than with NOPs.")
    else:
        print(f"On this CPU padding with up to {most} prefixes is dearer than with NOPs: "
              "add it to pvops/decoder.c, whose CPUs get NOPs.")


def keep(result, json, tsv):
    if json:
        results.write_json(json, result)
    if tsv:
        rows = result["rows"]
        results.write_tsv(tsv, list(rows[0]), [row.values() for row in rows], 4)
