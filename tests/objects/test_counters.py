# SPDX-License-Identifier: GPL-2.0-only
"""The counters of features cost nothing in a kernel without CONFIG_PVOPS_COUNTERS."""
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compiled  # noqa: E402

ON, OFF = "#define CONFIG_PVOPS_COUNTERS 1", "#undef CONFIG_PVOPS_COUNTERS"
COUNTER = re.compile(r"^PVOPS_COUNTER\((\w+)\);", re.M)


class Counters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Each C file that has counters, and their names."""
        cls.files = {}
        for folder in compiled.folders():
            for saved in compiled.commands(folder):
                names = COUNTER.findall(compiled.source(saved).read_text())
                if names:
                    cls.files[saved] = names

    def in_object(self, saved, line):
        """Those of the file's counters that are in its object. The line of C comes after
        the configuration, whatever that says."""
        with tempfile.TemporaryDirectory() as folder:
            target, last = pathlib.Path(folder) / "object.o", pathlib.Path(folder) / "last.h"
            last.write_text(line + "\n")
            words = ["-include", str(last)]
            self.assertEqual(compiled.compile_with(words, saved, target), [])
            symbols = compiled.symbols(target)
            named = set(symbols) | {name for _, name in compiled.relocations(target)}
            return [name for name in self.files[saved] if name in named]

    def test_there_are_counters(self):
        self.assertTrue(self.files)

    def test_counters_are_in_objects(self):
        for saved, names in self.files.items():
            with self.subTest(file=saved.name):
                self.assertEqual(self.in_object(saved, ON), names)

    def test_nothing_is_left_of_counters(self):
        for saved in self.files:
            with self.subTest(file=saved.name):
                self.assertEqual(self.in_object(saved, OFF), [])


if __name__ == "__main__":
    unittest.main()
