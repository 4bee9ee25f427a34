# SPDX-License-Identifier: GPL-2.0-only
"""docs/overhead.svg: how many more kernel instructions than without paravirt an operation
takes, upstream and with pvops."""

from bench.results.markdown import percent, title
from lab import chart
from lab.errors import CannotRun

SHOWN = {"upstream": chart.COLOURS[1], "inline": chart.COLOURS[0]}
ROW, THICK, APART = 34, 0.38, 0.2   # pixels; shares of a row: a bar, and from its middle to the row's
WIDTH = 900
# A background of its own, because GitHub shows a picture on white or on black.
HEAD = """\
set terminal svg size {width},{height} noenhanced font "sans-serif,13" background "white"
set title 'More kernel instructions for one operation than without paravirt'
set lmargin 22
set rmargin 9
set tmargin 4
unset border
set xrange [{low}:{high}]
set yrange [{bottom}:0.6]
set xtics format '%g %%' nomirror
set ytics ({names}) scale 0
set grid xtics
set arrow from 0,{bottom} to 0,0.6 nohead linecolor rgb 'black' front
set key outside top center horizontal
set style fill solid 1.0 noborder
plot {plots}
"""


def _bars(kernel, offset, names):
    """Lines of "middle, from, to, label" of one kernel."""
    for i, name in enumerate(names):
        share = (kernel["mean_overhead"] if name == "geometric mean"
                 else kernel["workloads"][name]["overhead"])
        yield (f"{offset - i:.2f} {min(100 * share, 0):.4f} {max(100 * share, 0):.4f} "
               f'"{percent(share)}"')


def script(document):
    kernels = {k["name"]: k for k in document["kernels"] if k["name"] in SHOWN}
    if set(kernels) != set(SHOWN):
        raise CannotRun(f"the picture compares {' and '.join(SHOWN)}: run `make bench`.")
    names = [*next(iter(kernels.values()))["workloads"], "geometric mean"]
    shares = [0, *(row["overhead"] for k in kernels.values() for row in k["workloads"].values())]
    blocks = [chart.block(name, _bars(kernels[name], APART - 2 * APART * i, names))
              for i, name in enumerate(SHOWN)]
    plots = [plot for name, colour in SHOWN.items() for plot in (
        f"${name} using 3:1:2:3:($1-{THICK / 2}):($1+{THICK / 2}) with boxxyerror "
        f"linecolor rgb '{colour}' title {chart.quoted(title(name))}",
        f"${name} using 3:1:4 with labels left offset 0.6,0 font ',10' notitle")]
    head = HEAD.format(
        width=WIDTH, height=ROW * len(names) + 90, bottom=0.4 - len(names),
        low=round(100 * min(shares) - 1), high=round(100 * max(shares) + 1),
        names=", ".join(f"{chart.quoted(name)} {-i}" for i, name in enumerate(names)),
        plots=", \\\n     ".join(plots))
    return "\n".join([*blocks, head])
