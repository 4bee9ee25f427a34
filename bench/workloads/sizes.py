# SPDX-License-Identifier: GPL-2.0-only
"""How much text the sites make of the objects that two builds have in common.

What only one build has (backends, a hypervisor's drivers) is left out: it is not because
of the sites.  Text is every section of code that stays in memory after boot."""

import os
import re

from bench.ops import metadata
from lab.errors import CannotRun
from lab.files import output
from lab.results import document

ARCHIVE = "vmlinux.a"       # a thin archive of all objects that make vmlinux
TEXT = re.compile(r"^\.text(\.|$)|(?<!\.init)(?<!\.exit)\.text$")
BATCH = 400                 # objects for one command line


def tree(kernel):
    """The build folder that a kernel's vmlinux is in, or nothing."""
    folder = kernel.tree()
    return folder if os.path.exists(os.path.join(folder, ARCHIVE)) else None


def objects(folder):
    return set(output("ar", "t", ARCHIVE, cwd=folder).split())


def texts(folder, names):
    """{object: bytes of text}"""
    found, names = {}, sorted(names)
    for i in range(0, len(names), BATCH):
        paths = [os.path.join(folder, name) for name in names[i:i + BATCH]]
        for line in output("size", "-A", "-d", *paths).splitlines():
            words = line.split()
            if line.endswith(":"):
                name = os.path.relpath(line.rstrip(" :"), folder)
                found[name] = 0
            elif len(words) == 3 and TEXT.search(words[0]):
                found[name] += int(words[1])
    return found


def compare(base, kernel):
    """Text of one build over another's, in objects that both have."""
    common = objects(base) & objects(kernel)
    before, after = texts(base, common), texts(kernel, common)
    if not sum(before.values()):
        raise CannotRun(f"{base} and {kernel} have no object in common.")
    grown = sorted(common, key=lambda name: before[name] - after[name])
    return {"objects": len(common), "baseline": sum(before.values()),
            "kernel": sum(after.values()),
            "ratio": sum(after.values()) / sum(before.values()),
            "by_object": {name: [before[name], after[name]] for name in grown
                          if before[name] != after[name]}}


def measure(kernels):
    """Each build compared with the first; a kernel in several modes is one build."""
    first = tree(kernels[0])
    result = document("sizes", baseline=kernels[0].name, builds={}, unknown=[],
                      kernels=[kernel.describe() for kernel in kernels])
    for kernel in kernels[1:]:
        folder = tree(kernel)
        if not first or not folder:
            result["unknown"].append(kernel.name)
        elif folder != first and os.path.basename(folder) not in result["builds"]:
            row = result["builds"][os.path.basename(folder)] = compare(first, folder)
            try:
                row["metadata"] = metadata.read(kernel.vmlinux)
            except CannotRun:
                row["metadata"] = None      # a kernel without such sites
    return result


def as_text(result, top=5):
    base = result["baseline"]
    lines = []
    if result["builds"]:
        lines.append(f"text of the objects that {base} has too; the {top} that differ most:")
    for name, row in result["builds"].items():
        lines.append(f"{name:12}{row['baseline']:12,} -> {row['kernel']:,} bytes in "
                     f"{row['objects']} objects, {100 * (row['ratio'] - 1):+.2f} %")
        largest = sorted(row["by_object"].items(), key=lambda pair: -abs(pair[1][1] - pair[1][0]))
        lines += [f"    {path:44}{before:9,} -> {after:9,} {after - before:+8,}"
                  for path, (before, after) in largest[:top]]
        if row["metadata"]:
            lines.append(_metadata(row["metadata"]))
    if result["unknown"]:
        lines.append("sizes are not known, as there is no build tree: "
                     + ", ".join(result["unknown"]))
    return "\n".join(lines)


def _metadata(found):
    parts = ", ".join(f"{name} {size:,}" for name, size in found["bytes"].items())
    return (f"    {found['sites']:,} sites, {found['record']} bytes each; with all tables "
            f"{found['bytes_per_site']:.1f} ({parts})")
