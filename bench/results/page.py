# SPDX-License-Identifier: GPL-2.0-only
"""docs/results.md as a text: sections between marks, so that one can be replaced alone."""

import re

from bench.results.sections import SECTIONS

HEAD = """\
<!-- SPDX-License-Identifier: GPL-2.0-only -->
<!-- Written by bench/results/write: do not edit between the marks. -->
# Results

`make results` writes this file from what the benches have left in the build folder. A section
that it has written names the command that measured it, the machine, and the kernels by the SHA-256
of their images; each other one says where its numbers come from. "upstream" is the kernel that pvops is applied to, with its own paravirt; "pvops" is our
image with all sites inline. `docs/measuring.md` says how to read the numbers. An instruction is
not a cycle.
"""
SECTION = re.compile(r"^<!-- section (\w+) -->\n(.*?)\n<!-- end \1 -->$", re.M | re.S)


def _anchor(title):
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def bodies(page):
    """{name: body} of the sections that a page has; @page may be empty."""
    return {name: text.partition("\n\n")[2] for name, text in SECTION.findall(page)}


def write(found):
    """The page with these bodies, {name: text}; a section without one says how to measure it."""
    lines = [HEAD, *(f"- [{s.title}](#{_anchor(s.title)})" for s in SECTIONS)]
    for section in SECTIONS:
        body = found.get(section.name, f"Not measured yet: run `{section.command}`.")
        lines += ["", f"<!-- section {section.name} -->", f"## {section.title}", "", body,
                  f"<!-- end {section.name} -->"]
    return "\n".join(lines) + "\n"
