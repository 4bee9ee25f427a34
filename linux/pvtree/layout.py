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
    ("pvops",       "*.h",     HEADERS,                    OURS),
    ("pvops",       "ops.def", HEADERS,                    OURS),
    ("pvops",       "**",      "arch/x86/pvops",           OURS),
    ("backends",    "**",      "arch/x86/pvops/backends",  OURS),
    ("linux/tree",  "**",      "",                         MAY_REPLACE),
)
# For people and for user-space tests, not for the kernel's build.
LEFT_OUT = ("*/README.md", "backends/*/replaces", "backends/*/packages", "backends/*/test_*.c")
PATCHES = "linux/patches"
# In a backend's folder: a line for each file of the carrier that it stands in for.
REPLACES = "backends/*/replaces"
STAND_IN = "/* Left empty: backends/{backend} stands in for this file. */\n"


def destination(folder, rel):
    """(path in the kernel tree, may it replace) of the file `rel` of `folder`."""
    for source, pattern, target, may_replace in LAYOUT:
        fits = pattern == "**" or ("/" not in rel and fnmatch(rel, pattern))
        if source == folder and fits:
            return (f"{target}/{rel}" if target else rel), may_replace
    raise KeyError(rel)


def files(repo):
    """Yield (path in the kernel tree, file here, may it replace)."""
    for folder in dict.fromkeys(row[0] for row in LAYOUT):
        for path in sorted((repo / folder).rglob("*")):
            rel = path.relative_to(repo / folder).as_posix()
            name = f"{folder}/{rel}"
            # Leading dots and trailing tildes are what editors leave behind.
            leftover = path.name.startswith(".") or path.name.endswith("~")
            if (path.is_file() and not leftover
                    and not any(fnmatch(name, p) for p in LEFT_OUT)):
                target, may_replace = destination(folder, rel)
                yield target, path, may_replace


def replaced(repo):
    """Yield (path in the kernel tree, what is there instead)."""
    for listing in sorted(repo.glob(REPLACES)):
        text = STAND_IN.format(backend=listing.parent.name)
        for path in listing.read_text().split():
            yield path, text.encode()


def patches(repo):
    """Our hook patches, in the order of their numbers."""
    return sorted((repo / PATCHES).glob("*.patch"))
