# SPDX-License-Identifier: GPL-2.0-only
"""What linux/releases says of a release that fails, or if it cannot run.  That a release
compiles is not tried here: "make releases" does that."""
import os

from trees import Case

MADISON = " linux-source-6.12 | 6.12.200-1 | http://localhost bookworm/main amd64 Packages\n"
CHANGED = "arch/x86/kernel/paravirt.c"


class Releases(Case):
    def releases(self, *args, path=None):
        env = os.environ | {"PATH": path or os.environ["PATH"]}
        return self.run_command([str(self.repo / "linux/releases"), str(self.tmp / "out"),
                                 *map(str, args)], env=env)

    def fails(self, says, *args, path=None):
        done = self.releases(*args, path=path)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stdout, says)
        return done.stdout

    def cannot(self, says, *args, path=None):
        done = self.releases(*args, path=path)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertRegex(done.stderr, f"^linux/releases: {says}")

    def archive(self, offers):
        """A PATH on which Debian's archive offers this."""
        folder = self.tmp / "bin"
        folder.mkdir(exist_ok=True)
        for name, text in (("apt-cache", f"printf '{offers}'"), ("apt-get", "exit 100")):
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    def test_a_hook_that_does_not_fit_fails_the_release(self):
        copying = self.tree / "COPYING"
        copying.write_text(copying.read_text().replace("The Linux Kernel", "It"))
        self.fails("9999-test.patch does not apply to COPYING", "--named", self.tree)

    def test_a_file_that_we_do_not_know_is_named_and_the_rest_is_tried(self):
        with (self.tree / CHANGED).open("a") as file:
            file.write("/* a fix */\n")
        # The tree of these tests has too little for a configuration.
        said = self.fails(f"replaces 1 file that it was not written against: {CHANGED}",
                          "--named", self.tree)
        self.assertRegex(said, r"(?m)^6\.12\.\d+ linux +\d+, \+\d+ -\d+ +no +- +\d+$")
        self.assertIn("linux/build: image failed", said)

    def test_a_tree_that_is_not_there(self):
        self.cannot("/no/such: there is nothing", "--named", "/no/such")

    def test_no_list_of_releases(self):
        self.cannot("the archive offers no linux-source-6.12", path=self.archive(""))

    def test_a_release_that_is_not_offered(self):
        self.cannot("the archive does not offer 6.12.1-1", "--only", "6.12.1-1",
                    path=self.archive(MADISON))

    def test_a_download_that_fails_is_no_verdict(self):
        self.cannot("6.12.200-1 cannot be downloaded", path=self.archive(MADISON))
