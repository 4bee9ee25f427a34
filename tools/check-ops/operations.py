# SPDX-License-Identifier: GPL-2.0-only
"""The rows of asm/pvops/ops.def, as Python reads them."""
import pathlib
import re
import typing

REPO = pathlib.Path(__file__).resolve().parents[2]
PUBLIC = "pvops/include/asm/pvops"
ROW = re.compile(r"^PV_OP(?:_AS\((?P<named>\w+), |_LONG\(|\()"
                 r"(?P<group>\w+), (?P<name>\w+), (?P<kind>\w+),", re.M)
KIND = re.compile(r"^#define PVOPS_KIND_(\w+)\(.*\\\n\tX\((\w+),\s*(\w+),\s*(\w+),", re.M)


class Operation(typing.NamedTuple):
    group: str
    name: str
    kind: str
    named: str      # the function of the kernel's that the row makes, or None

    @property
    def symbol(self):
        return f"{self.group}_{self.name}"

    def __str__(self):
        return f"{self.group}.{self.name}"


def operations(repo=REPO):
    """All, in the order of their numbers."""
    text = (repo / PUBLIC / "ops.def").read_text(encoding="utf-8")
    return [Operation(row["group"], row["name"], row["kind"], row["named"])
            for row in ROW.finditer(text)]


def sites(repo=REPO):
    """{kind: what its sites are}: the third column of asm/pvops/kinds.def."""
    text = (repo / PUBLIC / "kinds.def").read_text(encoding="utf-8")
    return {kind: site for kind, _, _, site in KIND.findall(text)}
