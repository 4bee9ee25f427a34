# SPDX-License-Identifier: GPL-2.0-only
"""compile_commands.json names files that exist, and commands that compile them."""
import json
import pathlib
import subprocess
import tempfile
import unittest

REPO = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = REPO / "tools/compile-commands/compile-commands"


class CompileCommands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)

    def written(self):
        done = subprocess.run([PROGRAM, self.out, "--to", self.out / "list"], check=True,
                              stdout=subprocess.PIPE, text=True)
        entries = json.loads((self.out / "list").read_text())
        return {one["file"]: one for one in entries}, len(entries), done.stdout

    def test_user_space_without_an_image(self):
        found, count, said = self.written()
        self.assertIn("make image", said)
        self.assertEqual(len(found), count, "a file is named twice")
        for path in ("pvops/patcher/plan.c", "tests/patcher/test_plan.c",
                     "tools/objtool-pv/main.c", "backends/kvm/test_clock.c"):
            self.assertIn(str(REPO / path), found)
        self.assertEqual([path for path in found if not pathlib.Path(path).exists()], [])

    def test_a_command_compiles(self):
        one = self.written()[0][str(REPO / "pvops/patcher/plan.c")]
        words = [w for w in one["arguments"] if w not in ("-MMD", "-MP")]
        words[words.index("-o") + 1] = str(self.out / "plan.o")
        subprocess.run(words, cwd=one["directory"], check=True)
        self.assertTrue((self.out / "plan.o").exists())


if __name__ == "__main__":
    unittest.main()
