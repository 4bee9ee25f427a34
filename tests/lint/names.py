# SPDX-License-Identifier: GPL-2.0-only
"""Do the paths and make targets exist that documents and comments name?

A path is looked for beside the text that names it, in the repository and in upstream.
NAME, DIR and other words in capitals stand for anything, and so does foo."""
import fnmatch
import os
import pathlib
import re

TOPS = r"pvops|backends|docs|tests|bench|linux|tools|lab|\.ci"
UPSTREAM_TOPS = r"arch|kernel|drivers|include|mm|lib|scripts|usr|asm|Documentation"
PATH = re.compile(rf"(?<![\w/.$~<>:*-])((?:{TOPS}|{UPSTREAM_TOPS})/[\w.*/{{}},-]*[\w*}}])")
FILE = re.compile(r"(?<![\w/.*$-])([A-Za-z][\w-]*\.(?:c|h|S|def|py|md|patch|config))(?![\w/.(])")
# English has the word make, too: in prose a target is one only where it is marked as code.
MARKED = re.compile(r"[`'\"(]make (?:[A-Z]+=\S* )*([a-z][a-z_-]*)|\bmake ([a-z]+[-_][a-z_-]+)"
                    r"|^(?:    |#\t)\s*make ([a-z][a-z_-]*)")
TARGET = re.compile(r"^([a-z][a-z_ -]*):(?!=)", re.M)
STANDS_FOR_ANY = re.compile(r"(?<![A-Z])[A-Z][A-Z_]+(?![A-Z]|\.md)|\bfoo\b")
# What is named, but is neither here nor in upstream.
ELSEWHERE = {
    "docs/devel/tcg-plugins.rst": "QEMU's",
    "docs/interop/qmp-spec.txt": "QEMU's",
    "docs/misc/dump-core-format.txt": "Xen's",
    "arch/x86/kernel/paravirt_patch.c": "of Linux up to 5.11",
    "paravirt_patch.c": "the same",
    "kernel/paravirt-upstream.c": "made by linux/apply",
    "backends/backend": "a placeholder in a text of linux/apply",
}
BRACES = re.compile(r"\{([^{}]*)\}")
# Folders of upstream from which #include begins, and where we are put in it.
BELOW = ("", "include", "arch/x86", "arch/x86/include", "tools/include")


def spelled_out(path):
    """a/{b,c} is a/b and a/c."""
    match = BRACES.search(path)
    if not match:
        return [path]
    return [name for word in match[1].split(",")
            for name in spelled_out(path[:match.start()] + word + path[match.end():])]


class Names:
    """What exists: in the repository, in upstream, as a target of make."""

    def __init__(self, tree):
        self.tree = tree
        names = tree.names()
        self.paths = names | {str(parent) for name in names
                              for parent in pathlib.PurePath(name).parents}
        self.bases = {name.rpartition("/")[2] for name in names}
        for _, _, inside in os.walk(tree.upstream):
            self.bases.update(inside)
        self.targets = {word for path in names if path.rpartition("/")[2] == "Makefile"
                        for line in TARGET.findall((tree.root / path).read_text())
                        for word in line.split()}

    def has_file(self, name):
        return name in self.bases or bool(STANDS_FOR_ANY.search(name))

    def has_path(self, path, beside):
        path = STANDS_FOR_ANY.sub("*", path.rstrip("/"))
        return (any(self.matches(name, path) for name in self.places(path, beside))
                or any((self.tree.upstream / below / path).exists() for below in BELOW)
                or ("*" in path and any(any(self.tree.upstream.glob(f"{below}/{path}".lstrip("/")))
                                        for below in BELOW)))

    def places(self, path, beside):
        yield path
        yield f"pvops/include/{path}"
        yield from (f"{folder}/{path}" for folder in pathlib.PurePath(beside).parents)
        yield from (f"linux/tree/{below}/{path}" for below in BELOW)

    def matches(self, name, path):
        name = os.path.normpath(name)
        if "*" not in path:
            return name in self.paths
        return any(fnmatch.fnmatchcase(known, name) for known in self.paths)


def missing(names, path, line):
    for match in PATH.finditer(line):
        for name in spelled_out(match[1]):
            if name not in ELSEWHERE and not names.has_path(name, path):
                yield f"{name} does not exist"
    for match in FILE.finditer(line):
        if match[1] not in ELSEWHERE and not names.has_file(match[1]):
            yield f"no file is called {match[1]}"
    for match in MARKED.finditer(line):
        target = next(filter(None, match.groups()))
        if target not in names.targets:
            yield f"make has no target {target}"


def check(tree):
    names = Names(tree)
    return [f"{path}:{number}: {what}" for path in tree.files
            for number, line in tree.prose(path) for what in missing(names, path, line)]
