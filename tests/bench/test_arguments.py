# SPDX-License-Identifier: GPL-2.0-only
"""bench: what is wrong with the arguments of a program is said before it measures."""
import argparse
import contextlib
import io
import os
import tempfile
import unittest
from unittest import mock

from bench.cpu import measure as cpu
from bench.cpu import show
from bench.outputs import need_file, need_folder
from bench.patch import measure as patch
from bench.platforms import boot as platforms
from bench.workloads import measure as workloads
from lab import cli
from lab.errors import CannotRun
from tests.bench.images import bz_image


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, content=b""):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path


class Workloads(Case):
    def setUp(self):
        super().setUp()
        self.image = self.file("bzImage", bz_image())

    def chosen(self, *kernels, build="abc", **more):
        args = {"test": False, "all": False, "attribute": None, **more}
        with mock.patch("bench.workloads.boot.build_id", return_value=build):
            return workloads.chosen(argparse.Namespace(
                kernel=list(kernels), default_kernels=(), **args))

    def refused(self, why, *kernels, **more):
        with self.assertRaisesRegex(CannotRun, why):
            self.chosen(*kernels, **more)

    def named(self, *names):
        vmlinux = self.file("vmlinux")
        return [f"{name}={self.image},{vmlinux}" for name in names]

    def test_a_kernel_without_symbols_is_not_booted(self):
        self.refused("a has no vmlinux", f"a={self.image}")
        self.refused("vmlinux has no build id", *self.named("a"), build=None)

    def test_what_is_no_vmlinux_is_not_booted(self):
        text = self.file("README.md", b"# no ELF file\n")
        with self.assertRaisesRegex(CannotRun, "README.md is no ELF file"):
            workloads.chosen(argparse.Namespace(
                kernel=[f"a={self.image},{text}"], default_kernels=(), test=True, all=False,
                attribute=None))

    def test_a_difference_is_one_of_two_kernels(self):
        self.refused("nothing to compare a with: name two kernels", *self.named("a"),
                     attribute="a")
        for name in ("a", "x"):
            self.refused(f"{name} is none of b, which are compared with a",
                         *self.named("a", "b"), attribute=name)
        self.refused("inline is none of b", *self.named("a", "b"), all=True)
        self.assertEqual(len(self.chosen(*self.named("a", "b"), attribute="b")), 2)

    def test_the_test_looks_at_the_first_kernel_alone(self):
        kernels = self.chosen(*self.named("a"), f"b={self.image}", test=True)
        self.assertEqual([kernel.name for kernel in kernels], ["a"])


class Names(unittest.TestCase):
    def test_none_at_all_is_no_measurement(self):
        for text in ("", ","):
            with self.subTest(text), self.assertRaisesRegex(CannotRun, "no platform is named"):
                cli.selected(text, platforms.ROWS, "platform")
        self.assertEqual(cli.selected("kvm,", platforms.ROWS, "platform"), ["kvm"])


class Outputs(Case):
    def test_a_file_in_a_folder_that_is_not_there(self):
        for path in (os.path.join(self.folder, "not", "a.json"), self.folder):
            with self.subTest(path), self.assertRaisesRegex(CannotRun, "cannot be written"):
                need_file(path)
        need_file(os.path.join(self.folder, "a.json"))

    def test_a_folder_is_made_or_refused(self):
        path = os.path.join(self.folder, "new", "bench")
        need_folder(path)
        self.assertTrue(os.path.isdir(path))
        with self.assertRaisesRegex(CannotRun, "cannot be made or written"):
            need_folder(self.file("file"))

    def test_patch_tries_its_file_before_it_boots(self):
        args = argparse.Namespace(json=os.path.join(self.folder, "not", "a.json"), test=False)
        with mock.patch("bench.patch.measure.Counter", side_effect=AssertionError), \
                self.assertRaisesRegex(CannotRun, "cannot be written"):
            patch.run(args)


class Cpu(unittest.TestCase):
    def test_seconds_are_a_number_above_zero(self):
        self.assertEqual(cpu.positive("0.5"), 0.5)
        for text in ("nan", "inf", "0", "-1", "x", ""):
            with self.subTest(text), self.assertRaises(argparse.ArgumentTypeError):
                cpu.positive(text)

    def test_what_to_do_about_a_slow_cpu_is_what_the_documents_say(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            show.verdict({"rows": [], "rows_too_wide": 0, "verdict": {
                "prefix_max": 5, "padding": [], "ladder": [], "holds": False}})
        self.assertIn("pvops/decoder.c", said.getvalue())


if __name__ == "__main__":
    unittest.main()
