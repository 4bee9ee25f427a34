# SPDX-License-Identifier: GPL-2.0-only
"""What objtool-pv says of a stock kernel's files, without its debug package."""

import collections
import json
import random
import subprocess
import sys

from tests.stock.kernels import HERE

SAMPLE = 40         # modules whose sites are counted independently, too


def _run(out, *words):
    return subprocess.run([out / "tools/objtool-pv", *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)


def _listed(out, path):
    """{slot: number of sites} of pv_ops and of pv_ops_lock as objtool-pv lists them."""
    sites = json.loads(_run(out, "list", "--json", path).stdout)["sites"]
    split = not any(s["op"].startswith("lock.") and s["slot"] > 256 for s in sites
                    if s["slot"] is not None)
    tables = collections.Counter(), collections.Counter()
    for site in sites:
        if site["slot"] is not None:
            tables[split and site["op"].startswith("lock.")][site["slot"]] += 1
    return tables


def _counted(path):
    """The same by tests/stock/count.py, which shares nothing with objtool-pv."""
    lines = subprocess.run([sys.executable, HERE / "count.py", path], check=True,
                           stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return collections.Counter({int(slot, 16): int(n) for slot, n in map(str.split, lines)})


def _in_one(ours, theirs):
    """The locks' table of 7.2 begins with the first slot after all those of pv_ops."""
    (main, locks), end = ours, max(ours[0], default=0)
    begin = min((slot for slot in theirs if slot > end), default=0)
    return main + collections.Counter({begin + slot: n for slot, n in locks.items()})


def _check_counts(out, pairs, linked):
    for listed, counted in pairs:
        ours, theirs = _listed(out, listed), _counted(counted)
        ours = _in_one(ours, theirs) if linked else sum(ours, collections.Counter())
        if ours != theirs:
            return f"{listed}: listed {dict(ours - theirs)} and counted {dict(theirs - ours)}"
    return ""


def _check_clean(out, *paths):
    done = _run(out, "check", "-q", *paths)
    if done.returncode:
        return f"exit status {done.returncode}: {(done.stdout + done.stderr).strip()[:300]}"
    return ""


def _check_size(out, kernel):
    done = _run(out, "size", kernel.image)
    if done.returncode or "irq.irq_disable" not in done.stdout:
        return f"exit status {done.returncode}, or no irq.irq_disable: {done.stderr.strip()}"
    return ""


def check(kernel, out):
    """(name, reason or nothing) of each test."""
    chosen = random.Random(1).sample(kernel.modules, SAMPLE)
    yield "kernel-counts", _check_counts(out, [(kernel.image, kernel.vmlinux)], True)
    yield "module-counts", _check_counts(out, [(m, m) for m in chosen], False)
    yield "kernel-clean", _check_clean(out, kernel.image)
    yield f"{len(kernel.modules)}-modules-clean", _check_clean(out, *kernel.modules)
    yield "size", _check_size(out, kernel)
