# SPDX-License-Identifier: GPL-2.0-only
"""From the rounds of boots to the numbers that are compared."""

import math
import statistics


def per_operation(boot, name):
    """Median of the rounds, without the pause that ends each, for one operation."""
    pause = statistics.median(boot.empty)
    return (statistics.median(boot.rounds[name]) - pause) / boot.ops[name]


def spread(boot, name):
    """Between the quartiles of the rounds, as a share of their median."""
    rounds = boot.rounds[name]
    if len(rounds) < 2:
        return 0.0
    low, middle, high = statistics.quantiles(rounds, n=4)
    return (high - low) / middle


def workloads(boots):
    """The names, as the first kernel ran them."""
    return list(next(iter(boots.values())).rounds)


def overhead(boots, kernel, name):
    """How much more than the first kernel, as a share."""
    base = per_operation(next(iter(boots.values())), name)
    return per_operation(boots[kernel], name) / base - 1


def mean_overhead(boots, kernel):
    """Geometric mean over the workloads."""
    logs = [math.log1p(overhead(boots, kernel, name)) for name in workloads(boots)]
    return math.expm1(statistics.fmean(logs))
