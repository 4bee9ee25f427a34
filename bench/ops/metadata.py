# SPDX-License-Identifier: GPL-2.0-only
"""What the image holds so that its sites can be patched, in bytes."""

import os

from vmlinux import SITE_RECORD, CannotRun, Vmlinux

TABLES = ("sites", "thunks", "templates", "backends")
ORDER = 4       # a u32 for each site, allocated at the first switch (pvops/order.c)


def read(path):
    if not os.path.exists(path):
        raise CannotRun(f"{path} is missing: build it with `make image`, "
                        "or give its path with --vmlinux.")
    kernel = Vmlinux(path)
    tables = {name: kernel.symbol(f"__stop_pvops_{name}") - kernel.symbol(f"__start_pvops_{name}")
              for name in TABLES}
    # The inline sequences themselves follow the tables (pvops/sections.lds.h).
    tables["code"] = kernel.symbol("__end_ro_after_init") - kernel.symbol("__stop_pvops_templates")
    return {"sites": kernel.sites(), "record": SITE_RECORD, "bytes": tables,
            "bytes_per_site": sum(tables.values()) / kernel.sites(),
            "bytes_per_site_after_first_switch": ORDER}
