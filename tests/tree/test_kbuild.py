# SPDX-License-Identifier: GPL-2.0-only
"""The parts of linux/build that judge: options, warnings, progress and errors."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "linux"))
from kbuild import Failure, options, run, warnings  # noqa: E402


class Options(unittest.TestCase):
    def test_a_later_fragment_wins(self):
        with tempfile.TemporaryDirectory() as folder:
            one, two = (pathlib.Path(folder, n) for n in "12")
            one.write_text("# words\nCONFIG_A=y\n# CONFIG_B is not set")
            two.write_text("# CONFIG_A is not set\nCONFIG_C=\"x y\"\n")
            joined = options.join([one, two])
        self.assertEqual(options.parse(joined), {"CONFIG_A": "n", "CONFIG_B": "n",
                                                 "CONFIG_C": '"x y"'})

    def test_options_that_kconfig_dropped_are_named(self):
        wanted = ("CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=m\n"
                  "# CONFIG_D is not set\nCONFIG_E=8\n")
        config = ("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n"
                  "# CONFIG_D is not set\nCONFIG_E=8\n")
        self.assertEqual(options.not_taken(wanted, config),
                         ["CONFIG_B=n, but it is y", "CONFIG_C=m, but it is y"])
        self.assertEqual(options.not_taken("CONFIG_A=y\n", ""),
                         ["CONFIG_A=y, but it is n"])


class Warnings(unittest.TestCase):
    SAID = ("../src/lib/a.c:3:1: warning: unused",
            "b/c.o: warning: objtool: f() falls through",
            "WARNING: modpost: vmlinux: section mismatch in reference: f",
            "ld: warning: vmlinux has a LOAD segment with RWX permissions",
            "/s/arch/x86/d.S:1: Warning: `x' is obsolete")

    def test_every_tools_warnings_are_found(self):
        self.assertEqual(warnings.find(["  CC      lib/warning.o", *self.SAID,
                                        self.SAID[0]]), list(self.SAID))

    def test_what_upstream_says_by_itself_is_none(self):
        known = "vmlinux.o: warning: objtool: set_ftrace_ops_ro+0x3e: relocation to !ENDBR: f"
        other = known.replace("set_ftrace_ops_ro", "pvops_boot")
        self.assertEqual(warnings.find([known, other]), [other])

    def test_of_a_distributions_kernel_only_ours_must_compile_without(self):
        self.assertEqual(warnings.of(self.SAID, ["arch/x86/d.S"]), list(self.SAID[1:]))
        self.assertEqual(warnings.of(self.SAID, ["lib/a.c"]), list(self.SAID[:4]))

    def test_what_warned_is_built_again(self):
        with tempfile.TemporaryDirectory() as folder:
            objects = pathlib.Path(folder)
            stale = ("lib/a.o", "b/c.o", "arch/x86/d.o", "vmlinux.o", "vmlinux")
            for name in (*stale, "lib/good.o"):
                (objects / name).parent.mkdir(parents=True, exist_ok=True)
                (objects / name).write_text("")
            warnings.forget_objects(self.SAID, pathlib.Path("/s"), objects)
            left = [p.name for p in objects.rglob("*") if p.is_file()]
        self.assertEqual(left, ["good.o"])


class Compiler(unittest.TestCase):
    def test_an_included_binary_is_never_an_earlier_one(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            (out / "piggy.S").write_text('.incbin "payload"\n')
            for content in (b"first", b"other"):
                (out / "payload").write_bytes(content)
                subprocess.run([run.COMPILER, "-Wp,-MMD,piggy.d", "-c", "-o", "piggy.o",
                                "piggy.S"], cwd=out, env=run.environment(out), check=True)
                self.assertIn(content, (out / "piggy.o").read_bytes())


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        self.log = self.out / "log"

    def run_script(self, script):
        return run.run("test", ["sh", "-c", script], self.log, self.out,
                       quiet=True)

    def test_all_output_is_in_the_log(self):
        self.assertEqual(self.run_script("echo one; echo two >&2"), ["one", "two"])
        self.assertEqual(self.log.read_text(), "one\ntwo\n")

    def test_a_failure_shows_its_first_errors_and_the_log(self):
        with self.assertRaises(Failure) as caught:
            self.run_script("echo '  CC  a.o'; echo 'a.c:1: error: no'; exit 2")
        self.assertEqual(str(caught.exception).splitlines(),
                         [f"test failed; all of it is in {self.log}",
                          "a.c:1: error: no"])

    def test_the_callers_programs_stay_outside(self):
        own = self.out / "rustc"
        own.write_text("#!/bin/sh\necho own\n")
        own.chmod(0o755)
        with mock.patch.dict(os.environ, PATH=f"{self.out}:{os.environ['PATH']}"):
            self.assertNotIn("own", self.run_script("rustc --version || :"))

    def test_the_callers_make_flags_stay_outside(self):
        lines = run.run("test", ["sh", "-c", "echo \"<$MAKEFLAGS$KCFLAGS>\""],
                        self.log, self.out, quiet=True)
        self.assertEqual(lines, ["<>"])
