# SPDX-License-Identifier: GPL-2.0-only
"""Listing: every site that there is, nothing else, and each only where it is asked for."""
import re

from program import (BZIMAGE, FORMS, MODULE, OPERATIONS, RECORD, VMLINUX, Case, elf_sections,
                     elf_symbols)

SITE_KEYS = {"address", "symbol", "offset", "section", "section_offset", "op", "slot",
             "form", "reason", "length", "bytes", "instructions", "format", "variant",
             "native", "record"}


class ListKernel(Case):
    needs = (VMLINUX, BZIMAGE, MODULE)

    def records(self):
        """Sites as this file decodes them: (address, length, variant) by index."""
        symbols = elf_symbols(VMLINUX)
        start, stop = (symbols[f"__{end}_pvops_sites"] for end in ("start", "stop"))
        for address, offset, size in elf_sections(VMLINUX).values():
            if address and address <= start < address + size:
                with open(VMLINUX, "rb") as file:
                    file.seek(offset + start - address)
                    table = file.read(stop - start)
        rows = RECORD.iter_unpack(table)
        return {i: (f"{start + i * RECORD.size + row[0]:#x}", row[2], row[3])
                for i, row in enumerate(rows)}

    def test_list_every_record_of_the_kernel(self):
        listed = self.json("list", "--format", ".pvops_sites", VMLINUX)["sites"]
        self.assertEqual({s["record"]["index"]: (s["address"], s["length"], s["variant"])
                          for s in listed}, self.records())
        jumps = {f"{op.group}.{op.name}" for op in OPERATIONS if op.kind == "JUMP"}
        for site in listed:
            self.assertEqual(set(site), SITE_KEYS)
            self.assertEqual(site["form"], "indirect")
            self.assertEqual(len(site["bytes"]), 2 * site["length"])
            form = "e9" if site["op"] in jumps else "e8"
            nop = "0f1f4000" if site["length"] == 9 else ""
            self.assertRegex(site["bytes"], f"^{nop}{form}.{{8}}$")

    def test_list_native_sequences_are_those_of_the_manual(self):
        sites = self.json("list", "--format", ".pvops_sites", VMLINUX)["sites"]
        found = {site["op"]: set() for site in sites}
        for site in sites:
            found[site["op"]].add((site["native"]["function"], site["native"]["instructions"]))
        self.assertEqual(found["irq.irq_disable"], {("pvops_native_irq_disable", "cli")})
        self.assertEqual(found["cpu.wbinvd"], {("pv_native_wbinvd", "wbinvd")})
        self.assertIn(("pvops_native_same", ""), found["mmu.pte_val"])
        # Too long for a site: bare metal calls it as well.
        self.assertIn(None, {text for _, text in found["cpu.load_gs_index"]})

    def test_list_native_is_not_known_in_a_module(self):
        for site in self.json("list", "--format", ".pvops_sites", MODULE)["sites"]:
            self.assertIsNone(site["native"])

    def test_list_symbols_are_those_of_nm(self):
        symbols = elf_symbols(VMLINUX)
        sites = self.json("list", "--section", ".text", VMLINUX)["sites"]
        known = [s for s in sites if s["symbol"] in symbols]
        right = [s for s in known
                 if symbols[s["symbol"]] + s["offset"] == int(s["address"], 16)]
        # Static functions may share a name.
        self.assertGreater(len(right), 0.9 * len(sites))

    def test_list_of_the_bzimage_is_that_of_vmlinux(self):
        places = [[(s["address"], s["op"], s["bytes"])
                   for s in self.json("list", path)["sites"]]
                  for path in (VMLINUX, BZIMAGE)]
        self.assertEqual(*places)

    def test_list_columns_are_aligned(self):
        lines = self.text("list", "--symbol", "[a-d]*", VMLINUX).splitlines()
        self.assertGreater(len(lines), 10)
        for heading in ("SYMBOL", "OP", "FORM", "BYTES", "INSTRUCTIONS"):
            at = lines[0].index(heading)
            for line in lines[1:]:
                self.assertEqual(line[at - 2:at], "  ", line)
                self.assertNotEqual(line[at], " ", line)


class ListModule(Case):
    needs = (MODULE,)

    def test_list_counts_the_records_of_a_module(self):
        _, _, size = elf_sections(MODULE)[".pvops_sites"]
        sites = self.json("list", MODULE)["sites"]
        self.assertEqual(len(sites), size // RECORD.size)
        self.assertEqual({s["address"] for s in sites}, {None})

    def test_list_quiet_has_no_heading(self):
        full = self.text("list", MODULE).splitlines()
        self.assertRegex(full[0], r"^ADDRESS +SYMBOL +OP +FORM +BYTES +INSTRUCTIONS$")
        self.assertEqual(self.text("list", "-q", MODULE).splitlines(), full[1:])

    def filtered(self, *args):
        return self.json("list", *args, MODULE)["sites"]

    def test_list_filters(self):
        sites = self.filtered()
        one = sites[0]
        for option, key, value in (("--op", "op", one["op"]),
                                   ("--symbol", "symbol", one["symbol"]),
                                   ("--section", "section", one["section"]),
                                   ("--form", "form", one["form"]),
                                   ("--format", "format", one["format"])):
            with self.subTest(option=option):
                self.assertEqual(self.filtered(option, value),
                                 [s for s in sites if s[key] == value])
        for form in FORMS - {s["form"] for s in sites}:
            self.assertEqual(self.filtered("--form", form), [])

    def test_list_filters_by_glob_and_by_short_name(self):
        sites = self.filtered()
        irq = [s for s in sites if s["op"].startswith("irq.")]
        self.assertTrue(irq)
        self.assertEqual(self.filtered("--op", "irq.*"), irq)
        self.assertEqual(self.filtered("--op", "save_fl"),
                         [s for s in sites if s["op"] == "irq.save_fl"])
        self.assertEqual(self.filtered("--op", "save", "--symbol", "*"), [])

    def test_list_size_adds_up(self):
        sites, size = self.filtered(), self.json("size", MODULE)
        self.assertEqual(size["all"]["sites"], len(sites))
        self.assertEqual(size["all"]["bytes"], sum(s["length"] for s in sites))
        self.assertEqual(sum(op["sites"] for op in size["ops"]), len(sites))
        self.assertEqual(sum(size["all"]["forms"].values()), len(sites))
        self.assertEqual({op["op"] for op in size["ops"]}, {s["op"] for s in sites})
        self.assertEqual([(t["record_size"], t["records"]) for t in size["tables"]],
                         [(RECORD.size, len(sites))])
        self.assertEqual(size["text"], self.code_bytes())
        self.assertRegex(self.text("size", MODULE), f"(?m)^all +{len(sites)} ")

    def code_bytes(self):
        found = re.findall(r"\] \S+ +PROGBITS +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) 00 +AX",
                           self.readelf())
        return sum(int(size, 16) for size in found)

    @staticmethod
    def readelf():
        from program import output_of
        return output_of("readelf", "-SW", MODULE)
