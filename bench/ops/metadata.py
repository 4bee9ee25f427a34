# SPDX-License-Identifier: GPL-2.0-only
"""What the image holds so that its sites can be patched, in bytes."""

from lab.elf import SITE_RECORD, Vmlinux
from lab.files import existing, output

TABLES = ("sites", "thunks", "templates", "backends", "code")
MAP = "pvops_claimed_map"     # pvops/claimed.c


def _size(path, name):
    """Of a variable; 0 if the kernel has none of that name."""
    rows = (line.split() for line in output("nm", "-S", path).splitlines())
    return sum(int(row[1], 16) for row in rows if len(row) == 4 and row[3] == name)


def read(path):
    kernel = Vmlinux(existing(path, "build it with `make image`, or name another one"))
    tables = {name: kernel.symbol(f"__stop_pvops_{name}") - kernel.symbol(f"__start_pvops_{name}")
              for name in TABLES}
    tables["map"] = _size(path, MAP)
    return {"sites": kernel.sites(), "record": SITE_RECORD, "bytes": tables,
            "bytes_per_site": sum(tables.values()) / kernel.sites()}
