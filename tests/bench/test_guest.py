# SPDX-License-Identifier: GPL-2.0-only
"""bench/guest: from the lines of a boot to numbers, and from two kernels to a verdict."""
import argparse
import contextlib
import io
import unittest
from types import SimpleNamespace
from unittest import mock

from bench.guest import measure
from bench.guest.compare import BETTER, SAME, WORSE, Verdict, verdict
from bench.guest.counted import Boots, counts_instructions

ROWS = ["guest| PROVE row=empty 1 2 # ", "guest| PROVE row=calibrate 1 2 # one NOP",
        "guest| PROVE row=call 1 2 # call a function"]


def measured(row, round_, median, exits=(10, 14)):
    """What the host prints for a row: its samples, and exits of N and of 2 N operations."""
    return [f"host: PROVE note={row} {round_} 4 {median - 2} {median - 1} {median} {median + 1} "
            f"{median + 9} {median}",
            *(f"host: PROVE tally={row}.{round_}.{size} exits={count} irq_exits=1"
              for size, count in enumerate(exits, 1)),
            "host: PROVE shown=all"]


def kernel(medians, exits=(10, 14)):
    """The row "call" of a kernel, with a round for each median."""
    boots = Boots()
    lines = ROWS + measured("empty", 0, 50) + measured("calibrate", 0, 51)
    for round_, median in enumerate(medians):
        lines += measured("call", round_, median + 50, exits)
    boots.add(lines)
    return boots.finished()["call"]


class Lines(unittest.TestCase):
    def test_a_number_is_that_of_the_operation_alone(self):
        row = kernel([1000, 1003, 1001])
        self.assertEqual(row.instructions(), 1001)
        self.assertEqual(row.counter("exits"), 2)       # of 4 more exits, for 2 operations
        self.assertEqual(row.counter("irq_exits"), 0)

    def test_a_nop_has_to_be_one_instruction(self):
        boots = Boots()
        boots.add(ROWS + measured("empty", 0, 50) + measured("calibrate", 0, 51)
                  + measured("call", 0, 99))
        self.assertTrue(counts_instructions(boots.finished()))
        boots.add(measured("calibrate", 1, 57) + measured("calibrate", 2, 57))
        self.assertFalse(counts_instructions(boots.finished()))

    def test_a_boot_that_dies_keeps_the_rows_that_were_complete(self):
        boots = Boots()
        boots.add(ROWS + measured("empty", 0, 50) + measured("calibrate", 0, 51)[:-1])
        self.assertEqual(boots.done(), [1, 0, 0])
        boots.add(ROWS + measured("calibrate", 0, 51) + measured("call", 0, 99))
        self.assertEqual((boots.done(), boots.rounds()), ([1, 1, 1], 1))

    def test_a_line_that_a_message_has_spoilt_costs_its_row(self):
        for spoilt in (0, 1, 2):
            for message in ("[    1.0] message", "host: PROVE tally=call.0.2 exits=[    1.0] message"):
                lines = measured("call", 0, 99)
                lines[spoilt] = message
                with self.subTest(spoilt=spoilt, message=message):
                    boots = Boots()
                    boots.add(ROWS + lines)
                    self.assertEqual(boots.done(), [0, 0, 0])


class Progress(unittest.TestCase):
    def test_standard_output_has_the_table_alone(self):
        found = Boots()
        found.add(ROWS + measured("empty", 0, 50) + measured("calibrate", 0, 51)
                  + measured("call", 0, 99))
        ended = SimpleNamespace(ok=True, reason=""), [], found, []
        args = argparse.Namespace(rounds=1, usual_rounds=(1, 1), quick=False, cpus=4, out="")
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.object(measure.boots, "prepare"), \
                mock.patch.object(measure.boots, "boot", return_value=ended), \
                contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            measure.measure_one(args, SimpleNamespace(name="a"), "")
        self.assertEqual(out.getvalue(), "")
        self.assertIn("ok", err.getvalue())


class Verdicts(unittest.TestCase):
    def judge(self, first, second):
        return verdict(kernel(*first), kernel(*second))

    def test_more_is_worse_and_less_is_better(self):
        self.assertEqual(self.judge([[1000]], [[1011]]), Verdict(WORSE, SAME))
        self.assertEqual(self.judge([[1000]], [[989]]), Verdict(BETTER, SAME))
        self.assertEqual(self.judge([[1000]], [[1000], (10, 15)]), Verdict(SAME, WORSE))
        self.assertEqual(self.judge([[1000]], [[1000], (10, 13)]), Verdict(SAME, BETTER))

    def test_below_a_hundredth_is_the_same(self):
        self.assertEqual(self.judge([[1000]], [[1009]]), Verdict(SAME, SAME))

    def test_below_the_spread_is_the_same(self):
        noisy = [1000, 1020, 1040, 1060]
        self.assertEqual(self.judge([noisy], [[m + 20 for m in noisy]]), Verdict(SAME, SAME))
        self.assertEqual(self.judge([noisy], [[m + 40 for m in noisy]]).instructions, WORSE)

    def test_one_round_that_something_has_disturbed_hides_nothing(self):
        disturbed = [1000, 1000, 1000, 1000, 5000]
        self.assertEqual(self.judge([disturbed], [[1011] * 5]).instructions, WORSE)


if __name__ == "__main__":
    unittest.main()
