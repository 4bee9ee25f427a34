# SPDX-License-Identifier: GPL-2.0-only
"""Try lab/shell.py on a terminal: a command, Ctrl-C, Ctrl-D, and a clean end.

    lab/run tests.vm.shell PLATFORM [OPTION OF lab.shell...]        says in TAP how it went"""

import os
import pty
import re
import selectors
import sys
import time

from lab.tap import Tap

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 300      # seconds for each answer; a machine may be emulated on a busy one
CTRL_C, CTRL_D = b"\x03", b"\x04"
# What is typed, and what comes then; a shell shows what is typed, so that must not match.
TALK = (
    ("a-prompt", b"", rb"Ctrl-D ends it.*# "),
    ("a-command", b"echo $((6 * 7))$((6 * 7))\n", rb"4242\r*\n.*# "),
    # It says itself that it is there: a shell that has yet to start it would have the Ctrl-C.
    ("a-long-command", b"sh -c 'echo be\"\"gun; sleep 1000'\n", rb"begun\r*\n"),
    ("ctrl-c-ends-it", CTRL_C, rb"\^C.*# "),
    ("a-terminal", b"tty >/dev/null && echo termi''nal\n", rb"terminal\r*\n.*# "),
)
LAST_WORDS = {"lguest": rb"host: the guest has ended with status 0\r*\n.*Power down"}
POWER_DOWN = rb"Power down"


class Terminal:
    def __init__(self, fd):
        self.fd, self.seen = fd, b""
        self.selector = selectors.DefaultSelector()
        self.selector.register(fd, selectors.EVENT_READ)

    def wait_for(self, pattern):
        """Why it did not come, or nothing."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.seen, re.DOTALL)):
            if time.monotonic() > end:
                return f"nothing like {pattern} in {PATIENCE} s, but {self.seen[-300:]}"
            if self.selector.select(1) and not self._read():
                return f"the end instead of {pattern}: {self.seen[-300:]}"
        self.seen = self.seen[found.end():]
        return ""

    def _read(self):
        try:
            data = os.read(self.fd, 4096)
        except OSError:         # EIO: nobody has the other end any more
            data = b""
        self.seen += data
        return data


def talk(terminal):
    for name, keys, pattern in TALK:
        os.write(terminal.fd, keys)
        reason = terminal.wait_for(pattern)
        yield name, reason
        if reason:
            return


def main():
    platform = sys.argv[1]
    pid, fd = pty.fork()
    if not pid:
        os.execv(os.path.join(REPO, "lab/run"), ["run", "lab.shell", *sys.argv[1:]])
    terminal, tests, ok = Terminal(fd), Tap(), True
    for name, reason in talk(terminal):
        ok &= tests.test(not reason, name, reason)
    os.write(fd, CTRL_D)
    reason = terminal.wait_for(LAST_WORDS.get(platform, POWER_DOWN))
    if reason:
        os.kill(pid, 15)
    ok &= tests.test(not reason, "ctrl-d-ends-the-machine", reason)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    ok &= tests.test(status == 0, "exit-status", f"it is {status}" if status else "")
    tests.plan()
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
