# SPDX-License-Identifier: GPL-2.0-only
"""Functions that the compiler inlined in one kernel and not in the other.

Such a function has its instructions in its callers here and in itself there, so that
neither it nor they can be compared.  It is folded into its callers in both kernels: what
it executes counts as theirs, in the proportion in which their calls of it were executed.
What the calls themselves are stays with the callers, where it belongs.

Which functions these are is taken from the symbol tables: those that do not have equally
many copies in both kernels, counting a part that GCC split off as a function."""

import re
import struct
from collections import Counter, defaultdict

CALL_LEN = 5
# CALL rel32 and JMP rel32, which is a call at a function's end (SDM Vol. 2).
CALL_OR_JUMP = re.compile(rb"[\xe8\xe9]")
DISPLACEMENT = struct.Struct("<i")
# GCC's variants of a function and its cold half count with it.
VARIANT = re.compile(r"(\.(isra|part|constprop|cold|llvm)(\.\d+)?)+$")
PART = re.compile(r"\.part\b")
COLD = re.compile(r"\.cold\b")
# As deep as functions are inlined into one another; only recursion is left then.
DEPTH = 16


def plain(name):
    return VARIANT.sub("", name)


def copies(elf):
    """{(name, whether a part was split off): how often it is in the kernel}"""
    return Counter((plain(name), bool(PART.search(name))) for name in elf.names.values()
                   if not COLD.search(name))


def unpaired(one, other):
    """Names of functions of which the kernels have different numbers of copies."""
    one, other = copies(one), copies(other)
    return {key[0] for key in one.keys() | other.keys() if one[key] != other[key]}


def calls(elf, names):
    """{address of a call: the function it calls}, for calls of these functions.

    Bytes that only look like a call would have to hit one of few addresses in 4 GiB."""
    targets = {addr: plain(name) for addr, name in elf.names.items() if plain(name) in names}
    start, text = elf.text()
    found = {}
    for match in CALL_OR_JUMP.finditer(text, 0, len(text) - CALL_LEN + 1):
        at = match.start()
        target = start + at + CALL_LEN + DISPLACEMENT.unpack_from(text, at + 1)[0]
        if target in targets:
            found[start + at] = targets[target]
    return found


class Own:
    """What a function executes itself: instructions, how many of them are a site's beyond
    the native sequence, and how often it executes sites of which operation."""

    def __init__(self):
        self.instructions = self.at_sites = 0.0
        self.executions = defaultdict(float)

    def add(self, other, share=1.0):
        self.instructions += share * other.instructions
        self.at_sites += share * other.at_sites
        for op, times in other.executions.items():
            self.executions[op] += share * times


def fold(functions, made):
    """Fold into their callers: functions {name: Own}, made {callee: {caller: calls}}."""
    for _ in range(DEPTH):
        inner = [name for name in made if name in functions]
        if not inner:
            break
        for name in inner:
            callers = {caller: n for caller, n in made[name].items() if n > 0 and caller != name}
            if callers:
                own = functions.pop(name)
                for caller, times in callers.items():
                    # A caller that has been folded itself comes back, and goes in the next turn.
                    functions.setdefault(caller, Own()).add(own, times / sum(callers.values()))
