# SPDX-License-Identifier: GPL-2.0-only
"""Run the kernel's make, keep its whole output in a log and show how far it is."""
import os
import pathlib
import re
import subprocess
import sys
import time

from . import Failure

STEP = re.compile(r"^  [A-Z][A-Z0-9_+ ]*(\[M\])? +\S")
ERROR = re.compile(r"\berror: |\bError: |undefined reference|No rule to make"
                   r"|No space left|not found|ERROR: |Killed")
SHOWN_ERRORS = 12
EVERY = 15                      # seconds between lines without a terminal

COMPILER = pathlib.Path(__file__).resolve().with_name("cc")

# Set by a user's shell or by the make that called us, these would change the
# kernel or its place; what the kernel's make should know is on its command line.
INHERITED = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "ARCH",
             "CROSS_COMPILE", "KBUILD_OUTPUT", "KCONFIG_CONFIG", "O", "M", "C",
             "W", "LOCALVERSION", "KCFLAGS", "KAFLAGS", "KCPPFLAGS", "LLVM")

# Debian's programs: Kconfig notes in the kernel which rustc and pahole it finds, and
# those that a user has elsewhere would make another kernel.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def environment(out):
    env = {k: v for k, v in os.environ.items() if k not in INHERITED}
    env.setdefault("CCACHE_DIR", str(out / ".ccache"))
    # The compiler's own list of headers, which kbuild asks for anyway, instead of
    # a second preprocessing of each file: a cold build takes a third less time.
    env.setdefault("CCACHE_DEPEND", "true")
    return env | {"LC_ALL": "C", "PATH": PATH}


class Progress:
    """One line that grows on a terminal, one line now and then elsewhere."""

    def __init__(self, name, expected):
        self.name, self.expected, self.steps = name, expected, 0
        self.tty = sys.stdout.isatty()
        self.start = self.shown = time.monotonic()

    def line(self):
        seconds = int(time.monotonic() - self.start)
        of = (f" of about {self.expected}, {100 * self.steps // self.expected}%"
              if self.steps <= self.expected else "")
        return (f"{self.name}: {self.steps} steps{of}, "
                f"{seconds // 60}:{seconds % 60:02}")

    def step(self):
        self.steps += 1
        if time.monotonic() - self.shown >= (0.2 if self.tty else EVERY):
            self.show()

    def show(self):
        self.shown = time.monotonic()
        print(f"\r{self.line()}\033[K" if self.tty else self.line(),
              end="" if self.tty else "\n", flush=True)

    def done(self):
        if self.steps:
            self.show()
            print(end="\n" if self.tty else "")


def run(name, command, log, out, verbose=False, expected=0, quiet=False):
    """Run `command`; its output goes to `log` and comes back as lines."""
    lines, progress = [], Progress(name, expected)
    with (open(log, "a", encoding="utf-8", errors="replace") as file,
          subprocess.Popen(command, env=environment(out), text=True,
                           errors="replace", stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT) as child):
        for line in child.stdout:
            file.write(line)
            lines.append(line.rstrip("\n"))
            if verbose:
                print(line, end="", flush=True)
            elif not quiet and STEP.match(line):
                progress.step()
    progress.done()
    if child.returncode != 0:
        errors = [line for line in lines if ERROR.search(line)]
        shown = (errors or lines[-SHOWN_ERRORS:])[:SHOWN_ERRORS]
        raise Failure("\n".join([f"{name} failed; all of it is in {log}"]
                                + shown))
    return lines
