# SPDX-License-Identifier: GPL-2.0-only
"""What a full audit of a distribution's kernel takes: seconds of CPU and peak memory of
`objtool-pv check`, beside `objdump -d` of the same file, in turn.

The kernels are Debian's, fetched as tests/stock does.  Times are those of this machine
and as noisy as it is: read the ratio, which is taken pair by pair.

Exit status: 0 measured, 2 could not run."""

import os
import pathlib
import statistics
import subprocess
import sys

from bench.outputs import need_folder
from lab import cli
from lab.errors import CannotRun
from lab.files import existing
from lab.results import document, keep
from tests.stock.kernels import KERNELS, fetch

PAIRS, QUICK_PAIRS = 7, 3


def arguments():
    parser = cli.parser(__doc__)
    parser.add_argument("--quick", action="store_true",
                        help=f"{QUICK_PAIRS} pairs of runs and not {PAIRS}")
    cli.add_out(parser)
    return parser.parse_args()


def spend(command):
    """(seconds of CPU, MiB) of a command that has to succeed."""
    # Its peak begins with ours (getrusage(2): metrics are preserved across execve), which
    # may be that of unpacking a kernel; 5 sets ours to what we have now (proc(5)).
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CannotRun(f"{command[0]} ends with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(name, audit, disassemble, pairs):
    both = [(spend(audit), spend(disassemble)) for _ in range(pairs + 1)][1:]
    return {"file": name,
            "audit_seconds": statistics.median(a[0] for a, _ in both),
            "audit_mib": max(a[1] for a, _ in both),
            "objdump_seconds": statistics.median(d[0] for _, d in both),
            "objdump_mib": max(d[1] for _, d in both),
            "ratios": sorted(a[0] / d[0] for a, d in both)}


def measure_all(args):
    out = pathlib.Path(cli.out())
    tool = existing(out / "tools/objtool-pv", "build it with `make tools`")
    for row in (row for row in KERNELS if not row.suite):
        kernel = fetch(row, out.resolve() / "stock")
        for what, file in (("vmlinux", kernel.vmlinux), ("vmlinuz", kernel.image)):
            print(f"{row.name} {what}: measuring", file=sys.stderr, flush=True)
            yield measure(f"{row.name} {what}", [tool, "check", file],
                          ["objdump", "-d", kernel.vmlinux],
                          QUICK_PAIRS if args.quick else PAIRS)


def show(rows):
    print(f"{'kernel':14}{'check':>10}{'':>10}{'objdump -d':>12}{'':>10}{'ratio, its spread':>24}")
    for row in rows:
        low, middle, high = row["ratios"][0], statistics.median(row["ratios"]), row["ratios"][-1]
        print(f"{row['file']:14}{row['audit_seconds']:8.2f} s{row['audit_mib']:6.0f} MiB"
              f"{row['objdump_seconds']:10.2f} s{row['objdump_mib']:6.0f} MiB"
              f"{middle:10.3f} ({low:.3f} to {high:.3f})")


def run(args):
    need_folder(args.out)
    try:
        rows = list(measure_all(args))
    except subprocess.CalledProcessError as error:
        raise CannotRun(error) from error
    show(rows)
    print(keep(args.out, "audit", document("audit", rows=rows)))
    return 0


if __name__ == "__main__":
    cli.main("audit", arguments, run)
