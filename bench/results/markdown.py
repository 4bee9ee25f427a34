# SPDX-License-Identifier: GPL-2.0-only
"""Pieces of Markdown: tables that are readable as plain text too, and where numbers come from."""

# The names of kernels for readers, where the benches use other ones.
TITLES = {"nopv": "no paravirt", "upstream": "upstream", "image": "pvops", "inline": "pvops",
          "direct": "pvops, direct", "indirect": "pvops, indirect"}


def title(kernel):
    return TITLES.get(kernel, kernel)


def table(columns, rows):
    """The first column is text, all others are numbers, as strings."""
    rows = [[*map(str, row)] for row in rows]
    wide = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]

    def line(cells):
        first, *others = cells
        return ("| " + " | ".join([first.ljust(wide[0]),
                                   *(c.rjust(w) for c, w in zip(others, wide[1:]))]) + " |")
    rule = "|" + "|".join(["-" * (wide[0] + 2), *("-" * (w + 1) + ":" for w in wide[1:])]) + "|"
    return "\n".join([line(columns), rule, *map(line, rows)])


def percent(share, digits=2):
    shown = round(100 * share, digits) or 0.0   # no "-0.00"
    return f"{shown:+.{digits}f} %"


def number(value):
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def _kernel(kernel):
    words = [title(kernel["name"]) + ":", f"Linux {kernel['version'] or '(no version)'},"]
    if kernel["append"]:
        words.append(f"booted with `{kernel['append']}`,")
    return " ".join([*words, f"bzImage sha256 `{kernel['image_sha256']}`"])


def origin(documents):
    """A list of what measured, when, where, and what."""
    lines = []
    for document in documents:
        made = document["made"]
        lines += [f"- measured by `{made['command']}` on {made['date']}",
                  f"- machine: {made['machine']}",
                  f"- source: {made['source'] or 'not known, there was no git'}",
                  *(f"- {_kernel(kernel)}" for kernel in document.get("kernels", ()))]
    return "\n".join(dict.fromkeys(lines))
