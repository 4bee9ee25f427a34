# SPDX-License-Identifier: GPL-2.0-only
"""Which result counts, and what is left on the disk; nothing is built or booted here."""
import argparse
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import steps                        # noqa: E402
import table                        # noqa: E402


class Stub(steps.Trial):
    """A configuration that is built and booted in no time."""
    builds, reason = 0, ""

    def build(self):
        type(self).builds += 1
        self.objects.mkdir(exist_ok=True)
        if self.reason:
            raise steps.Failed(self.reason)

    def build_module(self):
        pass

    def boot(self):
        self.found["sites"] = "1"


class Steps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        (self.out / "src.stamp").write_text("an upstream tree\n")
        Stub.builds, Stub.reason = 0, ""

    def run_one(self, **differs):
        args = argparse.Namespace(out=self.out, jobs=1, keep=False, configure=False, build=False)
        vars(args).update(differs)
        trial = Stub(table.CONFIGURATIONS["gcc-rt"], args)
        trial.prepare()
        return trial.finish()

    def test_a_result_that_is_up_to_date_is_kept(self):
        self.assertTrue(self.run_one()["ok"])
        self.assertEqual(self.run_one()["sites"], "1")
        self.assertEqual(Stub.builds, 1)

    def test_another_upstream_tree_makes_it_again(self):
        self.run_one()
        (self.out / "src.stamp").write_text("another\n")
        self.run_one()
        self.assertEqual(Stub.builds, 2)

    def test_a_failed_one_is_tried_again_and_keeps_its_objects(self):
        Stub.reason = "build: no"
        self.assertEqual(self.run_one()["reason"], "build: no")
        self.assertTrue((self.out / "configs/gcc-rt").is_dir())
        Stub.reason = ""
        self.assertTrue(self.run_one()["ok"])
        self.assertEqual(Stub.builds, 2)

    def test_objects_of_one_that_passed_go_unless_they_are_kept(self):
        self.run_one()
        self.assertFalse((self.out / "configs/gcc-rt").exists())
        (self.out / "src.stamp").write_text("another\n")
        self.run_one(keep=True)
        self.assertTrue((self.out / "configs/gcc-rt").is_dir())

    def test_one_that_was_only_built_is_no_result(self):
        self.run_one(build=True)
        self.run_one()
        self.assertEqual(Stub.builds, 2)

    def test_without_an_upstream_tree_nothing_can_run(self):
        (self.out / "src.stamp").unlink()
        with self.assertRaises(steps.CannotRun):
            self.run_one()


class Rows(unittest.TestCase):
    """Which boots a configuration is proved by."""

    def booted(self, name):
        rows = []

        class Booted(steps.Trial):
            def boot_rows(self, wanted, words):
                rows.extend(wanted)
                return {row: {"ok": True, "prove": {}} for row in wanted}

        args = argparse.Namespace(out=pathlib.Path(), configure=False, build=False)
        trial = Booted(table.CONFIGURATIONS[name], args)
        trial.boot()
        return rows, trial.found

    def test_a_guest_of_the_host_that_it_still_supports(self):
        rows, found = self.booted("gcc-kcsan")
        self.assertEqual(rows, ["native-rich", "xen-pvh-rich", "native-rich-none",
                                "native-rich-preempt"])
        self.assertEqual(found["guest"], "ok xen-pvh-rich")

    def test_call_depth_is_tracked_where_the_row_says_so(self):
        rows, _ = self.booted("clang-voluntary")
        self.assertEqual(rows, ["native-rich", "kvm-rich", "native-rich-depth"])

    def test_a_guest_with_one_cpu(self):
        self.assertEqual(self.booted("up")[0], ["native-rich", "kvm-rich-1cpu"])

    def test_one_that_no_host_can_run(self):
        rows, found = self.booted("i386")
        self.assertEqual(rows, ["native-rich"])
        self.assertEqual(found["guest"], "-")


if __name__ == "__main__":
    unittest.main()
