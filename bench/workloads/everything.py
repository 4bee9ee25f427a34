# SPDX-License-Identifier: GPL-2.0-only
"""One run for all that is reported.  The two kernels whose difference is attributed are
not booted again for that: counting where instructions are executed does not change what
the guest executes, so the same boots give the ratios."""

import attribute
import report
from runs import Task


def run(bench, kernels, subject, mitigations, out):
    """Texts; @subject is the kernel whose difference from the first is attributed."""
    pair = attribute.Pair.of(kernels[0], subject)
    where = {kernels[0].name: pair.base.ranges, subject.name: pair.kernel.ranges}
    tasks = [Task(kernel, setting, tuple(where.get(kernel.name, ())) if setting == "off" else ())
             for setting in mitigations for kernel in kernels]
    # Those that count more take longer, so they begin.
    order = sorted(tasks, key=lambda task: not task.ranges)
    booted = {(task.mitigations, task.kernel.name): boot
              for task, boot in zip(order, bench.boots(order))}
    for setting in mitigations:
        boots = {kernel.name: booted[setting, kernel.name] for kernel in kernels}
        yield report.ratios(out, kernels, boots, bench.settings(setting))
    found = pair.attribute_all(booted["off", kernels[0].name], booted["off", subject.name])
    yield report.attribution(out, (kernels[0], subject), found, bench.settings("off"),
                             each=False)
    yield report.text_sizes(out, kernels)
