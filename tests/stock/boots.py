# SPDX-License-Identifier: GPL-2.0-only
"""A stock kernel booted and held still; its memory is dumped and audited."""

import dataclasses
import os

from lab import build, console, hold, launch, ramdisks
from lab.platforms import BY_NAME, SERIAL
from tests.vm.matrix import HERE as MATRIX


def _row(platform):
    base = BY_NAME[platform]
    # The newest CPU model that both kernels are known to reach user space on.
    qemu = ("-cpu", "Haswell") if base.how == "direct" else base.qemu
    # On a busy machine the emulated timer may be too slow for the kernel's test of it.
    append = f"{base.append} no_timer_check" if base.how == "direct" else base.append
    return dataclasses.replace(base, qemu=qemu, hold=True, early=base.early or SERIAL,
                               append=append.strip())


def _machine(kernel, row, folder, out):
    """Where the machine itself does not start the kernel, our image does."""
    folder.mkdir(parents=True, exist_ok=True)
    init = build.guest(str(folder / "prove"), os.path.join(MATRIX, "guest"))
    below = "" if row.how == "direct" else str(out / "bzImage")
    run = launch.Run(str(folder), str(kernel.image), ramdisks.guest_ramdisk(str(folder), init, {}),
                     below, upstream=True)
    run.prepare()
    return launch.machine(row, run)


def _boot(kernel, platform, out):
    row = _row(platform)
    folder = out / "stock" / f"{kernel.row.name}-vm"

    def judge(_, text, stopped):
        return stopped or hold.judge(row, text.values, str(folder),
                                     str(out / "tools/objtool-pv"), str(kernel.image))

    result, lines = console.boot(row, _machine(kernel, row, folder, out), str(folder),
                                 lambda step: None, judge=judge)
    (folder / hold.DUMP.format(row.name)).unlink(missing_ok=True)
    if result.reason:
        print("\n".join(lines[-30:]), flush=True)
    return result.reason


def check(kernel, out):
    """(name, reason or nothing) of each test."""
    for platform in kernel.row.platforms:
        yield f"dump-{platform}", _boot(kernel, platform, out)
