# SPDX-License-Identifier: GPL-2.0-only
"""ELF files of a few bytes that pass for a kernel; layout: elf(5)."""
import struct

TEXT = 0xffffffff81000000
GAP = 0x100000
EXECUTABLE, CORE = 2, 4                 # ET_EXEC, ET_CORE
ALLOC, CODE = 2, 6                      # SHF_ALLOC; and SHF_EXECINSTR
PROGBITS, SYMTAB, STRTAB = 1, 2, 3
GLOBAL_OBJECT = 0x11


def _names(names):
    """A table of strings, and where each of them is."""
    table, places = b"\0", []
    for name in names:
        places.append(len(table))
        table += name.encode() + b"\0"
    return table, places


def write(path, sections, symbols=()):
    """Sections are (name, bytes), a GAP apart from TEXT on, the first one with code;
    symbols are (name, address)."""
    strings, places = _names([name for name, _ in symbols])
    entries = bytes(24) + b"".join(
        struct.pack("<IBBHQQ", place, GLOBAL_OBJECT, 0, 1, address, 8)
        for place, (_, address) in zip(places, symbols))
    rows = [(name, PROGBITS, CODE if i == 0 else ALLOC, TEXT + i * GAP, data, 0, 0)
            for i, (name, data) in enumerate(sections)]
    count = len(rows)
    rows += [(".symtab", SYMTAB, 0, 0, entries, count + 2, 24),
             (".strtab", STRTAB, 0, 0, strings, 0, 0),
             (".shstrtab", STRTAB, 0, 0, b"", 0, 0)]
    heads, places = _names([row[0] for row in rows])
    rows[-1] = rows[-1][:4] + (heads,) + rows[-1][5:]
    body, headers = b"", bytes(64)
    for place, (_, kind, flags, address, data, link, entry) in zip(places, rows):
        headers += struct.pack("<IIQQQQIIQQ", place, kind, flags, address, 64 + len(body),
                               len(data), link, 1, 8, entry)
        body += data + bytes(-len(data) % 8)
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", EXECUTABLE, 62, 1, TEXT, 0, 64 + len(body), 0, 64, 56, 0, 64,
        len(rows) + 1, len(rows))
    path.write_bytes(head + body + headers)
    return path


def write_core(path, address, data):
    """Memory with these bytes at one address."""
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", CORE, 62, 1, 0, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 7, 120, address, 0, len(data), len(data), 0)
    path.write_bytes(head + segment + data)
    return path
