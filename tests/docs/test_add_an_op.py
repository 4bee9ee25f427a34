# SPDX-License-Identifier: GPL-2.0-only
"""docs/add-an-op.md and docs/add-a-template.md, followed word by word: what they say
compiles, passes the tests of operations, and none of it can be left out unnoticed."""
import pathlib
import tempfile
import unittest

from tests.docs.guide import Copy, steps

MOST_FILES = 6
# The compiler's quotation marks follow the user's language.
QUOTES = str.maketrans("‘’`", "'''")


class Guide(unittest.TestCase):
    """A document that is followed in a copy of its own; every class below has one."""
    document = None

    @classmethod
    def setUpClass(cls):
        cls.steps = steps(cls.document)
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.copy = Copy(pathlib.Path(cls.scratch.name) / "copy")
        for step in cls.steps:
            step.follow(cls.copy.root)

    def passes(self):
        well, said = self.copy.build_and_test()
        self.assertTrue(well, said)

    def without(self, step, *tests):
        """Leave out one step, and read what is said."""
        self.copy.restore(step.file)
        well, said = self.copy.build_and_test(*tests)
        step.follow(self.copy.root)
        self.assertFalse(well, f"no test misses the step in {step.file}")
        self.assertIn(step.until_then, said.translate(QUOTES))


class AddAnOp(Guide):
    document = "add-an-op.md"

    def test_add_an_op_in_six_files(self):
        self.assertEqual(len({step.file for step in self.steps}), len(self.steps))
        self.assertLessEqual(len(self.steps), MOST_FILES)
        self.passes()

    def test_add_an_op_misses_each_step(self):
        for step in self.steps:
            with self.subTest(left_out=step.file):
                self.without(step, "backends-native/test_native")

    def test_add_an_op_misses_its_name(self):
        row = self.copy.root / self.steps[0].file
        text = row.read_text(encoding="utf-8")
        row.write_text(text.replace("PV_OP_AS(read_cr8, cpu", "PV_OP(cpu"), encoding="utf-8")
        well, said = self.copy.build_and_test()
        row.write_text(text, encoding="utf-8")
        self.assertFalse(well)
        self.assertIn("cpu.read_cr8 has no name in the kernel", said)


class AddATemplate(Guide):
    document = "add-a-template.md"

    def test_add_a_template(self):
        self.assertEqual(len(self.steps), 2)
        self.passes()

    def test_add_a_template_misses_its_bytes(self):
        self.without(self.steps[1], "backends-native/test_native")


if __name__ == "__main__":
    unittest.main()
