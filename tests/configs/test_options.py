# SPDX-License-Identifier: GPL-2.0-only
"""Kconfig takes every option of the configurations: those of gcc, as clang is not installed
for "make test"."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from table import CONFIGURATIONS    # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(os.environ.get("OUT") or HERE.parents[1] / "build").resolve()
GCC = [name for name, found in CONFIGURATIONS.items() if found.toolchain == "gcc"]


@unittest.skipUnless((OUT / "src.stamp").exists(), "no upstream source: run make image")
class Options(unittest.TestCase):
    def test_kconfig_takes_them_all(self):
        # The source is copied by links, which do not lead to another file system.
        with tempfile.TemporaryDirectory(dir=OUT) as folder:
            pathlib.Path(folder, "src").symlink_to(OUT / "src")
            shutil.copy(OUT / "src.stamp", folder)
            done = subprocess.run([HERE / "run", folder, "--configure", *GCC],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
