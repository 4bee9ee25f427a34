# SPDX-License-Identifier: GPL-2.0-only
"""bench/workloads: made-up counts whose attribution is known, folding included."""
import struct
import unittest
from dataclasses import dataclass, field

from bench.workloads import folding
from bench.workloads.attribute import Pair
from bench.workloads.boot import Boot
from bench.workloads.folding import Own, fold
from bench.workloads.sites import SEVERAL, Sites

THUNK, IMPLEMENTATION = 0x900, 0xa00


def call(at, target):
    """The bytes of a call at an address."""
    return b"\xe8" + struct.pack("<i", target - at - 5)


def site(at, op="irq.off", native="cli", target=THUNK, function="native_off", length=5):
    """As objtool-pv lists it."""
    return {"address": hex(at), "op": op, "length": length, "bytes": call(at, target).hex(),
            "native": {"function": function, "instructions": native}}


@dataclass
class Elf:
    """A kernel: {address: name of the function there}, and its text."""
    names: dict
    code: bytes = b""
    functions: list = field(default_factory=list)

    def __post_init__(self):
        self.functions = sorted(self.names)

    def name_of(self, addr):
        return self.names[max(a for a in self.names if a <= addr)]

    def text(self):
        return 0x100, self.code


BASE = {0x100: "caller", 0x200: "other", 0xf00: "end"}
OURS = {0x100: "caller", 0x200: "other", THUNK: "thunk", IMPLEMENTATION: "native_off",
        0xf00: "end"}


def boot(where, over=(), operations=10, rounds=2):
    """Counts of one workload "w": {start of a range: instructions of all rounds}."""
    return Boot([0], {"w": [0] * rounds}, {"w": operations}, [], {}, {"w": dict(where)},
                {"w": dict(over)})


def attribute(base, ours, rows, names=OURS, base_names=BASE):
    """Numbers are given for 20 operations: two rounds of ten."""
    return Pair(Elf(base_names), Elf(names), rows).attribute(boot(base), ours, "w")


def part(result, op="irq.off"):
    return next(p for p in result.parts if p.op == op)


