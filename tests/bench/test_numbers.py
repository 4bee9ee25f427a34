# SPDX-License-Identifier: GPL-2.0-only
"""bench/workloads: medians, spreads and means of made-up rounds; boots that are damaged."""
import unittest
from types import SimpleNamespace

from bench.platforms.boot import places
from bench.workloads import boot, numbers, tables
from bench.workloads.attribute import Attribution, Function, Part
from bench.workloads.boot import Boot
from lab.errors import CannotRun


def booted(rounds, ops=10, empty=(5, 5, 5)):
    return Boot(list(empty), rounds, dict.fromkeys(rounds, ops), [], {})


class Numbers(unittest.TestCase):
    def test_a_number_is_the_median_less_the_pause_for_one_operation(self):
        self.assertEqual(numbers.per_operation(booted({"w": [105, 115, 9999]}), "w"), 11)

    def test_one_round_that_something_has_disturbed_changes_nothing(self):
        clean = numbers.per_operation(booted({"w": [105] * 5}), "w")
        self.assertEqual(numbers.per_operation(booted({"w": [105] * 4 + [10 ** 9]}), "w"), clean)
        self.assertEqual(numbers.per_operation(
            booted({"w": [105] * 5}, empty=(5, 5, 10 ** 9)), "w"), clean)

    def test_the_spread_is_between_the_quartiles(self):
        self.assertEqual(numbers.spread(booted({"w": [100]}), "w"), 0)
        self.assertEqual(numbers.spread(booted({"w": [100, 100, 100]}), "w"), 0)
        self.assertEqual(numbers.spread(booted({"w": [90, 100, 110]}), "w"), 0.2)

    def test_the_overhead_is_over_the_first_kernel(self):
        boots = {"base": booted({"w": [105]}), "ours": booted({"w": [205]})}
        self.assertEqual(numbers.overhead(boots, "ours", "w"), 1)
        self.assertEqual(numbers.overhead(boots, "base", "w"), 0)

    def test_the_mean_is_geometric(self):
        boots = {"base": booted({"a": [105], "b": [105]}),
                 "ours": booted({"a": [205], "b": [55]})}     # twice, and half
        self.assertAlmostEqual(numbers.mean_overhead(boots, "ours"), 0)
        boots["ours"] = booted({"a": [405], "b": [105]})      # four times, and once
        self.assertAlmostEqual(numbers.mean_overhead(boots, "ours"), 1)


def session(rounds=2, only=("w",)):
    return SimpleNamespace(rounds=rounds, names=list(only))


def counted(entries, console=()):
    return SimpleNamespace(counts=SimpleNamespace(entries=entries), console=list(console),
                           command=[], last_words=lambda: "")


SAID = [("workload", "empty 1"), ("workload", "w 10")]
ENTRIES = {"empty": [5, 5], "w": [100, 110]}


class Boots(unittest.TestCase):
    def rounds(self, said=SAID, entries=ENTRIES, console=()):
        return boot.rounds(session(), counted(entries, console), said, "kernel")

    def test_a_boot_that_is_complete(self):
        found = self.rounds([*SAID, ("vulnerability", "spectre: Mitigation: all")])
        self.assertEqual((found.empty, found.rounds, found.ops),
                         ([5, 5], {"w": [100, 110]}, {"w": 10}))
        self.assertEqual(found.vulnerabilities, {"spectre": "Mitigation: all"})

    def test_a_boot_that_lacks_something_is_refused(self):
        for said, entries in ((SAID[:1], ENTRIES), (SAID[1:], ENTRIES),
                              (SAID, {"w": [100, 110]}), (SAID, {**ENTRIES, "w": [100]}),
                              (SAID, {**ENTRIES, "empty": [5, 5, 5]}),
                              ([SAID[0], ("workload", "w")], ENTRIES),
                              ([SAID[0], ("workload", "w [ 1.0]")], ENTRIES),
                              ([SAID[0], ("workload", "w 0")], ENTRIES)):
            with self.subTest(said=said, entries=entries), self.assertRaises(CannotRun):
                self.rounds(said, entries)

    def test_the_reason_that_the_guest_gave_is_passed_on(self):
        with self.assertRaisesRegex(CannotRun, "kernel: no file"):
            self.rounds(SAID[:1], console=["PROVE verdict=fail reason=no file"])

    def test_pauses_are_taken_off_where_they_were_executed(self):
        self.assertEqual(boot.without_pause({"w": {1: 10, 2: 5}, "empty": {2: 3, 3: 1}}, "w"),
                         {1: 10, 2: 2, 3: -1})

    def test_places_are_means_of_an_operation(self):
        where = {"w": {0: 100, 0xffff880000000000: 60}, "empty": {0xffff880000000000: 20}}
        self.assertEqual(places(where, {"w": 10}, 2),
                         {"w": {"user": 5, "hypervisor": 0, "kernels": 2}})


def attribution(base, total, *parts):
    found = [Part(op, at_sites and 1, 0, at_sites, 0, around) for op, at_sites, around in parts]
    return Attribution(base, total, found, [Function("f", base, total, 0, 0, 0)])


class Tables(unittest.TestCase):
    def test_shares_are_means_over_the_workloads(self):
        shares = tables.mean_shares({"a": attribution(100, 110, ("x", 4, 2)),
                                     "b": attribution(200, 200)})
        self.assertAlmostEqual(shares["x"][-1], 0.03)
        self.assertAlmostEqual(shares[tables.OTHER][-1], 0.02)
        self.assertAlmostEqual(shares[tables.TOTAL][-1], 0.05)

    def test_the_verdict_is_a_share_of_the_absolute_parts(self):
        results = {"a": attribution(100, 102, ("x", 4, 0))}      # other: -2, of 6 in all
        text = tables.verdict(results, tables.mean_shares(results))
        self.assertIn("33.3 % of the absolute parts", text)
        self.assertIn("100.0 % of the mean total", text)

    def test_nothing_at_all_is_no_division_by_zero(self):
        results = {"a": attribution(100, 100)}
        self.assertIn("0.0 %", tables.verdict(results, tables.mean_shares(results)))


if __name__ == "__main__":
    unittest.main()
