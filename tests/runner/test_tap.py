# SPDX-License-Identifier: GPL-2.0-only
"""What our programs say in TAP: lab/tap.py, and tests/vm/boot with made-up boots."""
import io
import pathlib
import tempfile
import unittest
from unittest import mock

from lab.console import Result
from lab.tap import Tap
from tests.vm import matrix


class Lines(unittest.TestCase):
    def test_each_test_is_a_line(self):
        to = io.StringIO()
        tests = Tap(to)
        self.assertTrue(tests.test(True, "one"))
        self.assertFalse(tests.test(False, "two", "bad:\nok 7"))
        tests.skip("three", "no disk")
        tests.plan()
        self.assertEqual(to.getvalue().splitlines(),
                         ["ok - one", "# bad:", "# ok 7", "not ok - two",
                          "ok - three # SKIP no disk", "1..3"])

    def test_a_plan_that_is_known_before(self):
        to = io.StringIO()
        Tap(to).plan(4)
        self.assertEqual(to.getvalue(), "1..4\n")


class Boots(unittest.TestCase):
    def boot(self, fails):
        """(exit status, TAP) of a matrix of two in which the named row fails."""
        def result(row, *_):
            return Result(row.name, row.name != fails, row.name == fails and "no disk" or ""), []

        with tempfile.TemporaryDirectory() as folder, \
                mock.patch("sys.argv", ["boot", "--jobs", "1", "--tap", f"{folder}/tap",
                                        "native", "kvm"]), \
                mock.patch("sys.stdout", io.StringIO()), \
                mock.patch.multiple(matrix, prepare=mock.DEFAULT, sha256=lambda path: "0"), \
                mock.patch.multiple("lab.launch", machine=mock.DEFAULT), \
                mock.patch("dataclasses.replace"), mock.patch("tests.vm.table.show"), \
                mock.patch.multiple("lab.console", boot=result, show_failure=mock.DEFAULT):
            status = matrix.run(matrix.arguments())
            return status, pathlib.Path(folder, "tap").read_text().splitlines()

    def test_each_boot_is_a_test(self):
        self.assertEqual(self.boot(""), (0, ["1..2", "ok - kvm", "ok - native"]))

    def test_a_boot_that_fails(self):
        self.assertEqual(self.boot("kvm"),
                         (1, ["1..2", "# no disk", "not ok - kvm", "ok - native"]))
