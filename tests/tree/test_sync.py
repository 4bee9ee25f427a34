# SPDX-License-Identifier: GPL-2.0-only
"""linux/apply --sync: an applied tree follows the repository, and files whose
contents stay the same keep their dates."""
from trees import Case, dates, fingerprint, make_patch


class Sync(Case):
    def setUp(self):
        super().setUp()
        self.before = fingerprint(self.tree)
        self.apply()
        self.dates = dates(self.tree)

    def changed(self):
        """Sync, and name the files that are new, gone or newly written."""
        self.apply("--sync")
        old, new = self.dates, dates(self.tree)
        self.dates = new
        return {p for p in old.keys() | new.keys() if old.get(p) != new.get(p)}

    def tearDown(self):
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), self.before)

    def test_nothing_new_touches_nothing(self):
        self.assertEqual(self.changed(), set())

    def test_an_edit_touches_one_file(self):
        self.own.write_text("/* two */\n")
        self.assertEqual(self.changed(), {"arch/x86/pvops/test_only.c"})
        self.assertEqual(self.own_there.read_text(), "/* two */\n")

    def test_a_renamed_file_moves(self):
        self.own.rename(self.own.with_name("test_more.c"))
        self.assertEqual(self.changed(), {"arch/x86/pvops/test_only.c",
                                          "arch/x86/pvops/test_more.c"})
        self.assertFalse(self.own_there.exists())

    def test_a_changed_hook_starts_from_the_original(self):
        self.hook.write_text(self.hook.read_text().replace("comes", "goes"))
        self.assertEqual(self.changed(), {"COPYING"})
        self.assertIn("goes under", (self.tree / "COPYING").read_text())

    def test_a_dropped_hook_gives_the_file_back(self):
        self.hook.unlink()
        self.assertEqual(self.changed(), {"COPYING"})

    def test_a_new_hook_keeps_the_original(self):
        self.hook.with_name("9998-more.patch").write_text(make_patch(
            self.tree, "arch/x86/Kbuild", "obj-y += entry/", "obj-y += entry/ # x"))
        self.assertEqual(self.changed(), {"arch/x86/Kbuild"})

    def test_a_hook_becomes_a_replaced_file(self):
        self.hook.unlink()
        ours = self.replace("COPYING")
        self.assertEqual(self.changed(), {"COPYING"})
        ours.unlink()
        self.assertEqual(self.changed(), {"COPYING"})

    def test_a_bad_hook_leaves_the_applied_tree(self):
        self.own.write_text("/* three */\n")
        text = self.hook.read_text()
        self.hook.write_text(text.replace("-The", "-A"))
        self.refuses("does not apply", "--sync")
        self.hook.write_text(text)
