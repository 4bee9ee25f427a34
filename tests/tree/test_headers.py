# SPDX-License-Identifier: GPL-2.0-only
"""The applied source in configurations that the image has not: our headers where the
32-bit vDSO is built, upstream's own paravirt in kernels without CONFIG_PVOPS.  A
compiler looks at the files that we touch, with the image's flags and options less some."""
import json
import re
import shlex
import subprocess
import tempfile
import unittest

from trees import OUT, PLAIN

TREE, IMAGE = OUT / "linux-src", OUT / "image"
VDSO = "arch/x86/entry/vdso/vdso32/vclock_gettime.c"
# As arch/x86/entry/vdso/Makefile has them for 32 bits.
VDSO_FLAGS = ["-DBUILD_VDSO", "-m32", "-msoft-float", "-mregparm=0", "-fpic",
              "-fcf-protection=none", "-fno-stack-protector", "-mno-mmx"]
NOT_32_BIT = re.compile(r"-m(64|cmodel=.*|red-zone|no-red-zone|preferred-stack-boundary=.*"
                        r"|indirect.*|function-return=.*|harden.*|stack-protector.*)"
                        r"|-fcf-protection=.*|-fstack-protector.*|-fpatchable.*|-fno-PIE|-Wp,.*")
OURS = r"PVOPS\w*"


def flags_of_image():
    """How the image's build called the compiler, without object and source."""
    text = (IMAGE / "arch/x86/kernel/.setup.o.cmd").read_text()
    command = shlex.split(re.search(r":= (.*)", text)[1].split(" ; ")[0])
    at = command.index("-c")
    return [flag for flag in command[1:at] if not flag.startswith("-Wp,-M")]


def touched(*kinds):
    """The C files that we hook or replace and that the image has."""
    manifest = json.loads((TREE / ".pvops/manifest.json").read_text())["files"]
    return sorted(path for path, (kind, _) in manifest.items()
                  if kind in kinds and path.endswith(".c")
                  and (IMAGE / path).with_suffix(".o").exists())


def undefined(*patterns):
    """Lines that take options away from the image's configuration."""
    options = (IMAGE / "include/generated/autoconf.h").read_text()
    names = re.findall(r"#define (CONFIG_\w+)", options)
    return "".join(f"#undef {name}\n" for name in names
                   if any(re.fullmatch(f"CONFIG_{p}", name) for p in patterns))


@unittest.skipUnless((IMAGE / "vmlinux").exists(), "there is no image: run make image")
class Headers(unittest.TestCase):
    def compiles(self, path, flags, less=""):
        with tempfile.NamedTemporaryFile("w", suffix=".h") as header:
            header.write(less)
            header.flush()
            flags = list(flags)
            # Right after the configuration, before any header has looked at it.
            at = next(i for i, flag in enumerate(flags) if flag.endswith("/kconfig.h")) + 1
            flags[at:at] = ["-include", header.name]
            done = subprocess.run(["gcc", *flags, "-w", "-Werror=implicit-function-declaration",
                                   "-fsyntax-only", str(TREE / path)],
                                  cwd=IMAGE, env=PLAIN | {"LC_ALL": "C"}, text=True,
                                  stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, 0)

    def all_compile(self, files, *options):
        less = undefined(OURS, *options)
        self.assertGreaterEqual(len(files), 3)
        for path in files:
            with self.subTest(path):
                self.compiles(path, flags_of_image(), less)

    def test_the_32_bit_vdso_has_no_sites(self):
        flags = [flag for flag in flags_of_image() if not NOT_32_BIT.fullmatch(flag)]
        self.compiles(VDSO, flags + VDSO_FLAGS)

    def test_a_kernel_without_us_has_upstreams_paravirt(self):
        self.all_compile(touched("hooked", "replaced"))

    def test_a_kernel_without_us_nor_a_paravirtual_mmu(self):
        self.all_compile(touched("hooked", "replaced"), "PARAVIRT_XXL", r"XEN\w*")

    def test_a_kernel_for_one_cpu(self):
        files = [path for path in touched("hooked", "replaced") if "spinlocks" not in path]
        self.all_compile(files, "PARAVIRT_XXL", "PARAVIRT_SPINLOCKS", r"XEN\w*", "SMP",
                         r"HOTPLUG_\w+", "CPU_RMAP", "RFS_ACCEL")

    def test_a_kernel_without_paravirt(self):
        self.all_compile(touched("hooked"), r"PARAVIRT\w*", r"XEN\w*", "KVM_GUEST")
