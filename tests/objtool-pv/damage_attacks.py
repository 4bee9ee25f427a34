# SPDX-License-Identifier: GPL-2.0-only
"""What an intruder into a kernel would change in its memory so that it looks
sound: a table together with what it is compared with, a list together with what it leaves
out.  Each is done to the dump of a booted kernel, and must be found."""

import re
import struct
from dataclasses import dataclass

from damage_model import START_KERNEL_MAP, Dump

# struct pvops_audit (asm/pvops/audit.h), two bytes each
AUDIT = ("version", "size", "ops", "site", "thunk", "template", "state_backend", "state_mode",
         "state_boot", "state_tables", "backend_name", "sites_list", "sites_start", "sites_count", "sites_mod",
         "sites_init", "bound_function", "bound_nops", "module_name", "module_mem", "mem", "mem_base",
         "mem_size", "mem_text", "mem_init_text")
PRESENT, WRITE, LARGE, FRAME = 1, 2, 0x80, 0x000ffffffffff000     # SDM Vol. 3A, 4.5
CALL, JUMP = b"\xe8", b"\xe9"
FOREIGN = "commit_creds"        # stands for any function that no operation has
PAGE = 4096
PT_NOTE = 4
# CR3 in QEMUCPUState (target/i386/arch_dump.c of QEMU 7.2): two u32, 18 registers, 10
# segments of 24 bytes, CR0, CR1, CR2
QEMU_CR3 = 2 * 4 + 18 * 8 + 10 * 24 + 3 * 8


@dataclass
class Mapping:
    """The entry of a page table that ends a walk."""
    at: int         # its offset in the file
    entry: int
    size: int       # bytes that it maps


