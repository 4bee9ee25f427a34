# SPDX-License-Identifier: GPL-2.0-only
"""The call sites of a kernel with pvops, as `objtool-pv list` reads them: where they are,
which operation each calls, and how many instructions bare metal has in its place."""

import json
import struct
from dataclasses import dataclass

from lab import cli
from lab.errors import CannotRun
from lab.files import existing, output

SCHEMA = 2
SEVERAL = "(several)"   # the "operation" of a function that implements more than one
CALL = struct.Struct("<Bi")     # opcode, from its end to the target


@dataclass(frozen=True)
class Site:
    addr: int
    length: int
    op: str
    native: int | None      # instructions of the native sequence; None: it is a call


def listed(vmlinux):
    """The sites as objects of the tool's JSON schema."""
    tool = existing(f"{cli.out()}/tools/objtool-pv", "build it with `make tools`")
    document = json.loads(output(tool, "list", "--json", "--format", ".pvops_sites", vmlinux))
    if document["schema"] != SCHEMA:
        raise CannotRun(f"{tool} speaks schema {document['schema']} and not {SCHEMA}: build it "
                        "with `make tools`.")
    return document["sites"]


def count(instructions):
    """How many there are in the tool's text; None: a call."""
    return instructions if instructions is None else len(
        [text for text in instructions.split(";") if text])


class Sites:
    """All sites of a kernel, and the functions that belong to each operation."""

    def __init__(self, rows, name_of):
        self.functions = {}             # thunks: {name: operation}
        self.implementations = {}       # on bare metal: likewise
        self.sites = []
        for row in rows:
            self._add(row, name_of)

    def _add(self, row, name_of):
        addr, op, native = int(row["address"], 16), row["op"], row["native"] or {}
        _, displacement = CALL.unpack(bytes.fromhex(row["bytes"]))
        self.functions[name_of(addr + CALL.size + displacement)] = op
        function = native.get("function")
        if function and self.implementations.setdefault(function, op) != op:
            self.implementations[function] = SEVERAL
        self.sites.append(Site(addr, row["length"], op, count(native.get("instructions"))))

    def boundaries(self):
        """Addresses that separate a site's first instruction, its others, and the rest."""
        return {at for site in self.sites
                for at in (site.addr, site.addr + 1, site.addr + site.length)}
