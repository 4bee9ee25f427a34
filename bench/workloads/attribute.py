# SPDX-License-Identifier: GPL-2.0-only
"""Where a kernel's additional instructions are: at which operations' call sites, in the
functions that these call, and in which others.

Sums over all rounds, not medians, so that the parts add up to the whole."""

import re
from collections import defaultdict
from dataclasses import dataclass

from sites import Sites

# What a share of a workload has to reach to be printed; background work is less.
VISIBLE = 2e-5
# GCC's variants of a function and its cold half count with it.
VARIANT = re.compile(r"(\.(isra|part|constprop|cold|llvm)(\.\d+)?)+$")


@dataclass
class Part:
    """What one operation costs in one workload, per operation of the workload."""
    op: str
    executions: float = 0.0
    executed: float = 0.0       # instructions at its sites
    native: float = 0.0         # instructions that bare metal needs there
    callees: float = 0.0        # in functions that the baseline does not execute

    @property
    def excess(self):
        return self.executed - self.native + self.callees


@dataclass
class Function:
    """One function in one workload, per operation of the workload."""
    name: str
    baseline: float
    kernel: float
    sites: float        # of these, what parts have already: at call sites, or all of a callee

    @property
    def other(self):
        return self.kernel - self.baseline - self.sites


@dataclass
class Attribution:
    """One workload; every number is for one operation."""
    base: float
    total: float
    parts: list
    functions: list     # the largest difference that no part explains first

    @property
    def sites(self):
        return sum(part.executed - part.native for part in self.parts)

    @property
    def callees(self):
        return sum(part.callees for part in self.parts)

    @property
    def other(self):
        return self.total - self.base - self.sites - self.callees


class Kernel:
    """A kernel's ELF file, as ranges to count in and what they mean."""

    def __init__(self, elf):
        self.elf = elf
        self.sites = Sites(elf) if "__start_pvops_sites" in elf.symbols else None
        bounds = set(elf.functions)
        if self.sites:
            bounds |= self.sites.boundaries()
        self.ranges = sorted(bounds)

    def function(self, addr):
        return VARIANT.sub("", self.elf.name_of(addr))

    def by_function(self, where, operations):
        totals = defaultdict(float)
        for addr, count in where.items():
            totals[self.function(addr)] += count / operations
        return dict(totals)

    def parts(self, where, operations, functions, known):
        """What operations cost, and how much of it is in which function; @functions and
        @known are those that this kernel and the baseline execute."""
        parts, within = {}, defaultdict(float)
        belonging = self._belonging(known) if self.sites else {}
        for site in self.sites.sites if self.sites else ():
            first = where.get(site.addr, 0) / operations
            function = self.function(site.addr)
            # A thunk's own site is part of the thunk.
            if not first or function in belonging:
                continue
            executed = first + where.get(site.addr + 1, 0) / operations
            native = first * self._native(site, known)
            part = parts.setdefault(site.op, Part(site.op))
            part.executions += first
            part.executed += executed
            part.native += native
            within[function] += executed - native
        for name, op in belonging.items():
            if functions.get(name):
                parts.setdefault(op, Part(op)).callees += functions[name]
                within[name] = functions[name]
        return sorted(parts.values(), key=lambda part: -part.excess), within

    def _native(self, site, known):
        """A call of a function that the baseline executes too is native itself."""
        if site.native is not None:
            return site.native
        return int(any(op == site.op and name in known
                       for name, op in self.sites.implementations.items()))

    def _belonging(self, known):
        """Functions that exist because of an operation: thunks, implementations."""
        functions = {**self.sites.implementations, **self.sites.functions}
        return {name: op for name, op in functions.items() if name not in known}


def attribute(base, base_boot, kernel, boot, name):
    """One workload of two boots that were counted range by range."""
    base_where = base_boot.where.get(name, {})
    where = boot.where.get(name, {})
    operations = len(boot.rounds[name]) * boot.ops[name]
    before = base.by_function(base_where, operations)
    after = kernel.by_function(where, operations)
    parts, within = kernel.parts(where, operations, after, before)
    functions = [Function(f, before.get(f, 0.0), after.get(f, 0.0), within.get(f, 0.0))
                 for f in before.keys() | after.keys()]
    functions.sort(key=lambda f: (-abs(f.other), f.name))
    return Attribution(sum(before.values()), sum(after.values()), parts, functions)


