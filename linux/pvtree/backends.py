# SPDX-License-Identifier: GPL-2.0-only
"""The backends of a kernel: each folder in backends/ and those that the user names.

There is no list of them.  Kbuild finds their folders by itself (pvops/Kbuild), but Kconfig
reads no pattern, so the file that reads their Kconfig files is made here.
"""
import os
import pathlib
import re
import sys

from . import Refusal, originals

NAME = re.compile(r"[a-z][a-z0-9_]*")
PLACE = "arch/x86/pvops/backends"
KCONFIG = f"{PLACE}/Kconfig"
# In a backend's folder: the files of upstream that it stands in for, as in
# linux/originals.
REPLACES = "replaces"
LISTS = (REPLACES, "packages")
STAND_IN = """\
/* backends/{backend} stands in for this file, but not in a kernel without pvops. */
#ifndef CONFIG_PVOPS
#include "{kept}"
#endif
"""


def find(repo, named=()):
    """{name: folder} of them all; `named` are folders outside of the repository."""
    folders = {path.name: path for path in (repo / "backends").iterdir()
               if path.is_dir() and not path.name.startswith(".")}
    for path in named:
        path = pathlib.Path(os.path.abspath(path))
        check(path, folders)
        folders[path.name] = path
    for folder in folders.values():
        check_lists(folder)
    return dict(sorted(folders.items()))


def check_lists(folder):
    """What is read for a whole backend must not lie unread in one of its sub-folders."""
    for name in LISTS:
        for path in folder.glob(f"*/**/{name}"):
            raise Refusal(f"{path} is not read: a backend has one file {name}, in {folder}")


def check(path, folders):
    if not path.is_dir():
        raise Refusal(f"BACKENDS: {path} is not a folder")
    if not NAME.fullmatch(path.name):
        raise Refusal(f"BACKENDS: {path} cannot be called {path.name}: a name is a small "
                      "letter, then small letters, digits and _")
    if not (path / "Kbuild").is_file():
        raise Refusal(f"BACKENDS: {path} has no Kbuild, which says what to compile")
    if path.name in folders:
        raise Refusal(f"BACKENDS: {path.name} is there already, in {folders[path.name]}: "
                      f"rename {path} or leave it out")


def kconfig(backends):
    """The file that Kconfig reads for all of them."""
    lines = [f'source "{PLACE}/{name}/Kconfig"\n' for name, folder in backends.items()
             if (folder / "Kconfig").is_file()]
    return "".join(["# SPDX-License-Identifier: GPL-2.0-only\n",
                    "# Made by linux/apply: every backend that has a Kconfig.\n",
                    *lines]).encode()


def replaced(backends):
    """{path in the kernel tree: what is there instead}"""
    by, contents = {}, {}
    for name, folder in backends.items():
        for path in originals.read(folder / REPLACES):
            if path in by:
                raise Refusal(f"backends {by[path]} and {name} both stand in for {path}")
            if not path.endswith(".c"):
                raise Refusal(f"{folder / REPLACES}: {path} is no C file, and a backend "
                              "can stand in for no other")
            by[path] = name
            kept = os.path.basename(originals.kept(path))
            contents[path] = STAND_IN.format(backend=name, kept=kept).encode()
    return contents


def known(backends):
    """What linux/originals is for linux/tree, for all that these stand in for."""
    return {path: rows for folder in backends.values()
            for path, rows in originals.read(folder / REPLACES).items()}


def main():
    """Refuse folders that no kernel can be built with, for the Makefile."""
    try:
        replaced(find(pathlib.Path(__file__).resolve().parents[2], sys.argv[1:]))
    except Refusal as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
