# SPDX-License-Identifier: GPL-2.0-only
"""Debian's configurations, and in what a kernel of ours differs from them.

Kconfig drops options without a word, so each difference must be in the table in
docs/distribution.md, with a reason: what a distribution has switched on, it wants.
"""
import lzma
import pathlib
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from . import Failure, kconfig, options

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/distribution.md"
ROW = re.compile(r"^\| (`[A-Z0-9_*`, ]+`) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
ALL, ANY = "all", "any"
# Where the options are that belong to a driver, a file system or a protocol and go with it.
PARTS = ("drivers/", "fs/", "net/", "sound/", "crypto/", "arch/x86/crypto/")


@dataclass(frozen=True)
class Row:
    """One of the table: options (patterns of names), our value, for which flavours, why."""
    names: tuple
    value: str
    flavours: tuple
    why: str

    def covers(self, flavour, name, value):
        return ((ALL in self.flavours or flavour in self.flavours)
                and self.value in (ANY, value)
                and any(fnmatchcase(name, pattern) for pattern in self.names))


def read(name, series, folder="/usr/src"):
    """Debian's configuration; `name` is feature set and flavour, as in none_cloud-amd64."""
    path = pathlib.Path(folder, f"linux-config-{series}", f"config.amd64_{name}.xz")
    try:
        return lzma.decompress(path.read_bytes()).decode()
    except FileNotFoundError:
        raise Failure(f"{path} is not there: run 'linux/deps deb'") from None
    except lzma.LZMAError as error:
        raise Failure(f"{path}: {error}") from None


def table(document=DOCUMENT):
    """The rows of the table of differences."""
    return [Row(tuple(re.findall(r"[A-Z0-9_*]+", names)), value.strip("` "),
                tuple(flavours.replace("`", "").split(", ")), why)
            for names, value, flavours, why in ROW.findall(document.read_text())]


def differences(theirs, ours):
    """{option: (their value, our value)}; an empty string is no value."""
    theirs, ours = ({name.removeprefix("CONFIG_"): value
                     for name, value in options.parse(text).items() if value != '""'}
                    for text in (theirs, ours))
    return {name: (theirs.get(name, "n"), ours.get(name, "n"))
            for name in sorted(theirs | ours) if theirs.get(name, "n") != ours.get(name, "n")}


def goes_with_a_module(value, places):
    """Is an option whose value is gone that of a module that is left out, or a part of one,
    or a consequence of one?  `places` is where the option is declared."""
    return value == "m" or not any(place.prompt and not place.path.startswith(PARTS)
                                   for place in places)


def unlisted(theirs, ours, flavour, rows, source=None):
    """A sentence for each difference that no row has.  `source` is the kernel's tree, if
    modules are left out of it."""
    declared = kconfig.places(source) if source else {}
    found = []
    for name, (before, after) in differences(theirs, ours).items():
        if any(row.covers(flavour, name, after) for row in rows):
            continue
        if source and after == "n" and goes_with_a_module(before, declared.get(name, ())):
            continue
        found.append(f"CONFIG_{name} is {before} in Debian's and {after} in {flavour}")
    return found


def check(theirs, ours, flavour, asked=(), source=None):
    """Fail for a difference that neither the document lists nor the user has `asked` for."""
    rows = table() + [Row(tuple(name.removeprefix("CONFIG_") for name in asked), ANY, (ALL,), "")]
    found = unlisted(theirs, ours, flavour, rows, source)
    if found:
        raise Failure("\n".join([f"{flavour}: {len(found)} options differ from Debian's and "
                                 f"{DOCUMENT.name} does not say why"] + found))
