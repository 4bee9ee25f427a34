# SPDX-License-Identifier: GPL-2.0-only
"""Audit Debian's own kernels with objtool-pv: in their files, beside an independent
count, and booted, in dumps taken from outside.

    tests/stock/run [NAME...]       all but sid, or those that are named

OUT (default build) holds the image, which is the dom0 that starts a stock kernel, and
tools/objtool-pv.  Each outcome is a test's, in TAP."""

import os
import pathlib
import sys

from lab.tap import Tap
from tests.stock import boots, files
from tests.stock.kernels import BY_HAND, KERNELS, fetch


def chosen(names):
    known = {row.name: row for row in KERNELS + BY_HAND}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"tests/stock/run: no kernel {unknown[0]}; there are {', '.join(known)}")
    return [known[name] for name in names] or KERNELS


def main():
    out = pathlib.Path(os.environ.get("OUT") or "build").resolve()
    tests, ok = Tap(), True
    for row in chosen(sys.argv[1:]):
        kernel = fetch(row, out / "stock")
        if not kernel:
            tests.skip(row.name, f"{row.package} of {row.suite} cannot be had here")
            continue
        for name, reason in (*files.check(kernel, out), *boots.check(kernel, out)):
            ok &= tests.test(not reason, f"{row.name}-{name}", reason or "")
    tests.plan()
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
