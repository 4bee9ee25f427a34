# SPDX-License-Identifier: GPL-2.0-only
"""The kernels that are compared: NAME=BZIMAGE[,APPEND]."""

import os
from dataclasses import dataclass

from kernels import distinct, sha256
from vmlinux import CannotRun

# The first is what the others are compared with.
DEFAULTS = ("carrier={out}/carrier/bzImage", "image={out}/bzImage")


@dataclass(frozen=True)
class Kernel:
    name: str
    image: str
    append: str = ""

    def describe(self):
        return {"name": self.name, "image_sha256": sha256(self.image), "append": self.append}


def existing(path, what):
    if not os.path.exists(path):
        raise CannotRun(f"{path} is missing: build {what}, or name another file.")
    return os.path.abspath(path)


def parse(text):
    name, equals, rest = text.partition("=")
    image, _, append = rest.partition(",")
    if not name.isidentifier() or not equals or not image:
        raise CannotRun(f"{text} is not NAME=BZIMAGE[,APPEND], the name being a word.")
    return Kernel(name, existing(image, f"the kernel {name}"), append)


def chosen(texts, out):
    """The kernels of the command line, or the carrier's and ours."""
    return distinct([parse(text) for text in texts or
                     [default.format(out=out) for default in DEFAULTS]])
