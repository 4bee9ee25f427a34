# SPDX-License-Identifier: GPL-2.0-only
"""Audit Debian's own kernels with objtool-pv: in their files, beside an independent
count, and booted, in dumps taken from outside.

    tests/stock/run [NAME...]       all but sid, or those that are named

OUT (default build) holds the image, which is the dom0 that starts a stock kernel, and
tools/objtool-pv.  With RESULTS in the environment each outcome is also noted there."""

import os
import pathlib
import sys

from tests.stock import boots, files
from tests.stock.kernels import BY_HAND, KERNELS, fetch


def outcome(name, reason, word="FAIL"):
    line = f"{word if reason else 'PASS'} stock/{name}"
    print(f"{line}: {reason}" if reason else line, flush=True)
    if "RESULTS" in os.environ:
        with open(os.environ["RESULTS"], "a", encoding="utf-8") as file:
            print(line, file=file)
    return not reason


def chosen(names):
    known = {row.name: row for row in KERNELS + BY_HAND}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"tests/stock/run: no kernel {unknown[0]}; there are {', '.join(known)}")
    return [known[name] for name in names] or KERNELS


def main():
    out = pathlib.Path(os.environ.get("OUT") or "build").resolve()
    ok = True
    for row in chosen(sys.argv[1:]):
        kernel = fetch(row, out / "stock")
        if not kernel:
            outcome(row.name, f"{row.package} of {row.suite} cannot be had here", "SKIP")
            continue
        for name, reason in (*files.check(kernel, out), *boots.check(kernel, out)):
            ok = outcome(f"{row.name}-{name}", reason) and ok
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
