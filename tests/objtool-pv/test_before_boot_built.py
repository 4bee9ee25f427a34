# SPDX-License-Identifier: GPL-2.0-only
"""The image's call sites work from the first instruction on: what the file has is loaded
as it is, so each site has to call what goes through the table, the trampoline has to
branch to its own entry, and the entry has to be bare metal's."""
import struct
import unittest

import program

NUMBERS = ("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
           *(f"r{n}" for n in range(8, 16)))
CALL, KEEP, SHAPE, JUMP = 16, 17, 18, 19    # PVOPS_V_* of asm/pvops/site.h
C_NAMES = {CALL: "call", KEEP: "keep", SHAPE: "shape", JUMP: "jump"}
# SDM Vol. 2: CALL rel32 and JMP rel32; from memory at a distance from RIP, MOV to R11
# (REX.WR 8B /r), and PUSH (FF /6), where no register is free.
NEAR_CALL, NEAR_JUMP = 0xe8, 0xe9
LOAD = {"call": b"\x4c\x8b\x1d", "jump": b"\xff\x35"}


class Memory:
    """What is in memory when the image's first instruction runs."""

    def __init__(self, path):
        self.sections = [(at, offset, size) for at, offset, size in
                         program.elf_sections(path).values() if at]
        self.data = path.read_bytes()

    def read(self, address, size):
        for at, offset, length in self.sections:
            if at <= address and address + size <= at + length:
                return self.data[offset + address - at:offset + address - at + size]
        raise AssertionError(f"nothing is loaded at {address:#x}")

    def words(self, address, count):
        return struct.unpack(f"<{count}Q", self.read(address, 8 * count))


def target_name(symbol, variant):
    """The call target of a site, as pvops/thunks.S and pvops/shapes.S name it."""
    if variant in C_NAMES:
        return f"pvops_{C_NAMES[variant]}_{symbol}"
    register = variant if "debugreg" in symbol else NUMBERS[variant]
    return f"pvops_{symbol}_{register}"


class BeforeBoot(program.Case):
    needs = (program.VMLINUX,)

    @classmethod
    def setUpClass(cls):
        cls.memory = Memory(program.VMLINUX)
        cls.symbols = program.elf_symbols(program.VMLINUX)

    def test_sites_go_through_the_table(self):
        start, stop = (self.symbols[f"__{end}_pvops_sites"] for end in ("start", "stop"))
        self.assertGreater(stop, start)
        for record in range(start, stop, program.RECORD.size):
            offset, op, length, variant, _ = program.RECORD.unpack(
                self.memory.read(record, program.RECORD.size))
            end = record + offset + length
            opcode, distance = struct.unpack("<Bi", self.memory.read(end - 5, 5))
            want = target_name(program.OPERATIONS[op].symbol, variant)
            expected = NEAR_JUMP if variant == JUMP else NEAR_CALL, self.symbols[want]
            if (opcode, end + distance) != expected:
                self.fail(f"the site that ends at {end:#x} does not go to {want}")

    def test_trampolines_load_their_entry(self):
        table = self.symbols["pvops_table"]
        for op, operation in enumerate(program.OPERATIONS):
            way = "jump" if operation.kind == "JUMP" else "call"
            name = f"pvops_{way}_{operation.symbol}"
            code = self.memory.read(self.symbols[name], 32)
            load = code.find(LOAD[way])
            with self.subTest(trampoline=name):
                self.assertGreaterEqual(load, 0)
                at = load + len(LOAD[way])
                distance, = struct.unpack_from("<i", code, at)
                self.assertEqual(self.symbols[name] + at + 4 + distance, table + 8 * op)

    def test_table_begins_as_bare_metals(self):
        """All of it, and bare metal's has a function for each (tests/backends/test_kernel.c)."""
        count = len(program.OPERATIONS)
        self.assertEqual(self.memory.words(self.symbols["pvops_table"], count),
                         self.memory.words(self.symbols["pvops_native_table"], count))


if __name__ == "__main__":
    unittest.main()
