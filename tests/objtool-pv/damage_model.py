# SPDX-License-Identifier: GPL-2.0-only
"""Where sites, their records and tables are in a kernel, a module or a dump of ours, read
by struct alone, and what a changed byte there has to lead to."""

import mmap
import re
import struct
from dataclasses import dataclass, field

RECORD = struct.Struct("<iBBBB")        # offset, op, length, variant, flags
START_KERNEL_MAP = 0xffffffff80000000   # Documentation/arch/x86/x86_64/mm.rst
SAME_FORMULA = (2, 4)                   # R_X86_64_PC32 and PLT32, in a kernel
CALL_LENGTH = 5                         # a site that is a call, or a jump, ends with it
JUMP = 19                               # PVOPS_V_JUMP of asm/pvops/site.h
PT_LOAD, SHT_SYMTAB, SHT_RELA, SHT_NOBITS = 1, 2, 4, 8


@dataclass(frozen=True)
class Site:
    place: object       # an address; of a module (section, offset)
    bytes_at: int       # offset of its first byte in the file
    record_at: int      # offset of its record in the file
    length: int
    relocations: tuple = ()     # of a module: offsets of the entries that complete it
    jump: bool = False          # a site that is left and not come back to

    @property
    def call_at(self):
        """Where in it its call is."""
        return self.length - CALL_LENGTH

    @property
    def call(self):
        """The place of that."""
        if isinstance(self.place, int):
            return self.place + self.call_at
        section, offset = self.place
        return section, offset + self.call_at


@dataclass
class Elf:
    data: object
    sections: list = field(default_factory=list)    # (name, kind, addr, at, size, info)

    def __post_init__(self):
        at, = struct.unpack_from("<Q", self.data, 40)
        count, names = struct.unpack_from("<HH", self.data, 60)
        rows = [struct.unpack_from("<IIQQQQIIQQ", self.data, at + 64 * i) for i in range(count)]
        strings = rows[names][4] if rows else 0
        self.sections = [(self._string(strings + r[0]), r[1], r[3], r[4], r[5], r[6], r[7])
                         for r in rows]

    def _string(self, at):
        return bytes(self.data[at:self.data.find(b"\0", at)]).decode()

    def section(self, name):
        return next(s for s in self.sections if s[0] == name)

    def symbols(self):
        """{name: value}"""
        _, _, _, at, size, link, _ = next(s for s in self.sections if s[1] == SHT_SYMTAB)
        strings = self.sections[link][3]
        found = {}
        for i in range(at, at + size, 24):
            name, _, _, section, value, _ = struct.unpack_from("<IBBHQQ", self.data, i)
            if name and section:
                found[self._string(strings + name)] = value
        return found

    def offset(self, addr):
        """Where in the file a linked address is."""
        for _, kind, start, at, size, _, _ in self.sections:
            if start and kind != SHT_NOBITS and start <= addr < start + size:
                return at + addr - start
        raise KeyError(hex(addr))


class Kernel:
    """vmlinux: each of its sites, and the file offsets of its tables."""

    audit_used = 12     # sizes of records; the rest is about a kernel that runs

    def __init__(self, data):
        self.elf = Elf(data)
        self.symbols = self.elf.symbols()
        self.sites = list(self._sites(self.elf.offset, 0))

    def _sites(self, offset, slide):
        """Records are read from the file, wherever they are now."""
        start, stop = (self.symbols[f"__{edge}_pvops_sites"] for edge in ("start", "stop"))
        for record in range(start, stop, RECORD.size):
            at = self.elf.offset(record)
            relative, _, length, variant, _ = RECORD.unpack_from(self.elf.data, at)
            addr = record + relative
            yield Site(addr + slide, offset(addr), offset(record), length, jump=variant == JUMP)

    def table(self, name):
        """(first, after the last) linked address of a table."""
        if name == "table":
            return self.symbols["pvops_table"], self.symbols["pvops_table"] + 8 * 87
        if name == "audit":
            return self.symbols["pvops_audit"], self.symbols["pvops_audit"] + self.audit_used
        return tuple(self.symbols[f"__{edge}_pvops_{name}"] for edge in ("start", "stop"))

    def offset(self, addr):
        return self.elf.offset(addr)

    def means_nothing(self, at, value):
        return False


class Dump(Kernel):
    """The same kernel in an ELF core of the machine's memory, moved by KASLR."""

    audit_used = 48

    def __init__(self, vmlinux, file):
        self.core = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at, = struct.unpack_from("<Q", self.core, 32)
        count, = struct.unpack_from("<H", self.core, 56)
        loads = [struct.unpack_from("<IIQQQQQQ", self.core, at + 56 * i) for i in range(count)]
        self.loads = [(r[4], r[2], r[5]) for r in loads if r[0] == PT_LOAD]
        info = self._vmcoreinfo()
        self.slide = int(re.search(rb"KERNELOFFSET=([0-9a-f]+)", info)[1], 16)
        self.phys_base = int(re.search(rb"NUMBER\(phys_base\)=(-?\d+)", info)[1])
        super().__init__(vmlinux)
        begin, end = self.symbols["__init_begin"], self.symbols["__init_end"]
        self.sites = [s for s in self._sites(self.offset, self.slide)
                      if not begin <= s.place - self.slide < end]

    def _vmcoreinfo(self):
        at = -1
        while (at := self.core.find(b"OSRELEASE=", at + 1)) >= 0:
            text = self.core[at:at + 4096]
            if b"\nKERNELOFFSET=" in text:
                return text
        raise ValueError("no VMCOREINFO in the dump")

    def offset(self, addr):
        phys = addr + self.slide - START_KERNEL_MAP + self.phys_base
        for start, at, size in self.loads:
            if start <= phys < start + size:
                return at + phys - start
        raise KeyError(hex(addr))


class Module:
    """pvops_sample.ko: its sites, and which bytes of the file a relocation overwrites."""

    def __init__(self, data):
        self.elf = Elf(data)
        self.relocated, self.targets, self.types = set(), {}, set()
        for name, kind, _, at, size, _, info in self.elf.sections:
            if kind == SHT_RELA:
                self._read_relocations(self.elf.sections[info], at, size)
        self.sites = list(self._sites())

    def _read_relocations(self, target, at, size):
        for entry in range(at, at + size, 24):
            offset, info, addend = struct.unpack_from("<QQq", self.elf.data, entry)
            self.relocated |= set(range(target[3] + offset, target[3] + offset + 4))
            self.targets[target[0], offset] = (info >> 32, addend, entry)
            self.types.add(entry + 8)

    def _section_of(self, symbol):
        _, _, _, at, _, _, _ = next(s for s in self.elf.sections if s[1] == SHT_SYMTAB)
        _, _, _, section, value, _ = struct.unpack_from("<IBBHQQ", self.elf.data,
                                                        at + 24 * symbol)
        return self.elf.sections[section], value

    def _sites(self):
        _, _, _, at, size, _, _ = self.elf.section(".pvops_sites")
        for record in range(0, size, RECORD.size):
            symbol, addend, entry = self.targets[".pvops_sites", record]
            text, value = self._section_of(symbol)
            _, _, length, _, _ = RECORD.unpack_from(self.elf.data, at + record)
            addr = value + addend
            call = self.targets[text[0], addr + length - CALL_LENGTH + 1][2]
            yield Site((text[0], addr), text[3] + addr, at + record, length, (entry, call))

    def means_nothing(self, at, value):
        return at in self.relocated or (at in self.types and value in SAME_FORMULA)
