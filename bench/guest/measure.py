# SPDX-License-Identifier: GPL-2.0-only
"""Measure what a guest's kernel costs below its hypervisor, kernel beside kernel.

Boots each kernel as a guest with several CPUs, of the same host, in QEMU's emulator,
which counts instructions (-icount), and runs a module and a program in it: reading the
time, interrupts between CPUs, TLB flushes, contended locks, wake-ups, interrupts and
their end.  For one operation of each: the instructions of guest and host together, and
the exits from guest to host, which the host's KVM counts.  Both repeat.

Exit status: 0 measured, and no kernel is worse than the first in any row; 1 one is; 2 could
not run, or a guest did not measure to its end."""

import dataclasses
import os
import sys

from bench.guest import boots, counted, report
from bench.outputs import need_folder
from lab import cli, console
from lab.errors import CannotRun
from lab.files import existing, need_tools, sha256
from lab.progress import Progress

ROUNDS, QUICK_ROUNDS = 10, 3


def arguments():
    parser = cli.parser(__doc__)
    cli.add_kernel(parser, "upstream", "image")
    cli.add_below(parser)
    parser.add_argument("--cpus", type=cli.number(4, 16), metavar="N", default=4,
                        help="CPUs of the guest, 4 to 16 (default %(default)s)")
    cli.add_rounds(parser, ROUNDS, QUICK_ROUNDS, "batches")
    parser.add_argument("--test", action="store_true",
                        help="boot the first kernel twice, the second time with another "
                             "command line: no row may differ")
    cli.add_out(parser)
    return parser.parse_args()


def chosen(args):
    found = cli.chosen_kernels(args)
    if args.test:
        first = found[0]
        return [first, dataclasses.replace(first, name="again",
                                           append=f"{first.append} bench.again".strip())]
    return found


def measure_one(args, kernel, below):
    rounds = cli.rounds(args)
    run = boots.prepare(kernel, below, args.cpus,
                        os.path.join(args.out, "guest-vm", kernel.name))
    progress = Progress(kernel.name, True, sys.stderr)
    result, lines, booted, ended = boots.boot(kernel, run, rounds, progress.update)
    progress.done(result)
    if booted.rounds() < rounds:
        console.show_failure(result, lines)
        raise CannotRun(f"{kernel.name} did not measure to its end: {result.reason}")
    found = booted.finished()
    if not counted.counts_instructions(found):
        raise CannotRun(f"{kernel.name}: a NOP takes {found[counted.CALIBRATE].instructions()} "
                        "ticks: this is no measurement")
    return found, ended


def run(args):
    need_tools("qemu-system-x86_64", "timeout")
    wanted = chosen(args)
    below = existing(args.below, "build the image with `make image`")
    need_folder(args.out)
    measured, starts = {}, {}
    for kernel in wanted:
        measured[kernel.name], starts[kernel.name] = measure_one(args, kernel, below)
    doc = report.document(wanted, measured, {
        "rounds": cli.rounds(args), "cpus": args.cpus, "below_sha256": sha256(below),
        "starts_that_failed": starts})
    report.show(doc)
    if args.test:
        return 0 if all(v == "same" for row in doc["kernels"][1]["rows"].values()
                        for v in row["verdict"].values()) else 1
    print(*report.keep(doc, args.out), sep="\n")
    return 0 if doc["ok"] else 1


if __name__ == "__main__":
    cli.main("guest", arguments, run)
