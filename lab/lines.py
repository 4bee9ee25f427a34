# SPDX-License-Identifier: GPL-2.0-only
"""The grammar that guests and hosts speak (lab/guest/say.c): lines "PROVE key=value".

The value goes to the end of the line. A kernel's message can precede it, and the host of
a nested guest puts a prefix before each line that it passes on."""

import re

LINE = re.compile(r"PROVE ([a-z_]+)=(.*)$")


def parse(line, prefix=""):
    """(key, value), or None for a line that is something else."""
    found = LINE.search(line)
    return (found[1], found[2].strip()) if found and prefix in line[:found.start()] else None


def said(lines, prefix=""):
    """All of them, in order; a key can come more than once."""
    return [pair for pair in (parse(line, prefix) for line in lines) if pair]


def verdict(lines, prefix=""):
    """The reason of a guest that failed; empty for success, None if it never said."""
    found = dict(said(lines, prefix)).get("verdict")
    return None if found is None else found.removeprefix("fail reason=").removeprefix("ok")
