# SPDX-License-Identifier: GPL-2.0-only
"""Where the files of this repository live in the kernel tree.

The rows are tried from the top, and the first whose folder a file is in decides.
Rows marked OURS name places that belong to us alone, so a file that is there
already is not ours and stops us; a file of linux/tree may take the place
of one of upstream's.
"""
from fnmatch import fnmatch

SERIES = "6.12"                 # the Linux that hooks and files are made for

OURS, MAY_REPLACE = False, True
LAYOUT = (
    # folder here     folder in the kernel        may it replace?
    ("pvops/include", "arch/x86/include/",        OURS),
    ("pvops",         "arch/x86/pvops/",          OURS),
    ("backends",      "arch/x86/pvops/backends/", OURS),
    ("linux/tree",    "",                         MAY_REPLACE),
)
# For people, for user space and for linux/, not for the kernel's build.
LEFT_OUT = ("*/README.md", "backends/*/replaces", "backends/*/packages", "backends/*/test_*",
            "backends/*/user/*")
PATCHES = "linux/patches"


def destination(name):
    """(path in the kernel tree, may it replace) of one of our files."""
    for source, target, may_replace in LAYOUT:
        if name.startswith(f"{source}/"):
            return target + name.removeprefix(f"{source}/"), may_replace
    raise KeyError(name)


def wanted(name):
    """Leading dots and trailing tildes are what editors and half-done work leave."""
    return (not any(part.startswith(".") for part in name.split("/"))
            and not name.endswith("~")
            and not any(fnmatch(name, pattern) for pattern in LEFT_OUT))


def files_of(folder, place):
    """Yield (path in the kernel tree, file here, may it replace) of what is in
    `place`, which stands for our `folder`."""
    for path in sorted(place.rglob("*")):
        name = f"{folder}/{path.relative_to(place).as_posix()}"
        if path.is_file() and wanted(name):
            target, may_replace = destination(name)
            yield target, path, may_replace


def files(repo, backends):
    """The same of this repository and of `backends`, a dict of name and folder."""
    for folder in ("pvops", "linux/tree"):
        yield from files_of(folder, repo / folder)
    for name, place in backends.items():
        yield from files_of(f"backends/{name}", place)


def patches(repo):
    """Our hook patches, in the order of their numbers."""
    return sorted((repo / PATCHES).glob("*.patch"))
