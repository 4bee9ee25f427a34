# SPDX-License-Identifier: GPL-2.0-only
"""Does the framework name a hypervisor?  Only backends may, and configurations.

In a patch the lines that it takes out may: that is what they are taken out for.  Those
that it only finds there are upstream's, which cannot be helped where an identifier has the
name; a comment that has it can be left out of the patch."""
import re

PLACES = ("pvops/", "linux/")
CONFIGURATIONS = "linux/configs/"
WORDS = "xen|xenpv|kvm|lguest|hyperv"
# Also as a part of an identifier; not kvmalloc.
NAME = re.compile(rf"(?<![a-z])(?:{WORDS})(?![a-z])", re.I)
WHOLE_WORD = re.compile(rf"\b(?:{WORDS})\b", re.I)


def names(language, line):
    if language != "patch":
        return NAME.search(line)
    if line.startswith(" "):
        return WHOLE_WORD.search(line)
    return not (line.startswith("-") and not line.startswith("--- ")) and NAME.search(line)


def check(tree):
    found = []
    for path in tree.files:
        if not path.startswith(PLACES) or path.startswith(CONFIGURATIONS):
            continue
        if NAME.search(path):
            found.append(f"{path}: its path names a hypervisor")
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            if name := names(tree.language(path), line):
                found.append(f"{path}:{number}: names {name[0]}: ask for a property instead "
                             "(docs/properties.md)")
    return found
