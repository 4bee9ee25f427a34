# SPDX-License-Identifier: GPL-2.0-only
"""Checking, explaining and comparing: on files as they were built, and on copies with
one byte changed."""
import json
import re

from program import BZIMAGE, FORMS, MODULE, OUT, RECORD, SOURCE, VMLINUX, Case

FILE_KEYS = {"file", "kind", "state", "build_id", "slide", "symbols", "backend", "mode",
             "sites", "calls_counted", "fingerprint", "forms", "modules", "checked",
             "findings", "unchecked"}
FINDING_KEYS = {"rule", "address", "symbol", "offset", "section", "section_offset", "op",
                "message", "found", "expected", "known"}
VARIANT = 6     # offset in struct pvops_site


class Clean(Case):
    needs = (VMLINUX, BZIMAGE, MODULE)

    def test_check_of_what_we_build_is_clean(self):
        files = (VMLINUX, BZIMAGE, MODULE)
        document = self.json("check", *files)
        self.assertEqual([f["file"] for f in document["files"]], [str(f) for f in files])
        self.assertEqual((document["findings"], document["known"], document["gone"]),
                         (0, 0, []))
        for file in document["files"]:
            self.assertEqual(set(file), FILE_KEYS)
            self.assertEqual(set(file["forms"]), FORMS)
            self.assertEqual(file["checked"], file["sites"])
            self.assertEqual(file["findings"], [])
            self.assertEqual(file["forms"]["indirect"], file["sites"])
        self.assertEqual([f["kind"] for f in document["files"]],
                         ["kernel", "kernel", "module"])
        self.assertGreater(document["files"][0]["sites"], 1000)

    def test_check_of_every_module_and_of_the_kernel_before_linking(self):
        image = OUT / "image"
        files = [image / "vmlinux.o", *sorted(image.rglob("*.ko"))]
        self.assertGreater(len(files), 1)
        document = self.json("check", *files)
        self.assertEqual(document["findings"], 0)
        self.assertEqual(document["files"][0]["sites"],
                         self.json("check", VMLINUX)["files"][0]["sites"])

    def test_check_sums_up_unless_quiet(self):
        out = self.text("check", MODULE)
        self.assertRegex(out, rf"(?m)^{re.escape(str(MODULE))}: \d+ sites checked, "
                              r"0 findings \(0 known\)$")
        self.assertEqual(self.text("check", "-q", MODULE), "")

    def test_diff_of_one_file_is_empty(self):
        document = self.json("diff", VMLINUX, VMLINUX)
        for key in ("only_a", "only_b", "differ"):
            self.assertEqual(document[key], [])
        self.assertTrue(all(op["a"] == op["b"] > 0 for op in document["ops"]))
        self.assertEqual(document["unchecked"], {"a": [], "b": []})
        self.assertEqual(self.text("diff", "-q", VMLINUX, BZIMAGE), "")

    def test_explain_says_what_a_file_becomes(self):
        """CLI after eight prefixes is what bare metal makes of this operation's sites."""
        site = next(site for site in self.json("list", VMLINUX)["sites"]
                    if site["op"] == "irq.irq_disable")
        document = self.json("explain", site["address"], VMLINUX)
        self.assertEqual(document["site"], site)
        self.assertIn("as it was built", site["reason"])
        native = document["booted"][0]
        self.assertEqual((native["backend"], native["function"]),
                         ("native", "pvops_native_irq_disable"))
        self.assertIn("has inline code", native["reason"])
        self.assertEqual([legal["bytes"] for legal in native["legal_bytes"]
                          if legal["form"] == "inline"], ["2e2e2e2e2e2e2e2efa"])
        said = self.text("explain", site["address"], VMLINUX)
        self.assertIn(f"because    {site['reason']}\n", said)
        self.assertIn("bound to pvops_native_irq_disable (native): ", said)


