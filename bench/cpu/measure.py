# SPDX-License-Identifier: GPL-2.0-only
"""Measure what a call site costs on this CPU, in each form it can have.

Runs copies of every site shape (bench/cpu/shapes.S) in user space, with unprivileged
stand-ins of equal length for privileged instructions, and compares each with the same
code without any site, round by round:

  alone   nothing but sites, in a short loop
  mixed   other code between the sites, in a short loop
  decode  the same, three quarters of the instruction cache long: too much for
          most caches of decoded instructions, so that the decoders see each prefix
  cold    8 MB of it, each function executed once a pass, in random order

An operation's name ends with its stand-in: cli_clc is cli, measured as clc.  none is
no site, what all others are compared with.  Forms: bare is the unpadded instruction;
pN has at most N prefixes and NOPs for the rest of the 5 bytes; direct calls the
implementation, thunk the register-saving thunk around it, indirect the trampoline that
jumps through the table, retpoline the same through a retpoline; callmem is a call
through memory, 6 bytes long.  after is
an instruction that follows a site with nothing to do: without it, after a NOP, or
with the site's bytes for prefixes.  ladder is a one-byte instruction with N prefixes
(lN) or one NOP of N bytes (nN).

Cycles come from performance counters or, where there are none, from the time-stamp
counter and a chain of additions that take one cycle each.

Exit status: 0 the patcher's padding is no dearer than NOPs on this CPU, 1 it is
dearer, 2 could not run."""

import argparse
import math
import os
import platform
import time

from bench.cpu import check, show, stats, verdict
from bench.cpu.runner import Runner
from bench.outputs import need_file
from lab import cli
from lab.made import cpu_model
from lab.results import document

SECONDS, QUICK = 60, 10
FEWEST = 16             # rounds, below which a confidence interval means nothing
SHARE = 0.02            # of a site's cycles: what is slow need not be known so well
CLOCKS = {"perf": "cycles from performance counters", "tsc": "time-stamp counter"}
LOOKS = 10              # how often results are computed on the way


def positive(text):
    """The type of an option that is a number of seconds or cycles."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number above 0")
    return value


def arguments():
    parser = cli.parser(__doc__)
    parser.add_argument("--seconds", type=positive, default=SECONDS,
                        help=f"stop after that time, but not before {FEWEST} rounds "
                             "(default %(default)s)")
    parser.add_argument("--quick", action="store_const", const=QUICK, dest="seconds",
                        help=f"the same as --seconds {QUICK}")
    parser.add_argument("--bound", type=positive, default=0.05, metavar="CYCLES",
                        help="stop earlier when all medians are known that well, or to "
                             f"{SHARE:.0%}% of what the code takes (default %(default)s)")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)),
                        help="run there (default: the last one, %(default)s)")
    parser.add_argument("--clock", choices=("auto", "perf", "tsc"), default="auto",
                        help="counters or time-stamp counter (default: what works)")
    parser.add_argument("--all", action="store_true",
                        help="print every row with its 10th and 90th percentile")
    parser.add_argument("--json", metavar="FILE", help="write everything there")
    parser.add_argument("--tsv", metavar="FILE", help="write the rows there")
    cli.add_test(parser, "check the shapes with objdump and the patcher, measure shortly")
    return parser.parse_args()


def take_rounds(runner, args):
    """Run until every median is known well enough, or time is up."""
    begin = time.monotonic()
    runner.run(FEWEST)
    while True:
        rounds = stats.Rounds(runner)
        rows = stats.summaries(rounds)
        wide = stats.too_wide(rows, args.bound, SHARE)
        spent = time.monotonic() - begin
        text = (f"{spent:4.0f} s, {len(rounds)} rounds, {len(wide)} of {len(rows)} rows "
                f"not yet known to ±{args.bound} cycles or {SHARE:.0%}")
        over = not wide or spent >= args.seconds
        show.progress(text, last=over)
        if over:
            return rounds, rows, spent, len(wide)
        for_one = spent / len(rounds)
        span = min(args.seconds / LOOKS, args.seconds - spent)
        runner.run(max(1, int(span / for_one)))


def measure(args):
    with Runner(args.cpu, args.clock) as runner:
        print(f"{cpu_model()}, CPU {args.cpu}, {CLOCKS[runner.clock]}", flush=True)
        rounds, rows, spent, wide = take_rounds(runner, args)
    return document(
        "cpu", cpu=cpu_model(), kernel=platform.release(), clock=runner.clock, seconds=spent,
        rounds=len(rounds), rows_too_wide=wide, bound=args.bound, share=SHARE,
        ticks_per_cycle=stats.quantile(sorted(rounds.units), 0.5), rows=rows,
        verdict=verdict.judge(rounds))


def run(args):
    for path in filter(None, (args.json, args.tsv)):
        need_file(path)
    if args.test:
        check.shapes()
        args.seconds = min(args.seconds, QUICK)
    result = measure(args)
    if args.test:
        return check.order(result["rows"])
    show.keep(result, args.json, args.tsv)
    show.table(result["rows"])
    if args.all:
        show.details(result["rows"])
    show.verdict(result)
    return 0 if result["verdict"]["holds"] else 1


if __name__ == "__main__":
    cli.main("cpu", arguments, run)
