# SPDX-License-Identifier: GPL-2.0-only
"""The files of upstream that ours replace: which contents of them ours were written
against, and where they are kept for kernels without us."""
import re
from dataclasses import dataclass

from . import Refusal

ORIGINALS = "linux/originals"
ROW = re.compile(r"(?:(?P<digest>[0-9a-f]{64}) )?(?P<path>\S+)"
                 r"(?: (?P<first>\d+\.\d+\.\d+)\.\.(?P<last>\d+\.\d+\.\d+))?")
SOURCE = re.compile(r"(.*[^/])(\.[chS])")


@dataclass
class Row:
    """One content of a file, and the first and the last release that has it."""
    digest: str
    first: str
    last: str


def read(file):
    """{path: [Row]}.  A path alone has no row: no digest is known for it."""
    found = {}
    lines = file.read_text().splitlines() if file.is_file() else []
    for line in lines:
        words = " ".join(line.split("#")[0].split())
        if not words:
            continue
        row = ROW.fullmatch(words)
        if not row or bool(row["digest"]) != bool(row["last"]):
            raise Refusal(f"{file}: '{words}' is not 'SHA256 PATH FIRST..LAST'")
        if row["path"].startswith("/") or ".." in row["path"].split("/"):
            raise Refusal(f"{file}: {row['path']} is no path inside of a kernel tree")
        rows = found.setdefault(row["path"], [])
        if row["digest"]:
            rows.append(Row(row["digest"], row["first"], row["last"]))
    return found


def kept(path):
    """Where upstream's own is kept beside ours, which includes it; None for what
    cannot be included."""
    match = SOURCE.fullmatch(path)
    return f"{match[1]}-upstream{match[2]}" if match else None


def number(release):
    return tuple(int(part) for part in release.split("."))


def pristine(rows, release):
    """The release to compare a changed file with: the tree's own, or the nearest."""
    for row in rows:
        if number(row.first) <= number(release) <= number(row.last):
            return release
    names = {name for row in rows for name in (row.first, row.last)}
    return min(names, key=lambda name: [abs(a - b) for a, b in
                                        zip(number(name), number(release))])


def check(digests, known, release, accepted):
    """Refuse a tree if a file that we replace is not one that ours was written against.
    `digests` are those of the tree's files, `known` what was read, `accepted` the paths
    that the user has looked at."""
    for path in accepted:
        if path not in digests:
            raise Refusal(f"--accept-changed {path}: pvops replaces no such file")
    changed = []
    for path, digest in sorted(digests.items()):
        rows = known.get(path, [])
        if path in accepted or digest in [row.digest for row in rows]:
            continue
        changed.append(f"{path} (compare it with Linux {pristine(rows, release)}'s)"
                       if rows else f"{path} (its SHA-256 is written down nowhere)")
    if changed:
        raise Refusal(f"pvops replaces {len(changed)} file{'s' * (len(changed) > 1)} that it was "
                      f"not written against: {', '.join(changed)}; what changed there would be "
                      "missing from kernels with CONFIG_PVOPS: look at it, then repeat with "
                      "--accept-changed PATH for each (make: ACCEPT_CHANGED='PATH...')")
