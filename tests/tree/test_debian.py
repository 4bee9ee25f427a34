# SPDX-License-Identifier: GPL-2.0-only
"""Debian's configuration: what may differ from it, which modules the flavour for tests has,
and that Kconfig makes of it what docs/distribution.md says."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

from trees import OUT, PLAIN, REPO, SOURCE

sys.path.insert(0, str(REPO / "linux"))
from kbuild import Failure, debian, flavours, kconfig, modules     # noqa: E402
from pvtree import layout   # noqa: E402

TABLE = """\
| option | ours | flavours | why |
|---|---|---|---|
| `PVOPS`, `PVOPS_*` | any | all | us |
| `DEBUG_INFO` | `n` | `ci`, `amd64` | time |
"""
KCONFIG = """\
config CORE
\tbool "Part of the core"
\tdepends on X

config DERIVED
\tdef_bool y

choice
\tprompt "not DERIVED's"

menuconfig CHOSEN
\ttristate 'quoted otherwise'
endchoice
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class Differences(Folder):
    def setUp(self):
        super().setUp()
        self.rows = debian.table(self.write("distribution.md", TABLE))

    def unlisted(self, theirs, ours, flavour="ci", source=None):
        return debian.unlisted(theirs, ours, flavour, self.rows, source)

    def test_what_is_listed_may_differ(self):
        self.assertEqual(len(self.rows), 2)
        self.assertEqual(self.unlisted("CONFIG_DEBUG_INFO=y\n",
                                       "CONFIG_PVOPS=y\nCONFIG_PVOPS_LOCKS=m\n"), [])

    def test_what_is_not_listed_is_named(self):
        self.assertEqual(self.unlisted("CONFIG_KPROBES=y\n", "# CONFIG_KPROBES is not set\n"),
                         ["CONFIG_KPROBES is y in Debian's and n in ci"])
        self.assertEqual(self.unlisted("CONFIG_HZ=250\n", "CONFIG_HZ=100\nCONFIG_NEW=y\n"),
                         ["CONFIG_HZ is 250 in Debian's and 100 in ci",
                          "CONFIG_NEW is n in Debian's and y in ci"])

    def test_a_row_is_for_its_flavours_and_value(self):
        self.assertEqual(len(self.unlisted("CONFIG_DEBUG_INFO=y\n", "", "cloud-amd64")), 1)
        self.assertEqual(len(self.unlisted("", "CONFIG_DEBUG_INFO=y\n")), 1)

    def test_what_was_asked_for_may_differ(self):
        said = "CONFIG_KEYS=\"a.pem\"\nCONFIG_KPROBES=y\n"
        with self.assertRaisesRegex(Failure, "ci: 1 options differ from Debian's and "
                                             "distribution.md does not say why\n"
                                             "CONFIG_KPROBES is n"):
            debian.check("", said, "ci", {"CONFIG_KEYS": "x"})

    def test_nothing_and_an_empty_string_are_the_same(self):
        self.assertEqual(self.unlisted('CONFIG_A=""\n# CONFIG_B is not set\n',
                                       'CONFIG_C=""\n'), [])

    def test_only_parts_of_modules_go_with_them(self):
        self.write("lib/Kconfig.debug", KCONFIG)
        self.write("drivers/net/Kconfig", KCONFIG.replace("CORE", "CARD"))
        self.write("arch/x86/Kconfig", "config HERE\n\tbool \"here\"\n")
        self.write("arch/Kconfig", "config ANYWHERE\n\tbool \"anywhere\"\n")
        self.write("arch/arm/Kconfig", "config CARD\n\tbool \"of another machine\"\n")
        theirs = "".join(f"CONFIG_{name}=y\n" for name in
                         ("CORE", "DERIVED", "CARD", "HERE", "ANYWHERE")) + "CONFIG_CHOSEN=m\n"
        self.assertEqual(self.unlisted(theirs, "", source=self.folder),
                         [f"CONFIG_{name} is y in Debian's and n in ci"
                          for name in ("ANYWHERE", "CORE", "HERE")])
        self.assertEqual(len(self.unlisted(theirs, "")), 6)

    def test_a_part_that_has_another_value_is_named(self):
        self.write("drivers/Kconfig", KCONFIG)
        self.assertEqual(self.unlisted("CONFIG_CHOSEN=m\n", "CONFIG_CHOSEN=y\n",
                                       source=self.folder),
                         ["CONFIG_CHOSEN is m in Debian's and y in ci"])

    def test_prompts_belong_to_their_entries(self):
        self.assertEqual(list(kconfig.entries(KCONFIG)),
                         [("CORE", True), ("DERIVED", False), ("CHOSEN", True)])

    def test_a_package_that_is_missing_is_named(self):
        with self.assertRaisesRegex(Failure, "config.amd64_none_x.xz is not there: run "
                                             "'linux/deps deb'"):
            debian.read("none_x", "6.12", self.folder)
        self.write("linux-config-6.12/config.amd64_none_x.xz", "no archive")
        with self.assertRaisesRegex(Failure, "config.amd64_none_x.xz: "):
            debian.read("none_x", "6.12", self.folder)


