# SPDX-License-Identifier: GPL-2.0-only
"""linux/apply: into a tree, out of it, and every reason not to."""
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

from trees import FREE, REPO, ROOT, SOURCE, Case, fingerprint


class WholeTree(Case):
    def test_undo_leaves_upstream_byte_identical(self):
        # Links to upstream also prove that its files are never written to.
        tree = self.tmp / "whole"
        subprocess.run(["cp", "-al", SOURCE.resolve(), tree], check=True)
        before = fingerprint(tree)
        self.apply(tree=tree)
        self.assertIn("comes under", (tree / "COPYING").read_text())
        self.apply("--undo", tree=tree)
        self.assertEqual(fingerprint(tree), before)
        for path in (p for p in tree.rglob("*") if p.is_file()):
            theirs = SOURCE / path.relative_to(tree)
            if not path.samefile(theirs):
                self.assertEqual(path.read_bytes(), theirs.read_bytes(), path)

    def test_the_repository_applies_and_counts_its_hooks(self):
        self.hook.unlink()
        edits = [line for patch in (REPO / "linux/patches").glob("*.patch")
                 for line in patch.read_text().splitlines()]
        plus = sum(1 for e in edits if re.match(r"\+(?!\+\+ b/)", e))
        files = {e for e in edits if e.startswith("+++ b/")}
        plural = "" if len(files) == 1 else "s"
        self.assertRegex(self.apply(), rf"hooks in {len(files)} file{plural} of "
                                       rf"upstream, \+{plus} -\d+ lines")


class Apply(Case):
    def test_headers_go_where_asm_finds_them(self):
        (self.repo / "pvops/include/asm/pvops/test_only.h").write_text("/* h */\n")
        (self.repo / "pvops/patcher/test_only.h").write_text("/* h */\n")
        self.apply()
        for there in ("include/asm/pvops/ops.def", "include/asm/pvops/test_only.h",
                      "pvops/test_only.c", "pvops/patcher/test_only.h"):
            self.assertTrue((self.tree / "arch/x86" / there).is_file(), there)
        for gone in ("pvops/ops.def", "pvops/test_only.h", "pvops/include"):
            self.assertFalse((self.tree / "arch/x86" / gone).exists(), gone)

    def test_user_space_tests_and_readmes_stay_here(self):
        folder = self.repo / "backends" / FREE
        folder.mkdir()
        for name in ("scratch.c", "test_scratch.c", "README.md"):
            (folder / name).write_text("\n")
        self.apply()
        there = self.tree / "arch/x86/pvops/backends" / FREE
        self.assertEqual([p.name for p in there.iterdir()], ["scratch.c"])

    def test_check_changes_nothing(self):
        before = fingerprint(self.tree)
        self.apply("--check")
        self.assertEqual(fingerprint(self.tree), before)

    def test_a_replaced_file_comes_back(self):
        for patch in (self.repo / "linux/patches").glob("*.patch"):
            if "+++ b/arch/x86/Kbuild" in patch.read_text():
                patch.unlink()
        self.replace("arch/x86/Kbuild", "# ours\n")
        before = fingerprint(self.tree)
        self.apply()
        self.assertEqual((self.tree / "arch/x86/Kbuild").read_text(), "# ours\n")
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_undo_needs_no_repository_files(self):
        before = fingerprint(self.tree)
        self.apply()
        shutil.rmtree(self.repo / "pvops")
        self.hook.write_text("no patch any more\n")
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)


class Refusals(Case):
    def test_refuses_what_is_no_kernel(self):
        (self.tree / "Makefile").write_text("all:\n")
        self.refuses("is not a Linux source tree$")

    def test_refuses_another_version(self):
        makefile = self.tree / "Makefile"
        makefile.write_text(makefile.read_text().replace(
            "PATCHLEVEL = 12", "PATCHLEVEL = 13"))
        self.refuses(r"is Linux 6\.13\.\d+, but pvops is made for Linux 6\.12\.y")

    def test_refuses_to_apply_twice(self):
        self.apply()
        self.refuses("is already applied")

    def test_refuses_to_undo_or_sync_what_is_not_applied(self):
        self.refuses("is not applied", "--undo")
        self.refuses("is not applied", "--sync")

    def test_refuses_somebody_elses_file_in_our_place(self):
        self.own_there.parent.mkdir(parents=True)
        self.own_there.write_text("theirs\n")
        self.refuses("test_only.c is already in .* and is not ours")

    def test_refuses_to_undo_over_a_later_edit(self):
        self.apply()
        with (self.tree / "COPYING").open("a") as file:
            file.write("mine\n")
        self.refuses("COPYING .* was edited after", "--undo")
        self.refuses("COPYING .* was edited after", "--sync")

    def test_refuses_a_tree_that_it_cannot_write(self):
        prefix = self.without_root(self.repo / "linux/apply")
        for path in [self.tree, *self.tree.rglob("*")]:
            path.chmod(0o555)
        self.refuses("is not writable$", prefix=prefix)
        for path in [self.tree, *self.tree.rglob("*")]:
            path.chmod(0o755)


class Interruptions(Case):
    def setUp(self):
        super().setUp()
        # Many files make the time in which a signal can hit long enough.
        for n in range(400):
            (self.repo / f"pvops/many{n}.c").write_text("x" * 20000)
        self.before = fingerprint(self.tree)
        start = time.monotonic()
        self.apply()
        self.seconds = time.monotonic() - start
        self.applied = fingerprint(self.tree)
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), self.before)

    def hit(self, number, part, *args):
        # One that is killed leaves its scratch folder there.
        child = subprocess.Popen(self.command(*args), stderr=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL,
                                 env=os.environ | {"TMPDIR": str(self.tmp)})
        time.sleep(self.seconds * part)
        child.send_signal(number)
        child.wait()

    def test_an_interrupt_at_any_moment_leaves_all_or_nothing(self):
        for step in range(2, 12):
            self.hit(signal.SIGINT, step / 12)
            if fingerprint(self.tree) == self.applied:
                self.apply("--undo")
            self.assertEqual(fingerprint(self.tree), self.before, step)

    def test_a_kill_at_any_moment_is_taken_back_by_the_next_run(self):
        for step in range(2, 12):
            self.hit(signal.SIGKILL, step / 12)
            self.run_command(self.command("--undo"))
            self.assertEqual(fingerprint(self.tree), self.before, step)

    def test_a_kill_during_undo_is_taken_back_too(self):
        for step in range(2, 12, 3):
            self.apply()
            self.hit(signal.SIGKILL, step / 12, "--undo")
            self.run_command(self.command("--undo"))
            self.assertEqual(fingerprint(self.tree), self.before, step)

    @unittest.skipUnless(ROOT, "needs root to mount a small file system")
    def test_a_full_disk_leaves_the_tree_as_it_was(self):
        small = self.tmp / "small"
        small.mkdir()
        kb = 4000 + sum(p.stat().st_size for p in self.tree.rglob("*")) // 1024
        script = (f'mount -t tmpfs -o size={kb}k pvops {small} && '
                  f'cp -a {self.tree} {small}/linux && '
                  f'{self.repo}/linux/apply {small}/linux; status=$?; '
                  f'cp -a {small}/linux {self.tmp}/after; exit $status')
        self.assert_sentence(self.run_command(["unshare", "-m", "sh", "-c", script]),
                             "No space left on device; the tree is as it was")
        self.assertEqual(fingerprint(self.tmp / "after"), self.before)
