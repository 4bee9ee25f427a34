# SPDX-License-Identifier: GPL-2.0-only
"""The image's indirect branches: trampolines go where retpolines go, so that the kernel
can replace them by what its CPU needs."""
import re
import unittest

import program


def functions(path, prefix):
    """Name to its instructions, as objdump prints them."""
    symbols = [(int(words[0], 16), int(words[1], 16)) for words in
               map(str.split, program.output_of("nm", "-S", path).splitlines())
               if len(words) == 4 and words[3].startswith(prefix)]
    start, end = min(symbols)[0], max(at + size for at, size in symbols)
    found, code = {}, None
    for line in program.output_of("objdump", "-d", "--no-show-raw-insn", path,
                                  f"--start-address={start:#x}",
                                  f"--stop-address={end:#x}").splitlines():
        head = re.fullmatch(r"[0-9a-f]+ <(\w+)>:", line)
        if head:
            code = found.setdefault(head[1], [])
        elif code is not None and ":\t" in line:
            code.append(line.split(":\t", 1)[1].split("#")[0].strip())
    return {name: code for name, code in found.items() if name.startswith(prefix)}


REGISTER = "(r[abcd]x|r[sd]i|rbp|r[89]|r1[0-5]|[0-7])"
TARGET = re.compile(rf"pvops_(call|keep|shape)_\w+|pvops_(cpu|irq|mmu|lock)_\w+_{REGISTER}")


def called_by_modules(targets):
    """Without the trampolines that only a thunk calls: those of sites in another convention."""
    in_c = {f"pvops_call_{op.symbol}" for op in program.OPERATIONS
            if program.SITES[op.kind] == "C_CALL" or "debugreg" in op.name}
    return {name for name in targets if not name.startswith("pvops_call_") or name in in_c}


class Trampolines(program.Case):
    needs = (program.VMLINUX,)

    def test_trampolines_are_retpolines(self):
        trampolines = functions(program.VMLINUX, "pvops_call_")
        jumps = [op for op in program.OPERATIONS if program.SITES[op.kind] == "LEAVING_JUMP"]
        self.assertEqual(len(trampolines), len(program.OPERATIONS) - len(jumps))
        for name, code in trampolines.items():
            branches = [insn for insn in code if re.search(r"\b(jmp|call)", insn)]
            with self.subTest(trampoline=name):
                self.assertIn("<__x86_indirect_thunk_r11>", " ".join(branches))
                self.assertNotRegex(" ".join(branches), r"\*")

    def test_trampolines_of_jumps_return(self):
        """No register is free for a retpoline: what the table holds is returned to."""
        for name, code in functions(program.VMLINUX, "pvops_jump_").items():
            with self.subTest(trampoline=name):
                self.assertRegex(code[0], r"^push +0x[0-9a-f]+\(%rip\)$")
                self.assertRegex(code[1], r"\bret|jmp .*<__x86_return_thunk>")

    def test_trampolines_are_recorded(self):
        """apply_retpolines() finds each of them."""
        kernel = program.VMLINUX
        start, offset, size = program.elf_sections(kernel)[".retpoline_sites"]
        data = kernel.read_bytes()[offset:offset + size]
        recorded = {start + at + int.from_bytes(data[at:at + 4], "little", signed=True)
                    for at in range(0, size, 4)}
        for line in program.output_of("nm", "-S", kernel).splitlines():
            words = line.split()
            if len(words) == 4 and words[3].startswith("pvops_call_"):
                at, length = int(words[0], 16), int(words[1], 16)
                self.assertTrue(recorded & set(range(at, at + length)), words[3])

    def test_trampolines_exported(self):
        """What a site in a module may call, and nothing else; plainly, as pv_ops was."""
        rows = [line.split("\t") for line in
                (program.OUT / "image/Module.symvers").read_text(encoding="utf-8").splitlines()]
        exported = {row[1]: row[3] for row in rows if TARGET.fullmatch(row[1])}
        targets = {name for name in program.elf_symbols(program.VMLINUX)
                   if TARGET.fullmatch(name)}
        self.assertEqual(set(exported), called_by_modules(targets))
        self.assertEqual(set(exported.values()), {"EXPORT_SYMBOL"})


if __name__ == "__main__":
    unittest.main()
