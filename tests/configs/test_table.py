# SPDX-License-Identifier: GPL-2.0-only
"""The table of configurations covers what it says, and its fragments are there."""
import itertools
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[1]
sys.path[:0] = [str(HERE), str(REPO / "linux")]
import cover                        # noqa: E402
import steps                        # noqa: E402
import table                        # noqa: E402
from kbuild import options          # noqa: E402
from tests.vm import cases          # noqa: E402


class Table(unittest.TestCase):
    def test_every_pair_that_can_coexist_and_every_level_is_in_a_row(self):
        found = set()
        for name in table.COVER:
            found |= cover.found_in(table.CONFIGURATIONS[name].levels)
        self.assertEqual([sorted(levels) for levels in cover.wanted() - found], [])

    def test_no_row_has_what_cannot_coexist(self):
        for name in table.COVER:
            for pair in itertools.combinations(table.CONFIGURATIONS[name].levels.items(), 2):
                self.assertTrue(cover.possible(*pair), f"{name}: {pair}")

    def test_every_word_of_a_row_is_a_level(self):
        for name, configuration in table.CONFIGURATIONS.items():
            for axis, level in configuration.levels.items():
                self.assertIn(level, table.AXES.get(axis, ()), f"{name}: {axis}={level}")

    def test_every_level_is_a_fragment_and_no_other_is_there(self):
        wanted = {f"{axis}-{level}.config" for axis, names in table.AXES.items()
                  for level in names if level != table.PLAIN and axis not in table.BOOT_AXES}
        wanted |= {configuration.fragment for configuration in table.ALONE}
        self.assertEqual({path.name for path in steps.OPTIONS.iterdir()}, wanted)

    def test_a_fragment_says_something_and_nothing_twice(self):
        for path in steps.OPTIONS.iterdir():
            text = path.read_text(encoding="utf-8")
            said = options.SET.findall(text) + options.UNSET.findall(text)
            self.assertTrue(said, path.name)
            self.assertEqual(len(said), len(options.parse(text)), path.name)

    def test_every_row_has_a_guest_that_can_be_booted(self):
        for configuration in table.CONFIGURATIONS.values():
            self.assertIn(steps.guest_row(configuration.levels),
                          [row.name for row in cases.RICH + cases.CONFIGS])


if __name__ == "__main__":
    unittest.main()
