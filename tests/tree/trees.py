# SPDX-License-Identifier: GPL-2.0-only
"""Kernel trees and copies of this repository for the tests beside this file."""
import hashlib
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "linux"))
from pvtree import originals    # noqa: E402

OUT = pathlib.Path(os.environ.get("OUT", REPO / "build"))
SOURCE = OUT / "src"
ROOT = os.geteuid() == 0
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
# A name that no backend of this repository has, with any backends added to it.
FREE = next(name for name in map("foo{}".format, itertools.count())
            if not (REPO / "backends" / name).exists())
# Not the variables of the make that runs these tests.
PLAIN = {name: value for name, value in os.environ.items()
         if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "OUT",
                         "BACKENDS")}


def fingerprint(tree):
    """Name, kind, mode and contents of everything in `tree`."""
    rows = []
    for folder, dirs, files in os.walk(tree):
        dirs.sort()
        for name in sorted(dirs + files):
            path = pathlib.Path(folder, name)
            mode = path.lstat().st_mode
            body = b""
            if path.is_symlink():
                body = os.readlink(path).encode()
            elif path.is_file():
                body = path.read_bytes()
            rows.append((str(path.relative_to(tree)), mode,
                         hashlib.sha256(body).hexdigest()))
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def dates(tree):
    return {str(p.relative_to(tree)): p.stat().st_mtime_ns
            for p in tree.rglob("*") if p.is_file() and ".pvops" not in p.parts}


def make_patch(tree, path, old, new):
    """A -p1 diff that turns `old` into `new`, both one line, in a file."""
    lines = (tree / path).read_text().splitlines()
    at = lines.index(old)
    before, after = lines[max(at - 3, 0):at], lines[at + 1:at + 4]
    start, length = max(at - 3, 0) + 1, len(before) + len(after) + 1
    body = ([f" {x}" for x in before] + [f"-{old}", f"+{new}"]
            + [f" {x}" for x in after])
    return (f"Why: a test.\n--- a/{path}\n+++ b/{path}\n"
            f"@@ -{start},{length} +{start},{length} @@\n" + "\n".join(body) + "\n")


class Case(unittest.TestCase):
    """A scratch folder with a copy of the repository, whose linux/apply works on
    `tree`: the real files of upstream that we touch, and no others."""

    @classmethod
    def setUpClass(cls):
        if not SOURCE.is_dir():
            raise unittest.SkipTest(f"{SOURCE} is missing: run make image")

    def setUp(self):
        (OUT / "tests").mkdir(parents=True, exist_ok=True)
        self.tmp = pathlib.Path(tempfile.mkdtemp(prefix="tree-", dir=OUT / "tests"))
        self.addCleanup(shutil.rmtree, self.tmp, ignore_errors=True)
        self.repo, self.tree = self.tmp / "repo", self.tmp / "linux"
        for part in ("linux", "pvops", "backends", "tools/new-backend", "tools/check-ops",
                     "bench/ops/module"):
            shutil.copytree(REPO / part, self.repo / part)
        self.make_tree()
        # At least one hook and one new file, whatever the repository has.
        self.hook = self.repo / "linux/patches/9999-test.patch"
        self.hook.parent.mkdir(exist_ok=True)
        self.hook.write_text(make_patch(self.tree, "COPYING",
                                        "The Linux Kernel is provided under:",
                                        "The Linux Kernel comes under:"))
        self.own = self.repo / "pvops/test_only.c"
        self.own.write_text("/* one */\n")
        self.own_there = self.tree / "arch/x86/pvops/test_only.c"

    def make_tree(self):
        wanted = {"Makefile", "COPYING", "arch/x86/Kbuild", "arch/x86/include/asm/cpufeatures.h"}
        for patch in (REPO / "linux/patches").glob("*.patch"):
            wanted |= set(re.findall(r"^\+\+\+ b/(\S+)", patch.read_text(), re.M))
        for ours in (REPO / "linux/tree").rglob("*"):
            wanted.add(str(ours.relative_to(REPO / "linux/tree")))
        for listing in REPO.glob("backends/*/replaces"):
            wanted |= set(originals.read(listing))
        for path in wanted:
            if (SOURCE / path).is_file():
                (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(SOURCE / path, self.tree / path)

    def row(self, path):
        """What a listing of originals has about a file as the tree came with it."""
        orig = self.tree / ".pvops/orig" / path
        file = orig if orig.exists() else self.tree / path
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return f"{digest} {path} 6.12.117..6.12.117\n"

    def replace(self, path, text="ours\n"):
        """Have a file of upstream replaced by one in linux/tree."""
        ours = self.repo / "linux/tree" / path
        ours.parent.mkdir(parents=True, exist_ok=True)
        ours.write_text(text)
        with (self.repo / "linux/originals").open("a") as file:
            file.write(self.row(path))
        return ours

    def command(self, *args, tree=None):
        return [str(self.repo / "linux/apply"), *args, str(tree or self.tree)]

    def run_command(self, command, **kwargs):
        return subprocess.run(command, text=True, capture_output=True,
                              check=False, stdin=subprocess.DEVNULL, **kwargs)

    def without_root(self, program):
        """The start of a command that runs `program` as an unprivileged user."""
        if not ROOT:
            return ()
        self.tmp.chmod(0o755)
        if self.run_command([*NOBODY, "test", "-r", str(program)]).returncode:
            self.skipTest(f"{program} is in a folder closed to others")
        return NOBODY

    def apply(self, *args, tree=None):
        done = self.run_command(self.command(*args, tree=tree))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_sentence(self, done, says):
        """It failed, with one sentence that says what matters."""
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertRegex(done.stderr, says)

    def refuses(self, says, *args, prefix=()):
        """linux/apply stops with a sentence and the tree stays as it was."""
        before = fingerprint(self.tree)
        self.assert_sentence(self.run_command([*prefix, *self.command(*args)]), says)
        self.assertEqual(fingerprint(self.tree), before)
