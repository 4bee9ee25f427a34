# SPDX-License-Identifier: GPL-2.0-only
"""The table that a person reads when all platforms have booted."""

import textwrap

COLUMNS = (("platform", "name"), ("backend", "backend"), ("sites", "sites"),
           ("inline", "inline"), ("direct", "direct"), ("indirect", "indirect"),
           ("failed", "failed"), ("patch us", "patch_us"))


def _cells(result):
    values = {"name": result.name, **result.values}
    row = [values.get(key, "-") for _, key in COLUMNS]
    return row + ["ok" if result.ok else "FAILED"]


def show(results, sha256):
    rows = [[title for title, _ in COLUMNS] + ["verdict"]] + [_cells(r) for r in results]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    print()
    for row in rows:
        # Names to the left, numbers to the right, the verdict to the left again.
        cells = [c.ljust(w) if i < 2 or i == len(row) - 1 else c.rjust(w)
                 for i, (c, w) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())
    for result in results:
        _features(result)
    print(f"image sha256 {sha256}", flush=True)


def _features(result):
    """What its host offers, and how often it was used."""
    used = [name + (f" ({state[3:]})" if state[3:] else "")
            for name, state in result.features.items() if state.startswith("on")]
    if used:
        lines = textwrap.wrap(", ".join(used), initial_indent=f"{result.name}: ",
                              subsequent_indent=" " * (len(result.name) + 2), width=96,
                              break_on_hyphens=False)
        print("\n".join(lines))
