# SPDX-License-Identifier: GPL-2.0-only
"""Draw what bench/cpu/measure --json has measured, as SVG, with gnuplot.

Left: what padding costs, for a one-byte instruction with 0 to 4 prefixes before it and
NOPs after it.  Right: what each form of a site costs, on a logarithmic scale.  Bars
are cycles per site more than no site, with their 95 % confidence intervals.

Exit status: 0 drawn, 2 could not run."""

from lab import chart, cli, results
from lab.chart import quoted

CONTEXTS = ("alone", "mixed", "decode", "cold")
# Forms and what to call them.
PADDING = {"bare": "unpadded"} | {f"p{i}": f"{i} prefixes" for i in range(5)}
FORMS = {"bare": "unpadded", "p4": "4 prefixes", "p0": "NOPs", "direct": "direct",
         "thunk": "thunk", "indirect": "indirect", "callmem": "call *mem",
         "retpoline": "retpoline"}
OP = "cli_clc"
HEAD = """
set terminal svg size 1000,420 font "sans,11" background rgb "white"
set style data histograms
set style histogram errorbars gap 1 lw 1
set style fill solid 0.8 border -1
set xtics rotate by -35 nomirror
set ytics nomirror
set grid ytics
set key top left
set ylabel "cycles per site more than no site"
set multiplot layout 1,2 title TITLE
"""


def arguments():
    parser = cli.parser(__doc__)
    parser.add_argument("json", help="a file from bench/cpu/measure --json")
    parser.add_argument("svg", help="the picture to write")
    return parser.parse_args()


def block(name, rows, forms, contexts):
    """A gnuplot data block: a line for each form, two columns for each context."""
    have = {(row["context"], row["form"]): row for row in rows if row["op"] == OP}
    lines = []
    for form, label in forms.items():
        cells = [f'"{label}"']
        for context in contexts:
            row = have.get((context, form))
            cells += [f"{row['extra']:.4f}", f"{row['extra_ci95']:.4f}"] if row else ["NaN"] * 2
        lines.append(" ".join(cells))
    return chart.block(name, lines)


def panel(name, title, contexts):
    series = [f"${name} using {2 * i + 2}:{2 * i + 3}:xtic(1) title {quoted(context)}"
              for i, context in enumerate(contexts)]
    return f"set title {quoted(title)}\nplot " + ", ".join(series)


def script(result):
    # Cold code has not been measured with every number of prefixes.
    hot = CONTEXTS[:3]
    return "\n".join([
        block("padding", result["rows"], PADDING, hot),
        block("forms", result["rows"], FORMS, CONTEXTS),
        HEAD.replace("TITLE", quoted(result["cpu"])),
        "set yrange [0:*]", panel("padding", "padding of a one-byte instruction", hot),
        "set logscale y", "set yrange [0.1:200]",
        panel("forms", "form of the site", CONTEXTS), "unset multiplot"])


def run(args):
    found = results.load(args.json, "cpu", "make it with bench/cpu/measure --json")
    chart.draw(args.svg, script(found))
    return 0


if __name__ == "__main__":
    cli.main("plot", arguments, run)
