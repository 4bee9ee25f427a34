# SPDX-License-Identifier: GPL-2.0-only
"""Configuration fragments, and whether the kernel's Kconfig took what they ask.

Kconfig silently drops an option whose dependencies are missing.  Here that is
an error, because a kernel that lacks what its fragment says is another kernel.

The kernel's scripts/kconfig/merge_config.sh is no replacement: it succeeds all the same,
complains of an option that is to be off and that nothing offers, and starts from
alldefconfig or allnoconfig, not from tinyconfig.
"""
import re

SET = re.compile(r"^(CONFIG_\w+)=(.*)$", re.M)
UNSET = re.compile(r"^# (CONFIG_\w+) is not set$", re.M)


def join(fragments):
    """One text; of an option that is there twice Kconfig takes the last, as parse() does."""
    return "\n".join(fragment.read_text() for fragment in fragments)


def parse(text):
    """Option to value, "n" for one that is not set."""
    found = [(m.start(), m[1], m[2]) for m in SET.finditer(text)]
    found += [(m.start(), m[1], "n") for m in UNSET.finditer(text)]
    return {name: value for _, name, value in sorted(found)}


def not_taken(wanted, config):
    """The options in the text `wanted` that the final `config` does not fulfil."""
    taken = parse(config)
    return [f"{name}={value}, but it is {taken.get(name, 'n')}"
            for name, value in parse(wanted).items()
            if taken.get(name, "n") != value]
