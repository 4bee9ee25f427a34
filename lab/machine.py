# SPDX-License-Identifier: GPL-2.0-only
"""One machine of QEMU's emulator: its command line as a structure, and its process."""

import contextlib
import os
import subprocess
from dataclasses import dataclass, replace

QEMU = "/usr/bin/qemu-system-x86_64"

# thread=single: with a thread per CPU, QEMU 7.2 can keep a translation of bytes that
# another CPU has just patched (an int3 that is no longer there kills the kernel). The
# CPUs then take turns, at every pause, halt and time slice.
ACCEL = "tcg,thread=single"

# The thread of the CPUs and that of the devices share one CPU of ours. At a VMRUN with a
# virtual interrupt pending, the emulator changes interrupt_request by an OR without a lock
# (helper_vmrun() in target/i386/tcg/sysemu/svm_helper.c of QEMU 7.2). If the other
# thread sets the timer's bit at the same time, on another CPU, that bit is lost. The
# hypervisor inside then gets no more ticks: a guest that spins there is never interrupted.
PINNED = "thread=single"

# One executed instruction is one nanosecond of the machine, and no other clock runs;
# sleeping machines skip to their next timer.
ICOUNT = ("-icount", "shift=0,sleep=off", "-seed", "1",
          "-rtc", "base=2000-01-01T00:00:00,clock=vm")

# Addresses that are drawn at random change how often a loop in the kernel turns.
REPEATABLE = "nokaslr norandmaps"

running = {}    # every qemu that is up, for stop_all(), and the CPU that it is on


def escaped(path):
    """A comma separates QEMU's options and is doubled inside them."""
    return path.replace(",", ",,")


@dataclass(frozen=True)
class Machine:
    """Without default devices; names of files are relative to where it is started."""
    kernel: str = ""
    initrd: str = ""
    append: str = ""        # for the kernel
    memory: int = 512       # MiB
    cpus: int = 1
    accel: str = ACCEL
    more: tuple = ()        # CPU, board, devices
    console: str = "stdio"
    icount: bool = False    # count instructions
    plugin: str = ""        # of the emulator, with its arguments
    monitor: str = ""       # the socket of a monitor, which takes commands (monitor.py)
    dumped: bool = False    # its memory is dumped through it when its guest stands still
    program: str = QEMU

    def counting(self):
        return replace(self, icount=True)

    def told(self, words):
        """The same with more words for its kernel."""
        return replace(self, append=f"{self.append} {words}".strip())

    def command(self):
        # The console is the first serial port; more may add others.
        words = [self.program, "-accel", self.accel, *(ICOUNT if self.icount else ()), "-serial",
                 self.console, *self.more, "-m", str(self.memory), "-smp", str(self.cpus),
                 "-nodefaults", "-display", "none", "-no-reboot"]
        for option in ("kernel", "initrd", "append", "plugin"):
            if value := getattr(self, option):
                words += [f"-{option}", value]
        if self.monitor:
            words += ["-qmp", f"unix:{self.monitor},server=on,wait=off"]
        return words


def _least_used():
    """The CPU of ours with the fewest machines."""
    return min(sorted(os.sched_getaffinity(0)), key=list(running.values()).count)


@contextlib.contextmanager
def started(machine, timeout, folder=None, stderr=subprocess.STDOUT):
    """The process of a machine, which ends with the block."""
    cpu = _least_used() if PINNED in machine.accel else None
    pin = [] if cpu is None else ["taskset", "--cpu-list", str(cpu)]
    # timeout(1) is the second net: it ends qemu even if we are killed ourselves.
    process = subprocess.Popen(
        [*pin, "timeout", "--kill-after=5", str(timeout), *machine.command()], cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr)
    running[process] = cpu
    try:
        with process:
            try:
                yield process
            finally:
                _end(process)
    finally:
        del running[process]


def _end(process):
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def stop_all():
    """End what other threads have started: they see the end of their console."""
    for process in list(running):
        process.terminate()
