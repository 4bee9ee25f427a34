# SPDX-License-Identifier: GPL-2.0-only
"""How far a boot or a measurement is."""

import sys
import time

WIDTH = 20


class Progress:
    """Lines that begin with a name and the time that has passed. What comes next can be a
    line that changes, on a terminal and where no other program writes at the same time."""

    def __init__(self, name, live=False, to=None):
        self.name, self.to = name, to or sys.stdout
        self.begin = time.monotonic()
        self.live = live and self.to.isatty()
        self.shown = ""

    def _text(self, what, digits=0):
        seconds = time.monotonic() - self.begin
        return f"{self.name:<{WIDTH}} {seconds:6.{digits}f} s  {what}"

    def update(self, what):
        text = self._text(what)
        if self.live and text != self.shown:
            print(f"\r\033[K{text}", end="", file=self.to, flush=True)
            self.shown = text

    def say(self, what):
        start = "\r\033[K" if self.live else ""
        print(start + self._text(what, 1), file=self.to, flush=True)

    def done(self, result):
        self.say("ok" if result.ok else "FAILED: " + result.reason)


class Rounds(Progress):
    """A line for each workload that has made all its rounds."""

    def __init__(self, name, rounds, total, uncounted):
        super().__init__(name, to=sys.stderr)
        self.rounds, self.total, self.uncounted = rounds, total, uncounted
        self.seen = {}
        self.say("booting")

    def __call__(self, workload):
        if workload == self.uncounted:
            return
        self.seen[workload] = self.seen.get(workload, 0) + 1
        if self.seen[workload] == self.rounds:
            self.say(f"{workload} ({len(self.seen)} of {self.total})")
