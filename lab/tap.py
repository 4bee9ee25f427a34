# SPDX-License-Identifier: GPL-2.0-only
"""How tests ended, in TAP (the Test Anything Protocol): tests/run counts it."""

import sys


class Tap:
    """A line for each test, as it ends. The plan, how many there are, is said first or last."""

    def __init__(self, to=None):
        self.to, self.count = to, 0

    def _say(self, text):
        print(text, file=self.to or sys.stdout, flush=True)

    def plan(self, count=None):
        self._say(f"1..{self.count if count is None else count}")

    def test(self, ok, name, reason=""):
        self.count += 1
        why = [f"# {line}" for line in reason.splitlines()]
        self._say("\n".join([*why, f"{'ok' if ok else 'not ok'} - {name}"]))
        return ok

    def skip(self, name, reason):
        self.test(True, f"{name} # SKIP {reason}")
