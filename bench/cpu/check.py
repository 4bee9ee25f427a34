# SPDX-License-Identifier: GPL-2.0-only
"""The test of the benchmark: objdump, the patcher and the clock as witnesses."""

import re

from bench.cpu.runner import compile_program
from lab import cli
from lab.files import output

SITE_LEN = 5
# Mnemonic and length of each instruction of an operation, written from the manual
# (SDM Vol. 2) and not from bench/cpu/shapes.S.
CODE = {
    "cli_clc": [("clc", 1)],
    "cli_cld": [("cld", 1)],
    "save_fl": [("pushf", 1), ("pop", 1)],
    "save_fl_r12": [("pushf", 1), ("pop", 2)],
    "read_cr2_movzb": [("movzbl", 3)],
    "set_pte": [("mov", 3)],
    "unlock": [("movb", 3)],
    "not_preempted": [("xor", 3)],
    "identity": [("mov", 3)],
    "hook": [],
    "none": [],
    "after": [("and", 4)],
    "ladder": [("clc", 1)],
}
NOPS = {"nop", "nopl", "nopw", "xchg %ax,%ax"}
CALLS = ("direct", "thunk", "indirect", "retpoline")
OTHER = {
    ("set_pte", "disp8"): [("mov", 5)],
    ("unlock", "disp8"): [("movb", 5)],
    ("identity", "lea"): [("lea", 5)],
    ("hook", "p4nop"): [("nop", 5)],
    ("hook", "nop3nop2"): [("nop", 3), ("nop", 2)],
    ("hook", "nop1x5"): [("nop", 1)] * 5,
    ("after", "nop"): [("nop", 5), ("and", 4)],
    ("after", "prefixes"): [("and", 9)],
}


def _claim(op, form):
    """What a shape should be: (instruction, length with its prefixes) in order."""
    code = list(CODE[op])
    if (op, form) in OTHER:
        return OTHER[op, form]
    if form in CALLS:
        return [("call", SITE_LEN)]
    if form == "callmem":
        return [("call", SITE_LEN + 1)]
    if form in ("bare", "none"):
        return code
    kind, number = form[0], int(form[1:])
    nop = SITE_LEN - sum(length for _, length in code) - number if kind == "p" else 0
    if kind == "n":
        number, nop = 0, number
    if number:
        code[0] = code[0][0], code[0][1] + number
    return code + ([("nop", nop)] if nop else [])


def _instruction(text):
    """objdump's text without prefixes; a NOP is one whatever it is written as."""
    words = text.split("#")[0].split()
    while words and words[0] == "cs":
        words.pop(0)
    if not words:
        return ""
    whole = " ".join(words[:2])
    return "nop" if words[0] in NOPS or whole in NOPS else words[0]


def _disassemble(program):
    """{address: (instruction, length)}, and {symbol: address}."""
    code, symbols = {}, {}
    for line in output("objdump", "-d", "-w", "-j", "shapes_text", program).splitlines():
        found = re.match(r" *([0-9a-f]+):\t((?:[0-9a-f]{2} )+) *\t?(.*)", line)
        if found:
            code[int(found[1], 16)] = _instruction(found[3]), len(found[2].split())
    for line in output("objdump", "-t", program).splitlines():
        words = line.split()
        if words and words[-1].startswith("shape_"):
            symbols[words[-1]] = int(words[0], 16)
    return code, symbols


def _between(code, start, end):
    found = []
    while start < end:
        if start not in code:
            return None
        found.append(code[start])
        start += code[start][1]
    return found if start == end else None


def shapes():
    """Compare every shape with what it claims to be."""
    program = compile_program("pad", ("pad.c", "shapes.S", "../../pvops/patcher/encode.c"))
    code, symbols = _disassemble(program)
    wrong, count = [], 0
    for symbol, start in symbols.items():
        name = symbol.removeprefix("shape_")
        if name.startswith("end_"):
            continue
        op, _, form = name.rpartition("_")
        found = _between(code, start, symbols[f"shape_end_{name}"])
        claim = _claim(op, form)
        count += 1
        if found != claim:
            wrong.append(f"{name}: {found} instead of {claim}")
    print("\n".join(wrong), end="\n" if wrong else "")
    cli.TESTS.test(count and not wrong, "every shape has the instructions and lengths claimed")
    for line in output(program).splitlines():
        word, _, name = line.partition(" - ")
        cli.TESTS.test(word == "ok", name)


def order(rows):
    """A measurement that gets these wrong measures something else."""
    cycles = {(row["context"], row["op"], row["form"]): row["cycles"] for row in rows}
    good = True
    for context in ("alone", "mixed", "decode"):
        at = [cycles[context, "cli_clc", form] for form in ("bare", "direct", "retpoline")]
        good &= cli.TESTS.test(at == sorted(at), f"{context}: instruction < call < retpoline")
        at = [cycles[context, "hook", form] for form in ("p0", "nop1x5")]
        good &= cli.TESTS.test(at == sorted(at), f"{context}: one NOP < five NOPs")
    good &= cli.TESTS.test(cycles["cold", "none", "none"] > cycles["mixed", "none", "none"],
                     "cold code is slower than cached code")
    return 0 if good else 1
