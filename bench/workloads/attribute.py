# SPDX-License-Identifier: GPL-2.0-only
"""Where a kernel's additional instructions are: at which operations' call sites, around
these in the functions that have them, in what they call, and in other functions.

Sums over all rounds, not medians, so that the parts add up to the whole."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from bench.workloads import folding
from bench.workloads.folding import Own, plain
from bench.workloads.sites import Sites, listed
from lab.elf import Vmlinux


@dataclass
class Part:
    """What one operation costs in one workload, per operation of the workload."""
    op: str
    executions: float = 0.0
    free: float = 0.0           # of these, with no instruction at the site at all
    executed: float = 0.0       # instructions at its sites
    native: float = 0.0         # instructions that bare metal needs there
    around: float = 0.0         # in functions with such sites, but not at sites
    callees: float = 0.0        # in thunks and implementations

    @property
    def at_sites(self):
        return self.executed - self.native

    @property
    def excess(self):
        return self.at_sites + self.around + self.callees


@dataclass
class Function:
    """One function in one workload, per operation of the workload."""
    name: str
    baseline: float
    kernel: float
    at_sites: float     # what parts have of the difference
    around: float
    callees: float

    @property
    def other(self):
        return self.kernel - self.baseline - self.at_sites - self.around - self.callees


@dataclass
class Attribution:
    """One workload; every number is for one operation."""
    base: float
    total: float
    parts: list
    functions: list     # the largest difference outside of sites and callees first

    def sum(self, what):
        return sum(getattr(part, what) for part in self.parts)

    @property
    def excess(self):
        return self.total - self.base

    @property
    def other(self):
        return self.excess - self.sum("excess")

    @property
    def absolute(self):
        """The sum of the parts, none of which makes up for another."""
        return sum(abs(part.excess) for part in self.parts) + abs(self.other)


class Kernel:
    """A kernel's ELF file, as ranges to count in and what they mean."""

    def __init__(self, elf, rows=()):
        """@rows: its sites, as objtool-pv lists them"""
        self.elf = elf
        self.sites = Sites(rows, elf.name_of) if rows else None
        self.calls = {}             # {address of a call: function that is folded}
        bounds = set(elf.functions)
        if self.sites:
            bounds |= self.sites.boundaries()
        self.ranges = sorted(bounds)

    def function(self, addr):
        return plain(self.elf.name_of(addr))

    def fold(self, names):
        """Count the calls of these functions."""
        self.calls = folding.calls(self.elf, names)
        self.ranges = sorted({*self.ranges, *self.calls,
                              *(at + folding.CALL_LEN for at in self.calls)})

    def belonging(self):
        """{function: operation because of which it exists}: implementations and thunks."""
        return {**self.sites.implementations, **self.sites.functions} if self.sites else {}

    def contained(self):
        """{function: {operation: sites}}"""
        found = defaultdict(Counter)
        for site in self.sites.sites:
            found[self.function(site.addr)][site.op] += 1
        return found

    def executed(self, boot, name, operations):
        """{function: Own} of one workload, not folded; what is at sites comes later."""
        functions = defaultdict(Own)
        for addr, count in boot.where[name].items():
            functions[self.function(addr)].instructions += count / operations
        return functions

    def calls_made(self, boot, name, functions):
        """{callee: {caller: calls}} between these functions."""
        made = defaultdict(lambda: defaultdict(float))
        for at, callee in self.calls.items():
            times = boot.where[name].get(at, 0)
            if times and callee in functions:
                made[callee][self.function(at)] += times
        return made

    def at_sites(self, boot, name, operations, functions, known):
        """{operation: Part} of what is at sites, also added to @functions; @known are the
        functions that the baseline executes."""
        parts, thunks = {}, self.sites.functions
        where, over = boot.where[name], boot.over[name]
        for site in self.sites.sites:
            times = where.get(site.addr, 0) / operations
            function = self.function(site.addr)
            # What is only a callee counts as one, its own sites too.
            if not times or function in thunks or (
                    function in self.sites.implementations and function not in known):
                continue
            part = parts.setdefault(site.op, Part(site.op))
            free = over.get(site.addr, 0) / operations
            executed = times - free + where.get(site.addr + 1, 0) / operations
            native = times * self._native(site, known)
            part.executions += times
            part.free += free
            part.executed += executed
            part.native += native
            functions[function].at_sites += executed - native
            functions[function].executions[site.op] += times
        return parts

    def _native(self, site, known):
        """A call of a function that the baseline executes too is native itself."""
        if site.native is not None:
            return site.native
        return int(any(op == site.op and name in known
                       for name, op in self.sites.implementations.items()))


class Pair:
    """The baseline and the kernel that is compared with it."""

    def __init__(self, base, kernel, rows):
        self.base, self.kernel = Kernel(base), Kernel(kernel, rows)
        self.belonging = self.kernel.belonging()
        self.contained = self.kernel.contained() if self.kernel.sites else {}
        names = folding.unpaired(base, kernel) - self.belonging.keys()
        self.base.fold(names)
        self.kernel.fold(names)

    @classmethod
    def of(cls, base, kernel):
        return cls(Vmlinux(base.elf()), Vmlinux(kernel.elf()), listed(kernel.elf()))

    def attribute_all(self, base_boot, boot):
        return {name: self.attribute(base_boot, boot, name) for name in boot.rounds}

    def attribute(self, base_boot, boot, name):
        """One workload of two boots that were counted range by range."""
        operations = len(boot.rounds[name]) * boot.ops[name]
        before = self.base.executed(base_boot, name, operations)
        after = self.kernel.executed(boot, name, operations)
        parts = {}
        if self.kernel.sites:
            parts = self.kernel.at_sites(boot, name, operations, after, before.keys())
        folding.fold(before, self.base.calls_made(base_boot, name, before))
        folding.fold(after, self.kernel.calls_made(boot, name, after))
        functions = [self._compare(f, before.get(f, Own()), after.get(f, Own()), parts)
                     for f in before.keys() | after.keys()]
        functions.sort(key=lambda f: (-abs(f.around + f.other), f.name))
        return Attribution(sum(f.baseline for f in functions),
                           sum(f.kernel for f in functions),
                           sorted(parts.values(), key=lambda part: -part.excess), functions)

    def _compare(self, name, before, after, parts):
        """One function; adds to the parts the excess that sites cause outside of themselves."""
        rest = after.instructions - before.instructions - after.at_sites
        around = callees = 0.0
        if name in self.belonging:
            op, callees = self.belonging[name], rest
            parts.setdefault(op, Part(op)).callees += rest
        else:
            weights = self._weights(name, after)
            for op, weight in weights.items():
                share = rest * weight / sum(weights.values())
                parts.setdefault(op, Part(op)).around += share
                around += share
        return Function(name, before.instructions, after.instructions, after.at_sites,
                        around, callees)

    def _weights(self, name, own):
        """Whose sites it executes, and how often; else, whose it has.  A site that is not
        executed takes registers from the code around it all the same."""
        executions = {op: times for op, times in own.executions.items() if times > 0}
        return executions or self.contained.get(name, {})
