# SPDX-License-Identifier: GPL-2.0-only
"""Boot one kernel image on every platform and prove each boot from inside.

Exit status: 0 all platforms passed, 1 a platform failed, 2 could not run."""

import dataclasses
import functools
import os
import random
import sys

from lab import build, cli, console, hold, launch, pool, ramdisks
from lab.files import existing, need_tools, sha256
from lab.machine import QEMU
from lab.progress import Progress
from lab.results import document, write_json
from lab.tap import Tap
from tests.vm import cases, table

HERE = os.path.dirname(os.path.abspath(__file__))
ARCH_FLAGS = {"x86_64": (), "i386": ("-m32", "-Wno-psabi")}


def arguments():
    out = cli.out()
    parser = cli.parser(__doc__, "tests/vm/boot")
    parser.add_argument("platform", nargs="*", metavar="PLATFORM",
                        help=f"a group, {' '.join(cases.GROUPS)} (default: all), or of: "
                             f"{' '.join(cases.ROWS)}")
    parser.add_argument("--image", metavar="BZIMAGE", default=f"{out}/bzImage",
                        help="the kernel to boot (default %(default)s)")
    parser.add_argument("--vmlinux", metavar="FILE", default=f"{out}/vmlinux",
                        help="the same kernel with its symbols (default %(default)s)")
    parser.add_argument("--qemu", metavar="PROGRAM", default=QEMU,
                        help="the emulator (default %(default)s); tests/vm/newer-qemu "
                             "fetches another one")
    parser.add_argument("--host-image", metavar="BZIMAGE",
                        help="the kernel below nested guests (default: the same)")
    parser.add_argument("--module", metavar="KO",
                        help="pvops_sample.ko built for that kernel "
                             f"(default {out}/vm/module/pvops_sample.ko)")
    parser.add_argument("--auditor", metavar="PROGRAM", default=f"{out}/tools/objtool-pv",
                        help="objtool-pv, which audits each boot (default %(default)s)")
    parser.add_argument("--out", metavar="DIR", default=f"{out}/vm",
                        help="ramdisks and logs (default %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the results there as well")
    parser.add_argument("--tap", metavar="FILE", default=os.devnull,
                        help="write there in TAP how each boot ended, as it ends")
    parser.add_argument("--cpus", type=cli.number(1, 16), metavar="N", default=2,
                        help="CPUs of the guest under test (default %(default)s)")
    # More than a few take more memory than a big machine's CPUs are worth here.
    cli.add_jobs(parser, 4)
    parser.add_argument("--append", metavar="WORDS", action="append", default=[],
                        help="more kernel parameters for the guest under test")
    parser.add_argument("--expect-mode", choices=("inline", "direct", "indirect"),
                        default="inline", help="the mode after boot (default %(default)s)")
    parser.add_argument("--arch", choices=ARCH_FLAGS, default="x86_64",
                        help="what the kernel under test runs (default %(default)s)")
    parser.add_argument("--baseline", action="store_true",
                        help="the image is upstream's own kernel and has no pvops files: "
                             "prove the rest (the same as --append prove.upstream)")
    parser.add_argument("--seed", type=int, metavar="N", default=random.randrange(1 << 31),
                        help="of what stress tests do by chance (default another each time; "
                             "the guest says which)")
    parser.add_argument("--minutes", type=cli.number(1), metavar="N", default=1,
                        help="how long rows take that take any time (default %(default)s)")
    parser.add_argument("--keep-console", action="store_true",
                        help="copy each console to standard output as it runs")
    args = parser.parse_args()
    args.baseline |= "prove.upstream" in " ".join(args.append).split()
    # Only the baseline boot may go without.
    args.module = args.module or not args.baseline and f"{out}/vm/module/pvops_sample.ko"
    return args


