# SPDX-License-Identifier: GPL-2.0-only
"""What is built for a run: the module for each kernel, the guest's and the host's program."""

import os
import shutil
from dataclasses import dataclass

import images
import products     # of bench/ops

HERE = os.path.dirname(os.path.abspath(__file__))
VOICE = ("say.c", "mounts.c", "klog.c")     # of tests/vm/guest
MODULE = "guest_bench.ko"


@dataclass(frozen=True)
class Pieces:
    ramdisk: str
    tally: str


def check_tools():
    for tool, package in (("qemu-system-x86_64", "qemu-system-x86"), ("timeout", "coreutils"),
                          ("make", "make")):
        if not shutil.which(tool):
            raise images.CannotRun(f"{tool} is missing: install the package {package}.")


def build(kernel, folder):
    """All for one kernel; its build folder is where its vmlinux is."""
    os.makedirs(folder, exist_ok=True)
    tree = os.path.dirname(os.path.realpath(kernel.vmlinux))
    module = products.module(tree, folder, os.path.join(HERE, "module"), MODULE)
    init = products.program(os.path.join(folder, "guest-init"), os.path.join(HERE, "program"),
                            [os.path.join(products.PROVE, name) for name in VOICE])
    tally = products.program(os.path.join(folder, "tally"), os.path.join(HERE, "host"))
    archive = images.base_archive()
    archive.file("/init", init, 0o755)
    archive.file("/" + MODULE, module, 0o644)
    ramdisk = os.path.join(folder, "guest-ramdisk.cpio")
    images.replace_file(ramdisk, archive.pack())
    return Pieces(os.path.abspath(ramdisk), os.path.abspath(tally))
