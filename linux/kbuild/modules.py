# SPDX-License-Identifier: GPL-2.0-only
"""A list of modules, for a kernel of which only some modules are built.

Each line has a module and the reason for it.  The kernel's localmodconfig finds their
options and those of what they depend on; it reads what lsmod prints.
"""
import re

from . import Failure

LINE = re.compile(r"(\w+)\s+(\S.*)")
# What localmodconfig says of a module that it finds no option for, or none that is set.
UNKNOWN = re.compile(r"^(?:module )?(\w+) (?:config not found!!|did not have configs\b.*)$", re.M)


def read(path):
    """{module: why it is there}"""
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match or match[1] in found:
            raise Failure(f"{path}:{number}: a line is a module that no other line has, "
                          "and the reason for it")
        found[match[1]] = match[2]
    return found


def as_lsmod(names):
    """What lsmod would print if they were loaded."""
    return "".join(f"{name} 0 0\n" for name in sorted(names))


def unknown(lines):
    """The modules that localmodconfig's output says it cannot have built."""
    return sorted(set(UNKNOWN.findall("\n".join(lines))))
