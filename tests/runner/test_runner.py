# SPDX-License-Identifier: GPL-2.0-only
"""tests/run notices whatever can go wrong in a part, and tests/part in what it runs."""
import os
import pathlib
import subprocess
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
GOOD = "echo 1..2; echo ok 1 - one; echo ok - two"
# What a part says, the last lines of the run without its times, and its exit status.
PARTS = (
    ("passes", GOOD, ["2 passed, 0 failed"]),
    ("fails", "echo ok - one; echo not ok - two; echo 1..2; exit 1",
     ["failed   part: two", "1 passed, 1 failed"]),
    ("fails and says 0", "echo 1..1; echo not ok 1 - one",
     ["failed   part: one", "0 passed, 1 failed"]),
    ("skips", f"{GOOD}; echo ok 3 - three '# SKIP no such thing'".replace("1..2", "1..3"),
     ["skipped  part: three no such thing", "2 passed, 0 failed"]),
    ("crashes", f"{GOOD}; kill -SEGV $$",
     ["failed   part: signal 11", "2 passed, 1 failed"]),
    ("exits with 3", f"{GOOD}; exit 3",
     ["failed   part: exit status 3", "2 passed, 1 failed"]),
    ("is cut short", "echo 1..3; echo ok 1 - one",
     ["failed   part: Bad plan.  You planned 3 tests but ran 1.; exit status 0",
      "1 passed, 1 failed"]),
    ("ends before its plan", "echo ok 1 - one",
     ["failed   part: No plan found in TAP output; exit status 0", "1 passed, 1 failed"]),
    ("has more tests than planned", f"{GOOD}; echo ok 3 - three",
     ["failed   part: three", "2 passed, 1 failed"]),
    ("gives up", f"{GOOD}; echo Bail out! no more".replace("1..2", "1..5"),
     ["failed   part: Bad plan.  You planned 5 tests but ran 2.; exit status 0",
      "2 passed, 1 failed"]),
    ("plans no test", "echo 1..0",
     ["failed   part: No test was run; exit status 0", "0 passed, 1 failed"]),
    ("skips all", "echo '1..0 # SKIP no kernel'",
     ["failed   part: No test was run; exit status 0", "0 passed, 1 failed"]),
    ("says nothing", "",
     ["failed   part: No plan found in TAP output; No test was run; exit status 0",
      "0 passed, 1 failed"]),
)
# Test programs of cmocka's; the last words say whether they pass.
PROGRAM = """
#include <stdlib.h>
#include "check.h"

static void *volatile kept;
static void test_good(void **state) { }
static void test_other(void **state) { %s }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good), cmocka_unit_test(test_other), cmocka_unit_test(test_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
"""
PROGRAMS = (
    ("passes", "", True, "ok 2 - test_other"),
    ("skips", "skip();", True, "ok 2 - test_other # SKIP"),
    ("fails", "assert_int_equal(1, 2);", False, "not ok 2 - test_other"),
    ("leaks", "kept = malloc(9); kept = NULL;", False, "ok 3 - test_good"),
    ("writes after", "kept = malloc(9); ((volatile char *)kept)[9] = 1;",
     False, "ok 1 - test_good"),
    ("aborts", "abort();", False, "ok 1 - test_good"),
)
# Python's, in a class; and one line of what they say.
CASES = (
    ("passes", "def test_it(self): self.assertTrue(1)", True, "ok 1 test_it"),
    ("skips", "def test_it(self): self.skipTest('not here')", True, "# SKIP not here"),
    ("fails", "def test_it(self): self.fail('bad')", False, "not ok 1 test_it"),
    ("ends early", "def test_it(self): sys.exit(0)", False, "not ok 1 test_it"),
    ("fails in a sub-test",
     "def test_it(self):\n  for i in 1, 2:\n   with self.subTest(i=i): self.assertEqual(i, 1)",
     False, "not ok 2 test_it"),
    ("prints what TAP looks like", "def test_it(self): print('not ok 1')", True, "ok 1 test_it"),
    ("fails in its set-up",
     "@classmethod\n def setUpClass(cls): 1 / 0\n def test_it(self): pass",
     False, "not ok 1 setUpClass"),
    ("cannot be read", "def test_it(self)", False, "not ok 1 test_made"),
)


