# SPDX-License-Identifier: GPL-2.0-only
"""The baselines' configurations, which "make test" does not build: the carrier's
Kconfig takes every option of their fragments."""
import pathlib
import subprocess
import tempfile
import unittest

from trees import REPO, SOURCE


class Configs(unittest.TestCase):
    def configure(self, flavour):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "src").symlink_to(SOURCE)
            done = subprocess.run([REPO / "linux/build", flavour, folder, "--configure"],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_kconfig_takes_the_carrier_baseline(self):
        self.configure("carrier")

    def test_kconfig_takes_the_nopv_baseline(self):
        self.configure("nopv")
