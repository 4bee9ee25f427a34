#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Count the paravirt sites of a stock kernel or module, without objtool-pv.

Usage: count.py FILE

FILE is a vmlinux (ELF, unpacked) or a module (.ko, .ko.xz).  For each slot of pv_ops that
has sites, one line "OFFSET COUNT", both sorted by offset; the offset is hexadecimal.  In a
linked kernel that has another table after it, its slots, too, are counted from pv_ops; in
a module each is counted from its own table.

Two ways, neither of which is that of objtool-pv:

- A linked kernel: .altinstructions (or .parainstructions) is read by struct, and the
  bytes at each address give the slot.  Where pv_ops is comes from no symbol.  With
  .parainstructions, slot minus 8 * type is pv_ops, and has to be the same for every
  site.  Without, all slots are close together: pv_ops is the densest 4 KiB of them, and
  begins with the lowest, because the first operation, io_delay, has sites.
- A module: relocations against pv_ops in code, as readelf prints them; a relocation of a
  call counts that has a record in .altinstructions or .parainstructions.
"""
import collections
import lzma
import re
import struct
import subprocess
import sys
import tempfile

CLUSTER = 4096
# Where the displacement of a call or jump through memory begins, and whether it counts
# from the instruction's end: call *rel32(%rip), jmp *rel32(%rip), call *abs32.
SHAPES = ((b"\xff\x15", True), (b"\xff\x25", True), (b"\xff\x14\x25", False))
# A relocation of such a displacement, and how far in front of it the instruction begins.
BEFORE = {"R_X86_64_PC32": 2, "R_X86_64_32S": 3}
TABLES = ("pv_ops", "pv_ops_lock")
SHT_NOBITS = 8
SHF_ALLOC = 2


class Elf:
    """Sections of a 64-bit ELF file: name, address, bytes."""

    def __init__(self, data):
        offset, = struct.unpack_from("<Q", data, 40)
        count, names = struct.unpack_from("<HH", data, 60)
        headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + 64 * i)
                   for i in range(count)]
        strings = data[headers[names][4]:][:headers[names][5]]
        self.kind, = struct.unpack_from("<H", data, 16)
        self.sections = {}
        self.memory = []
        for name, kind, flags, addr, at, size, *_ in headers:
            label = strings[name:strings.index(b"\0", name)].decode()
            content = b"" if kind == SHT_NOBITS else data[at:at + size]
            self.sections[label] = (addr, content)
            if flags & SHF_ALLOC:
                self.memory.append((addr, content))

    def read(self, addr, size):
        for start, content in self.memory:
            if start <= addr and addr + size <= start + len(content):
                return content[addr - start:addr - start + size]
        return b""


def record_size(elf, start, table):
    """12 or 14 bytes: the one whose every record names bytes that are there."""
    def fits(size):
        return len(table) % size == 0 and all(
            elf.read(start + at + struct.unpack_from("<i", table, at)[0], 1)
            and table[at + size - 1] <= table[at + size - 2]
            for at in range(0, len(table), size))
    sizes = [size for size in (12, 14) if fits(size)]
    if len(sizes) != 1:
        sys.exit("cannot tell the size of records in .altinstructions")
    return sizes[0]


def slot_at(elf, addr):
    """The slot that the call at an address goes through, or None."""
    for opcode, relative in SHAPES:
        size = len(opcode) + 4
        code = elf.read(addr, size)
        if code.startswith(opcode):
            field, = struct.unpack("<i", code[len(opcode):])
            return (addr + size + field if relative else field) & (1 << 64) - 1
    return None


def densest(slots):
    """The slots inside the 4 KiB that hold most of them."""
    slots.sort()
    best = (0, 0)
    low = 0
    for high in range(len(slots)):
        while slots[high] - slots[low] >= CLUSTER:
            low += 1
        best = max(best, (high - low + 1, -low))
    count, low = best[0], -best[1]
    return slots[low:low + count]


def count_alternatives(elf):
    start, table = elf.sections[".altinstructions"]
    size = record_size(elf, start, table)
    sites = {start + at + struct.unpack_from("<i", table, at)[0]
             for at in range(0, len(table), size)}
    slots = densest([slot for slot in (slot_at(elf, site) for site in sites) if slot])
    return collections.Counter(slot - slots[0] for slot in slots)


def count_para(elf):
    _, table = elf.sections[".parainstructions"]
    counts = collections.Counter()
    bases = set()
    for at in range(0, len(table), 16):
        addr, kind = struct.unpack_from("<QB", table, at)   # the last one may be cut off
        bases.add((slot_at(elf, addr) or 0) - 8 * kind)
        counts[8 * kind] += 1
    if len(bases) != 1:
        sys.exit("types in .parainstructions do not agree with the calls")
    return counts


def readelf(option, path):
    return subprocess.run(["readelf", option, path], capture_output=True, text=True,
                          check=True).stdout


def relocations(path):
    """{section: [(offset, type, symbol, addend)]} as readelf prints them."""
    found = collections.defaultdict(list)
    section = None
    for line in readelf("-rW", path).splitlines():
        begin = re.match(r"Relocation section '\.rela(.*)' at", line)
        if begin:
            section = begin.group(1)
            continue
        entry = re.match(r"([0-9a-f]+)\s+[0-9a-f]+\s+(R_X86_64_\w+)\s+[0-9a-f]+\s+"
                         r"(\S+) ([+-]) ([0-9a-f]+)", line)
        if entry:
            addend = int(entry.group(5), 16) * (-1 if entry.group(4) == "-" else 1)
            found[section].append((int(entry.group(1), 16), entry.group(2),
                                   entry.group(3), addend))
    return found


def section_symbols(path):
    """{symbol: (section, offset)}, to follow records that name a function."""
    names = {}
    for line in readelf("-SW", path).splitlines():
        entry = re.match(r"\s*\[\s*(\d+)\]\s+(\.\S+)", line)
        if entry:
            names[entry.group(1)] = entry.group(2)
    symbols = {}
    for line in readelf("-sW", path).splitlines():
        fields = line.split()
        if len(fields) == 8 and fields[6] in names:
            symbols[fields[7]] = (names[fields[6]], int(fields[1], 16))
    return symbols


def count_module(path, elf):
    """Calls through pv_ops whose place a record names in its first field."""
    found = relocations(path)
    symbols = section_symbols(path)
    if ".parainstructions" in elf.sections:
        table, size = ".parainstructions", 16
    else:
        table, size = ".altinstructions", 14
    recorded = set()
    for offset, _, symbol, addend in found.get(table, []):
        if offset % size:
            continue
        section, value = symbols.get(symbol, (symbol, 0))
        recorded.add((section, value + addend))
    counts = collections.Counter()
    for section, entries in found.items():
        for offset, kind, symbol, addend in entries:
            before = BEFORE.get(kind)
            if symbol in TABLES and before and (section, offset - before) in recorded:
                counts[addend + (4 if before == 2 else 0)] += 1
    return counts


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rb") as file:
        data = file.read()
    elf = Elf(data)
    if elf.kind == 1:
        with tempfile.NamedTemporaryFile(suffix=".ko") as copy:
            copy.write(data)
            copy.flush()
            counts = count_module(copy.name, elf)
    elif ".parainstructions" in elf.sections:
        counts = count_para(elf)
    else:
        counts = count_alternatives(elf)
    for offset, count in sorted(counts.items()):
        print(f"{offset:#x} {count}")


if __name__ == "__main__":
    main()
