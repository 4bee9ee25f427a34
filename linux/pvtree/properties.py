# SPDX-License-Identifier: GPL-2.0-only
"""The CPU feature bits by which the kernel asks for properties: each is one that upstream
has, or one that is free in upstream, as asm/pvops/properties.h says.  A release that gives
a bit another meaning would go unnoticed until a machine misbehaves."""
import re

from . import Refusal

OURS = "pvops/include/asm/pvops/properties.h"
UPSTREAMS = "arch/x86/include/asm/cpufeatures.h"
BIT = re.compile(r"^#\s*define\s+X86_FEATURE_(\w+)\s+\(\s*(\d+)\s*\*\s*32\s*\+\s*(\d+)\s*\)"
                 r"(?:\s*/\* (upstream's|free) bit \*/)?", re.M)


def check(repo, tree):
    theirs = tree.original(UPSTREAMS)
    if theirs is None:
        raise Refusal(f"{tree.root} has no {UPSTREAMS}")
    taken = {(word, bit): name for name, word, bit, _ in
             BIT.findall(theirs[0].decode(errors="replace"))}
    for name, word, bit, whose in BIT.findall((repo / OURS).read_text()):
        owner = taken.get((word, bit))
        if whose == "free" and owner:
            raise Refusal(f"bit {word}*32+{bit} is X86_FEATURE_{owner} in {tree.root}, and "
                          f"X86_FEATURE_{name} in {OURS}: give ours one that is free")
        if whose != "free" and not owner:
            raise Refusal(f"bit {word}*32+{bit} has no owner in {UPSTREAMS} of {tree.root}, and "
                          f"{OURS} shares it as X86_FEATURE_{name}: look what upstream asks "
                          "instead")
