# SPDX-License-Identifier: GPL-2.0-only
"""A backend can be taken out alone: none includes a file of another one."""
import posixpath
import re

FOLDER = "backends/"
KERNEL = "asm/pvops/"       # where our headers are included from in a kernel
INCLUDE = re.compile(r'^[ \t]*[#.][ \t]*include[ \t]*[<"]([^">\n]+)[">]', re.M)


def owner(path):
    """The backend that a file belongs to; None of any other file."""
    return path.split("/")[1] if path.startswith(FOLDER) else None


def included(path, name):
    """Where an included file is, from the top folder."""
    if name.startswith(KERNEL):
        return name.removeprefix(KERNEL)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))


def check(tree):
    found = []
    for path in tree.written_in("c"):
        for include in INCLUDE.finditer(tree.read(path)) if owner(path) else ():
            other = owner(included(path, include[1]))
            if other not in (None, owner(path)):
                line = tree.read(path).count("\n", 0, include.start()) + 1
                found.append(f"{path}:{line}: includes {include[1]}, a file of the backend {other}")
    return found