class Damaged(Case):
    needs = (MODULE,)

    def setUp(self):
        super().setUp()
        self.sites = self.json("list", MODULE)["sites"]
        self.site = self.sites[3]
        self.file = self.damaged(MODULE, self.site)

    def place(self, site):
        return f"{site['symbol']}+{site['offset']:#x}"

    def test_check_finds_a_changed_byte(self):
        document = self.json("check", self.file, status=1)
        findings = document["files"][0]["findings"]
        self.assertEqual(document["findings"], len(findings))
        for finding in findings:
            self.assertEqual(set(finding), FINDING_KEYS)
        found = {f["rule"]: f for f in findings}["bytes"]
        for key in ("symbol", "offset", "section", "op"):
            self.assertEqual(found[key], self.site[key])
        self.assertEqual(found["found"], "cc" + self.site["bytes"][2:])
        self.assertEqual(found["expected"], self.site["bytes"])

    def test_check_says_what_is_there_and_what_should_be(self):
        out = self.text("check", "-q", self.file, status=1)
        self.assertIn(f"{self.place(self.site)}: bytes: {self.site['op']}: ", out)
        self.assertRegex(out, r"(?m)^    found +cc .. .. .. .. +int3")
        self.assertRegex(out, r"(?m)^    expected +e8 .. .. .. .. +call")
        self.assertFalse(out.startswith(str(self.file)))
        self.assertTrue(self.text("check", "-q", self.file, MODULE, status=1)
                        .startswith(f"{self.file}: "))

    def test_check_baseline(self):
        known = self.tmp / "known.json"
        known.write_text(json.dumps(self.json("check", self.file, status=1)))
        with_it = ("check", "--baseline", known)
        out = self.text(*with_it, self.file)
        self.assertRegex(out, r"^\S+: \d+ sites checked, (\d+) findings \(\1 known\)\n")
        document = self.json("check", "--baseline", known, self.file)
        self.assertEqual(document["known"], document["findings"])
        self.assertTrue(document["known"])
        self.assertTrue(all(f["known"] for f in document["files"][0]["findings"]))

        gone = self.json("check", "--baseline", known, MODULE)["gone"]
        self.assertEqual(len(gone), document["known"])
        self.assertIn(f"bytes: {self.place(self.site)}: {self.site['op']}", gone)
        self.assertIn(f"in the baseline, but not found: {gone[0]}",
                      self.text(*with_it, MODULE))

        self.damaged(MODULE, self.sites[5])
        out = self.text(*with_it, "-q", self.file, status=1)
        self.assertIn(self.place(self.sites[5]), out)
        self.assertNotIn(f"{self.place(self.site)}: bytes", out)

    def test_check_baseline_that_is_none(self):
        bad = self.tmp / "bad.json"
        head = '{"tool": "objtool-pv", "schema": %s, "files": %s}'
        for text, says in (("", "no JSON"), ("[]", "not the output"), ("{}", "not the"),
                           (head % (2, "{}"), "not the output"),
                           (head % (7, "[]"), "schema"),
                           (head % (2, "[1]"), "damaged"),
                           (head % (2, '[{"findings": [{"rule": 1}]}]'), "damaged")):
            bad.write_text(text)
            with self.subTest(text=text):
                self.refuses(f"^objtool-pv: {re.escape(str(bad))}.*{says}", "check",
                             "--baseline", bad, MODULE)
        self.refuses("absent", "check", "--baseline", self.tmp / "absent", MODULE)

    def test_diff_finds_a_changed_byte(self):
        document = self.json("diff", MODULE, self.file, status=1)
        self.assertEqual((document["only_a"], document["only_b"]), ([], []))
        pair, = document["differ"]
        self.assertEqual(pair["a"], self.site)
        self.assertEqual(pair["b"]["form"], "illegal")
        self.assertIn(f"differs: {self.place(self.site)}: {self.site['op']}\n",
                      self.text("diff", MODULE, self.file, status=1))

    def test_diff_finds_a_changed_record(self):
        """The same bytes are another form if the record says so."""
        record = {"section": ".pvops_sites", "section_offset":
                  RECORD.size * self.site["record"]["index"] + VARIANT}
        self.file.unlink()
        pair, = self.json("diff", MODULE, self.damaged(MODULE, record, 15),
                          status=1)["differ"]
        self.assertEqual(pair["a"], self.site)
        self.assertEqual(pair["b"]["bytes"], self.site["bytes"])
        self.assertNotEqual(pair["b"]["form"], self.site["form"])

    def test_explain(self):
        for offset in (0, self.site["length"] - 1):
            place = f"{self.site['symbol']}+{self.site['offset'] + offset:#x}/0x1000"
            good = self.json("explain", place, MODULE)
            self.assertEqual(good["site"], self.site)
            self.assertEqual([legal["bytes"] for legal in good["legal_bytes"] if legal["present"]],
                             [self.site["bytes"]])
            self.assertEqual(good["booted"], [])
            self.assertIs(good["legal"], True)
        place = f"{self.site['section']}+{self.site['section_offset']}"
        bad = self.json("explain", place, self.file, status=1)
        self.assertIs(bad["legal"], False)
        self.assertRegex(bad["site"]["reason"], "none of its legal forms|breakpoint")
        self.assertIn("bytes", [f["rule"] for f in bad["findings"]])
        self.assertIn("verdict    not legal", self.text("explain", place, self.file,
                                                        status=1))

    def test_explain_where_no_site_is(self):
        for place in (self.site["symbol"],
                      f"{self.site['symbol']}+"
                      f"{self.site['offset'] + self.site['length']}"):
            document = self.json("explain", place, MODULE, status=1)
            self.assertIsNone(document["site"])
        self.assertEqual(document["nearest"]["symbol"], self.site["symbol"])
        self.assertEqual(document["unchecked"], [])
        self.refuses('no symbol or section "nobody"', "explain", "nobody+1", MODULE)
        self.refuses("no addresses before it is loaded", "explain", "0x10", MODULE)
        self.refuses("not a number", "explain", f"{self.site['symbol']}+x", MODULE)

    def test_check_lists_its_rules(self):
        rules = self.json("check", "--rules")["rules"]
        header = (SOURCE / "check/check.h").read_text()
        self.assertEqual(list(rules), re.findall(r'RULE\(\w+,\s+"([^"]+)"', header))
        self.assertEqual([line.split()[0] for line in
                          self.text("check", "--rules").splitlines()], list(rules))
