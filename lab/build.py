# SPDX-License-Identifier: GPL-2.0-only
"""Programs and modules of ours, compiled when a source or a flag is another one."""

import glob
import hashlib
import os
import shutil
import subprocess

from lab.errors import CannotRun
from lab.files import need_tools, replace_file

LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guest")
CC_FLAGS = "-static -O2 -Wall -Wextra -Werror -Wshadow -pthread".split()
# A kernel's make must not see the flags of ours.
NOT_FOR_KBUILD = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "OUT")


def unless_current(product, key, make):
    """Make a product, unless it is there and was made from the inputs of this key."""
    try:
        with open(product + ".key", encoding="ascii") as file:
            current = file.read() == key and os.path.exists(product)
    except FileNotFoundError:
        current = False
    if not current:
        make()
        replace_file(product + ".key", key)


def _run(what, command, **more):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode:
        raise CannotRun(f"{what} does not compile:\n{done.stdout}")


def compiled(path, sources, flags):
    """A program; headers beside its sources count as inputs."""
    need_tools("gcc")
    folders = sorted({os.path.dirname(source) for source in sources})
    headers = [h for folder in folders for h in sorted(glob.glob(os.path.join(folder, "*.h")))]
    key = hashlib.sha256(repr(flags).encode())
    for source in [*sources, *headers]:
        with open(source, "rb") as file:
            key.update(os.path.basename(source).encode() + b"\0" + file.read())

    def compile_it():
        temp = f"{path}.tmp{os.getpid()}"
        _run(f"{os.path.basename(path)} ({folders[0]})", ["gcc", *flags, "-o", temp, *sources])
        os.replace(temp, path)

    os.makedirs(os.path.dirname(path), exist_ok=True)
    unless_current(path, key.hexdigest(), compile_it)
    return path


def program(path, folder, flags=()):
    """A static program of all sources of a folder."""
    return compiled(path, sorted(glob.glob(os.path.join(folder, "*.c"))), [*CC_FLAGS, *flags])


def guest(path, folder, flags=()):
    """A guest's process 1: with the library of lab/guest."""
    sources = [*glob.glob(os.path.join(folder, "*.c")), *glob.glob(os.path.join(LIBRARY, "*.c"))]
    return compiled(path, sorted(sources), [*CC_FLAGS, "-I", LIBRARY, *flags])


def module(kernel, folder, source, name):
    """Built in a copy of its folder, beside whose source the products are left."""
    need_tools("make")
    if not os.path.exists(os.path.join(kernel, "Module.symvers")):
        raise CannotRun(f"{kernel} is no kernel's build folder: build the kernel with `make`, or "
                        "name a vmlinux in its build folder.")
    copy = os.path.join(folder, "module")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    environment = {k: v for k, v in os.environ.items() if k not in NOT_FOR_KBUILD}
    _run(source, ["make", "-C", kernel, f"M={os.path.abspath(copy)}", "ARCH=x86_64"],
         env=environment)
    return os.path.join(copy, name)
