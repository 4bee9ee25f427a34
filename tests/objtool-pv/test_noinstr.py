# SPDX-License-Identifier: GPL-2.0-only
"""What noinstr code calls through the table is noinstr itself, whichever backend supplies it:
upstream's objtool sees a branch to a register and has to be told to let it pass."""
import re
import struct
import unittest

import program

# Sites of these stand in noinstr functions, but only between instrumentation_begin() and
# instrumentation_end(), of which a kernel without DEBUG_ENTRY keeps no trace.
INSTRUMENTED = {
    "cpu.io_delay": {"acpi_idle_enter_bm"},
    "cpu.read_cr0": {"exc_device_not_available"},
    "cpu.write_cr0": {"exc_device_not_available"},
    "cpu.read_msr": {"__rdgsbase_inactive", "exc_debug_kernel", "exc_device_not_available"},
    "cpu.write_msr": {"__wrgsbase_inactive", "exc_debug_kernel", "exc_device_not_available"},
}

TEXT = ("noinstr", "entry")


def operations():
    """Their names, in the order of the table."""
    return [str(op) for op in program.OPERATIONS]


def looked_at_when_booted():
    """Operations whose implementation is looked at in the running kernel."""
    suite = (program.REPO / "pvops/kunit/noinstr.c").read_text(encoding="utf-8")
    return [f"{group}.{name}" for group, name in
            re.findall(r"^\tNOINSTR\(([a-z]+)_(\w+)\),", suite, re.MULTILINE)]


class Kernel:
    def __init__(self, path):
        self.data = path.read_bytes()
        self.sections = [s for s in program.elf_sections(path).values() if s[0]]
        self.symbols = program.elf_symbols(path)
        self.text = [(self.symbols[f"__{name}_text_start"], self.symbols[f"__{name}_text_end"])
                     for name in TEXT]
        self.names = {}
        for name, address in self.symbols.items():
            self.names.setdefault(address, name)

    def is_noinstr(self, address):
        return any(start <= address < end for start, end in self.text)

    def read(self, address, size):
        for start, offset, length in self.sections:
            if start <= address and address + size <= start + length:
                return self.data[offset + address - start:][:size]
        raise AssertionError(f"{address:#x} is in no section")

    def tables(self, count):
        """Every object of a table's size that is called one."""
        found = {}
        for line in program.output_of("nm", "-S", program.VMLINUX).splitlines():
            words = line.split()
            if (len(words) == 4 and words[3].endswith(("_table", "_ops")) and
                    int(words[1], 16) == 8 * count):
                at = int(words[0], 16)
                found[f"{words[3]} at {at:#x}"] = struct.unpack(f"<{count}Q",
                                                                self.read(at, 8 * count))
        return found


class Noinstr(program.Case):
    needs = (program.VMLINUX,)

    def setUp(self):
        super().setUp()
        self.kernel = Kernel(program.VMLINUX)

    def operations_in_noinstr(self):
        """Each, and the functions with a site of it that is in noinstr text."""
        used = {}
        for site in self.json("list", program.VMLINUX)["sites"]:
            # A thunk's site counts where the thunk itself is called.
            if site["format"] != ".pvops_sites" or site["symbol"].startswith("pvops_"):
                continue
            if self.kernel.is_noinstr(int(site["address"], 16)):
                used.setdefault(site["op"], set()).add(site["symbol"])
        return {op: functions - INSTRUMENTED.get(op, set()) for op, functions in used.items()}

    def test_noinstr_implementations(self):
        names = operations()
        used = {op: who for op, who in self.operations_in_noinstr().items() if who}
        self.assertIn("irq.irq_disable", used)
        self.assertLessEqual(set(used), set(looked_at_when_booted()))
        tables = self.kernel.tables(len(names))
        self.assertGreater(len(tables), 5)
        wrong = [f"{table}: {op} is {self.kernel.names.get(entry[names.index(op)])}, "
                 f"with a site in {sorted(who)}"
                 for table, entry in tables.items() for op, who in used.items()
                 if entry[names.index(op)] and not self.kernel.is_noinstr(
                     entry[names.index(op)])]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
