# SPDX-License-Identifier: GPL-2.0-only
"""What the kernel's make is told of its compiler and linker."""
from . import run

# The first clang that has -fsanitize=kcfi.
CLANG = "16"
NAMES = ("gcc", "clang")


def words(name):
    """CC is on the command line, where it wins over what LLVM chooses."""
    if name == "clang":
        return [f"LLVM=-{CLANG}", f"CC={run.COMPILER} clang-{CLANG}"]
    return [f"CC={run.COMPILER}"]


def direct(name):
    """Words after those, for Kconfig: it compiles nothing some hundred times to see what the
    compiler can do, and ccache would preprocess and look up each of them."""
    return [f"CC=clang-{CLANG}" if name == "clang" else "CC=gcc"]
