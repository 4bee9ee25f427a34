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
        (self.out / "src.stamp").write_text("a carrier\n")
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

    def test_another_carrier_makes_it_again(self):
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

    def test_without_a_carrier_nothing_can_run(self):
        (self.out / "src.stamp").unlink()
        with self.assertRaises(steps.CannotRun):
            self.run_one()


if __name__ == "__main__":
    unittest.main()
