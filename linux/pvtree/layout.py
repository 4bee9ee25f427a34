# SPDX-License-Identifier: GPL-2.0-only
"""Where the files of this repository live in the kernel tree.

The rows are tried from the top and the first that fits a file decides.  A
pattern speaks about files directly in the folder; "**" takes the rest, at any
depth.  Rows marked OURS name places that belong to us alone, so a file that is
there already is somebody else's and stops us; a file of linux/tree may take the
place of one of the carrier's.
"""
from fnmatch import fnmatch

SERIES = "6.12"                 # the Linux that hooks and files are made for

OURS, MAY_REPLACE = False, True
HEADERS = "arch/x86/include/asm/pvops"
LAYOUT = (
    # folder here   pattern    folder in the kernel        may it replace?
    ("pvops",       "internal.h", "arch/x86/pvops",        OURS),
    ("pvops",       "thunk.h", "arch/x86/pvops",           OURS),
    ("pvops",       "choice.h", "arch/x86/pvops",          OURS),
    ("pvops",       "compat.h", "arch/x86/pvops",          OURS),
    ("pvops",       "lifecycle.h", "arch/x86/pvops",       OURS),
    ("pvops",       "*.h",     HEADERS,                    OURS),
    ("pvops",       "*.def",   HEADERS,                    OURS),
    ("pvops",       "**",      "arch/x86/pvops",           OURS),
    ("backends",    "**",      "arch/x86/pvops/backends",  OURS),
    ("linux/tree",  "**",      "",                         MAY_REPLACE),
)
# For people, for user-space tests and for linux/, not for the kernel's build.
LEFT_OUT = ("*/README.md", "backends/*/replaces", "backends/*/packages", "backends/*/test_*")
PATCHES = "linux/patches"


def destination(folder, rel):
    """(path in the kernel tree, may it replace) of the file `rel` of `folder`."""
    for source, pattern, target, may_replace in LAYOUT:
        fits = pattern == "**" or ("/" not in rel and fnmatch(rel, pattern))
        if source == folder and fits:
            return (f"{target}/{rel}" if target else rel), may_replace
    raise KeyError(rel)


def wanted(name):
    """Leading dots and trailing tildes are what editors and half-done work leave."""
    return (not any(part.startswith(".") for part in name.split("/"))
            and not name.endswith("~")
            and not any(fnmatch(name, pattern) for pattern in LEFT_OUT))


def files_of(folder, place, prefix=""):
    """Yield (path in the kernel tree, file here, may it replace) of what is in
    `place`, which is `prefix` inside of the LAYOUT's `folder`."""
    for path in sorted(place.rglob("*")):
        rel = prefix + path.relative_to(place).as_posix()
        if path.is_file() and wanted(f"{folder}/{rel}"):
            target, may_replace = destination(folder, rel)
            yield target, path, may_replace


def files(repo, backends):
    """The same of this repository and of `backends`, a dict of name and folder."""
    for folder in dict.fromkeys(row[0] for row in LAYOUT):
        if folder != "backends":
            yield from files_of(folder, repo / folder)
    for name, place in backends.items():
        yield from files_of("backends", place, f"{name}/")


def patches(repo):
    """Our hook patches, in the order of their numbers."""
    return sorted((repo / PATCHES).glob("*.patch"))
