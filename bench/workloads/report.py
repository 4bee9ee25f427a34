# SPDX-License-Identifier: GPL-2.0-only
"""The three things that are reported: each is kept in files and returned as text."""

import results
import sizes
import tables

TOP = 8     # largest parts that are printed; the files have all


def _written(*paths):
    return "written: " + " ".join(paths)


def ratios(out, kernels, boots, settings):
    """Each kernel over the first; @boots are theirs, by name."""
    stem = f"workloads-mitigations-{settings['mitigations']}"
    paths = results.keep(out, stem, kernels, boots, settings)
    return "\n".join([f"mitigations {settings['mitigations']}, {settings['rounds']} rounds:",
                      results.as_table(boots), _written(*paths),
                      results.chart(out, stem, boots)])


def attribution(out, pair, found, settings, each=True):
    """Where the second kernel's instructions come from, for each workload or in sum."""
    stem = f"attribution-{pair[1].name}-mitigations-{settings['mitigations']}"
    paths = results.keep_attribution(out, stem, pair, found, settings)
    text = [f"where {pair[1].name} differs from {pair[0].name}, mitigations "
            f"{settings['mitigations']}, {settings['rounds']} rounds:"]
    if each:
        text.append(tables.as_text(found, TOP) + "\n")
    return "\n".join([*text, tables.summary(found, 2 * TOP), _written(*paths),
                      results.attribution_chart(out, stem, found)])


def text_sizes(out, kernels):
    """Builds over the first kernel's."""
    found = sizes.measure(kernels)
    return "\n".join([sizes.as_text(found), _written(results.keep_sizes(out, found))])
