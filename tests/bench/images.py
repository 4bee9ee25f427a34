# SPDX-License-Identifier: GPL-2.0-only
"""As much of a bzImage as says that it is one."""
import struct

from lab.kernels import MAGIC, VERSION


def bz_image(version=b"6.12.1 (a person)"):
    head = bytearray(0x400)
    head[MAGIC[0]:MAGIC[0] + len(MAGIC[1])] = MAGIC[1]
    struct.pack_into("<H", head, VERSION, len(head) - 0x200)
    return bytes(head) + version + b"\0"
