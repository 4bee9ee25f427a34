# SPDX-License-Identifier: GPL-2.0-only
"""Warnings of the compiler, assembler, linker, objtool and modpost in a log.

A warning fails the build, and must fail the next one too although make finds
everything up to date by then.  So whatever the warning names is removed, and
so are the files from which objtool, modpost and ld start their final passes.
"""
import re

WARNING = re.compile(r"\bwarning: ", re.I)
NAMED = re.compile(r"([\w./+-]+)\.(?:c|S|o|ko)\b")
SOURCE = re.compile(r"\.[chS]:\d+:")
FINAL = ("vmlinux.o", "vmlinux", "arch/x86/boot/setup.elf",
         "arch/x86/boot/compressed/vmlinux")
# Warnings of an upstream tree without pvops, which no build can avoid; each with the place
# where it is known.
UPSTREAM = (
    # clang and IBT: https://github.com/ClangBuiltLinux/linux/issues/1849
    re.compile(r"objtool: set_ftrace_ops_ro\+0x[0-9a-f]+: relocation to !ENDBR: "),
)


def find(lines):
    """The distinct warnings, in their order, without those that are upstream's."""
    return list(dict.fromkeys(line for line in lines if WARNING.search(line) and
                              not any(known.search(line) for known in UPSTREAM)))


def of(warnings, paths):
    """Those that the compiler does not say of another source than one of `paths`."""
    return [line for line in warnings if not SOURCE.search(line)
            or any(path in line for path in paths)]


def forget_objects(warnings, source, objects):
    """Make the next build repeat what gave these warnings."""
    stale = {objects / name for name in FINAL}
    for line in warnings:
        for name in NAMED.findall(line):
            for top in (f"{source}/", f"{objects}/"):
                name = name.removeprefix(top)
            # A source outside both is named relative to the object folder.
            name = re.sub(r"^(\.\./)+[^/]+/", "", name)
            stale.add(objects / f"{name.lstrip('/')}.o")
    for path in stale:
        path.unlink(missing_ok=True)
