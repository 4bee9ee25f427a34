# SPDX-License-Identifier: GPL-2.0-only
"""Debian packages: their description, what linux/deb refuses, and that the headers are enough
for a module with call sites.  That they install and boot is not tried here."""
import contextlib
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from trees import OUT, PLAIN, REPO

sys.path.insert(0, str(REPO / "linux"))
from kbuild import Failure, date    # noqa: E402

LOADER = importlib.machinery.SourceFileLoader("deb", str(REPO / "linux/deb"))
deb = importlib.util.module_from_spec(importlib.util.spec_from_loader("deb", LOADER))
LOADER.exec_module(deb)
RELEASE = "6.12.117-pvops-ci"
VALUES = {"source": "linux-pvops", "release": RELEASE, "flavour": "ci", "what": "",
          "version": "6.12.117+pvops20261130.1200-1"}
IMAGE, HEADERS, DEBUG = (f"linux-image-{RELEASE}", f"linux-headers-{RELEASE}",
                         f"linux-image-{RELEASE}-dbg")


class Folder(unittest.TestCase):
    def setUp(self):
        (OUT / "tests").mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="deb-", dir=OUT / "tests")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed: 'linux/deps deb'")

    def run_command(self, *command, **env):
        done = subprocess.run([str(word) for word in command], cwd=self.folder, text=True,
                              env=PLAIN | env, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout


class Description(Folder):
    def packages(self, *templates, **env):
        self.need("dh_listpackages")
        deb.write(self.folder, templates, **VALUES)
        return self.run_command("dh_listpackages", **env).split()

    def test_headers_come_with_the_kernel_and_libc_does_not(self):
        self.assertEqual(self.packages("kernel"), [IMAGE, HEADERS])

    def test_symbols_are_packaged_unless_the_builder_says_no(self):
        self.assertEqual(self.packages("kernel", "debug"), [IMAGE, HEADERS, DEBUG])
        self.assertEqual(self.packages("kernel", "debug",
                                       DEB_BUILD_PROFILES="pkg.linux-pvops.nokerneldbg"),
                         [IMAGE, HEADERS])

    def test_everything_has_been_filled_in(self):
        for templates in (("kernel", "debug"), ("tools",)):
            place = deb.write(self.folder, templates, **VALUES)
            for name in ("control", "changelog"):
                self.assertNotRegex((place / name).read_text(), "@[A-Z]+@")

    def test_the_changelog_can_be_read_and_has_the_date_of_the_source(self):
        self.need("dpkg-parsechangelog")
        deb.write(self.folder, ["kernel"], **VALUES)
        for field, says in (("Source", "linux-pvops"), ("Version", VALUES["version"]),
                            ("Timestamp", str(date.seconds(REPO)))):
            self.assertEqual(self.run_command("dpkg-parsechangelog", "-S", field).strip(), says)


class Dates(Folder):
    def test_a_copy_without_history_has_the_day_of_its_changelog(self):
        (self.folder / "CHANGELOG.md").write_text("# What\n\n## 1970-01-03\n\n## 1970-01-01\n")
        self.assertEqual(date.seconds(self.folder), 2 * 86400)

    def test_a_builder_may_name_the_date(self):
        self.addCleanup(os.environ.pop, "SOURCE_DATE_EPOCH", None)
        os.environ["SOURCE_DATE_EPOCH"] = "7"
        self.assertEqual(date.seconds(self.folder), 7)
        os.environ["SOURCE_DATE_EPOCH"] = "now"
        with self.assertRaisesRegex(Failure, "SOURCE_DATE_EPOCH=now is not a number of seconds"):
            date.seconds(self.folder)


class Refused(Folder):
    def refuses(self, says, *args):
        done = subprocess.run([REPO / "linux/deb", *args], env=PLAIN, text=True,
                              capture_output=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr.splitlines()[-1], says)

    def test_refuses_a_kernel_that_was_not_built(self):
        self.refuses(r"^linux/deb: \S+/ci has no kernel: run 'linux/build ci \S+'$", "ci",
                     self.folder)

    def test_refuses_what_there_are_no_packages_of(self):
        self.refuses("invalid choice: 'rich'", "rich", self.folder)


class Deliver(Folder):
    def test_an_older_package_of_the_same_name_goes_away(self):
        place = self.folder / "deb"
        place.mkdir()
        for name in ("one_1_amd64.deb", "one-dbg_1_amd64.deb"):
            (place / name).write_text("")
        (self.folder / "one_2_amd64.deb").write_text("")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            deb.deliver(["one_2_amd64.deb"], self.folder, place)
        self.assertIn("one_2_amd64.deb, 0 kB", said.getvalue())
        self.assertEqual(sorted(path.name for path in place.iterdir()),
                         ["one-dbg_1_amd64.deb", "one_2_amd64.deb"])


class Tools(Folder):
    def build(self, place):
        """The package that is made of a copy of this repository there."""
        repo = self.folder / place / "repo"
        for name in ("linux", "pvops", "tools/objtool-pv", "backends"):
            shutil.copytree(REPO / name, repo / name)
        self.run_command(repo / "linux/deb", "tools", self.folder / place / "out",
                         SOURCE_DATE_EPOCH="1700000000")
        return next((self.folder / place / "out/deb").glob("pvops-tools_*.deb"))

    def test_two_builds_in_different_folders_are_equal(self):
        self.need("dh")
        one, two = self.build("one"), self.build("elsewhere/two")
        self.assertEqual(one.name, "pvops-tools_20231114.2213_amd64.deb")
        self.assertEqual(one.read_bytes(), two.read_bytes())
        inside = self.run_command("dpkg-deb", "-c", one)
        for path in ("bin/objtool-pv", "share/man/man1/objtool-pv.1.gz",
                     "share/bash-completion/completions/objtool-pv"):
            self.assertIn(f" ./usr/{path}\n", inside)


@unittest.skipUnless((OUT / "image/Module.symvers").exists(), "no image: run make image")
class Headers(Folder):
    def test_a_module_with_call_sites_is_built_with_the_headers_alone(self):
        source, headers = OUT / "linux-src", self.folder / "headers"
        # As scripts/package/builddeb calls it, which make gives these variables.
        subprocess.run([source / "scripts/package/install-extmod-build", headers],
                       cwd=OUT / "image", check=True,
                       env=PLAIN | {"srctree": str(source), "SRCARCH": "x86", "MAKE": "make",
                                    "CC": "gcc", "HOSTCC": "gcc"})
        for path in (REPO / "pvops/include").rglob("*.*"):
            name = path.relative_to(REPO / "pvops/include")
            self.assertTrue((headers / "arch/x86/include" / name).is_file(), name)
        shutil.copytree(REPO / "tests/vm/module", self.folder / "module")
        self.run_command("make", "-C", headers, f"M={self.folder / 'module'}", "ARCH=x86_64")
        self.assertIn(b".pvops_sites", (self.folder / "module/pvops_sample.ko").read_bytes())


if __name__ == "__main__":
    unittest.main()
