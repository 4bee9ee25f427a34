# SPDX-License-Identifier: GPL-2.0-only
"""The manual page and the completion: well-formed, and about this program."""
import re
import shutil
import subprocess

from program import COMMANDS, PROGRAM, SOURCE, Case

PAGE = SOURCE / "objtool-pv.1"
COMPLETION = SOURCE / "completion.bash"


class Manual(Case):
    def test_manual_page_is_well_formed(self):
        if shutil.which("mandoc"):
            command = ["mandoc", "-T", "lint", "-W", "warning", PAGE]
        elif shutil.which("man"):
            command = ["man", "--warnings=all", "-l", PAGE]
        else:
            self.skipTest("neither mandoc nor man is installed")
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_manual_page_has_every_option_and_rule(self):
        page = PAGE.read_text()
        for command in COMMANDS:
            self.assertRegex(page, rf"(?m)^\.Ss? .*\b{command}\b|^\.It Cm {command}\b")
            for option in self.options(command):
                self.assertIn(f"Fl -{option}", page.replace("Fl Fl ", "Fl -"), option)
        for rule in self.json("check", "--rules")["rules"]:
            self.assertRegex(page, rf"(?m)^\.It {rule}$")

    def options(self, command):
        found = re.findall(r"(?m)^ +(?:-\S, )?--([a-z-]+)", self.text(command, "--help"))
        return set(found) - {"help", "usage", "version"}


class Completion(Case):
    def complete(self, *words):
        """What is offered for the last of `words`."""
        script = (f'. "{COMPLETION}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_objtool_pv "$1" "${@: -1}" "${@: -2:1}"; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", script, "bash", str(PROGRAM), *words],
                              check=True, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_completion_is_bash(self):
        subprocess.run(["bash", "-n", COMPLETION], check=True)

    def test_completion_of_commands(self):
        self.assertEqual(sorted(self.complete("")), sorted(COMMANDS))
        self.assertEqual(self.complete("exp"), ["explain"])
        self.assertIn("--version", self.complete("--v"))

    def test_completion_of_options(self):
        self.assertEqual(self.complete("list", "--fo"), ["--form", "--format"])
        self.assertEqual(self.complete("check", "--base"), ["--baseline"])
        self.assertEqual(self.complete("list", "--form", "ind"), ["indirect"])
        self.assertEqual(self.complete("list", "--format", "=", ".par"),
                         [".parainstructions"])

    def test_completion_leaves_files_to_the_shell(self):
        self.assertEqual(self.complete("list", "vml"), [])
