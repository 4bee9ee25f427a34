# SPDX-License-Identifier: GPL-2.0-only
"""The machine: a platform of tests/vm, the kernel that is measured in it, and below that
one, where the platform has such a place, a kernel that is always the same."""

import os
import shutil

import launch
import rows     # of bench/ops: its guests have the machine's own counter, as here
from counter import ICOUNT
from platforms import PLATFORMS

# Every platform with something below the kernel that is worth being counted.
ROWS = {p.name: p for p in PLATFORMS if p.backend != "native"}

# What is measured unless the user says otherwise.  Not where QEMU 7.2 emulates nested
# virtualisation for a KVM of ours: with the counting plugin two runs there differ by
# 2 %, and one kernel in two of them stood still in a seqcount that nobody was writing.
REPEATABLE = tuple(name for name, p in ROWS.items() if p.how != "kvm")

MITIGATIONS = ("off", "on")
# Mitigations cost every kernel the same, so without them a difference is a larger share.
OFF_IN_KERNELS = " mitigations=off pti=off"
OFF_BELOW = " xpti=no spec-ctrl=no"


def set_up(mitigations):
    """What launch.py is to say to all kernels and to the hypervisor from now on."""
    launch.HOST_APPEND += " " + rows.APPEND
    if mitigations == "off":
        launch.HOST_APPEND += OFF_IN_KERNELS
        launch.XEN_APPEND += OFF_BELOW


class Stack(launch.Run):
    """A folder with all files of one machine; qemu has to be started in it."""

    def __init__(self, folder, platform, kernel, below, ramdisk, words):
        super().__init__(folder, 1, [*words, kernel.append], "", False)
        self.platform, self.kernel = platform, kernel
        os.makedirs(folder, exist_ok=True)
        shutil.copyfile(ramdisk, super().path(launch.GUEST))
        # Only a guest whose lines another one passes on has a kernel below it.
        first = below if platform.prefix else kernel.image
        shutil.copyfile(first, super().path(launch.IMAGE))

    def path(self, name):
        """The host's ramdisk takes the guest's kernel from here; the name is the host's."""
        return self.kernel.image if name == launch.IMAGE else super().path(name)

    def qemu(self):
        """What the counter is to add to its own words."""
        words = launch.command(self.platform, self)
        return [*ICOUNT, *self.platform.qemu, "-m", str(self.platform.memory),
                *words[words.index("-kernel"):]]
