# SPDX-License-Identifier: GPL-2.0-only
"""The hooks in linux/apply: git applies them, whatever is around it, or a sentence says
which one cannot be applied and where."""
import os
import subprocess

from trees import Case, fingerprint, make_patch

BEING = "Being under the terms of the GNU General Public License version 2 only,"


class Applied(Case):
    def test_a_hook_follows_its_lines(self):
        copying = self.tree / "COPYING"
        self.hook.write_text(make_patch(self.tree, "COPYING", BEING, "Being free,"))
        copying.write_text("\n" * 40 + copying.read_text())
        self.apply()
        self.assertIn("\nBeing free,\n", copying.read_text())

    def test_a_second_hook_finds_what_the_first_has_left(self):
        text = self.hook.read_text().replace(" is provided", " comes").replace(
            "+The Linux Kernel comes", "+The Linux Kernel goes")
        second = self.hook.with_name("9999-test2.patch")
        second.write_text(text)
        self.apply()
        self.assertIn("goes under", (self.tree / "COPYING").read_text())

    def test_repositories_and_configurations_have_no_say(self):
        self.apply()
        expected = fingerprint(self.tree)
        self.apply("--undo")
        subprocess.run(["git", "init", "-q", self.tmp], check=True)
        (self.tmp / "deep").mkdir()
        settings = {
            "repository above": {"TMPDIR": self.tmp / "deep"},
            "GIT_DIR": {"TMPDIR": self.tmp / "deep", "GIT_DIR": self.tmp / ".git",
                        "GIT_WORK_TREE": self.tmp},
            "configuration": {"HOME": self.tmp},
        }
        (self.tmp / ".gitconfig").write_text("[core]\n\tautocrlf = true\n")
        for name, variables in settings.items():
            with self.subTest(name):
                env = os.environ | {key: str(value) for key, value in variables.items()}
                done = self.run_command(self.command(), env=env)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual(fingerprint(self.tree), expected)
                self.apply("--undo")


class Refused(Case):
    def test_refuses_a_hook_without_its_place(self):
        copying = self.tree / "COPYING"
        copying.write_text(copying.read_text().replace("The Linux Kernel", "It"))
        self.refuses("9999-test.patch does not apply to COPYING in .*/linux: the lines that it "
                     "expects from line 1 on are not there; edit linux/patches/9999-test.patch")

    def test_refuses_a_hook_for_a_file_that_is_not_there(self):
        (self.tree / "COPYING").unlink()
        self.refuses("9999-test.patch edits COPYING, which .* does not have")

    def test_refuses_a_hook_in_a_file_of_ours(self):
        self.replace("COPYING")
        self.refuses("edits COPYING, which linux/tree, pvops/ or a backend provides")

    def test_refuses_what_is_no_patch(self):
        text = self.hook.read_text()
        lines = text.splitlines(keepends=True)
        for name, damaged, says in (
                ("cut short", "".join(lines[:-1]), r"corrupt patch at line \d+"),
                ("words", "no patch any more\n", "No valid patches in input"),
                ("other prefix", text.replace(" a/", " ").replace(" b/", " "),
                 r"unable to find filename in patch at line \d+")):
            with self.subTest(name):
                self.hook.write_text(damaged)
                self.refuses(rf"git cannot apply 9999-test.patch \({says}.*\): "
                             "mend linux/patches/9999-test.patch$")

    def test_refuses_a_patch_that_does_more_than_edit_lines(self):
        text = self.hook.read_text()
        for name, other, says in (
                ("new", "--- /dev/null\n+++ b/NEW\n@@ -0,0 +1 @@\n+new\n", "create NEW"),
                ("mode", "diff --git a/COPYING b/COPYING\nold mode 100644\nnew mode 100755\n",
                 "mode change 100644 => 100755 COPYING"),
                ("outside", text.replace("COPYING", "../COPYING"), r"1 1 \.\./COPYING"),
                ("no context", "--- a/COPYING\n+++ b/COPYING\n@@ -5,0 +6 @@\n+new\n",
                 "create COPYING")):
            with self.subTest(name):
                self.hook.write_text(other)
                self.refuses(rf"9999-test.patch does more than edit lines in a tree's files "
                             rf"\({says}\): use linux/tree for that$")

    def test_refuses_to_start_without_git(self):
        programs = self.tmp / "bin"
        programs.mkdir()
        self.refuses("git, which applies linux/patches, is not installed: run 'linux/deps build'$",
                     prefix=("env", f"PATH={programs}"))
