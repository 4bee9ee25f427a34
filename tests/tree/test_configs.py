# SPDX-License-Identifier: GPL-2.0-only
"""Configurations that "make test" does not build: upstream's Kconfig takes every option
of the baselines' fragments, and a kernel that we do not support keeps its own paravirt."""
import pathlib
import subprocess
import tempfile
import unittest

from trees import OUT, REPO, SOURCE

from kbuild import run   # trees.py says where

GUEST = {"HYPERVISOR_GUEST": "y", "PARAVIRT": "y", "KVM_GUEST": "y",
         "PARAVIRT_TIME_ACCOUNTING": "y"}
# name: (architecture, options that are asked for and have to come out)
KERNELS = {
    "ours": ("x86_64", {"64BIT": "y", "SMP": "y", "PVOPS": "y", "PARAVIRT_XXL": "y",
                        "PARAVIRT_SPINLOCKS": "y"}),
    "refused": ("x86_64", {"64BIT": "y", "SMP": "y", "PVOPS": "n", "PARAVIRT_XXL": "n",
                           "PARAVIRT_SPINLOCKS": "y"}),
    "one CPU": ("x86_64", {"64BIT": "y", "SMP": "n", "PVOPS": "n", "PARAVIRT_XXL": "n"}),
    "32 bits": ("i386", {"64BIT": "n", "SMP": "y", "PVOPS": "n", "PARAVIRT_XXL": "n",
                         "PARAVIRT_SPINLOCKS": "y"}),
    "32 bits, one CPU": ("i386", {"64BIT": "n", "SMP": "n", "PVOPS": "n"}),
}


class Configs(unittest.TestCase):
    def configure(self, flavour):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "src").symlink_to(SOURCE)
            done = subprocess.run([REPO / "linux/build", flavour, folder, "--configure"],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_kconfig_takes_the_baseline(self):
        self.configure("upstream")

    def test_kconfig_takes_the_nopv_baseline(self):
        self.configure("nopv")


@unittest.skipUnless((OUT / "linux-src/.pvops").is_dir(), "no applied tree: run make image")
class Paravirt(unittest.TestCase):
    def make(self, folder, arch, target):
        subprocess.run(["make", "-s", "-C", str(OUT / "linux-src"), f"O={folder}", f"ARCH={arch}",
                        target], env=run.environment(OUT), check=True, capture_output=True)

    def configure(self, folder, arch, options):
        """{option: value} that Kconfig makes of tinyconfig and these."""
        config, tiny = (pathlib.Path(folder, name) for name in (".config", f"tiny-{arch}"))
        if not tiny.exists():
            self.make(folder, arch, "tinyconfig")
            config.rename(tiny)
        config.write_text(tiny.read_text() + "".join(f"CONFIG_{name}={value}\n"
                                                     for name, value in options.items()))
        self.make(folder, arch, "olddefconfig")
        lines = [line.split("=", 1) for line in config.read_text().splitlines()
                 if line.startswith("CONFIG_")]
        taken = {name.removeprefix("CONFIG_"): value for name, value in lines}
        return {name: taken.get(name, "n") for name in options}

    def test_only_64_bit_kernels_for_several_cpus_are_ours(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, (arch, options) in KERNELS.items():
                with self.subTest(name):
                    wanted = GUEST | options
                    self.assertEqual(self.configure(folder, arch, wanted), wanted)
