# SPDX-License-Identifier: GPL-2.0-only
"""How many lines of the kernel name a hypervisor: in upstream, and with us.

Counted is the code that every x86-64 kernel is made of: no drivers, and no file or folder
that is a hypervisor's own by its name.  The names are those of our backends, but for bare
metal's.  Upstream's number takes a second and changes only with the names, so the manifest
keeps it; what we add to it or take away follows from the files that we touch.
"""
import os
import re

from . import backends

KEY = "mentions"                # in the manifest
BARE_METAL = "native"
CODE = tuple(f"{top}/" for top in ("arch/x86", "block", "include", "init", "kernel", "mm"))


class Names:
    """What is looked for, and where."""

    def __init__(self, repo):
        self.words = [name for name in backends.find(repo) if name != BARE_METAL]
        # A word of an identifier too, and the paravirtual kind of guest; not kvmalloc.
        self.line = re.compile(rf"(?<![a-z])(?:{'|'.join(self.words)})(?:pv)?(?![a-z])".encode())

    def inside(self, path):
        return path.startswith(CODE) and not self.line.search(path.encode())

    def count(self, path, contents):
        """The lines of one file that name a hypervisor, if that file counts."""
        if not self.words or not contents or not self.inside(path):
            return 0
        lower = contents.lower()
        if not any(word.encode() in lower for word in self.words):
            return 0
        return sum(1 for line in lower.splitlines() if self.line.search(line))


def scan(names, tree):
    """The lines of the whole tree as it was before us."""
    total = sum(names.count(path, (tree.original(path) or (b"",))[0])
                for path in tree.manifest["files"])
    for top in CODE:
        for folder, _, inside in os.walk(tree.root / top):
            place = os.path.relpath(folder, tree.root)
            for path in (f"{place}/{name}" for name in inside):
                if path not in tree.manifest["files"]:
                    with open(tree.root / path, "rb") as file:
                        total += names.count(path, file.read())
    return total


def upstream(names, tree):
    """What the manifest says, or will say."""
    known = tree.manifest.get(KEY)
    if known and known["words"] == names.words:
        return known
    return {"words": names.words, "lines": scan(names, tree)}


def ours(names, tree, files):
    """How many lines more than upstream's `files` have, the contents of a tree."""
    return sum(names.count(path, contents)
               - names.count(path, (tree.original(path) or (b"",))[0])
               for path, (_, contents, _) in files.items())
