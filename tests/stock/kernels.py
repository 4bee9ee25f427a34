# SPDX-License-Identifier: GPL-2.0-only
"""Debian's kernels: which there are, and their files."""

import pathlib
import struct
import subprocess
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
# The magic of a payload, and the program that unpacks it (Documentation/arch/x86/boot.rst, payload).
UNPACKERS = {b"\x28\xb5\x2f\xfd": ["zstd", "-dcq"], b"\x02\x21\x4c\x18": ["lz4", "-dcq"],
             b"\xfd7zX": ["xz", "-dcq"], b"\x1f\x8b": ["gzip", "-dcq"]}


@dataclass(frozen=True)
class Row:
    name: str
    package: str        # the metapackage that stands for the newest of its kind
    platforms: tuple    # where it is booted (boots.py)
    suite: str = ""     # Debian's release, where it is not this machine's


# 6.1 records sites in .parainstructions, 6.12 in .altinstructions.  Neither is built to
# be dom0; as a guest of Xen each is started by our image.
KERNELS = (
    Row("6.1", "linux-image-cloud-amd64", ("native",)),
    Row("6.12", "linux-image-6.12-cloud-amd64", ("native", "xen-domu")),
    Row("5.10", "linux-image-cloud-amd64", ("native",), "bullseye"),
)
# The newest kernel that there is: another one each week, which may not have been tried yet.
BY_HAND = (
    Row("sid", "linux-image-cloud-amd64", ("native",), "sid"),
)


@dataclass(frozen=True)
class Kernel:
    row: Row
    image: pathlib.Path         # vmlinuz
    vmlinux: pathlib.Path       # unpacked, by others than objtool-pv
    modules: list


def _unpack(image, to):
    """The ELF kernel inside a bzImage; what follows the compressed data is no error."""
    data = image.read_bytes()
    offset, length = struct.unpack_from("<II", data, 0x248)
    payload = data[(data[0x1f1] + 1) * 512 + offset:][:length]
    command = next(c for magic, c in UNPACKERS.items() if payload.startswith(magic))
    new = to.with_suffix(".new")
    # Not through our own memory: it would be charged to the programs that we start.
    with open(new, "w+b") as file:
        done = subprocess.run(command, input=payload, stdout=file, stderr=subprocess.PIPE,
                              check=False)
        file.seek(0)
        if file.read(4) != b"\x7fELF":
            raise OSError(f"{command[0]} does not unpack {image}: {done.stderr.decode()}")
    new.rename(to)


def fetch(row, folder):
    """The kernel of a row; None if this machine's archive has no such release."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([HERE / "fetch", folder, row.package, row.suite], check=False,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode == 3:
        return None
    done.check_returncode()
    path = pathlib.Path(done.stdout.strip())
    image, = [*path.glob("boot/vmlinuz-*"), *path.glob("usr/lib/modules/*/vmlinuz")]
    vmlinux = path / "vmlinux"
    if not vmlinux.exists():
        _unpack(image, vmlinux)
    return Kernel(row, image, vmlinux, sorted(path.glob("**/modules/**/*.ko*")))
