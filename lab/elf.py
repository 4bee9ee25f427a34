# SPDX-License-Identifier: GPL-2.0-only
"""What an ELF file says about a kernel: functions, calls between them, sections, and how many
places its boot-time patching has."""

import bisect
import contextlib
import functools
import re
import struct

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import NoteSection

from lab.errors import CannotRun
from lab.files import output

ALT_RECORD = 14     # struct alt_instr of 6.12: the address is its first field
SITE_RECORD = 8     # struct pvops_site (asm/pvops/site.h)
CALL = re.compile(r"^\s*([0-9a-f]+):\s+callq?\s+([0-9a-f]+)", re.M)
LINE = re.compile(r"^\s*([0-9a-f]+):\t", re.M)


@contextlib.contextmanager
def _opened(path):
    """The ELF file of that path, also where it turns out to be none while it is read."""
    with open(path, "rb") as file:
        try:
            yield ELFFile(file)
        except ELFError as error:
            raise CannotRun(f"{path} is no ELF file ({error}): name the vmlinux that was built "
                            "with the kernel's image.") from error


def build_id(path):
    """The one that the linker gave it, in hexadecimal, or nothing."""
    with _opened(path) as elf:
        for section in elf.iter_sections():
            if isinstance(section, NoteSection):
                for note in section.iter_notes():
                    if (note["n_name"], note["n_type"]) == ("GNU", "NT_GNU_BUILD_ID"):
                        return note["n_desc"]
    return None


def symbols(path):
    """[(address, kind, name)] of all, by address."""
    rows = (line.rsplit(maxsplit=2) for line in output("nm", "-n", path).splitlines()
            if not line.startswith(" "))
    return [(int(addr, 16), kind, name) for addr, kind, name in rows]


def is_named(symbol, base):
    """GCC puts ".isra.0" and the like after the names of its own variants."""
    return symbol == base or symbol.startswith(base + ".") and ".cold" not in symbol


class Vmlinux:
    def __init__(self, path):
        self.path = path
        self.symbols = {}       # all names; a static one may hide another
        functions = {}
        for addr, kind, name in symbols(path):
            self.symbols.setdefault(name, addr)
            if kind in "tTwW":
                functions.setdefault(addr, name)
        self.names = functions
        self.functions = sorted(functions)

    def symbol(self, name):
        for symbol in (name, *self.symbols):
            if is_named(symbol, name) and symbol in self.symbols:
                return self.symbols[symbol]
        raise CannotRun(f"{self.path} has no {name}: is it a kernel with pvops?")

    def name_of(self, addr):
        i = bisect.bisect_right(self.functions, addr) - 1
        return self.names[self.functions[i]] if i >= 0 else "(no function)"

    def _calls(self, start):
        """Of one function: (address of a call, address after it, what is called)."""
        after = bisect.bisect_right(self.functions, start)
        end = self.functions[after] if after < len(self.functions) else start + 0x1000
        text = output("objdump", "-d", "--no-show-raw-insn", f"--start-address={start:#x}",
                   f"--stop-address={end:#x}", self.path)
        lines = [int(a, 16) for a in LINE.findall(text)] + [end]
        for at, target in CALL.findall(text):
            at = int(at, 16)
            yield at, lines[lines.index(at) + 1], int(target, 16)

    def calls(self, caller, callee, depth=0):
        """Spans of the calls of one function in another, or that many levels down."""
        made = list(self._calls(caller))
        spans = [(at, after) for at, after, target in made
                 if is_named(self.names.get(target, ""), callee)]
        if spans or not depth:
            return spans
        for target in dict.fromkeys(target for _, _, target in made):
            spans = self.calls(target, callee, depth - 1) if target in self.names else []
            if spans:
                break
        return spans

    def sites(self):
        start, stop = (self.symbol(f"__{end}_pvops_sites") for end in ("start", "stop"))
        return (stop - start) // SITE_RECORD

    @functools.cached_property
    def _sections(self):
        """{name: (address, size, where it is in the file)}"""
        with _opened(self.path) as elf:
            return {section.name: (section["sh_addr"], section["sh_size"], section["sh_offset"])
                    for section in elf.iter_sections()
                    if section["sh_type"] != "SHT_NOBITS"}

    def _section(self, name):
        """Address and contents."""
        if name not in self._sections:
            raise CannotRun(f"{self.path} has no section {name}.")
        addr, size, _ = self._sections[name]
        return addr, self.read(addr, size)

    def read(self, addr, size):
        """Bytes of the file, by their address in the kernel."""
        for start, length, offset in self._sections.values():
            if start and start <= addr and addr + size <= start + length:
                with open(self.path, "rb") as file:
                    file.seek(offset + addr - start)
                    return file.read(size)
        raise CannotRun(f"{self.path} has no bytes at {addr:#x}.")

    def text(self):
        """Address and contents of all code but that of initialization."""
        return self._section(".text")

    def alternatives(self):
        """The number of records, and of different addresses among them."""
        start, data = self._section(".altinstructions")
        low, high = self.symbol("_stext"), self.symbol("_end")
        addrs = [start + at + struct.unpack_from("<i", data, at)[0]
                 for at in range(0, len(data), ALT_RECORD)
                 if at + ALT_RECORD <= len(data)]
        if not addrs or len(data) % ALT_RECORD or not all(low <= a < high for a in addrs):
            raise CannotRun(f"the records in .altinstructions of {self.path} are not "
                            f"the {ALT_RECORD} bytes of Linux 6.12.")
        return len(addrs), len(set(addrs))
