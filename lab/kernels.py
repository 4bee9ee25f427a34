# SPDX-License-Identifier: GPL-2.0-only
"""The kernels that are compared: NAME=BZIMAGE[,VMLINUX][,WORDS]."""

import os
import struct
from dataclasses import dataclass

from lab.errors import CannotRun
from lab.files import existing, sha256

BUILT = {"image": "{out}/bzImage,{out}/vmlinux",
         "upstream": "{out}/upstream/bzImage,{out}/upstream/vmlinux",
         "nopv": "{out}/nopv/bzImage,{out}/nopv/vmlinux",
         **{mode: f"{{out}}/bzImage,{{out}}/vmlinux,pvops={mode}"
            for mode in ("inline", "direct", "indirect")}}


# Documentation/arch/x86/boot.rst: the magic, and where the version is from 0x200 on.
MAGIC, VERSION = (0x202, b"HdrS"), 0x20e


def version(image):
    """The release that a bzImage says it is, or nothing."""
    with open(image, "rb") as file:
        head = file.read(0x10000)
    if not head.startswith(MAGIC[1], MAGIC[0]):
        return ""
    start = 0x200 + struct.unpack_from("<H", head, VERSION)[0]
    return head[start:].split(b"\0")[0].split(b" ")[0].decode(errors="replace")


@dataclass(frozen=True)
class Kernel:
    name: str
    image: str
    vmlinux: str = ""
    append: str = ""

    def describe(self):
        return {"name": self.name, "version": version(self.image),
                "image_sha256": sha256(self.image),
                "vmlinux_sha256": self.vmlinux and sha256(self.vmlinux), "append": self.append}

    def tree(self):
        """The build folder that its vmlinux is in."""
        return os.path.dirname(os.path.realpath(self.elf()))

    def elf(self):
        """The path of its vmlinux, where one is needed."""
        if not self.vmlinux:
            raise CannotRun(f"the kernel {self.name} has no vmlinux: name it after its image, "
                            "--kernel NAME=BZIMAGE,VMLINUX.")
        return self.vmlinux


def _is_file(text):
    """A file's name, and not words for the command line: those have no "/" before a "="."""
    return os.path.exists(text) or "/" in text.partition("=")[0]


def parse(text):
    name, equals, rest = text.partition("=")
    image, _, rest = rest.partition(",")
    if not name.isidentifier() or not equals or not image:
        raise CannotRun(f"{text} is not NAME=BZIMAGE[,VMLINUX][,WORDS], the name being a word.")
    vmlinux, _, words = rest.partition(",")
    if not _is_file(vmlinux):
        vmlinux, words = "", rest
    for path in filter(None, (image, vmlinux)):
        existing(path, f"build the kernel {name}, or name others with --kernel")
    if not version(image):
        raise CannotRun(f"{image} is no bzImage: name the image of the kernel {name}.")
    return Kernel(name, os.path.abspath(image), vmlinux and os.path.abspath(vmlinux), words)


def chosen(texts, names, out):
    """Those of the command line, or those of these names in the build folder."""
    kernels = [parse(text) for text in
               texts or [f"{name}={BUILT[name].format(out=out)}" for name in names]]
    names = [kernel.name for kernel in kernels]
    if len(set(names)) != len(names):
        raise CannotRun(f"two kernels have the same name: {', '.join(names)}.")
    return kernels
