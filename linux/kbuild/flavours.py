# SPDX-License-Identifier: GPL-2.0-only
"""The kernels that linux/build makes, as rows of data."""
import pathlib
import sys
from dataclasses import dataclass

CONFIGS = pathlib.Path(__file__).resolve().parents[1] / "configs"


# kw_only: each field stands where it belongs, whether it has a default or not.
@dataclass(frozen=True, kw_only=True)
class Flavour:
    fragments: tuple            # of linux/configs, in order; a later one wins
    ours: bool = True           # our tree, or upstream as it came
    debian: str = ""            # the configuration of Debian that is below them, or tinyconfig
    modules: str = ""           # the list of those that are built, or all
    # Of a first build: how many lines it prints, for the progress, and how many MB it takes.
    # Those of Debian's configurations are estimates.
    steps: int = 1950
    megabytes: int = 600

    @property
    def paths(self):
        return [CONFIGS / f"{name}.config" for name in self.fragments]


SMALL = {
    "image": Flavour(fragments=("base", "paravirt", "image")),
    "upstream": Flavour(ours=False, fragments=("base", "paravirt")),
    "nopv": Flavour(ours=False, fragments=("base", "nopv")),
    "rich": Flavour(fragments=("base", "paravirt", "image", "rich")),
}
# docs/distribution.md says in what these differ from Debian's.
DEBIAN = {
    "ci": Flavour(debian="none_cloud-amd64", fragments=("debian", "ci"), modules="ci.modules",
                  steps=4800, megabytes=2500),
    "cloud-amd64": Flavour(debian="none_cloud-amd64", fragments=("debian",),
                           steps=11000, megabytes=9000),
    "amd64": Flavour(debian="none_amd64", fragments=("debian",),
                     steps=34000, megabytes=28000),
    "rt-amd64": Flavour(debian="rt_amd64", fragments=("debian",),
                        steps=34000, megabytes=28000),
}
ALL = SMALL | DEBIAN


def main():
    """Refuse a flavour that there are no packages of, for the Makefile."""
    for name in sys.argv[1:]:
        if name not in DEBIAN:
            sys.exit(f"FLAVOUR={name} is not known: the flavours are {', '.join(DEBIAN)}")


if __name__ == "__main__":
    main()