class Runner(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tmp = pathlib.Path(folder.name)

    def program(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def run_it(self, *command, **env):
        return subprocess.run(command, check=False, capture_output=True, text=True,
                              env=os.environ | env)

    def run_part(self, *names):
        """Exit status and last lines of a run in which parts are scripts of ours."""
        done = self.run_it(TESTS / "run", f"--exec={self.tmp}/call", *names)
        return done.returncode, done.stdout.partition("\nResult: ")[2].splitlines()[1:]


class Parts(Runner):
    def setUp(self):
        super().setUp()
        self.program(self.tmp / "call", '#!/bin/sh\nexec "${0%/*}/$1"\n')

    def test_whatever_goes_wrong_is_a_failure(self):
        for name, script, last in PARTS:
            with self.subTest(name):
                self.program(self.tmp / "part", f"#!/bin/sh\n{script}\n")
                status, lines = self.run_part("part")
                self.assertRegex(lines.pop(0), r"^ +\d+\.\d s  part$")
                self.assertEqual(lines, last)
                self.assertEqual(status == 0, last[-1].endswith(" 0 failed"))

    def test_counts_are_added_and_failures_named(self):
        self.program(self.tmp / "good", f"#!/bin/sh\n{GOOD}\n")
        self.program(self.tmp / "bad",
                     "#!/bin/sh\necho 1..2; echo not ok - one; echo not ok - two\n")
        status, lines = self.run_part("good", "bad", "missing")
        self.assertEqual(lines[3:-2], ["failed   bad: one", "failed   bad: two"])
        self.assertIn("failed   missing: ", lines[-2])
        self.assertEqual((status, lines[-1]), (1, "2 passed, 3 failed"))

    def beside(self, name, other, before="."):
        """A part that goes on when another one has begun, after what has left a file."""
        self.program(self.tmp / name, f"#!/bin/sh\ncd {self.tmp}\necho 1..1; touch {name}.on\n"
                     f"[ -e {before} ] && timeout 20 sh -c 'until [ -e {other}.on ]; do sleep .1; "
                     f"done' && echo ok - seen; touch {name}.off\n")

    def test_parts_that_keep_one_cpu_busy_run_side_by_side(self):
        # A third part waits for two, and two more wait for it.
        for name, other, before in (("tree", "unit/test_a", "."), ("unit/test_a", "tree", "."),
                                    ("damage", "objtool-pv", "part.off"),
                                    ("objtool-pv", "damage", "part.off")):
            self.beside(name, other, before)
        self.program(self.tmp / "part", f"#!/bin/sh\ncd {self.tmp}\necho 1..1; touch part.off\n"
                     "[ -e tree.off ] && [ -e unit/test_a.off ] && echo ok - alone\n")
        done = self.run_it(TESTS / "run", f"--exec={self.tmp}/call", "--jobs=2", "damage", "part",
                           "objtool-pv", "unit/test_a", "tree")
        self.assertEqual(done.stdout.splitlines()[-1], "5 passed, 0 failed", done.stdout)
        for line in ("tree: ok - seen", "unit/test_a: ok - seen", "damage: ok - seen",
                     "objtool-pv: ok - seen", "ok - alone"):
            self.assertIn(line, done.stdout.splitlines())

    def test_a_run_without_parts(self):
        self.assertNotEqual(self.run_part()[0], 0)

    def test_lines_are_shown_as_they_come(self):
        # The part goes on only when its first line has been seen.
        self.program(self.tmp / "slow", "#!/bin/sh\necho 1..1; echo booting\n"
                                        'echo "ok - $(timeout 20 head -n 1)"\n')
        with subprocess.Popen([TESTS / "run", f"--exec={self.tmp}/call", "slow"], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
            for line in run.stdout:
                if line == "booting\n":
                    run.stdin.write("seen\n")
                    run.stdin.close()
                    break
            self.assertIn("ok - seen\n", run.stdout.read())


class Programs(Runner):
    def test_cmocka(self):
        for name, body, passes, line in PROGRAMS:
            with self.subTest(name):
                binary = self.tmp / "tests/bin/made/test_made"
                binary.parent.mkdir(parents=True, exist_ok=True)
                built = subprocess.run(
                    ["gcc", "-g", "-fsanitize=address,undefined", f"-I{TESTS}", f"-I{TESTS}/include",
                     "-x", "c", "-", "-o", binary, "-lcmocka"], input=PROGRAM % body, text=True, check=False, capture_output=True)
                self.assertEqual(built.returncode, 0, built.stderr)
                done = self.run_it(TESTS / "part", "made/test_made", OUT=str(self.tmp))
                self.assertEqual(done.returncode == 0, passes, done.stderr)
                self.assertIn(line, done.stdout.splitlines())

    def test_unittest(self):
        for name, body, passes, line in CASES:
            with self.subTest(name):
                self.program(self.tmp / "test_made.py", "import sys, unittest\nclass Made"
                             f"(unittest.TestCase):\n {body}\n")
                done = self.run_it(TESTS / "part", "runner", "-s", str(self.tmp))
                self.assertEqual(done.returncode == 0, passes, done.stderr)
                self.assertIn(line, done.stdout)
                self.assertEqual("not ok" in done.stdout, not passes)

    def test_a_part_that_does_not_exist(self):
        done = self.run_it(TESTS / "part", "nothing")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "tests/part: no part is called nothing\n"))