def as_json(result):
    return {"baseline": result.base, "kernel": result.total, "sites": result.sites,
            "callees": result.callees, "other": result.other,
            "ops": [{**vars(part), "excess": part.excess} for part in result.parts],
            "functions": [{**vars(f), "other": f.other} for f in result.functions]}


def ops_tsv(results):
    rows = ["workload\top\texecutions\texecuted\tnative\tcallees\texcess\texcess_percent"]
    for name, result in results.items():
        cells = [(p.op, p.executions, p.executed, p.native, p.callees, p.excess)
                 for p in result.parts]
        cells.append(("(other)", 0, 0, 0, 0, result.other))
        cells.append(("(total)", 0, result.total, result.base, 0, result.total - result.base))
        rows += ["\t".join([name, op, *(f"{n:.3f}" for n in numbers),
                            f"{100 * numbers[-1] / result.base:.4f}"]) for op, *numbers in cells]
    return "\n".join(rows) + "\n"


def functions_tsv(results):
    rows = ["workload\tfunction\tbaseline\tkernel\tat_sites\tother\tother_percent"]
    for name, r in results.items():
        rows += [f"{name}\t{f.name}\t{f.baseline:.3f}\t{f.kernel:.3f}\t{f.sites:.3f}\t"
                 f"{f.other:.3f}\t{100 * f.other / r.base:.4f}" for f in r.functions]
    return "\n".join(rows) + "\n"


def _line(label, share, detail):
    return f"  {100 * share:+8.3f} %  {label:32} {detail}"


def _lines(result, top):
    for p in result.parts[:top]:
        if p.excess > VISIBLE * result.base:
            yield _line(p.op, p.excess / result.base,
                        f"{p.executions:,.2f} times, {p.executed:,.1f} at sites for "
                        f"{p.native:,.1f}, {p.callees:,.1f} in callees")
    yield _line("(other)", result.other / result.base, f"{result.other:,.1f}; the functions:")
    for f in result.functions[:top]:
        if abs(f.other) > VISIBLE * result.base:
            yield _line(f"  {f.name}", f.other / result.base,
                        f"{f.baseline:,.1f} -> {f.kernel:,.1f}, {f.sites:,.1f} at sites")


def as_text(results, top):
    """For eyes: each workload's operations, and the functions that differ most."""
    lines = []
    for name, r in results.items():
        lines.append(f"{name}: {r.base:,.1f} -> {r.total:,.1f} "
                     f"({100 * (r.total / r.base - 1):+.2f} %)")
        lines += _lines(r, top)
    return "\n".join(lines)


def mean_shares(results):
    """{operation or function: share of the baseline's count, mean over all workloads}"""
    ops, functions = defaultdict(float), defaultdict(float)
    for r in results.values():
        for part in r.parts:
            ops[part.op] += part.excess / r.base / len(results)
        for f in r.functions:
            functions[f.name] += f.other / r.base / len(results)
    return ops, functions


def summary(results, top):
    """One line for each workload, and the mean: shares of the baseline's count."""
    lines = [f"{'workload':18}{'total':>10}{'at sites':>10}{'callees':>10}{'other':>10}   "
             "in % of the baseline"]
    for name, r in results.items():
        shares = (r.total - r.base, r.sites, r.callees, r.other)
        lines.append(f"{name:18}" + "".join(f"{100 * s / r.base:+10.2f}" for s in shares))
    lines.append("mean of all workloads, by operation, and by function without call sites:")
    for shares in mean_shares(results):
        largest = sorted(shares.items(), key=lambda row: -abs(row[1]))[:2 * top]
        lines += [_line(name, share, "").rstrip() for name, share in largest
                  if abs(share) > VISIBLE]
        lines.append("")
    return "\n".join(lines[:-1])
