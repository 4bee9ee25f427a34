# SPDX-License-Identifier: GPL-2.0-only
"""The kernels that are compared: NAME=BZIMAGE,VMLINUX[,APPEND]."""

import hashlib
import os
from dataclasses import dataclass

from vmlinux import CannotRun

# The first is what the others are compared with.
DEFAULTS = ("nopv={out}/nopv/bzImage,{out}/nopv/vmlinux",
            "carrier={out}/carrier/bzImage,{out}/carrier/vmlinux",
            "inline={out}/bzImage,{out}/vmlinux,pvops=inline",
            "direct={out}/bzImage,{out}/vmlinux,pvops=direct",
            "indirect={out}/bzImage,{out}/vmlinux,pvops=indirect")


@dataclass(frozen=True)
class Kernel:
    name: str
    image: str
    vmlinux: str
    append: str = ""

    def describe(self):
        return {"name": self.name, "image_sha256": sha256(self.image),
                "vmlinux_sha256": sha256(self.vmlinux), "append": self.append}


def parse(text):
    name, equals, rest = text.partition("=")
    parts = rest.split(",", 2)
    if not name.isidentifier() or not equals or len(parts) < 2:
        raise CannotRun(f"{text} is not NAME=BZIMAGE,VMLINUX[,APPEND], the name being a word.")
    for path in parts[:2]:
        if not os.path.exists(path):
            raise CannotRun(f"{path} is missing: build the kernel {name}, "
                            "or name others with --kernel.")
    return Kernel(name, *parts)


def chosen(texts, out):
    """The kernels of the command line, or ours and the two baselines."""
    return distinct([parse(text) for text in texts or
                     [default.format(out=out) for default in DEFAULTS]])


def distinct(kernels):
    """The same, if no two have one name."""
    names = [k.name for k in kernels]
    if len(set(names)) != len(names):
        raise CannotRun(f"two kernels have the same name: {', '.join(names)}.")
    return kernels


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