class Attribution(unittest.TestCase):
    def check_sum(self, result):
        """The parts are all of the difference."""
        self.assertAlmostEqual(result.sum("excess") + result.other, result.excess)

    def test_a_site_with_the_native_sequence_costs_nothing(self):
        # 20 executions of a site at 0x110: its instruction, and 80 others around.
        result = attribute({0x100: 100}, boot({0x100: 40, 0x110: 20, 0x115: 40}), [site(0x110)])
        self.assertEqual((result.base, result.total), (5, 5))
        self.assertEqual(part(result).executions, 1)
        self.assertEqual(part(result).excess, 0)
        self.assertEqual(result.other, 0)

    def test_what_is_executed_beyond_the_native_sequence_is_at_the_site(self):
        # A second instruction of the site begins one byte after the first.
        result = attribute({0x100: 100},
                           boot({0x100: 40, 0x110: 20, 0x111: 20, 0x115: 40}), [site(0x110)])
        self.assertEqual(part(result).at_sites, 1)
        self.assertEqual(part(result).around, 0)
        self.assertEqual(result.other, 0)
        self.check_sum(result)

    def test_a_site_whose_bytes_are_prefixes_is_free(self):
        rows = [site(0x110, native="")]
        result = attribute({0x100: 100}, boot({0x100: 40, 0x110: 20, 0x115: 40},
                                              over={0x110: 20}), rows)
        self.assertEqual(part(result).free, 1)
        self.assertEqual(part(result).executed, 0)
        # That instruction is the function's own, as in the baseline.
        self.assertEqual(result.excess, 0)
        self.check_sum(result)

    def test_a_nop_at_a_site_where_bare_metal_has_nothing_costs_one(self):
        result = attribute({0x100: 80}, boot({0x100: 40, 0x110: 20, 0x115: 40}),
                           [site(0x110, native="")])
        self.assertEqual(part(result).at_sites, 1)
        self.check_sum(result)

    def test_thunks_and_implementations_are_callees(self):
        result = attribute({0x100: 100}, boot({0x100: 40, 0x110: 20, 0x115: 40, THUNK: 60,
                                              IMPLEMENTATION: 40}), [site(0x110, native=None)])
        self.assertEqual(part(result).callees, 5)
        self.assertEqual(part(result).at_sites, 1)      # the call itself
        self.assertEqual(part(result).around, -1)       # in whose place it is
        self.assertEqual({f.other for f in result.functions}, {0})
        self.check_sum(result)

    def test_sites_in_what_is_only_a_callee_are_part_of_that(self):
        rows = [site(0x110, native=None), site(IMPLEMENTATION + 0x10, op="mmu.map")]
        where = {0x100: 80, 0x110: 20, IMPLEMENTATION: 20, IMPLEMENTATION + 0x10: 20}
        result = attribute({0x100: 100}, boot(where), rows)
        self.assertEqual([p.executions for p in result.parts if p.op == "mmu.map"], [])
        self.check_sum(result)

    def test_a_call_is_native_where_the_baseline_calls_that_function_too(self):
        names = {**BASE, IMPLEMENTATION: "native_off"}
        result = attribute({0x100: 100, IMPLEMENTATION: 40},
                           boot({0x100: 40, 0x110: 20, 0x115: 40, IMPLEMENTATION: 40}),
                           [site(0x110, native=None)], base_names=names)
        self.assertEqual(part(result).at_sites, 0)
        self.assertEqual(result.excess, 0)

    def test_what_is_around_goes_to_the_operations_in_proportion_to_their_executions(self):
        rows = [site(0x110), site(0x120, op="mmu.map", target=THUNK + 8)]
        result = attribute({0x100: 180},
                           boot({0x100: 120, 0x110: 60, 0x115: 0, 0x120: 20, 0x125: 0}), rows,
                           {**OURS, THUNK + 8: "thunk_map"})
        self.assertEqual(part(result).around, 0.75)
        self.assertEqual(part(result, "mmu.map").around, 0.25)
        self.check_sum(result)

    def test_sites_that_are_not_executed_take_what_is_around_them(self):
        result = attribute({0x100: 100}, boot({0x100: 120}), [site(0x110)])
        self.assertEqual(part(result).around, 1)
        self.assertEqual(part(result).executions, 0)

    def test_a_function_without_sites_is_other(self):
        result = attribute({0x200: 100}, boot({0x200: 160}), [site(0x110)])
        self.assertEqual((result.sum("excess"), result.other), (0, 3))
        self.assertEqual(result.functions[0].name, "other")
        self.assertEqual(result.absolute, 3)

    def test_parts_of_different_signs_do_not_make_up_for_each_other(self):
        for more, less in ((0x100, 0x200), (0x200, 0x100)):
            result = attribute({0x100: 100, 0x200: 100}, boot({more: 140, less: 60}),
                               [site(0x110)])
            self.assertEqual((result.excess, result.absolute), (0, 4))

    def test_a_kernel_without_sites_has_no_parts(self):
        result = attribute({0x100: 100}, boot({0x100: 120}), [])
        self.assertEqual((result.parts, result.other), ([], 1))

    def test_counts_outside_of_all_functions_still_add_up(self):
        result = attribute({0x100: 100, 0xf00: 20}, boot({0x100: 100, 0xf00: 60}), [site(0x110)])
        self.assertEqual((result.excess, result.other), (2, 2))


class Listed(unittest.TestCase):
    def test_thunks_are_where_the_calls_go(self):
        sites = Sites([site(0x110)], Elf(OURS).name_of)
        self.assertEqual(sites.functions, {"thunk": "irq.off"})
        self.assertEqual(sites.boundaries(), {0x110, 0x111, 0x115})

    def test_instructions_are_counted(self):
        for text, number in (("", 0), ("cli", 1), ("pushfq; popq %rax", 2), (None, None)):
            with self.subTest(text):
                found, = Sites([site(0x110, native=text)], Elf(OURS).name_of).sites
                self.assertEqual(found.native, number)

    def test_a_function_of_several_operations_belongs_to_none_of_them(self):
        sites = Sites([site(0x110), site(0x120, op="mmu.map")], Elf(OURS).name_of)
        self.assertEqual(sites.implementations, {"native_off": SEVERAL})

    def test_a_site_of_which_nothing_is_known_is_a_call(self):
        row = {**site(0x110), "native": None}
        found, = Sites([row], Elf(OURS).name_of).sites
        self.assertIsNone(found.native)


