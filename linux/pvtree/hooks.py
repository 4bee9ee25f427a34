# SPDX-License-Identifier: GPL-2.0-only
"""Unified diffs, applied in memory.

Done here and not by patch(1) because the result of all patches must be known
before the first byte of a tree changes, and because a hook may move with the
lines around it but must never be guessed: every context line has to be there.
"""
import re
from dataclasses import dataclass, field

from . import Refusal

HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
LINE = re.compile(rb"[^\n]*\n|[^\n]+")
# What a hook must not do: whole files have a better place, linux/tree.
UNWANTED = (b"new file mode", b"deleted file mode", b"rename from",
            b"copy from", b"old mode", b"GIT binary patch")


@dataclass
class Hunk:
    start: int                              # line number in the original
    old: list = field(default_factory=list)
    new: list = field(default_factory=list)
    added: int = 0
    removed: int = 0


def parse(name, text):
    """The file diffs of one patch: a list of (path, hunks)."""
    diffs, lines, at, in_header = [], LINE.findall(text), 0, False
    while at < len(lines):
        line, match = lines[at], HUNK.match(lines[at])
        at += 1
        if line.startswith(b"diff --git "):
            in_header = True
        if in_header and line.startswith(UNWANTED):
            raise Refusal(f"{name} does more than edit lines "
                          f"({line.decode().strip()}): use linux/tree for that")
        if line.startswith(b"+++ "):
            path, in_header = line[4:].split(b"\t")[0].strip().decode(), False
            if not path.startswith("b/") or ".." in path.split("/"):
                raise Refusal(f"{name}: '+++ {path}' is not a -p1 path of an "
                              "existing file")
            diffs.append((path[2:], []))
        if match and not diffs:
            raise Refusal(f"{name}: a hunk comes before any '+++' line")
        if match:
            hunk, at = parse_hunk(name, match, lines, at)
            diffs[-1][1].append(hunk)
    if not any(hunks for _, hunks in diffs):
        raise Refusal(f"{name} holds no hunk")
    return diffs


def parse_hunk(name, match, lines, at):
    """The hunk whose body starts at line `at`, and the line after it.  Its
    header says how long it is, because any text may follow."""
    want_old, want_new = (int(n) if n else 1 for n in match.group(2, 4))
    where, hunk, kind = match[0].decode(), Hunk(int(match[1])), b" "
    while (len(hunk.old) < want_old or len(hunk.new) < want_new
           or lines[at:at + 1] and lines[at].startswith(b"\\")):
        line = lines[at] if at < len(lines) else b"?"
        at += 1
        if line.startswith(b"\\"):
            drop_newline(hunk, kind)
            continue
        if line == b"\n":                   # mailers strip the blank of an
            line = b" \n"                   # empty context line
        kind = line[:1]
        if kind not in b" +-":
            raise Refusal(f"{name}: the hunk '{where}' is cut short")
        if kind in b" -":
            hunk.old.append(line[1:])
        if kind in b" +":
            hunk.new.append(line[1:])
        hunk.added += kind == b"+"
        hunk.removed += kind == b"-"
    if len(hunk.old) == hunk.removed:
        raise Refusal(f"{name}: '{where}' has no context to find its place by")
    return hunk, at


def drop_newline(hunk, kind):
    """The line before the marker "No newline at end of file" has none."""
    for lines, kinds in ((hunk.old, b" -"), (hunk.new, b" +")):
        if kind in kinds and lines:
            lines[-1] = lines[-1].rstrip(b"\n")


def edit(data, hunks):
    """`data` with all hunks applied, or None if one finds no place.

    A hunk is tried where its header says, shifted as far as the hunk before it
    was, then at growing distance from there, never before that hunk's end.
    """
    lines, result, done, shift = LINE.findall(data), [], 0, 0
    for hunk in hunks:
        expected = hunk.start - 1 + shift
        places = range(done, len(lines) - len(hunk.old) + 1)
        fits = (at for at in sorted(places, key=lambda at: abs(at - expected))
                if lines[at:at + len(hunk.old)] == hunk.old)
        at = next(fits, None)
        if at is None:
            return None
        result += lines[done:at] + hunk.new
        done, shift = at + len(hunk.old), at - (hunk.start - 1)
    return b"".join(result + lines[done:])
