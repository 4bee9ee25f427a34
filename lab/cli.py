# SPDX-License-Identifier: GPL-2.0-only
"""The command line of every program here: options that mean the same everywhere, and the
main function around what a program does.

Exit status: 0 done, 1 worse than promised, 2 could not run."""

import argparse
import os
import signal
import sys

from lab import kernels, machine, tap
from lab.errors import CannotRun
from lab.made import program

TESTS = tap.Tap()    # of a program that is called with --test
MAX_JOBS = 2    # a boot has 512 MiB, and more than twice that with a hypervisor below


def out():
    """The build folder."""
    return os.environ.get("OUT") or "build"


def parser(doc, prog=None):
    return argparse.ArgumentParser(prog=prog or program(sys.argv[0]), description=doc,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)


def number(low, high=None):
    """The type of an option that is a number, and limited."""
    def parse(text):
        if not text.isdecimal() or int(text) < low or high and int(text) > high:
            raise argparse.ArgumentTypeError(
                f"{text} is not a number from {low}{f' to {high}' if high else ' up'}")
        return int(text)
    return parse


def add_out(to):
    to.add_argument("--out", metavar="DIR", default=f"{out()}/bench",
                    help="where the results go (default %(default)s)")


def add_image(to):
    to.add_argument("--image", metavar="BZIMAGE", default=f"{out()}/bzImage",
                    help="the kernel to boot (default %(default)s)")
    to.add_argument("--vmlinux", metavar="FILE", default=f"{out()}/vmlinux",
                    help="the same kernel with its symbols (default %(default)s)")


def add_kernel(to, *names):
    to.add_argument("--kernel", metavar="NAME=BZIMAGE[,VMLINUX][,WORDS]", action="append",
                    help="a kernel, and more words for its command line; repeat it (default: "
                         f"{', '.join(names)} of {out()}); the first is what the others are "
                         "compared with")
    to.set_defaults(default_kernels=names)


def add_below(to):
    to.add_argument("--below", metavar="BZIMAGE", default=f"{out()}/bzImage",
                    help="the kernel that starts a guest (default %(default)s)")


def add_platform(to, names, default=None):
    to.add_argument("--platform", metavar="NAME[,NAME...]", default=",".join(default or names),
                    help=f"only these, of {' '.join(names)} (default %(default)s)")


def add_workloads(to):
    to.add_argument("--workloads", metavar="NAME[,NAME...]",
                    help="only these (default all); list prints the names")


def add_rounds(to, rounds, quick, what="rounds"):
    to.add_argument("--rounds", type=number(1), metavar="N",
                    help=f"{what} of each row (default {rounds}; with --quick {quick})")
    to.add_argument("--quick", action="store_true", help="fewer rounds")
    to.set_defaults(usual_rounds=(rounds, quick))


def add_jobs(to, most=MAX_JOBS):
    to.add_argument("--jobs", type=number(1), metavar="N",
                    default=min(most, len(os.sched_getaffinity(0))),
                    help="boots at the same time (default %(default)s)")


def add_test(to, what):
    to.add_argument("--test", action="store_true",
                    help=f"{what}; say in TAP how each test ended")


def rounds(args):
    return args.rounds or args.usual_rounds[args.quick]


def selected(text, known, what):
    """The names in a text with commas: at least one, and all known."""
    names = [name for name in text.split(",") if name]
    unknown = [name for name in names if name not in known]
    if not names:
        raise CannotRun(f"no {what} is named; there are: {' '.join(known)}.")
    if unknown:
        raise CannotRun(f"no {what} {', '.join(unknown)}; there are: {' '.join(known)}.")
    return names


def only_workloads(args, known):
    """Those that --workloads names; nothing, which means all, where it is not given."""
    return [] if args.workloads is None else selected(args.workloads, known, "workload")


def chosen_kernels(args):
    return kernels.chosen(args.kernel, args.default_kernels, out())


def one_kernel(args):
    """Where only one is measured at a time."""
    first, *others = chosen_kernels(args)
    if others:
        raise CannotRun(f"--kernel {others[0].name}: one kernel at a time.")
    return first


def main(name, arguments, run):
    """Exit with the status that run(arguments()) returns; no machine outlives us."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    args = arguments()
    try:
        status = run(args)
        if TESTS.count:
            TESTS.plan()
        sys.stdout.flush()
    except (CannotRun, OSError) as error:
        status = 2
        if isinstance(error, BrokenPipeError):
            # The reader of our output is gone; without this Python complains once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        else:
            print(f"{name}: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        status = 2
    finally:
        machine.stop_all()
    sys.exit(status)
