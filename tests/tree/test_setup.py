# SPDX-License-Identifier: GPL-2.0-only
"""What linux/deps, linux/fetch and the Makefile say when something is missing or
wrong, and that they leave nothing half-done behind."""
import os
import shutil
import subprocess
import unittest

from trees import FREE, PLAIN, REPO, ROOT, Case, fingerprint

TOOLS = ("sh", "awk", "dpkg-query", "dirname", "id", "mktemp", "rm", "sed",
         "head", "env", "setpriv")


class Deps(Case):
    def setUp(self):
        super().setUp()
        self.bin, self.list = self.tmp / "bin", self.tmp / "packages"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.list.write_text("test pvops-no-such-package  to be missed\n")

    def deps(self, *args, prefix=(), path=None):
        env = os.environ | {"PATH": str(path or os.environ["PATH"])}
        return self.run_command([*prefix, "sh", str(REPO / "linux/deps"), *args],
                                env=env)

    def test_deps_is_silent_when_nothing_is_missing(self):
        self.list.write_text("# a comment\ntest dpkg  always there\n\n"
                             "other pvops-no-such-package\n")
        done = self.deps("--list", str(self.list), "test", path=self.bin)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_deps_of_a_group_that_does_not_exist(self):
        self.assert_sentence(self.deps("--list", str(self.list), "test", "tets", path=self.bin),
                             "a group called tets: linux/packages")

    def test_deps_without_apt_get(self):
        self.assert_sentence(self.deps("--list", str(self.list), path=self.bin),
                             "no apt-get.*pvops-no-such-package$")

    def test_deps_without_sudo(self):
        (self.bin / "apt-get").symlink_to("/bin/false")
        prefix = self.without_root(REPO / "linux/deps")
        self.assert_sentence(self.deps("--list", str(self.list), path=self.bin,
                                       prefix=prefix), "there is no sudo")

    @unittest.skipUnless(ROOT, "needs root to take the network away")
    def test_deps_without_network(self):
        self.assert_sentence(
            self.deps("--list", str(self.list), prefix=("unshare", "-n")),
            "is there a network")


class Fetch(Case):
    def setUp(self):
        super().setUp()
        self.out = self.tmp / "out"

    def fetch(self, ksrc, out=None):
        return self.run_command([str(self.repo / "linux/fetch"), str(ksrc),
                                 str(out or self.out)])

    def leaves_nothing(self):
        left = list(self.out.rglob("*")) if self.out.exists() else []
        self.assertEqual(left, [])

    def test_fetch_with_one_argument(self):
        done = self.run_command([str(self.repo / "linux/fetch"), str(self.out)])
        self.assert_sentence(done, "usage: linux/fetch KSRC OUT")
        self.leaves_nothing()

    def test_fetch_without_ksrc(self):
        self.assert_sentence(self.fetch("/no/such/linux.tar.xz"),
                             "KSRC=/no/such/linux.tar.xz does not exist")
        self.leaves_nothing()

    def test_fetch_of_a_file_that_is_no_tarball(self):
        self.assert_sentence(self.fetch(REPO / "Makefile"), "cannot be unpacked")
        self.leaves_nothing()

    def test_fetch_of_another_version(self):
        makefile = self.tree / "Makefile"
        makefile.write_text(makefile.read_text().replace(
            "PATCHLEVEL = 12", "PATCHLEVEL = 1"))
        ball = self.tmp / "linux.tar.gz"
        subprocess.run(["tar", "-czf", ball, "-C", self.tmp, "linux"], check=True)
        for ksrc in (ball, self.tree):
            self.assert_sentence(self.fetch(ksrc),
                                 rf"KSRC={ksrc} is Linux 6\.1\.\d+, but pvops is")
            self.leaves_nothing()

    def test_fetch_of_a_folder_that_is_no_kernel(self):
        self.assert_sentence(self.fetch(REPO / "pvops"), "not a Linux source tree")
        self.leaves_nothing()

    def test_fetch_copies_an_applied_folder_as_it_was_before(self):
        before = fingerprint(self.tree)
        self.apply()
        applied = fingerprint(self.tree)
        self.assertEqual(self.fetch(self.tree).returncode, 0)
        self.assertEqual(fingerprint(self.out / "src"), before)
        self.assertEqual(fingerprint(self.tree), applied)
        # A second fetch does nothing, until the folder changes.
        self.assertEqual(self.fetch(self.tree).stdout, "")
        self.apply("--undo")
        self.assertIn("copying", self.fetch(self.tree).stdout)

    @unittest.skipUnless(ROOT, "needs root to mount a small file system")
    def test_fetch_without_disk_space(self):
        self.out.mkdir()
        script = (f'mount -t tmpfs -o size=20m pvops {self.out} && '
                  f'{self.repo}/linux/fetch {self.tree} {self.out}/deep/er; '
                  f'status=$?; ls -A {self.out}; exit $status')
        done = self.run_command(["unshare", "-m", "sh", "-c", script])
        self.assert_sentence(done, r"20 MB free and \d+ MB are needed.*OUT=")
        self.assertEqual(done.stdout, "")


