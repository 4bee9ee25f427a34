# SPDX-License-Identifier: GPL-2.0-only
"""Count what one operation costs below a hypervisor, kernel against kernel.

Boots each kernel on the platforms of tests/vm in QEMU's emulator, with one CPU, and runs
the workloads of bench/workloads/guest in it.  The number of a workload is the median of
its rounds, for one operation: all instructions of the machine, those of user space, of
the kernel, of the hypervisor, and of a host or control domain below a guest.  That one
always runs the same kernel (--below), so that only the measured kernel differs.
Instructions are no time, but they repeat.

Exit status: 0 measured, 1 --test found a difference between two boots, 2 could not run."""

import statistics
import tempfile

from bench.outputs import need_folder
from bench.platforms import report
from bench.platforms.boot import COUNT_THE_SAME, MITIGATIONS, ROWS, boot
from bench.workloads.boot import Session
from bench.workloads.guest import APART, Guest
from bench.workloads.numbers import spread
from lab import cli, pool
from lab.counter import Counter
from lab.files import existing, sha256

ROUNDS, QUICK_ROUNDS = 5, 3
# A system call, a signal, both kinds of switch, processes, mappings.
QUICK = ("getpid,read_zero,signal,pipe_pingpong,futex_pingpong,fork_exit_wait,fork_exec,"
         "mmap_touch_munmap,mprotect_64,cow_16")


def arguments():
    parser = cli.parser(__doc__)
    cli.add_platform(parser, ROWS, COUNT_THE_SAME)
    cli.add_kernel(parser, "upstream", "image")
    cli.add_below(parser)
    cli.add_workloads(parser)
    cli.add_rounds(parser, ROUNDS, QUICK_ROUNDS)
    parser.add_argument("--mitigations", choices=MITIGATIONS, default="off",
                        help="off, or what kernels and hypervisor choose for this CPU "
                             "themselves (default %(default)s)")
    cli.add_out(parser)
    cli.add_jobs(parser)
    cli.add_test(parser, "boot only the first kernel, twice on each platform")
    args = parser.parse_args()
    args.workloads = args.workloads or (QUICK if args.quick else None)
    return args


def differ(first, second, name):
    """More than the wider of the two spreads?"""
    middles = [statistics.median(b.rounds[name]) for b in (first, second)]
    allowed = max(spread(b, name) for b in (first, second)) * max(middles)
    return abs(middles[0] - middles[1]) > allowed


def test(platform, first, second):
    """Do two boots give the same numbers?"""
    names = [name for name in first.rounds if differ(first, second, name)]
    for name in names:
        print(f"{name}: {first.rounds[name]}, then {second.rounds[name]}")
    return cli.TESTS.test(not names, f"two boots on {platform.name} count the same")


def measure(args, session, below, platforms):
    kernels = cli.chosen_kernels(args)
    settings = {"rounds": session.rounds, "mitigations": args.mitigations,
                "below_sha256": sha256(below)}
    ok = True
    for name in platforms:
        tried = kernels[:1] * 2 if args.test else kernels
        found = pool.side_by_side(boot, [(session, ROWS[name], kernel, below, args.mitigations)
                                         for kernel in tried], session.jobs)
        if args.test:
            ok &= test(ROWS[name], *found)
            continue
        boots = {kernel.name: b for kernel, b in zip(kernels, found)}
        lines = report.keep(args.out, name, kernels, boots, {"platform": name, **settings})
        report.show(name, boots)
        print(*lines, sep="\n", flush=True)
    return 0 if ok else 1


def run(args):
    platforms = cli.selected(args.platform, ROWS, "platform")
    with tempfile.TemporaryDirectory(prefix="pvops-bench-") as scratch:
        guest = Guest(scratch, APART)
        if args.workloads == "list":
            print("\n".join(guest.workloads()))
            return 0
        only = cli.only_workloads(args, guest.workloads())
        session = Session(Counter(scratch), guest, cli.rounds(args), only, args.jobs)
        below = existing(args.below, "build the image with `make image`")
        if not args.test:
            need_folder(args.out)
        return measure(args, session, below, platforms)


if __name__ == "__main__":
    cli.main("platforms", arguments, run)
