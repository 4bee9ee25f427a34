# SPDX-License-Identifier: GPL-2.0-only
"""Files of upstream that we replace: a tree whose file is another one than ours was
written against is refused, and upstream's own stays for kernels without us."""
import pathlib

from trees import REPO, Case, fingerprint, originals

HEADER = "arch/x86/include/asm/paravirt.h"
CORE = "arch/x86/kernel/paravirt.c"
# What a backend stands in for.
STOOD_IN = min(path for file in REPO.glob("backends/*/replaces") for path in originals.read(file))
COMPARE = r" \(compare it with Linux 6\.12\.\d+'s\)"


def replaced():
    ours = {str(path.relative_to(REPO / "linux/tree"))
            for path in (REPO / "linux/tree").rglob("*") if path.is_file()}
    return ours.union(*map(originals.read, REPO.glob("backends/*/replaces")))


class Changed(Case):
    def change(self, *paths):
        for path in paths:
            with (self.tree / path).open("a") as file:
                file.write("/* a fix */\n")

    def test_each_file_that_we_replace_is_checked(self):
        for path in sorted(replaced()):
            with self.subTest(path):
                before = (self.tree / path).read_bytes()
                self.change(path)
                self.refuses(f"replaces 1 file that it was not written against: {path}"
                             f"{COMPARE}; .*--accept-changed PATH.*ACCEPT_CHANGED=")
                (self.tree / path).write_bytes(before)

    def test_all_changed_files_are_named_at_once(self):
        self.change(CORE, HEADER, STOOD_IN)
        named = f"{COMPARE}, ".join(sorted([CORE, HEADER, STOOD_IN]))
        self.refuses(f"replaces 3 files .*: {named}{COMPARE}; ")
        self.refuses("replaces 3 files", "--check")

    def test_a_changed_file_can_be_accepted(self):
        self.change(CORE, HEADER)
        before = fingerprint(self.tree)
        self.refuses(f"replaces 1 file .*: {HEADER}", "--accept-changed", CORE)
        self.apply("--accept-changed", CORE, "--accept-changed", HEADER)
        self.assertIn("/* a fix */", (self.tree / originals.kept(CORE)).read_text())
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_make_hands_on_what_is_accepted(self):
        self.hook.unlink()
        self.change(CORE, HEADER)
        make = ["make", "-C", str(REPO), "--no-print-directory", "tree", f"KSRC={self.tree}"]
        self.assertNotEqual(self.run_command(make).returncode, 0)
        done = self.run_command([*make, f"ACCEPT_CHANGED={CORE} {HEADER}"])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_refuses_to_accept_what_is_not_replaced(self):
        self.refuses("--accept-changed COPYING: pvops replaces no such file",
                     "--accept-changed", "COPYING")

    def test_sync_checks_what_the_tree_came_with(self):
        self.apply()
        listing = self.repo / originals.ORIGINALS
        self.apply("--sync")
        listing.write_text(listing.read_text().replace(self.row(CORE).split()[0], "0" * 64))
        self.refuses(f"replaces 1 file .*: {CORE}", "--sync")
        self.apply("--undo")

    def test_a_file_that_nobody_has_written_down_is_refused(self):
        (self.repo / originals.ORIGINALS).write_text("")
        self.refuses(rf"replaces 4 files .*: {HEADER} \(its SHA-256 is written down nowhere\)")


class Kept(Case):
    def test_upstreams_own_is_beside_ours_and_ours_includes_it(self):
        before = {path: (self.tree / path).read_bytes() for path in replaced()}
        self.apply()
        for path, contents in before.items():
            kept = originals.kept(path)
            self.assertEqual((self.tree / kept).read_bytes(), contents)
            ours = (self.tree / path).read_text()
            self.assertIn(pathlib.Path(kept).name, ours)
            self.assertIn("CONFIG_PVOPS", ours)

    def test_refuses_somebody_elses_file_in_its_place(self):
        kept = originals.kept(CORE)
        (self.tree / kept).write_text("theirs\n")
        self.refuses(f"{kept} is already in .* and is not ours")

    def test_refuses_to_undo_over_an_edit_of_it(self):
        kept = originals.kept(CORE)
        self.apply()
        with (self.tree / kept).open("a") as file:
            file.write("mine\n")
        self.refuses(f"{kept} .* was edited after .* delete it", "--undo")
        (self.tree / kept).unlink()
        self.apply("--undo")


class Release(Case):
    ROWS = [originals.Row("0" * 64, "6.12.95", "6.12.113"),
            originals.Row("1" * 64, "6.12.115", "6.12.118")]

    def test_a_changed_file_is_compared_with_the_nearest_release(self):
        for release, nearest in (("6.12.107", "6.12.107"), ("6.12.117", "6.12.117"),
                                 ("6.12.20", "6.12.95"), ("6.12.140", "6.12.118")):
            self.assertEqual(originals.pristine(self.ROWS, release), nearest)
