# SPDX-License-Identifier: GPL-2.0-only
"""Boots side by side. Where emulators count instructions, each has a clock that these drive,
so what runs beside it changes nothing but the time that we wait."""

from concurrent.futures import ThreadPoolExecutor

from lab import machine


def side_by_side(function, tasks, jobs, begin_with=lambda task: 0):
    """What function(*task) returns for each task, in their order; one that fails ends all.
    Tasks begin in the order of a key: what takes longest is not left to run alone."""
    with ThreadPoolExecutor(jobs) as pool:
        order = sorted(range(len(tasks)), key=lambda i: begin_with(tasks[i]))
        futures = {i: pool.submit(function, *tasks[i]) for i in order}
        try:
            return [futures[i].result() for i in range(len(tasks))]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            machine.stop_all()
            raise
