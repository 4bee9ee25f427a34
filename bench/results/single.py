# SPDX-License-Identifier: GPL-2.0-only
"""Results of one image, one CPU or one tool, as Markdown."""

import statistics

from bench.results.markdown import number, table
from lab.errors import CannotRun

FORMS = ("inline", "direct", "indirect")
COUNTED = "instructions"    # with --clock tsc it is something else
CONTEXTS = {"alone": "in a short loop", "mixed": "among other code",
            "decode": "beyond the decoded cache", "cold": "executed once"}
# What a reader wants to know of a CPU, of all shapes that were measured.
SHAPES = {("hook", "p0"): "nothing to do, a NOP", ("cli_clc", "bare"): "cli, unpadded",
          ("cli_clc", "p4"): "cli after 4 prefixes", ("cli_clc", "p0"): "cli, then a NOP",
          ("after", "none"): "and, without a site before it",
          ("after", "prefixes"): "and, after 5 prefixes", ("after", "nop"): "and, after a NOP",
          ("hook", "direct"): "direct call of nothing",
          ("hook", "indirect"): "indirect call, through the table",
          ("hook", "retpoline"): "the same with a retpoline"}


def _cell(row, form):
    if form not in row:
        return "-"
    least = row[form]["min"]
    return f"{least:.0f}" if least == int(least) else f"{least:.2f}"


def operations(document):
    """Each form where the kernel is alone, the inline form on all others."""
    for p in document["platforms"]:
        if not p["ok"] or p["unit"] != COUNTED:
            raise CannotRun(f"{p['name']} {p['reason'] or 'counted ' + p['unit']}: run "
                            "`make bench-ops`.")
    first, *others = [p for p in document["platforms"] if p["rows"]]
    rows = [[name, *(_cell(row, form) for form in FORMS),
             *(_cell(p["rows"].get(name, {}), "inline") for p in others)]
            for name, row in first["rows"].items()]
    return ("Instructions for one operation, the hypervisor's included; the minimum of all "
            "batches.\n\n"
            + table(["operation", *(f"{first['name']}, {form}" for form in FORMS),
                     *(f"{p['name']}, inline" for p in others)], rows))


def patching(document):
    rows = [[row["name"], f"{row['records']:,}", f"{row['addresses']:,}",
             f"{row['instructions']:,}", f"{row['per_record']:,.1f}", f"{row['per_address']:,.1f}"]
            for row in document["rows"]]
    return ("Instructions at boot. `pvops_boot` is everything that we do there; "
            "`apply_alternatives` is\nupstream's, in the same boot.\n\n"
            + table(["function", "records", "addresses", "instructions", "per record",
                     "per address"], rows))


def cpu(document):
    found = {(row["op"], row["form"], row["context"]): row for row in document["rows"]}
    rows = [[text, *(f"{found[(*shape, c)]['extra']:.2f} ± {found[(*shape, c)]['extra_ci95']:.2f}"
                     if (*shape, c) in found else "-" for c in CONTEXTS)]
            for shape, text in SHAPES.items()]
    judged = "no dearer" if document["verdict"]["holds"] else "dearer"
    return (f"{document['cpu']}. Cycles for each site more than without one, with the 95 % "
            "confidence interval.\n`clc` stands in for `cli`, which user space may not "
            "execute.\n\n" + table(["what is at the site", *CONTEXTS.values()], rows)
            + f"\n\nOn this CPU, padding with prefixes is {judged} than padding with NOPs.")


def audit(document):
    rows = [[row["file"], f"{row['audit_seconds']:.2f} s", f"{number(row['audit_mib'])} MiB",
             f"{row['objdump_seconds']:.2f} s", f"{number(row['objdump_mib'])} MiB",
             f"{statistics.median(row['ratios']):.3f} ({row['ratios'][0]:.3f} to "
             f"{row['ratios'][-1]:.3f})"] for row in document["rows"]]
    return ("A full audit of Debian's kernels compared with `objdump -d` of the same file, run in "
            "turn.\n\n" + table(["kernel", "check", "its memory", "objdump -d", "its memory",
                                "ratio of the times"], rows))
