# SPDX-License-Identifier: GPL-2.0-only
"""Build the measuring program, start it, and take rounds from it."""

import pathlib
import platform
import subprocess

from lab import build, cli
from lab.errors import CannotRun

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = ("main.c", "layout.c", "clock.c", "shapes.S", "filler.S")
# Not a position-independent program: it and the code it generates stay below 2 GiB.
CFLAGS = ("-std=gnu11", "-O2", "-g", "-no-pie", "-fno-pie", "-Wall", "-Wextra", "-Werror",
          "-Wshadow", "-Wmissing-prototypes", "-Wundef",
          "-I", str(HERE.parents[1] / "pvops/include"))
# The Makefile accepts a build folder that has this file, and `make clean` removes it.
MARK = ".pvops-out"


def need_x86():
    if platform.machine() != "x86_64":
        raise CannotRun(f"this machine is {platform.machine()}: sites are x86-64 code.")


def folder():
    """OUT/bench/cpu, made if it is not there."""
    out = pathlib.Path(cli.out())
    place = out / "bench" / "cpu"
    try:
        if not out.exists():
            out.mkdir(parents=True)
            (out / MARK).touch()
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"{place} cannot be made ({error.strerror}): "
                        "set OUT to a writable folder.") from error
    return place


def compile_program(name, sources):
    """Path of the program."""
    need_x86()
    return build.compiled(str(folder() / name), [str(HERE / source) for source in sources],
                          CFLAGS)


class Column:
    """What one column of a round is: a shape (op, form) in a context."""

    def __init__(self, context, op, form, sites, bodies, size):
        self.context, self.op, self.form = context, op, form
        self.sites, self.bodies, self.size = int(sites), int(bodies), int(size)

    @property
    def key(self):
        return self.context, self.op, self.form


class Runner:
    """The running program.  rounds: for each column its values, one a round."""

    def __init__(self, cpu, clock):
        program = compile_program("cpu-sites", SOURCES)
        self.process = subprocess.Popen([program, str(cpu), clock], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.clock, self.columns = None, []
        self.ticks, self.instructions = [], []
        self._read()

    def _read(self):
        for line in self.process.stdout:
            word, *rest = line.split()
            if word == "done":
                return
            if word == "clock":
                self.clock = rest[0]
            elif word == "column":
                self.columns.append(Column(*rest))
            elif word == "round":
                values = [float(value) for value in rest]
                self.ticks.append(values[0::2])
                self.instructions.append(values[1::2])
        raise CannotRun("the measuring program stopped, with status "
                        f"{self.process.wait()}: its own message says why.")

    def run(self, rounds):
        print(rounds, file=self.process.stdin, flush=True)
        self._read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
