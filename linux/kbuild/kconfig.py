# SPDX-License-Identifier: GPL-2.0-only
"""Where the kernel's Kconfig files declare each option, and whether it can be chosen."""
import os
import pathlib
import re
from dataclasses import dataclass

ENTRY = re.compile(r"^\s*(?:menu)?config\s+(\w+)\s*$", re.M)
# What ends an entry, besides the next one.
OTHER = re.compile(r"^\s*(?:choice|endchoice|menu|endmenu|if|endif|source|comment)\b", re.M)
PROMPT = re.compile(r"^\s+(?:bool|tristate|string|int|hex|prompt)\s+[\"']", re.M)
LEFT_OUT = ("arch", "Documentation", "tools", ".git", ".pvops")


@dataclass(frozen=True)
class Place:
    path: str           # in the kernel's tree
    prompt: bool        # a person is asked; what is not is a consequence of other options


def files(source):
    """The Kconfig files of an x86 kernel."""
    source = pathlib.Path(source)
    for top in (source, source / "arch/x86"):
        for folder, inside, names in os.walk(top):
            if folder == str(source):
                inside[:] = [name for name in inside if name not in LEFT_OUT]
            yield from (pathlib.Path(folder, name) for name in names
                        if name.startswith("Kconfig"))
    yield from (source / "arch").glob("Kconfig*")


def entries(text):
    """(option, has it a prompt) of one file."""
    found = list(ENTRY.finditer(text))
    for match, after in zip(found, [*found[1:], None]):
        body = text[match.end():after.start() if after else len(text)]
        end = OTHER.search(body)
        yield match[1], bool(PROMPT.search(body[:end.start()] if end else body))


def places(source):
    """{option: the places where it is declared}"""
    known = {}
    for path in files(source):
        name = path.relative_to(source).as_posix()
        for option, prompt in entries(path.read_text(errors="replace")):
            known.setdefault(option, []).append(Place(name, prompt))
    return known