class Attacked:
    """A dump that is changed by virtual addresses."""

    def __init__(self, vmlinux, path):
        self.file = open(path, "r+b")
        self.dump = Dump(vmlinux, self.file)
        info = self.dump._vmcoreinfo()
        self.levels = (48, 39, 30, 21, 12) if b"pgtable_l5_enabled)=1" in info else \
            (39, 30, 21, 12)
        self.audit = dict(zip(AUDIT, struct.unpack("<24H", self.read(self.at("pvops_audit"), 48))))
        self.undo = []

    def close(self):
        for at, before in reversed(self.undo):
            self.file.seek(at)
            self.file.write(before)
        self.file.close()

    # --- memory

    def at(self, symbol):
        return self.dump.symbols[symbol] + self.dump.slide

    def offset_of(self, phys):
        for start, at, size in self.dump.loads:
            if start <= phys < start + size:
                return at + phys - start
        raise KeyError(hex(phys))

    def walk(self, addr):
        table = self.at("init_top_pgt") - START_KERNEL_MAP + self.dump.phys_base
        for shift in self.levels:
            at = self.offset_of(table + 8 * (addr >> shift & 511))
            entry, = struct.unpack("<Q", self.dump.core[at:at + 8])
            if not entry & PRESENT:
                raise KeyError(hex(addr))
            if shift == 12 or (shift <= 30 and entry & LARGE):
                return Mapping(at, entry, 1 << shift)
            table = entry & FRAME
        raise KeyError(hex(addr))

    def offset(self, addr):
        found = self.walk(addr)
        inside = found.size - 1
        return self.offset_of((found.entry & FRAME & ~inside) | addr & inside)

    def read(self, addr, size):
        at = self.offset(addr)
        return self.dump.core[at:at + size]

    def number(self, addr, size=8):
        return int.from_bytes(self.read(addr, size), "little")

    def write_file(self, at, what):
        self.undo.append((at, bytes(self.dump.core[at:at + len(what)])))
        self.file.seek(at)
        self.file.write(what)
        self.file.flush()

    def write(self, addr, what):
        self.write_file(self.offset(addr), what)

    def put(self, addr, value, size=8):
        self.write(addr, value.to_bytes(size, "little"))

    def page(self, phys):
        at = self.offset_of(phys)
        return self.dump.core[at:at + PAGE]

    def empty_pages(self, count):
        """Physical pages that are not used, from the end of memory down."""
        start, at, size = max(self.dump.loads, key=lambda load: load[2])
        for page in range(size // PAGE - 1, -1, -1):
            if not any(self.dump.core[at + page * PAGE:at + (page + 1) * PAGE]):
                yield start + page * PAGE
                count -= 1
            if not count:
                return

    def notes(self):
        """Offsets of the data of each CPU's note."""
        core = self.dump.core
        headers, = struct.unpack_from("<Q", core, 32)
        count, = struct.unpack_from("<H", core, 56)
        for i in range(count):
            kind, _, at, _, _, size, _, _ = struct.unpack_from("<IIQQQQQQ", core, headers + 56 * i)
            end = at + size
            while kind == PT_NOTE and at + 12 <= end:
                name, data, _ = struct.unpack_from("<III", core, at)
                text, at = at + 12, at + 12 + (name + 3 & ~3)
                if core[text:text + 5] == b"QEMU\0":
                    yield at
                at += data + 3 & ~3

    # --- what is in it

    def field(self, base, name):
        return base + self.audit[name]

    def module(self):
        """The last entry of the list of site tables: a loaded module's."""
        head = self.field(self.at("pvops_state"), "state_tables")
        node, before = self.number(head), head
        while self.number(node) != head:
            node, before = self.number(node), node
        entry = node - self.audit["sites_list"]
        mod = self.number(self.field(entry, "sites_mod"))
        text = self.field(mod, "module_mem") + self.audit["mem"] * self.audit["mem_text"]
        return before, node, entry, text

    def site_of(self, entry, number):
        record = self.number(self.field(entry, "sites_start")) + 8 * number
        return record + struct.unpack("<i", self.read(record, 4))[0]

    def smash(self, entry, number):
        self.write(self.site_of(entry, number), b"\x90" * 5)

    def branch(self, opcode, addr, target):
        self.write(addr, opcode + struct.pack("<i", target - addr - 5))


def redirect(attacked, op, function=FOREIGN):
    """Entry, binding and each direct call of an operation lead to another function."""
    entry, new = attacked.at("pvops_table") + 8 * op, attacked.at(function)
    old = attacked.number(entry)
    attacked.put(entry, new)
    attacked.put(attacked.field(attacked.at("pvops_bound"), "bound_function") + 8 * op, new)
    for site in attacked.dump.sites:
        at = site.bytes_at + site.call_at
        code = attacked.dump.core[at:at + 5]
        if code[:1] == CALL and site.call + 5 + struct.unpack("<i", code[1:])[0] == old:
            attacked.write_file(at, CALL + struct.pack("<i", new - site.call - 5))


def redirect_platform(attacked, op):
    """One of another platform's functions, without the others."""
    redirect(attacked, op, next(name for name in attacked.dump.symbols
                                if re.fullmatch(r"(?!native|__|pvops)[a-z]+_set_p4d", name)))


def leave_elsewhere(attacked):
    """Each way out of the kernel leads to another function."""
    for site in attacked.dump.sites:
        if site.jump:
            attacked.branch(JUMP, site.place, attacked.at(FOREIGN))


def leave_through_the_table(attacked):
    """The same by the form that a file has: the table is not read-only to everybody."""
    for site in attacked.dump.sites:
        if site.jump:
            attacked.branch(JUMP, site.place, attacked.at("pvops_jump_leave_iret"))


def leave_called(attacked):
    site = next(site for site in attacked.dump.sites if site.jump)
    attacked.branch(CALL, site.place, attacked.at("pvops_native_iret"))


def implementation_body(attacked):
    attacked.write(attacked.at("native_load_gs_index") + 9, b"\x90\x90")


def function_head(attacked):
    attacked.branch(JUMP, attacked.at("schedule"), attacked.at("do_exit"))


def module_unlisted(attacked):
    before, node, entry, _ = attacked.module()
    attacked.smash(entry, 0)
    attacked.put(before, attacked.number(node))


def module_without_sites(attacked):
    _, _, entry, _ = attacked.module()
    attacked.smash(entry, 0)
    attacked.put(attacked.field(entry, "sites_count"), 0, 4)


def module_last_record(attacked):
    _, _, entry, _ = attacked.module()
    count = attacked.field(entry, "sites_count")
    attacked.smash(entry, attacked.number(count, 4) - 1)
    attacked.put(count, attacked.number(count, 4) - 1, 4)


def module_without_code(attacked):
    _, _, entry, text = attacked.module()
    attacked.smash(entry, 0)
    attacked.put(attacked.field(text, "mem_size"), 0, 4)
    attacked.put(attacked.field(entry, "sites_init"),
                 attacked.number(attacked.field(entry, "sites_count"), 4), 4)


def module_hidden(attacked):
    attacked.put(attacked.at("modules"), attacked.at("modules"))


def other_mode(attacked):
    attacked.put(attacked.field(attacked.at("pvops_state"), "state_mode"), 0, 4)


def other_boot_mode(attacked):
    attacked.put(attacked.field(attacked.at("pvops_state"), "state_boot"), 1, 4)


def other_backend(attacked, number):
    """The backend with that number in the list of those that do not run."""
    state = attacked.field(attacked.at("pvops_state"), "state_backend")
    start, stop = (attacked.at(f"__{edge}_pvops_backends") for edge in ("start", "stop"))
    others = [b for b in (attacked.number(at) for at in range(start, stop, 8))
              if b != attacked.number(state)]
    attacked.put(state, others[number])


def writable(attacked, symbol):
    mapping = attacked.walk(attacked.at(symbol))
    attacked.write_file(mapping.at, (mapping.entry | WRITE).to_bytes(8, "little"))


def split_view(attacked, symbol):
    """The last CPU has page tables of its own, in which one page is another one."""
    addr = attacked.at(symbol)
    pages = list(attacked.empty_pages(len(attacked.levels) + 1))
    old = attacked.at("init_top_pgt") - START_KERNEL_MAP + attacked.dump.phys_base
    attacked.write_file(list(attacked.notes())[-1] + QEMU_CR3, pages[0].to_bytes(8, "little"))
    for shift, new, below in zip(attacked.levels, pages, pages[1:]):
        table = bytearray(attacked.page(old))
        index = 8 * (addr >> shift & 511)
        entry, = struct.unpack_from("<Q", table, index)
        last = shift == 12 or (shift <= 30 and entry & LARGE)
        other = (entry ^ (1 << shift)) if last else entry & ~FRAME | below
        struct.pack_into("<Q", table, index, other)
        attacked.write_file(attacked.offset_of(new), bytes(table))
        if last:
            return
        old = entry & FRAME


def unrecorded(attacked):
    """call *pvops_table+8(%rip) at the head of a function."""
    addr = attacked.at("schedule") + 4
    attacked.write(addr, b"\xff\x15" + struct.pack("<i", attacked.at("pvops_table") + 8 - addr - 6))


def forged_info(attacked):
    """VMCOREINFO of another slide; a copy of linux_banner is where it leads to."""
    info = attacked.dump._vmcoreinfo()
    slide = re.search(rb"KERNELOFFSET=([0-9a-f]+)", info)
    digits = len(slide[1])
    forged = attacked.dump.slide + (2 << 20)
    banner = attacked.read(attacked.at("linux_banner"), 512)
    attacked.write_file(attacked.offset_of(attacked.at("linux_banner") + (2 << 20)
                                           - START_KERNEL_MAP + attacked.dump.phys_base), banner)
    core, at = attacked.dump.core, -1
    while (at := core.find(slide[0], at + 1)) >= 0:
        attacked.write_file(at, b"KERNELOFFSET=%0*x" % (digits, forged))


def attacks(ops):
    """(name, what is done); ops are the numbers of operations by name."""
    for name in ("set_p4d", "io_delay", "queued_spin_lock_slowpath", "write_cr4", "load_sp0", "iret"):
        yield f"redirect-{name}", lambda a, op=ops[name]: redirect(a, op)
    yield "redirect-platform", lambda a: redirect_platform(a, ops["set_p4d"])
    for what in (leave_elsewhere, leave_through_the_table, leave_called, other_boot_mode,
                 implementation_body, function_head, module_unlisted, module_without_sites,
                 module_last_record, module_without_code, module_hidden, other_mode, unrecorded,
                 forged_info):
        yield what.__name__.replace("_", "-"), what
    for symbol in ("schedule", "__start_pvops_sites"):
        yield f"split-view-{symbol.strip('_')}", lambda a, s=symbol: split_view(a, s)
    for number in range(3):
        yield f"other-backend-{number}", lambda a, n=number: other_backend(a, n)
    for symbol in ("_stext", "schedule", "__start_pvops_thunks", "__start_pvops_code",
                   "pvops_bound", "pvops_native_table"):
        yield f"writable-{symbol.strip('_')}", lambda a, s=symbol: writable(a, s)
