# SPDX-License-Identifier: GPL-2.0-only
"""Charts, drawn by gnuplot."""

import os
import shutil
import subprocess
import tempfile

# Colours that differ for the colour-blind as well (Okabe and Ito).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442",
           "#000000", "#999999")
CLUSTERED, STACKED = "clustered gap 1.5", "rowstacked"
SCRIPT = """\
set terminal svg size 1200,600 noenhanced font "sans-serif,12" background "white"
set title "{title}"
set ylabel "{unit}"
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


def draw(path, title, style, series, rows, unit="% of the baseline's kernel instructions"):
    """A group or a stack of bars for each row, (name, shares in the order of series)."""
    if not shutil.which("gnuplot"):
        return f"no {os.path.basename(path)}: install the package gnuplot-nox to get it"
    with tempfile.NamedTemporaryFile("w", prefix="pvops-plot-", encoding="utf-8") as data:
        for name, shares in rows:
            print(f'"{name}"', *(f"{100 * s:.4f}" for s in shares), sep="\t", file=data)
        data.flush()
        bars = ", ".join(
            f'"{data.name}" using {i + 2}:xtic(1) title "{name}" '
            f'linecolor rgb "{COLOURS[i % len(COLOURS)]}"' for i, name in enumerate(series))
        temp = f"{path}.tmp{os.getpid()}"
        with open(temp, "w", encoding="utf-8") as file:
            done = subprocess.run(
                ["gnuplot"],
                input=SCRIPT.format(title=title, style=style, unit=unit, bars=bars),
                stdout=file, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        os.unlink(temp)
        return f"no {os.path.basename(path)}: gnuplot says: {done.stderr.strip()}"
    os.replace(temp, path)
    return f"written: {path}"
