# SPDX-License-Identifier: GPL-2.0-only
"""Measure what each operation costs, in each form, on every platform.

Boots the image with pvops_bench.ko on the platforms of tests/vm, reads the module's
results in the forms inline, direct and indirect of one boot, times the switches
between them, and takes the patching at boot from the kernel's own counters.  The
emulator counts instructions (-icount): a result is the number of instructions that
guest and hypervisor together execute for an operation, and it repeats.

Exit status: 0 measured, 1 a platform failed or counted something else than
instructions, 2 could not run."""

import os

from bench.ops import boots, chart, metadata, report
from bench.ops.results import Measured
from bench.outputs import need_folder
from lab import cli, console, pool
from lab import chart as charts
from lab.progress import Progress


def arguments():
    parser = cli.parser(__doc__)
    cli.add_platform(parser, boots.ROWS)
    cli.add_kernel(parser, "image")
    cli.add_out(parser)
    parser.add_argument("--cpus", type=cli.number(1, 16), metavar="N", default=2,
                        help="CPUs at boot; all but one are taken offline before anything is "
                             "measured, but with one only the kernel has no paravirtual "
                             "locks (default %(default)s)")
    parser.add_argument("--clock", choices=("icount", "tsc"), default="icount",
                        help="count instructions, or take the time of the emulation "
                             "(default %(default)s)")
    cli.add_jobs(parser)
    parser.add_argument("--no-plot", action="store_true", help="write no SVG: needs no gnuplot")
    return parser.parse_args()


def measure_one(row, machine, folder, live):
    progress = Progress(row.name, live)
    result, lines = boots.boot(row, machine, folder, progress.update)
    progress.done(result)
    if not result.ok:
        console.show_failure(result, lines)
    return Measured(row, result, lines)


def measure(args, kernel):
    # All of this first: what is missing is found before anything has booted.
    need_folder(args.out)
    wanted = cli.selected(args.platform, boots.ROWS, "platform")
    bytes_of_tables = metadata.read(kernel.elf())
    common = boots.prepare(kernel, args.cpus, os.path.join(args.out, "ops-vm"))
    tasks = [(row, boots.machine(row, common, args.clock), common.out, args.jobs == 1)
             for name, row in boots.ROWS.items() if name in wanted]
    measured = pool.side_by_side(measure_one, tasks, args.jobs)
    return report.document(measured, bytes_of_tables, kernel, args)


def run(args):
    if not args.no_plot:
        charts.require()
    kernel = cli.one_kernel(args)
    document = measure(args, kernel)
    print(report.keep(document, args.out))
    report.show(document)
    if not args.no_plot:
        chart.draw(document, os.path.join(args.out, "ops.svg"))
    return 0 if document["ok"] else 1


if __name__ == "__main__":
    cli.main("ops", arguments, run)