class Modules(Folder):
    def read(self, text):
        return modules.read(self.write("modules", text))

    def test_each_line_has_a_module_and_a_reason(self):
        self.assertEqual(self.read("# a list\n\nloop    a disk\nmsr  its registers\n"),
                         {"loop": "a disk", "msr": "its registers"})
        for bad in ("loop\n", "loop a\nloop b\n", "No-Module a reason\n"):
            with self.subTest(bad), self.assertRaisesRegex(Failure, "modules:[12]: a line is"):
                self.read(bad)

    def test_what_localmodconfig_does_not_know_is_named(self):
        said = ["using config: '.config'", "ppp config not found!!",
                "module 9p did not have configs CONFIG_9P_FS", "WARNING: REGULATOR is required"]
        self.assertEqual(modules.unknown(said), ["9p", "ppp"])
        self.assertEqual(modules.as_lsmod({"b": "", "a": ""}), "a 0 0\nb 0 0\n")


class Data(unittest.TestCase):
    def test_each_flavour_has_its_files(self):
        for name, flavour in flavours.ALL.items():
            for path in (*flavour.paths, *([flavours.CONFIGS / flavour.modules]
                                           if flavour.modules else [])):
                self.assertTrue(path.is_file(), f"{name}: {path}")

    def test_the_list_of_modules_can_be_read(self):
        self.assertGreater(len(modules.read(flavours.CONFIGS / "ci.modules")), 20)

    def test_the_document_has_reasons_for_flavours_that_there_are(self):
        rows = debian.table()
        self.assertGreater(len(rows), 3)
        for row in rows:
            self.assertLessEqual(set(row.flavours), {debian.ALL, *flavours.DEBIAN}, row.names)
            self.assertGreater(len(row.why.split()), 3, row.names)


class Configure(unittest.TestCase):
    """With the kernel's own Kconfig; that of the larger flavours is tried when they are built."""

    def configure(self, name):
        if not SOURCE.is_dir():
            self.skipTest(f"{SOURCE} is missing: run make image")
        try:
            theirs = debian.read(flavours.DEBIAN[name].debian, layout.SERIES)
        except Failure as reason:
            self.skipTest(str(reason))
        with tempfile.TemporaryDirectory(dir=SOURCE.parent) as folder:
            pathlib.Path(folder, "src").symlink_to(SOURCE.resolve())
            done = subprocess.run([REPO / "linux/build", name, folder, "--configure"], env=PLAIN,
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return theirs, pathlib.Path(folder, name, ".config").read_text()

    def test_the_flavour_for_tests_keeps_what_is_built_in(self):
        theirs, ours = self.configure("ci")
        self.assertIn("\nCONFIG_PVOPS=y\n", ours)
        for option in ("KPROBES", "BPF_JIT", "LIVEPATCH", "SECURITY_LOCKDOWN_LSM", "MODVERSIONS",
                       "FUNCTION_TRACER", "HIBERNATION", "KEXEC_FILE", "PREEMPT_DYNAMIC"):
            with self.subTest(option):
                self.assertIn(f"\nCONFIG_{option}=y\n", theirs)
                self.assertIn(f"\nCONFIG_{option}=y\n", ours)
        self.assertLess(ours.count("=m\n"), theirs.count("=m\n") / 3)
        self.assertNotIn("CONFIG_DEBUG_INFO_BTF=y", ours)

    def test_debians_own_options_are_all_there(self):
        self.assertIn("\nCONFIG_DEBUG_INFO_BTF=y\n", self.configure("cloud-amd64")[1])


class Make(unittest.TestCase):
    def test_a_flavour_that_there_is_not_is_refused_first(self):
        for target in ("deb", "deb-kernel"):
            done = subprocess.run(["make", "-C", REPO, "--no-print-directory", target,
                                   "FLAVOUR=vax", f"OUT={OUT}/none"], env=PLAIN, text=True,
                                  capture_output=True, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertRegex(done.stderr.splitlines()[0],
                             "FLAVOUR=vax is not known: the flavours are ci, cloud-amd64")
            self.assertFalse((OUT / "none").exists())


if __name__ == "__main__":
    unittest.main()
