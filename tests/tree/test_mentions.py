# SPDX-License-Identifier: GPL-2.0-only
"""linux/apply counts the lines that name a hypervisor, upstream's once."""
import json
import re

from trees import FREE, Case

MANIFEST = ".pvops/manifest.json"
COUNTS = re.compile(r"; (\d+) lines of code that all kernels share name a hypervisor, "
                    r"(\d+) in upstream$", re.M)


class Mentions(Case):
    """Of the small tree that the tests apply us to, so the numbers are small."""

    def counts(self, *args):
        found = COUNTS.search(self.apply(*args))
        return int(found[1]), int(found[2])

    def file(self, path, text):
        full = self.tree / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)

    def test_each_line_counts_once_and_drivers_do_not(self):
        ours, upstream = self.counts("--check")
        self.file("mm/pvops-test.c", "xen_domain() && xen_pv_domain()\nXENPV\nkvmalloc\n")
        for path in ("drivers/a.c", "arch/x86/xen/a.c", "include/xen/a.h", "mm/kvm.c"):
            self.file(path, "xen kvm\n")
        self.assertEqual(self.counts("--check"), (ours + 2, upstream + 2))

    def test_hooks_change_our_number_only(self):
        self.file("mm/pvops-test.c", "one\ntwo\nxen_domain()\nthree\nfour\n")
        ours, upstream = self.counts("--check")
        self.hook.write_text("--- a/mm/pvops-test.c\n+++ b/mm/pvops-test.c\n@@ -2,3 +2,3 @@\n"
                             " two\n-xen_domain()\n+property()\n three\n")
        self.assertEqual(self.counts("--check"), (ours - 1, upstream))
        self.assertEqual(self.counts(), (ours - 1, upstream))
        self.assertEqual(self.counts("--sync"), (ours - 1, upstream))

    def test_upstream_is_counted_once(self):
        self.counts()
        manifest = self.tree / MANIFEST
        known = json.loads(manifest.read_text())
        known["mentions"]["lines"] = 1000000
        manifest.write_text(json.dumps(known))
        self.assertEqual(self.counts("--sync")[1], 1000000)

    def test_an_applied_tree_is_counted_as_it_was_before(self):
        expected = self.counts()
        manifest = self.tree / MANIFEST
        known = json.loads(manifest.read_text())
        del known["mentions"]
        manifest.write_text(json.dumps(known))
        self.assertEqual(self.counts("--sync"), expected)

    def test_a_new_backend_is_a_new_name(self):
        self.file("mm/pvops-test.c", f"{FREE}\n")
        before = self.counts()
        folder = self.repo / "backends" / FREE
        folder.mkdir()
        (folder / "Kbuild").write_text("\n")
        self.assertEqual(self.counts("--sync"), (before[0] + 1, before[1] + 1))
