# SPDX-License-Identifier: GPL-2.0-only
"""A document as a list of steps, and a copy of the sources in which they are followed.

A step begins with a heading that names a file.  Each of its blocks ends with a line that is
in that file already; the lines above it are put before that line.  "Until then" is followed
by what is said where the step is left out."""
import os
import pathlib
import re
import shutil
import subprocess

REPO = pathlib.Path(__file__).resolve().parents[2]
PARTS = ("pvops", "backends", "tests", "bench/ops/module", "linux/tree", "tools/check-ops")
LIST = "tools/objtool-pv/include.mk"
# What does not test operations.
LEFT_OUT = shutil.ignore_patterns("objtool-pv", "fuzz", "stock", "vm", "docs", "__pycache__")
# Not the variables of the make that runs these tests.
PLAIN = {name: value for name, value in os.environ.items()
         if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "OUT", "BACKENDS")}
HEADING = re.compile(r"^## \d+\. .*`([\w./-]+)`$")
UNTIL_THEN = re.compile(r"^Until then: `(.*)`$")
INDENT = " " * 4


class Step:
    def __init__(self, file):
        self.file, self.blocks, self.until_then = file, [], None

    def follow(self, root):
        path = root / self.file
        for block in self.blocks:
            text = path.read_text(encoding="utf-8")
            anchor = f"\n{block[-1]}\n"
            if text.count(anchor) != 1:
                raise AssertionError(f"{self.file} has {text.count(anchor)} times "
                                     f"the line {block[-1]!r}")
            path.write_text(text.replace(anchor, "\n" + "\n".join(block) + "\n"),
                            encoding="utf-8")


def blocks(lines):
    """Runs of indented lines; an empty line is inside of one if such a line follows."""
    block = []
    for line in [*lines, "end"]:
        if line.startswith(INDENT) or (block and not line):
            block.append(line.removeprefix(INDENT))
            continue
        while block and not block[-1]:
            block.pop()
        if block:
            yield block
        block = []


def steps(document):
    """The steps of a document, in their order."""
    found, lines = [], []
    for line in [*(REPO / "docs" / document).read_text(encoding="utf-8").splitlines(), "## "]:
        if line.startswith("## "):
            if found:
                found[-1].blocks += blocks(lines)
            lines = []
            heading = HEADING.match(line)
            if not heading and line != "## " and found:
                return found
            if heading:
                found.append(Step(heading[1]))
        elif found and UNTIL_THEN.match(line):
            found[-1].until_then = UNTIL_THEN.match(line)[1]
        else:
            lines.append(line)
    return found


class Copy:
    """Sources of which the tests of operations can be built and run."""
    TESTS = ("pvops/test_ids", "pvops/test_ops", "thunks/test_thunks", "backends/test_contract",
             "conformance-native/test_templates", "backends-native/test_native")

    def __init__(self, root):
        self.root = root
        for part in PARTS:
            shutil.copytree(REPO / part, root / part, symlinks=True, ignore=LEFT_OUT)
        (root / LIST).parent.mkdir(parents=True)
        shutil.copy(REPO / LIST, root / LIST)

    def restore(self, file):
        shutil.copyfile(REPO / file, self.root / file)

    def run(self, *command):
        done = subprocess.run(command, cwd=self.root / "tests", env=PLAIN, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout

    def build_and_test(self, *tests):
        """(did all go well?, what was said); without sanitizers, which take most of the time."""
        names = [f"../build/tests/bin/{name}" for name in tests or self.TESTS]
        status, said = self.run("make", "-s", f"-j{os.cpu_count()}", "SANITIZE=", "OUT=../build",
                                "ops", *names)
        for name in (tests or self.TESTS) if not status else ():
            failed, output = self.run("./part", name)
            failed = failed or re.search("^not ok ", output, re.M)
            status, said = status or failed, said + output
        return not status, said
