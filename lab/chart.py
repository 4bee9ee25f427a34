# SPDX-License-Identifier: GPL-2.0-only
"""Charts as SVG, drawn by gnuplot."""

import os
import subprocess

from lab.errors import CannotRun
from lab.files import need_tools, replace_file

# Colours that differ for the colour-blind as well (Okabe and Ito).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442",
           "#000000", "#999999")
CLUSTERED, STACKED = "clustered gap 1.5", "rowstacked"
BARS = """\
set terminal svg size 1200,600 noenhanced font "sans-serif,12" background "white"
set title {title}
set ylabel {unit}
set style data histograms
set style histogram {style}
set style fill solid 1.0 noborder
set boxwidth 0.9 relative
set grid ytics
set border 3
set tics nomirror
set xtics rotate by -40
set xzeroaxis linetype -1
set key outside top center horizontal
plot {bars}
"""


def require():
    need_tools("gnuplot")


def quoted(text):
    """A string of gnuplot's in which nothing has a meaning."""
    return "'" + text.replace("'", "''") + "'"


def block(name, lines):
    """A data block of gnuplot's."""
    return "\n".join([f"${name} << EOD", *lines, "EOD"])


def svg(script):
    """What gnuplot makes of a script, if it finishes."""
    require()
    done = subprocess.run(["gnuplot"], input=script.encode(), capture_output=True, check=False)
    if done.returncode or not done.stdout.rstrip().endswith(b"</svg>"):
        raise CannotRun(f"gnuplot: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def draw(path, script):
    replace_file(path, svg(script))
    return f"written: {path}"


def bars(path, title, style, series, rows, unit):
    """A group or a stack of bars for each row, (name, shares in the order of series). A
    chart is a by-product: what is in its way is returned as a line."""
    if not series:
        return f"no {os.path.basename(path)}: there is only one kernel"
    data = block("data", (" ".join([f'"{name}"', *(f"{100 * s:.4f}" for s in shares)])
                          for name, shares in rows))
    plots = ", ".join(f"$data using {i + 2}:xtic(1) title {quoted(name)} "
                      f"linecolor rgb '{COLOURS[i % len(COLOURS)]}'"
                      for i, name in enumerate(series))
    script = BARS.format(title=quoted(title), style=style, unit=quoted(unit), bars=plots)
    try:
        return draw(path, data + "\n" + script)
    except CannotRun as error:
        return f"no {os.path.basename(path)}: {error}"
