# SPDX-License-Identifier: GPL-2.0-only
"""Cost of each operation in each form, one panel for each platform, as SVG."""

from bench.ops.report import short
from bench.ops.results import CALIBRATION, MODES
from lab import chart
from lab.chart import quoted

TITLE = "Cost of an operation in each form (minimum)"
WIDTH = 1500        # pixels
ROW = 20
LABELS, MARGIN = 0.23, 0.015    # shares of the width
# A colour, and where in the operation's line its bar is.
STYLE = {"inline": ("#2e7d32", -0.25), "direct": ("#1565c0", 0), "indirect": ("#c62828", 0.25)}
LEAST = 0.5         # the axis is logarithmic; what costs nothing is drawn at its left end


def _names(platforms):
    names = dict.fromkeys(ops for p in platforms for ops, row in p["rows"].items()
                          if ops != CALIBRATION and any(m in row for m in MODES))
    return list(names)


def _most(platforms):
    return max(row[mode]["min"] for p in platforms for row in p["rows"].values()
               for mode in MODES if mode in row)


def _data(platform, names, mode, offset):
    """Lines of "from the left end, where, how long, straight"."""
    lines = []
    for i, ops in enumerate(names):
        cell = platform["rows"].get(ops, {}).get(mode)
        if cell:
            lines.append(f"{LEAST} {-i - offset} {max(cell['min'], LEAST * 1.1) - LEAST} 0")
    return lines


def _panel(n, count, platform, names):
    """One platform: bars, as lines, since not every viewer draws gnuplot's points."""
    share = (1 - LABELS - MARGIN) / count
    out = []
    for mode, (_, offset) in STYLE.items():
        out.append(chart.block(f"d{n}{mode}", _data(platform, names, mode, offset)))
    bars = [f"$d{n}{mode} using 1:2:3:4 with vectors nohead lw 3 lc rgb '{colour}' "
            + (f"title '{mode}'" if n == 0 else "notitle") for mode, (colour, _) in STYLE.items()]
    return out + [f"set lmargin at screen {LABELS + n * share:.4f}",
                  f"set rmargin at screen {LABELS + (n + 1) * share - MARGIN:.4f}",
                  f"set title {quoted(platform['name'])}",
                  f"set xlabel {quoted(platform['unit'])}",
                  "" if n == 0 else "unset ytics", "plot " + ", ".join(bars)]


def script(doc):
    platforms = [p for p in doc["platforms"] if _names([p])]
    names = _names(platforms)
    marks = ", ".join(f"{quoted(short(ops))} {-i}" for i, ops in enumerate(names))
    out = [f"set terminal svg size {WIDTH},{ROW * len(names) + 130} font 'sans,11' noenhanced "
           "background '#ffffff'",
           f"set label {quoted(TITLE)} at screen 0.01,screen 0.99 front",
           "set key at screen 0.99,screen 0.995 right top horizontal",
           "set logscale x", "set format x '%.0s%c'", "set grid x lc rgb '#dddddd'",
           f"set xrange [{LEAST}:{1.5 * _most(platforms)}]",
           f"set yrange [{-len(names)}:1]", f"set ytics ({marks})",
           "set tmargin 5", "set bmargin 4", "set multiplot"]
    for n, platform in enumerate(platforms):
        out += _panel(n, len(platforms), platform, names)
        out.append("unset label")
    return "\n".join(out + ["unset multiplot", ""])


def draw(doc, path):
    """Returns the line that says so, or nothing where nothing was measured."""
    return chart.draw(path, script(doc)) if _names(doc["platforms"]) else ""