class Make(Case):
    def make(self, *args, **env):
        return self.run_command(["make", "-C", str(REPO), "--no-print-directory",
                                 *args], env=PLAIN | env)

    def spy(self, program):
        """A PATH with a program that only leaves a file behind, and that file."""
        folder, ran = self.tmp / "bin", self.tmp / "ran"
        folder.mkdir()
        (folder / program).write_text(f"#!/bin/sh\ntouch {ran}\nexit 1\n")
        (folder / program).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}", ran

    def stops(self, says, *args):
        done = self.make(*args)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr.splitlines()[0], says)

    def test_make_stops_at_a_bad_variable(self):
        self.stops("JOBS=abc is not a number", "JOBS=abc", "image")
        self.stops("JOBS=0 is not a number", "JOBS=0", "image")
        self.stops("V=loud is neither", "V=loud", "image")
        self.stops("single words", "OUT=a b", "image")
        self.stops("PLATFORM=vax is not known: the platforms are native",
                   "PLATFORM=vax", "boot")
        self.stops("needs KSRC=DIR", "tree")
        self.stops("BACKENDS: /no/such is not a folder", "BACKENDS=/no/such", "image")
        self.stops("BACKENDS: native is there already, in .*/backends/native",
                   f"BACKENDS={self.repo}/backends/native", "image")

    def test_make_stops_at_a_bad_name_before_it_installs_or_builds(self):
        path, ran = self.spy("awk")     # with which linux/deps begins
        out = self.tmp / "out"
        for target, bad in (("all", "PLATFORM=vax"), ("boot", "PLATFORM=kvm vax"),
                            ("all", "BACKENDS=/no/such"), ("test", "BACKENDS=/no/such"),
                            ("lint", "BACKENDS=/no/such"),
                            (f"{out}/bzImage", "BACKENDS=/no/such")):
            with self.subTest(target, bad=bad):
                done = self.make(target, bad, f"OUT={out}", PATH=path)
                self.assertRegex(done.stderr, "vax is not known|is not a folder")
                self.assertFalse(ran.exists())
                self.assertFalse(out.exists())

    def test_make_help_starts_no_python(self):
        path, ran = self.spy("python3")
        done = self.make("help", "PLATFORM=kvm", "BACKENDS=/no/such",
                         f"PYTHON={self.tmp}/bin/python3", PATH=path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(ran.exists())

    def test_make_without_python_leaves_names_to_the_programs(self):
        done = self.make("known-platform", "known-backends", "PLATFORM=vax",
                         "BACKENDS=/no/such", f"PYTHON={self.tmp}/no/python3")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_make_tree_applies_and_undoes(self):
        before = fingerprint(self.tree)
        tree = f"KSRC={self.tree}"
        self.hook.unlink()
        self.assertIn("hooks in", self.make("tree", tree).stdout)
        self.stops("already applied", "tree", tree)
        self.assertEqual(self.make("tree", tree, "UNDO=1").returncode, 0)
        self.assertEqual(fingerprint(self.tree), before)
        self.stops("is not applied", "tree", tree, "UNDO=1")

    def test_make_tree_takes_backends_from_elsewhere(self):
        self.hook.unlink()
        folder = self.tmp / FREE
        folder.mkdir()
        (folder / "Kbuild").write_text("obj-y += scratch.o\n")
        # Relative to the folder that make runs in, as a user writes it.
        named = f"BACKENDS={os.path.relpath(folder, REPO)}"
        self.assertEqual(self.make("tree", f"KSRC={self.tree}", named).stderr, "")
        there = self.tree / "arch/x86/pvops/backends" / FREE / "Kbuild"
        self.assertTrue(there.is_file())
        self.assertEqual(
            self.make("tree", f"KSRC={self.tree}", named, "UNDO=1").returncode, 0)
        self.assertFalse(there.exists())

    def test_make_keeps_out_of_a_folder_with_other_things(self):
        (self.tmp / "mine").write_text("mine\n")
        self.stops("OUT=.* holds files that are not from here",
                   f"OUT={self.tmp}", f"{self.tmp}/.pvops-out")
        self.make("clean", f"OUT={self.tmp}")
        self.assertTrue((self.tmp / "mine").exists())

    def test_make_goes_on_in_build_where_only_tests_were_built(self):
        shutil.copy(REPO / "Makefile", self.repo)
        build = self.repo / "build"
        (build / "tests").mkdir(parents=True)
        there = ("make", "-C", str(self.repo))
        done = self.run_command([*there, f"{build}/.pvops-out"], env=PLAIN)
        self.assertEqual(done.returncode, 0, done.stderr)
        (build / ".pvops-out").unlink()
        self.run_command([*there, "clean"], env=PLAIN)
        self.assertFalse(build.exists())
