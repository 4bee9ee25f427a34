# SPDX-License-Identifier: GPL-2.0-only
"""The call sites of a kernel with pvops, read from its ELF file: where they are, which
operation each calls, and how many instructions bare metal has in its place."""

import re
import struct
import tempfile
from dataclasses import dataclass

from vmlinux import CannotRun, run

# The records of pvops/site.h, pvops/thunk.h and pvops/template.h.
SITE = struct.Struct("<iBBBB")          # offset, op, length, variant, flags
THUNK = struct.Struct("<iBBH")          # offset, op, variant, unused
TEMPLATE = struct.Struct("<iiBBBB")     # code, function, op, variant, length, flags
V_CALL, V_KEEP = 16, 17
T_BARE, T_ANY = 2, 0xff
SEVERAL = "(several)"   # the "operation" of a function that implements more than one
INSTRUCTION = re.compile(r"^\s*[0-9a-f]+:\t", re.M)


@dataclass(frozen=True)
class Site:
    addr: int
    length: int
    op: str
    native: int | None      # instructions of the native sequence; None: it is a call


@dataclass(frozen=True)
class Template:
    function: int
    code: bytes
    bare: bool


def _records(kernel, name, layout):
    """(address, fields) of each record of a table."""
    start, data = kernel.between(f"__start_pvops_{name}", f"__stop_pvops_{name}")
    if len(data) % layout.size:
        raise CannotRun(f"{kernel.path}: its pvops {name} are not of {layout.size} bytes, "
                        "so it is not of this tree.")
    return [(start + at, layout.unpack_from(data, at)) for at in range(0, len(data), layout.size)]


def count_instructions(code):
    """How many instructions these bytes are, as objdump sees them."""
    if not code:
        return 0
    with tempfile.NamedTemporaryFile(prefix="pvops-code-") as file:
        file.write(code)
        file.flush()
        text = run("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "--insn-width=16",
                   file.name)
    return len(INSTRUCTION.findall(text))


class Sites:
    """All sites of a kernel, and the functions that belong to each operation."""

    def __init__(self, kernel):
        self.kernel = kernel
        # A thunk in the C convention exists for every operation, and has its name.
        self.ops, self.functions = {}, {}
        thunks = _records(kernel, "thunks", THUNK)
        for addr, (offset, op, variant, _) in thunks:
            if variant == V_CALL:
                group, _, name = kernel.names[addr + offset].removeprefix(
                    "pvops_call_").partition("_")
                self.ops[op] = f"{group}.{name}"
        for addr, (offset, op, _, _) in thunks:
            self.functions[kernel.name_of(addr + offset)] = self.ops[op]
        self._bind()
        self.sites = [self._site(addr, *fields)
                      for addr, fields in _records(kernel, "sites", SITE)]

    def _bind(self):
        """What the operations are on bare metal, as pvops/bind.c decides it."""
        table = self.kernel.read(self.kernel.symbol("pvops_native_table"), 8 * len(self.ops))
        self._native = struct.unpack(f"<{len(self.ops)}Q", table)
        self._templates = {}
        for addr, (code, function, op, variant, length, flags) in _records(
                self.kernel, "templates", TEMPLATE):
            template = Template(addr + 4 + function, self.kernel.read(addr + code, length),
                                bool(flags & T_BARE))
            if op == T_ANY or template.function == self._native[op]:
                self._templates[op, variant if op != T_ANY else None] = template
        self.implementations = {}
        for op, name in self.ops.items():
            if self._native[op]:
                function = self.kernel.name_of(self._native[op])
                shared = function in self.implementations
                self.implementations[function] = SEVERAL if shared else name
        self._counts = {t.code: count_instructions(t.code) for t in self._templates.values()}

    def _template(self, op, variant):
        nothing = self._templates.get((T_ANY, None))
        if nothing and nothing.function == self._native[op]:
            return nothing
        found = self._templates.get((op, variant))
        if variant == V_KEEP and (not found or found.bare):
            found = self._templates.get((op, V_CALL), found)
        return found

    def _site(self, addr, offset, op, length, variant, _):
        template = self._template(op, variant)
        native = None
        if template and not template.bare and len(template.code) <= length:
            native = self._counts[template.code]
        return Site(addr + offset, length, self.ops[op], native)

    def boundaries(self):
        """Addresses that separate a site's first instruction, its others, and the rest."""
        return {at for site in self.sites
                for at in (site.addr, site.addr + 1, site.addr + site.length)}
