# SPDX-License-Identifier: GPL-2.0-only
"""The sections of docs/results.md: which results each is made from, and how to have them."""

import os
from dataclasses import dataclass
from typing import Callable

from bench.platforms.boot import COUNT_THE_SAME
from bench.results import compared, single
from bench.results.markdown import origin
from lab.errors import CannotRun
from lab.results import load


@dataclass(frozen=True)
class Section:
    name: str           # in the document's marks
    title: str
    command: str        # measures it
    bench: str          # what the results call themselves
    stems: tuple        # of the results' files
    text: Callable      # from the documents to Markdown

    def documents(self, folder):
        return [load(os.path.join(folder, stem + ".json"), self.bench, f"run `{self.command}`")
                for stem in self.stems]

    def body(self, documents):
        """Markdown; a result in which something is missing is no result."""
        try:
            return f"{origin(documents)}\n\n{self.text(*documents)}"
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise CannotRun(f"{', '.join(self.stems)}: the result lacks something ({error!r}): "
                            f"run `{self.command}`.") from error


WORKLOADS = Section("workloads", "Kernel instructions for one operation, on bare metal",
                    "make bench", "workloads", ("workloads-mitigations-off",),
                    compared.workloads)

SECTIONS = (
    WORKLOADS,
    Section("mitigated", "The same, with the mitigations that the CPU needs", "make bench",
            "workloads", ("workloads-mitigations-on",), compared.workloads),
    Section("attribution", "Where the remaining instructions are", "make bench", "attribution",
            ("attribution-inline-mitigations-off",), compared.attribution),
    Section("sizes", "Size of text and tables", "make bench", "sizes", ("sizes",),
            compared.sizes),
    Section("platforms", "Instructions for one operation, on a hypervisor",
            "make bench-platforms", "platforms",
            tuple(f"platforms-{name}-mitigations-off" for name in COUNT_THE_SAME),
            compared.platforms),
    Section("guest", "What a guest asks of its host", "make bench-guest", "guest", ("guest",),
            compared.guest),
    Section("operations", "One operation of the table, in each form", "make bench-ops", "ops",
            ("ops",), single.operations),
    Section("patching", "What patching takes at boot", "make patch-cost", "patch", ("patch",),
            single.patching),
    Section("cpu", "What a site costs a real CPU", "make bench-cpu", "cpu", ("cpu",),
            single.cpu),
    Section("audit", "What an audit takes", "make bench-audit", "audit", ("audit",),
            single.audit),
)
