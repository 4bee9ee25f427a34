# SPDX-License-Identifier: GPL-2.0-only
"""What the image holds so that its sites can be patched, in bytes."""

import os

from vmlinux import SITE_RECORD, CannotRun, Vmlinux, run

TABLES = ("sites", "thunks", "templates", "backends")
MAP = "pvops_taken"     # addresses that others know (pvops/private.c)


def _size(path, name):
    """Of a variable; 0 if the kernel has none of that name."""
    rows = (line.split() for line in run("nm", "-S", path).splitlines())
    return sum(int(row[1], 16) for row in rows if len(row) == 4 and row[3] == name)


def read(path):
    if not os.path.exists(path):
        raise CannotRun(f"{path} is missing: build it with `make image`, "
                        "or give its path with --vmlinux.")
    kernel = Vmlinux(path)
    tables = {name: kernel.symbol(f"__stop_pvops_{name}") - kernel.symbol(f"__start_pvops_{name}")
              for name in TABLES}
    # The inline sequences themselves follow the tables (pvops/sections.lds.h).
    tables["code"] = kernel.symbol("__end_ro_after_init") - kernel.symbol("__stop_pvops_templates")
    tables["map"] = _size(path, MAP)
    return {"sites": kernel.sites(), "record": SITE_RECORD, "bytes": tables,
            "bytes_per_site": sum(tables.values()) / kernel.sites()}
