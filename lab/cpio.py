# SPDX-License-Identifier: GPL-2.0-only
"""Initial ramdisks (cpio, "newc" format) with the same bytes for the same inputs.

Written here and not by cpio(1): no root is needed for /dev/console, and times, owners
and inode numbers do not leak in. The kernel's usr/gen_init_cpio.c could do that, but it
would replace pack() and _entry() alone: it wants a list with a row for each folder and a
file for each text, and to be compiled from a source, which a kernel from elsewhere does
not bring along. The kernel unpacks archives that follow one another, so a ramdisk is a
base that is kept and a small part that changes per run.
Nothing is compressed: in an emulator, unpacking costs more than loading.
"""

import hashlib
import os
import stat

ALIGN = 512


class Archive:
    """Paths inside the archive -> (mode, content, device)."""

    def __init__(self):
        self.entries = {}

    def _add(self, path, mode, content=b"", device=(0, 0)):
        path = path.strip("/")
        parent = os.path.dirname(path)
        if parent and parent not in self.entries:
            self._add(parent, stat.S_IFDIR | 0o755)
        self.entries[path] = (mode, content, device)

    def directory(self, path):
        self._add(path, stat.S_IFDIR | 0o755)

    def text(self, path, content, mode=0o644):
        self._add(path, stat.S_IFREG | mode, content.encode())

    def file(self, path, source, mode=None):
        with open(source, "rb") as f:
            content = f.read()
        if mode is None:
            mode = os.stat(source).st_mode & 0o755
        self._add(path, stat.S_IFREG | mode, content)

    def character_device(self, path, major, minor):
        self._add(path, stat.S_IFCHR | 0o600, device=(major, minor))

    def key(self):
        """A name for the content, to know whether an archive on disk is this one."""
        h = hashlib.sha256()
        for path in sorted(self.entries):
            mode, content, device = self.entries[path]
            h.update(f"{path} {mode} {device} {len(content)}\0".encode())
            h.update(content)
        return h.hexdigest()

    def pack(self):
        out = bytearray()
        for inode, path in enumerate(sorted(self.entries), 1):
            out += _entry(inode, path, *self.entries[path])
        out += _entry(0, "TRAILER!!!", 0, b"", (0, 0))
        return bytes(out) + bytes(-len(out) % ALIGN)


def _entry(inode, path, mode, content, device):
    name = path.encode() + b"\0"
    fields = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % f for f in fields) + name
    head += bytes(-len(head) % 4)
    return head + content + bytes(-len(content) % 4)
