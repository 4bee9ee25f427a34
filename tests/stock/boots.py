# SPDX-License-Identifier: GPL-2.0-only
"""A stock kernel booted and held still; its memory is dumped and audited."""

import dataclasses
import shutil

import hold
import images
import launch
import machine
from platforms import BY_NAME, SERIAL


class StockRun(launch.Run):
    """As for our image, with another kernel where the guest's is taken from."""

    def __init__(self, folder, kernel):
        super().__init__(str(folder), 1, [], "", True)
        self.kernel = kernel

    def path(self, name):
        return str(self.kernel.image) if name == launch.IMAGE else super().path(name)


def _row(platform):
    base = BY_NAME[platform]
    # The newest CPU model that both kernels are known to reach user space on.
    qemu = ("-cpu", "Haswell") if base.how == "direct" else base.qemu
    # On a busy machine the emulated timer may be too slow for the kernel's test of it.
    append = f"{base.append} no_timer_check" if base.how == "direct" else base.append
    return dataclasses.replace(base, qemu=qemu, hold=True, early=base.early or SERIAL,
                               append=append.strip())


def _prepare(folder, kernel, row, out):
    """The folder holds the kernel that the machine itself starts, and the guest."""
    folder.mkdir(parents=True, exist_ok=True)
    first = kernel.image if row.how == "direct" else out / "bzImage"
    shutil.copyfile(first, folder / launch.IMAGE)
    images.guest_ramdisk(str(folder), None)
    hold.prepare(str(folder), row.name)
    return launch.command(row, StockRun(folder, kernel))


def _boot(kernel, platform, out):
    row = _row(platform)
    folder = out / "stock" / f"{kernel.row.name}-vm"
    command = _prepare(folder, kernel, row, out)

    def judge(_, console, stopped):
        return stopped or hold.judge(row, console.values, str(folder),
                                     str(out / "tools/objtool-pv"), str(kernel.image))

    result, lines = machine.run_machine(row, command, str(folder), lambda step: None,
                                        judge=judge)
    (folder / hold.DUMP.format(row.name)).unlink(missing_ok=True)
    if result.reason:
        print("\n".join(lines[-30:]), flush=True)
    return result.reason


def check(kernel, out):
    """(name, reason or nothing) of each test."""
    for platform in kernel.row.platforms:
        yield f"dump-{platform}", _boot(kernel, platform, out)