def rows(names):
    """The rows of these names and groups, in the order of the matrix."""
    names = names or ["all"]
    cli.selected(",".join(names), (*cases.GROUPS, *cases.ROWS), "platform")
    wanted = {p.name for group in names for p in cases.GROUPS.get(group, ())} | set(names)
    return [p for p in cases.ROWS.values() if p.name in wanted]


def lasting(row, minutes):
    """The same row for so many minutes, if it is one that takes any time."""
    if not row.minutes:
        return row
    return dataclasses.replace(row, minutes=minutes, timeout=row.timeout + 60 * minutes)


def modules(args):
    """{path in the guest: file}: the module to load, and the others of the same build; which
    there are is the kernel's configuration."""
    if args.baseline and not args.module:
        return {}
    module = existing(args.module, "build tests/vm/module against this kernel, or give its path "
                                   "with --module")
    folder = os.path.dirname(module)
    others = [name for name in sorted(os.listdir(folder)) if name.startswith("pvops_")
              and name.endswith(".ko") and name != os.path.basename(module)]
    return {"/pvops_sample.ko": module,
            **{"/" + name: os.path.join(folder, name) for name in others}}


def ramdisk(args):
    init = build.guest(os.path.join(args.out, "prove"), os.path.join(HERE, "guest"),
                       ARCH_FLAGS[args.arch])
    auditor = {} if args.baseline else {"/bin/objtool-pv": existing(
        args.auditor, "build it with `make tools`, or give its path with --auditor")}
    return ramdisks.guest_ramdisk(args.out, init, modules(args), auditor)


def prepare(args):
    need_tools("qemu-system-x86_64", "taskset", "timeout")
    existing(args.qemu, "give --qemu the path of a QEMU")
    existing(args.image, "build it with `make image`, or give its path with --image")
    os.makedirs(args.out, exist_ok=True)
    run = launch.Run(args.out, args.image, ramdisk(args), args.host_image or "", args.cpus,
                     tuple(args.append), args.expect_mode, args.baseline, args.seed)
    run.prepare()
    return run


def judge_hold(platform, text, stopped, args):
    return (stopped or console.never_said(platform, text) or
            hold.judge(platform, text.values, args.out, args.auditor, args.vmlinux))


def to_stdout(data):
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def boot_one(platform, machine, args, tests):
    judge = functools.partial(judge_hold, args=args) if platform.hold else None
    progress = Progress(platform.name, args.jobs == 1 and not args.keep_console)
    result, lines = console.boot(platform, machine, args.out, progress.update,
                                 to_stdout if args.keep_console else None, judge)
    progress.done(result)
    tests.test(result.ok, result.name, result.reason)
    if not result.ok:
        console.show_failure(result, lines)
    return result


def as_json(results, image, args):
    return document(
        "boot", image_sha256=image, cpus=args.cpus, baseline=args.baseline,
        append=" ".join(args.append), ok=all(r.ok for r in results),
        platforms=[{"name": r.name, "ok": r.ok, "reason": r.reason,
                    "seconds": round(r.seconds, 1), "log": r.log, "prove": r.values,
                    "features": r.features} for r in results])


def run(args):
    chosen = [lasting(p, args.minutes) for p in rows(args.platform)]
    common = prepare(args)
    image = sha256(common.path(launch.IMAGE))
    # All machines first: a missing package is found before anything has booted.
    qemu = os.path.abspath(args.qemu)
    with open(args.tap, "w", encoding="utf-8") as file:
        tests = Tap(file)
        tasks = [(p, dataclasses.replace(launch.machine(p, common), program=qemu), args, tests)
                 for p in chosen]
        tests.plan(len(tasks))
        results = pool.side_by_side(boot_one, tasks, args.jobs, lambda task: -task[0].timeout)
    table.show(results, image)
    if args.json:
        write_json(args.json, as_json(results, image, args))
    return 0 if all(r.ok for r in results) else 1


if __name__ == "__main__":
    cli.main("boot", arguments, run)
