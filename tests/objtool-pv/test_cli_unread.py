# SPDX-License-Identifier: GPL-2.0-only
"""A kernel in which nothing could be looked at is not clean, whatever is asked of it."""
import small_elf

from program import VMLINUX, Case

PV_OPS = small_elf.TEXT + small_elf.GAP
KERNELS = {
    "no-tables": ((".text", bytes(64)), (".rodata", bytes(64))),
    "cut-off": ((".text", bytes(64)), (".data", bytes(64)), (".parainstructions", bytes(35))),
    "other-records": ((".text", bytes(64)), (".data", bytes(64)),
                      (".altinstructions", b"\x7f" * 56)),
    "no-records": ((".text", bytes(64)), (".data", bytes(64))),
    "stripped": ((".text", bytes(64)),),
}
SAYS = {
    "no-tables": r"no-tables: no call site was found: .*CONFIG_PARAVIRT",
    "cut-off": r"cut-off: \.parainstructions cannot be read: .* records of 16 bytes",
    "other-records": r"other-records: \.altinstructions fits no known layout",
    "no-records": r"no-records: no call site was found: .* give the kernel's file",
    "stripped": r"stripped: no call site was found: .* give a vmlinux with a symbol table",
}


class Unread(Case):
    needs = (VMLINUX,)

    def setUp(self):
        super().setUp()
        for name, sections in KERNELS.items():
            symbols = {"stripped": (), "no-tables": (("symbol", small_elf.TEXT),)}.get(
                name, (("pv_ops", PV_OPS),))
            small_elf.write(self.tmp / name, sections, symbols)

    def commands(self, path):
        return (("check", path), ("list", path), ("size", path), ("diff", path, VMLINUX),
                ("diff", VMLINUX, path), ("explain", "0x0", path))

    def test_unread_is_not_clean(self):
        for name, says in SAYS.items():
            for command in self.commands(self.tmp / name):
                with self.subTest(name=name, command=command):
                    self.refuses(says, *command)

    def test_unread_is_said_in_json(self):
        for name, says in SAYS.items():
            for command, *args in self.commands(self.tmp / name):
                with self.subTest(name=name, command=command):
                    document = self.json(command, *args, status=2)
                    if command == "check":
                        document = document["files"][0]
                    self.assertRegex(document["error"], says)
                    self.assertEqual(document["file"], str(self.tmp / name))

    def test_unread_running_kernel(self):
        small_elf.write_core(self.tmp / "kcore", small_elf.TEXT, bytes(8192))
        names = f"{small_elf.TEXT:x} T _text\n{small_elf.TEXT:x} T _stext\n" \
                f"{small_elf.TEXT + 4096:x} T _etext\n"
        for more, says in (("", "kcore: no call site was found: .*CONFIG_PARAVIRT"),
                           (f"{small_elf.TEXT + 6000:x} D pv_ops\n",
                            r"the kernel has freed \.altinstructions; .* --vmlinux")):
            (self.tmp / "kallsyms").write_text(names + more)
            with self.subTest(says=says):
                self.refuses(says, "live", "--root", self.tmp)
                document = self.json("live", "--root", self.tmp, status=2)
                self.assertRegex(document["files"][0]["error"], says)

    def test_unread_beside_one_that_is_clean(self):
        done = self.run_program("check", self.tmp / "no-tables", VMLINUX)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stdout.decode(), "[1-9][0-9]* sites checked, 0 findings")

    def test_unread_is_not_a_module_without_sites(self):
        """A module need not have any."""
        module = self.tmp / "module.o"
        small_elf.write(module, ((".text", bytes(64)),), ())
        data = bytearray(module.read_bytes())
        data[16] = 1    # e_type: ET_REL
        module.write_bytes(data)
        self.assertRegex(self.text("check", module), "0 sites checked, 0 findings")
