# SPDX-License-Identifier: GPL-2.0-only
"""What a person reads: the progress lines, the failing console, the table."""

import sys
import textwrap
import time

COLUMNS = (("platform", "name"), ("backend", "backend"), ("sites", "sites"),
           ("inline", "inline"), ("direct", "direct"), ("indirect", "indirect"),
           ("failed", "failed"), ("patch us", "patch_us"))
TAIL = 60
WIDTH = 20


class Progress:
    """One line per platform; on a terminal the line of a boot that runs alone is live."""

    def __init__(self, name, live):
        self.name = name
        self.begin = time.monotonic()
        self.live = live and sys.stdout.isatty()
        self.shown = ""

    def update(self, step):
        seconds = time.monotonic() - self.begin
        text = f"{self.name:<{WIDTH}} {seconds:6.0f} s  {step}"
        if self.live and text != self.shown:
            print(f"\r\033[K{text}", end="", flush=True)
            self.shown = text

    def done(self, result):
        verdict = "ok" if result.ok else "FAILED: " + result.reason
        start = "\r\033[K" if self.live else ""
        print(f"{start}{self.name:<{WIDTH}} {result.seconds:6.1f} s  {verdict}", flush=True)


def failure(result, lines):
    print(f"--- {result.name}: the last {min(TAIL, len(lines))} lines of its console")
    for line in lines[-TAIL:]:
        print("  " + "".join(c if c.isprintable() else "?" for c in line))
    print(f"--- full log: {result.log}", flush=True)


def _cells(result):
    values = {"name": result.name, **result.values}
    row = [values.get(key, "-") for _, key in COLUMNS]
    return row + ["ok" if result.ok else "FAILED"]


def table(results, sha256):
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
