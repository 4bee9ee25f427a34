# SPDX-License-Identifier: GPL-2.0-only
"""The series of patches makes the tree that linux/apply makes, as quilt applies it."""
import os
import re
import shutil
import unittest

from trees import FREE, REPO, Case, fingerprint

FIELDS = ("Description", "Origin", "Forwarded", "Last-Update")


class Series(Case):
    def setUp(self):
        super().setUp()
        shutil.copy2(REPO / "CHANGELOG.md", self.repo)
        self.series = self.tmp / "quilt"

    def quilt(self, *args, tree=None, **env):
        return self.run_command([str(self.repo / "linux/quilt"), *map(str, args),
                                 str(tree or self.tree), str(self.series)],
                                env=os.environ | env)

    def written(self, *args, **env):
        done = self.quilt(*args, **env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [self.series / line for line in (self.series / "series").read_text().split()]

    def push(self, tree):
        if not shutil.which("quilt"):
            self.skipTest("quilt is not installed: 'linux/deps test'")
        done = self.run_command(["quilt", "--quiltrc=-", "push", "-a"], cwd=tree,
                                env=os.environ | {"QUILT_PATCHES": str(self.series)})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # Debian's tools refuse a patch that fits only about.
        self.assertEqual([line for line in done.stdout.splitlines() if " fuzz " in line], [])
        shutil.rmtree(tree / ".pc")

    def apply_to_copy(self, *args):
        """What linux/apply makes of the tree, without its record of what it did."""
        copy = self.tmp / "applied"
        shutil.copytree(self.tree, copy)
        self.apply(*args, tree=copy)
        shutil.rmtree(copy / ".pvops")
        return copy

    def test_series_makes_the_tree_that_apply_makes(self):
        before = fingerprint(self.tree)
        self.written()
        self.assertEqual(fingerprint(self.tree), before)
        applied = self.apply_to_copy()
        self.push(self.tree)
        self.assertEqual(fingerprint(self.tree), fingerprint(applied))

    def test_series_has_a_backend_from_elsewhere(self):
        folder = self.tmp / FREE
        folder.mkdir()
        (folder / "Kbuild").write_text("obj-y += scratch.o\n")
        names = [path.name.partition("-")[2] for path in self.written("--backend", folder)]
        self.assertIn(f"{FREE}.patch", names)
        applied = self.apply_to_copy("--backend", str(folder))
        self.push(self.tree)
        self.assertEqual(fingerprint(self.tree), fingerprint(applied))

    def test_each_patch_says_what_it_is_for(self):
        patches = self.written(SOURCE_DATE_EPOCH="86400")
        self.assertGreater(len(patches), 3)
        for patch in patches:
            text = patch.read_text()
            header, _, diff = text.partition("\n---\n")
            fields = dict(re.findall(r"^([A-Z][\w-]+): (.+)$", header, re.M))
            self.assertEqual(tuple(fields), FIELDS, patch.name)
            self.assertEqual(fields["Last-Update"], "1970-01-02")
            self.assertRegex(header, r"(?m)^ \w.* \w", patch.name)
            self.assertIn("\n+++ b/", diff)

    def test_an_older_series_goes_away(self):
        older = self.series / "pvops/99-older.patch"
        older.parent.mkdir(parents=True)
        older.write_text("")
        self.written()
        self.assertFalse(older.exists())

    def test_refuses_another_linux(self):
        makefile = self.tree / "Makefile"
        makefile.write_text(makefile.read_text().replace("PATCHLEVEL = 12", "PATCHLEVEL = 6"))
        self.assert_sentence(self.quilt(), r"^linux/quilt: \S+ is Linux 6\.6\.\d+, but pvops is "
                                           r"made for Linux 6\.12\.y$")
        self.assertFalse(self.series.exists())

    def test_refuses_a_tree_that_has_us(self):
        self.apply()
        self.assert_sentence(self.quilt(), "has pvops in it")

    def test_refuses_a_file_that_has_changed(self):
        with (self.tree / "arch/x86/kernel/paravirt.c").open("a") as file:
            file.write("/* a fix */\n")
        self.assert_sentence(self.quilt(), "replaces 1 file that it was not written against")
        accepted = {"ACCEPT_CHANGED": "arch/x86/kernel/paravirt.c"}
        self.written(**accepted)

    def test_refuses_a_date_that_is_none(self):
        self.assert_sentence(self.quilt(SOURCE_DATE_EPOCH="today"),
                             "SOURCE_DATE_EPOCH=today is not a number of seconds")


if __name__ == "__main__":
    unittest.main()
