# SPDX-License-Identifier: GPL-2.0-only
"""Each check finds the damage that it is for, and nothing in a sound file."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import backends
import checkpatch
import hypervisors
import names
import programs
import sizes
import style
from tree import CannotCheck, Tree

LICENCE = "SPDX-License-Identifier: GPL-2.0-only"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)

    def tree(self, **files):
        for name, text in files.items():
            self.write(name.replace("__", "/").replace("_", "."), text)
        return Tree(self.root, self.root / "build")

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],
                       cwd=self.root, check=True, stdout=subprocess.DEVNULL)


class Style(Case):
    def test_a_file_without_its_licence(self):
        sound = {"a_c": f"// {LICENCE}\n", "a_md": f"<!-- {LICENCE} -->\n",
                 "a_sh": f"#!/bin/sh\n# {LICENCE}\n", "a_patch": "--- a\n"}
        self.assertEqual(style.licences(self.tree(**sound)), [])
        self.assertEqual(len(style.licences(self.tree(b_c="int a;\n"))), 1)
        self.assertEqual(len(style.licences(self.tree(c_c=f"// {LICENCE}s\n"))), 2)
        self.assertEqual(len(style.licences(self.tree(d_c=f"\n\n\n// {LICENCE}\n"))), 3)

    def test_white_space_at_the_end(self):
        self.assertEqual(style.white_space(self.tree(a_c="int a;\n", a_patch="+a\n \n")), [])
        self.assertEqual(style.white_space(self.tree(b_c="int a;\n\t\n")),
                         ["b.c:2: white space at the end of the line"])
        self.assertEqual(len(style.white_space(self.tree(c_c="int a;"))), 2)

    def test_subjects_since_contributing(self):
        with self.assertRaises(CannotCheck):
            style.subjects(self.tree())
        self.git("init", "-q")
        self.git("commit", "-q", "--allow-empty", "-m", "a" * 80)
        with self.assertRaises(CannotCheck):
            style.subjects(self.tree())
        self.write("CONTRIBUTING.md", "\n")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "Say how to contribute")
        self.git("commit", "-q", "--allow-empty", "-m", "b" * 75)
        self.assertEqual(style.subjects(self.tree()), [])
        self.git("commit", "-q", "--allow-empty", "-m", "c" * 76)
        self.assertEqual(len(style.subjects(self.tree())), 1)


class Hypervisors(Case):
    def found(self, text, path="pvops/a.c"):
        self.write(path, text)
        found = hypervisors.check(Tree(self.root, self.root / "build"))
        (self.root / path).unlink()
        return [line.split(": ask")[0] for line in found]

    def test_a_name_in_the_framework(self):
        for text in ("/* on Xen */", "if (xen_domain())", "#ifdef CONFIG_KVM_GUEST",
                     "X86_FEATURE_XENPV", "x86_hyper_lguest", "HYPERV"):
            self.assertEqual(len(self.found(f"int a;\n{text}\n")), 1, text)
        self.assertEqual(self.found("a\nb: kvm\n", "linux/b.py"),
                         ["linux/b.py:2: names kvm"])
        self.assertEqual(self.found("int a;\n", "pvops/xen_a.c"),
                         ["pvops/xen_a.c: its path names a hypervisor"])

    def test_what_is_no_name_or_no_framework(self):
        self.assertEqual(self.found("kvmalloc(HYPERVISOR); /* a hypervisor */\n"), [])
        for path in ("backends/xen/a.c", "linux/configs/a.config", "docs/a.md", "tests/a.c"):
            self.assertEqual(self.found("CONFIG_XEN=y\n", path), [], path)

    def test_a_patch_may_only_take_names_out(self):
        body = ("--- a/arch/x86/a.c\n+++ b/arch/x86/a.c\n@@ -1,3 +1,3 @@\n"
                " \tif (xen_domain())\n-\t\tkvm();\n+\t\tour();\n ;\n")
        path = "linux/patches/1.patch"
        self.assertEqual(self.found(f"Why.\n\n{body}", path), [])
        for line, old, new in ((1, "Why", "Xen"), (3, "a.c\n+++", "xen/a.c\n+++"),
                               (4, "+++ b/arch/x86/", "+++ b/arch/x86/xen/"),
                               (6, "\tif", "\t/* Xen */ if"), (8, "our", "xen_our")):
            damaged = f"Why.\n\n{body}".replace(old, new)
            self.assertEqual([found.split(":")[1] for found in self.found(damaged, path)],
                             [str(line)], new)


class Backends(Case):
    def includes(self, line, path="backends/one/a.c"):
        self.write(path, f"/* */\n{line}\n")
        return backends.check(Tree(self.root, self.root / "build"))

    def test_a_file_of_another_backend(self):
        says = "backends/one/a.c:2: includes {}, a file of the backend two"
        for name in ("../two/two.h", "../one/../two/two.h", "../../backends/two/two.h"):
            self.assertEqual(self.includes(f'#include "{name}"'), [says.format(name)])
        self.assertEqual(self.includes("# include <asm/pvops/backends/two/two.h>"),
                         [says.format("asm/pvops/backends/two/two.h")])
        self.assertEqual(self.includes('\t.include "../two/two.S"'),
                         [says.format("../two/two.S")])

    def test_a_file_of_another_backend_from_a_sub_folder(self):
        says = "backends/one/host/a.c:2: includes {}, a file of the backend two"
        for name in ("../../two/two.h", "../../two/host/two.h"):
            self.assertEqual(self.includes(f'#include "{name}"', "backends/one/host/a.c"),
                             [says.format(name)])
        for name in ("../one.h", "../guest/one.h", "../two/two.h", "two.h"):
            self.assertEqual(self.includes(f'#include "{name}"', "backends/one/host/a.c"), [])

    def test_files_that_any_backend_includes(self):
        for name in ('"one.h"', '"../one/one.h"', '"../../tests/backends/own/host.h"',
                     "<asm/pvops/backend.h>", "<linux/init.h>"):
            self.assertEqual(self.includes(f"#include {name}"), [])
        self.assertEqual(self.includes('#include "../backends/two/two.h"', "tests/a.c"), [])


class Sizes(Case):
    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, sizes, "TABLES", sizes.TABLES)
        sizes.TABLES = {}

    def test_a_long_file(self):
        self.assertEqual(sizes.check(self.tree(a_c="\n" * 400)), [])
        self.assertEqual(len(sizes.check(self.tree(b_c="\n" * 401))), 1)
        sizes.TABLES = {"b.c": "a table", "a.c": "one no longer"}
        self.assertEqual(sizes.check(self.tree()),
                         ["tests/lint/sizes.py: a.c is no longer longer than 400 lines"])

    def test_a_long_function(self):
        for name, text in {"a_c": "int f(void)\n{{\n{}}}\n", "a_py": "def f():\n{}    pass\n"}.items():
            body = "    f()\n" if name == "a_py" else "\tf();\n"
            rest = 2 if name == "a_py" else 3
            self.assertEqual(sizes.check(self.tree(**{name: text.format(body * (60 - rest))})), [])
            found = sizes.check(self.tree(**{name: text.format(body * (61 - rest))}))
            self.assertEqual(len(found), 1, name)
            (self.root / name.replace("_", ".")).unlink()

    def test_the_longest_are_listed(self):
        listing = sizes.listing(self.tree(a_c="int f(void)\n{\n}\n", b_md="\n" * 7))
        self.assertEqual([line.split() for line in listing[1:]],
                         [["7", "b.md"], ["3", "a.c"], ["3", "a.c:1:", "f()"]])


class Programs(Case):
    def test_shellcheck(self):
        self.assertEqual(programs.shellcheck(self.tree(a="#!/bin/sh\necho a\n")), [])
        self.assertIn("SC2086", programs.shellcheck(self.tree(b="#!/bin/sh\necho $1\n"))[0])
        array = "set -- 1\na=(\"$1\")\necho \"${a[0]}\"\n"
        self.assertEqual(programs.shellcheck(self.tree(b="#!/bin/bash\n" + array)), [])
        self.assertIn("SC3030", programs.shellcheck(self.tree(b="#!/bin/sh\n" + array))[0])

    def test_pyflakes(self):
        self.assertEqual(programs.pyflakes(self.tree(a_py="import a\na()\n")), [])
        self.assertIn("unused", programs.pyflakes(self.tree(b_py="import a\n"))[0])

    def test_codespell(self):
        self.assertEqual(programs.codespell(self.tree(a_md="received, inout\n")), [])
        wrong = "reciev" + "ed"
        self.assertIn("received", programs.codespell(self.tree(b_md=wrong + "\n"))[0])

    def test_a_program_that_is_missing(self):
        with self.assertRaisesRegex(CannotCheck, "not installed"):
            programs.lines(self.tree(), ["no-such-program"], ["a"])


class Names(Case):
    def setUp(self):
        super().setUp()
        self.write("Makefile", "all: image\nimage boot-all c_c:\n\ttrue\nA := b\n")
        self.write("pvops/plan.c", "")
        self.write("docs/tour.md", "")
        self.write("build/src/arch/x86/kernel/setup.c", "")

    def found(self, path, text):
        self.write(path, text)
        return names.check(Tree(self.root, self.root / "build"))

    def test_names_that_exist(self):
        for text in ("`pvops/plan.c`, plan.c", "docs/tour.md.", "arch/x86/kernel/setup.c, setup.c",
                     "pvops/*.c", "pvops/{plan,plan}.c", "`pvops/`",
                     "`make image`", "make boot-all", "make c_c", "make sure", "    make          # all",
                     "/sys/kernel/debug/x", "fuzz_NAME.c", "http://a.b/docs/none"):
            self.assertEqual(self.found("a.md", text), [], text)

    def test_names_that_do_not(self):
        for text in ("`pvops/none.c`", "docs/none.md", "none.c", "arch/x86/none.c", "pvops/*.S",
                     "pvops/{plan,none}.c", "`make none`", "make boot-none", "make boot_none", "    make none",
                     "`make A=b none`", "pvops/none/"):
            self.assertEqual(len(self.found("a.md", text)), 1, text)

    def test_comments_are_read_and_code_is_not(self):
        self.assertEqual(self.found("a.c", 'f("pvops/none.c");\n'), [])
        self.assertEqual(self.found("a.c", "f();\n/*\n * pvops/none.c */\n"),
                         ["a.c:3: pvops/none.c does not exist"])
        self.assertEqual(len(self.found("a.c", "// pvops/none.c\n")), 1)
        (self.root / "a.c").unlink()
        self.assertEqual(self.found("a.py", 'f("pvops/none.c")\n'), [])
        self.assertEqual(len(self.found("a.py", "f()    # pv" "ops/none.c\n")), 1)
        self.assertEqual(len(self.found("a.py", '"""See\npvops/none.c."""\n')), 1)


class Checkpatch(Case):
    MESSAGE = "pvops/a.c:3: WARNING:VOLATILE: Use of volatile is usually wrong: see"

    def judge(self, text, *messages):
        return checkpatch.judge(messages, checkpatch.entries(text))

    def test_a_message_that_the_list_expects(self):
        self.assertEqual(self.judge("VOLATILE pvops/*\tasm volatile\n", self.MESSAGE), [])

    def test_a_new_message(self):
        self.assertEqual(self.judge("# nothing\n", self.MESSAGE), [self.MESSAGE])
        self.assertEqual(len(self.judge("VOLATILE tests/*  reason\n", self.MESSAGE)), 2)

    def test_an_entry_that_is_no_longer_needed(self):
        found = self.judge("VOLATILE *  reason\n\nENOSYS *  reason\n", self.MESSAGE)
        self.assertEqual(found, ["tests/lint/checkpatch.ignored:3: ENOSYS * is no longer needed"])

    def test_an_entry_without_a_reason(self):
        with self.assertRaisesRegex(CannotCheck, "ignored:1: no reason"):
            checkpatch.entries("VOLATILE *\n")

    def program(self, text):
        self.write("build/src/scripts/checkpatch.pl", text)
        return Tree(self.root, self.root / "build")

    def test_messages_are_kept_until_a_file_changes(self):
        self.write("a.c", "one\n")
        self.assertEqual(len(checkpatch.messages(self.program(SPY))), 1)
        self.write("b.c", "two\n")
        self.assertEqual(len(checkpatch.messages(self.program(SPY))), 2)
        self.assertEqual((self.root / "seen").read_text(), "a.c\nb.c\n")
        self.write("a.c", "other\n")
        checkpatch.messages(self.program(SPY))
        self.assertEqual((self.root / "seen").read_text(), "a.c\nb.c\na.c\n")

    def test_a_program_that_dies_or_is_missing(self):
        with self.assertRaisesRegex(CannotCheck, "missing"):
            checkpatch.messages(self.tree(a_c="one\n"))
        with self.assertRaisesRegex(CannotCheck, "no luck"):
            checkpatch.messages(self.program('die "no luck";\n'))


class Run(Case):
    """The program itself, in a tree that has no other file."""

    def setUp(self):
        super().setUp()
        self.here = pathlib.Path(__file__).resolve().parent
        shutil.copytree(self.here, self.root / "tests/lint",
                        ignore=shutil.ignore_patterns("test_*"))

    def run_it(self, *checks):
        done = subprocess.run(
            [sys.executable, self.root / "tests/lint/run", self.root / "build", *checks],
            check=False, capture_output=True, text=True)
        tap = [line for line in done.stdout.splitlines()
               if line.startswith(("1..", "ok", "not ok"))]
        return done.returncode, tap, done.stdout

    def test_outcomes_and_exit_status(self):
        self.assertEqual(self.run_it("white-space", "subjects")[:2],
                         (0, ["1..2", "ok - white-space", "ok - subjects # SKIP "
                              "no git repository, so no subjects of commits"]))
        self.write("a.c", "int a; \n")
        status, tap, said = self.run_it("white-space", "pyflakes")
        self.assertEqual((status, tap), (1, ["1..2", "not ok - white-space", "ok - pyflakes"]))
        self.assertIn("a.c:1: white space", said)

    def test_what_cannot_run(self):
        self.assertEqual(self.run_it("checkpatch")[:2], (2, ["1..1"]))
        self.assertEqual(self.run_it("no-such-check")[:2], (2, []))


# In the place of checkpatch.pl: complain about each file, and note its name.
SPY = """for my $path (grep { !/^-/ } @ARGV) {
    print "$path:1: WARNING:SPY: a spy was here\\n";
    open(my $seen, ">>", "seen");
    print $seen "$path\\n";
}
"""


if __name__ == "__main__":
    unittest.main()
