# SPDX-License-Identifier: GPL-2.0-only
"""What a machine does that does not come to an end: the registers of its CPUs, several times,
and their stacks. In the log of a boot they say whether it waits or turns in a circle, and,
with the symbols of its kernel, where."""

import re
import time

from lab import monitor
from lab.errors import CannotRun

SAMPLES = 5
PAUSE = 0.5         # seconds between two samples
STACK_WORDS = 64

PREFIX = "machine: "    # of these lines in a console's log

# Of the emulator's "info registers", the lines that tell where a CPU is.
TELLING = re.compile(r"^(CPU#|[RE][A-Z0-9]{2} ?=|GS =|CR0=|EFER=)")
STACK = re.compile(r"\b[RE]SP=([0-9a-f]+)")


def _sample(qemu):
    return [line.strip() for line in qemu.read("info registers -a").splitlines()
            if TELLING.match(line)]


def look(out, name):
    """Lines about the machine with this name. Those of a CPU in a nested guest are the guest's."""
    lines = []
    try:
        with monitor.of(out, name) as qemu:
            for number in range(1, SAMPLES + 1):
                lines += [f"look {number} of {SAMPLES}"] + _sample(qemu)
                time.sleep(PAUSE)
            qemu.execute("stop")
            for stack in STACK.findall("\n".join(_sample(qemu))):
                lines += qemu.read(f"x /{STACK_WORDS}gx 0x{stack}").splitlines()
    except (OSError, CannotRun) as reason:
        lines.append(f"its monitor says no more: {reason}")
    return [PREFIX + line for line in lines]