def own(instructions, at_sites=0.0, **executions):
    found = Own()
    found.instructions, found.at_sites = instructions, at_sites
    found.executions.update(executions)
    return found


class Folding(unittest.TestCase):
    def test_a_function_goes_to_its_callers_in_proportion_to_their_calls(self):
        functions = {"one": own(10), "two": own(20), "inner": own(40, 8, op=4)}
        fold(functions, {"inner": {"one": 3, "two": 1}})
        self.assertEqual({n: f.instructions for n, f in functions.items()},
                         {"one": 40, "two": 30})
        self.assertEqual(functions["one"].at_sites, 6)
        self.assertEqual(functions["two"].executions["op"], 1)

    def test_a_chain_ends_in_the_outermost_caller(self):
        functions = {"outer": own(1), "middle": own(2), "inner": own(4)}
        fold(functions, {"inner": {"middle": 5}, "middle": {"outer": 5}})
        self.assertEqual({n: f.instructions for n, f in functions.items()}, {"outer": 7})

    def test_a_chain_that_is_folded_from_its_outer_end(self):
        functions = {"outer": own(1), "middle": own(2), "inner": own(4)}
        fold(functions, {"middle": {"outer": 5}, "inner": {"middle": 5}})
        self.assertEqual({n: f.instructions for n, f in functions.items()}, {"outer": 7})

    def test_one_that_nobody_calls_stays(self):
        functions = {"outer": own(1), "inner": own(4)}
        fold(functions, {"inner": {}})
        self.assertEqual(functions["inner"].instructions, 4)

    def test_recursion_does_not_lose_instructions(self):
        functions = {"outer": own(1), "inner": own(4)}
        fold(functions, {"inner": {"inner": 7, "outer": 1}})
        self.assertEqual({n: f.instructions for n, f in functions.items()}, {"outer": 5})

    def test_mutual_recursion_ends_and_keeps_the_sum(self):
        functions = {"outer": own(1), "a": own(2), "b": own(4)}
        fold(functions, {"a": {"b": 1}, "b": {"a": 1, "outer": 1}})
        self.assertAlmostEqual(sum(f.instructions for f in functions.values()), 7)

    def test_calls_less_the_pauses_that_come_out_negative_count_for_nothing(self):
        functions = {"one": own(1), "two": own(1), "inner": own(4)}
        fold(functions, {"inner": {"one": -2, "two": 2}})
        self.assertEqual(functions["two"].instructions, 5)

    def test_variants_of_gcc_count_with_their_function(self):
        for name in ("f", "f.isra.0", "f.part.0", "f.constprop.0.isra.3", "f.cold"):
            self.assertEqual(folding.plain(name), "f", name)
        self.assertEqual(folding.plain("f.partial"), "f.partial")

    def test_unpaired_are_those_with_other_numbers_of_copies(self):
        one = Elf({1: "same", 2: "inlined", 3: "twice", 4: "twice"})
        two = Elf({1: "same.isra.0", 3: "twice", 5: "split", 6: "split.part.0"})
        self.assertEqual(folding.unpaired(one, two), {"inlined", "twice", "split"})

    def test_a_cold_half_is_no_copy(self):
        self.assertEqual(folding.unpaired(Elf({1: "f"}), Elf({1: "f", 2: "f.cold"})), set())

    def test_calls_and_tail_calls_are_found_and_nothing_else(self):
        code = call(0x100, 0x200) + b"\xe9" + struct.pack("<i", 0x200 - 0x105 - 5) + \
            call(0x10a, 0x300) + b"\xe8"
        elf = Elf({0x100: "caller", 0x200: "inner.isra.0", 0x300: "other"}, code)
        self.assertEqual(folding.calls(elf, {"inner"}), {0x100: "inner", 0x105: "inner"})

    def test_a_function_inlined_in_one_kernel_makes_no_difference(self):
        base = {0x100: "caller", 0x200: "inner", 0xf00: "end"}
        pair = Pair(Elf(base, call(0x100, 0x200)), Elf({0x100: "caller", 0xf00: "end"}), [])
        result = pair.attribute(boot({0x100: 20, 0x105: 40, 0x200: 60}), boot({0x100: 120}), "w")
        self.assertEqual([f.name for f in result.functions], ["caller"])
        self.assertEqual(result.excess, 0)


if __name__ == "__main__":
    unittest.main()
