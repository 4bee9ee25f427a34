# SPDX-License-Identifier: GPL-2.0-only
"""Count the kernel instructions that one operation costs, kernel against kernel.

Boots each kernel in QEMU's emulator, as bare metal and on one CPU, and runs the
workloads of bench/workloads/guest in it.  The number of a workload is the median of
its rounds, for one operation: instructions of the kernel, no user space.
Instructions are no time, but they repeat: a second boot gives the same numbers.
What user space does and what the clock says are the same in each boot of a kernel.

With --attribute NAME the baseline and that kernel are counted function by function and
call site by call site instead, which says where the difference comes from.

With --all everything is measured: all kernels with mitigations off, and on, where the
difference of inline (or of --attribute) comes from with mitigations off, and the sizes
of text and tables.  --all --quick leaves out mitigations on and takes three rounds.

The kernels are a baseline without paravirt, one with upstream's own, and the
image in its three modes, unless --kernel names others; the first is the one that
the others are compared with.

Exit status: 0 measured, 1 --test found a difference between two boots, 2 could not run."""

import tempfile

from bench.outputs import need_folder
from bench.workloads import attribute, report
from bench.workloads.boot import MITIGATIONS, Session, boot, expected_build
from bench.workloads.guest import Guest
from lab import cli, pool
from lab.counter import Counter
from lab.errors import CannotRun

ROUNDS, QUICK_ROUNDS, QUICK_ALL_ROUNDS = 11, 5, 3
SUBJECT = "inline"      # the kernel that --all attributes


def arguments():
    parser = cli.parser(__doc__)
    cli.add_kernel(parser, "nopv", "upstream", "inline", "direct", "indirect")
    cli.add_workloads(parser)
    cli.add_rounds(parser, ROUNDS, f"{QUICK_ROUNDS}, and with --all {QUICK_ALL_ROUNDS}")
    parser.add_argument("--mitigations", choices=MITIGATIONS, default="off",
                        help="off, or what the kernels choose for this CPU themselves "
                             "(default %(default)s)")
    cli.add_out(parser)
    parser.add_argument("--attribute", metavar="NAME",
                        help="say where this kernel's instructions differ from the first's; "
                             "prints the largest parts, the files have all")
    parser.add_argument("--all", action="store_true",
                        help="ratios with mitigations off and on, the attribution of "
                             f"{SUBJECT}, and sizes")
    cli.add_jobs(parser)
    cli.add_test(parser, "boot only the first kernel, twice")
    args = parser.parse_args()
    args.usual_rounds = (ROUNDS, QUICK_ALL_ROUNDS if args.all else QUICK_ROUNDS)
    if args.all and args.test:
        parser.error("--all and --test are two things")
    return args


def boots(session, *tasks):
    """One boot for each (kernel, mitigations[, ranges]); those that count more take longer."""
    return pool.side_by_side(boot, [(session, *task) for task in tasks], session.jobs,
                             lambda task: len(task) < 4 or not task[3])


def settings(session, mitigations):
    return {"rounds": session.rounds, "mitigations": mitigations}


def test(session, kernel, mitigations):
    """Do two boots give the same number in every round?"""
    first, second = boots(session, *[(kernel, mitigations)] * 2)
    differ = [name for name in first.rounds if first.rounds[name] != second.rounds[name]]
    for name in differ:
        print(f"{name}: {first.rounds[name]}, then {second.rounds[name]}")
    return 0 if cli.TESTS.test(not differ, "two boots count the same") else 1


def compare(session, kernels, mitigations, out):
    found = boots(session, *[(kernel, mitigations) for kernel in kernels])
    yield report.compared(out, kernels, {k.name: b for k, b in zip(kernels, found)},
                          settings(session, mitigations))


def explain(session, pair, mitigations, out):
    """Count both kernels range by range."""
    both = attribute.Pair.of(*pair)
    found = boots(session, (pair[0], mitigations, tuple(both.base.ranges)),
                  (pair[1], mitigations, tuple(both.kernel.ranges)))
    yield report.attribution(out, pair, both.attribute_all(*found),
                             settings(session, mitigations))


def everything(session, kernels, which, mitigations, out):
    """The two kernels whose difference is attributed are not booted again for that: counting
    where instructions are executed does not change what the guest executes."""
    pair = attribute.Pair.of(kernels[0], which)
    where = {kernels[0].name: tuple(pair.base.ranges), which.name: tuple(pair.kernel.ranges)}
    tasks = [(kernel, setting, where.get(kernel.name, ()) if setting == "off" else ())
             for setting in mitigations for kernel in kernels]
    found = {(task[1], task[0].name): b for task, b in zip(tasks, boots(session, *tasks))}
    for setting in mitigations:
        yield report.compared(out, kernels, {k.name: found[setting, k.name] for k in kernels},
                              settings(session, setting))
    parts = pair.attribute_all(found["off", kernels[0].name], found["off", which.name])
    yield report.attribution(out, (kernels[0], which), parts, settings(session, "off"),
                             each=False)
    yield report.text_sizes(out, kernels)


def subject(kernels, name):
    """The kernel whose difference is attributed."""
    first, *others = kernels
    if not others:
        raise CannotRun(f"there is nothing to compare {first.name} with: name two kernels.")
    found = [kernel for kernel in others if kernel.name == name]
    if not found:
        raise CannotRun(f"--attribute: {name} is none of {', '.join(k.name for k in others)}, "
                        f"which are compared with {first.name}.")
    return found[0]


def chosen(args):
    """The kernels to boot; what is wrong with one is found before anything has booted."""
    kernels = cli.chosen_kernels(args)
    if args.test:
        kernels = kernels[:1]
    elif args.all or args.attribute:
        subject(kernels, args.attribute or SUBJECT)
    for kernel in kernels:
        expected_build(kernel)
    return kernels


def texts(args, session, kernels):
    if args.all:
        yield from everything(session, kernels, subject(kernels, args.attribute or SUBJECT),
                              ("off",) if args.quick else MITIGATIONS, args.out)
        if args.quick:
            yield f"--quick: {session.rounds} rounds, and not with mitigations on"
    elif args.attribute:
        pair = kernels[0], subject(kernels, args.attribute)
        yield from explain(session, pair, args.mitigations, args.out)
    else:
        yield from compare(session, kernels, args.mitigations, args.out)


def run(args):
    with tempfile.TemporaryDirectory(prefix="pvops-bench-") as scratch:
        guest = Guest(scratch)
        if args.workloads == "list":
            print("\n".join(guest.workloads()))
            return 0
        only = cli.only_workloads(args, guest.workloads())
        kernels = chosen(args)
        session = Session(Counter(scratch), guest, cli.rounds(args), only, args.jobs)
        if args.test:
            return test(session, kernels[0], args.mitigations)
        need_folder(args.out)
        for text in texts(args, session, kernels):
            print(text + "\n", flush=True)
    return 0


if __name__ == "__main__":
    cli.main("workloads", arguments, run)
