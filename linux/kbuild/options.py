# SPDX-License-Identifier: GPL-2.0-only
"""Configuration fragments, and whether the kernel's Kconfig took what they ask.

Kconfig silently drops an option whose dependencies are missing.  Here that is
an error, because a kernel that lacks what its fragment says is another kernel.
"""
import re

SET = re.compile(r"^(CONFIG_\w+)=(.*)$", re.M)
UNSET = re.compile(r"^# (CONFIG_\w+) is not set$", re.M)


def parse(text):
    """Option to value, "n" for one that is not set."""
    found = [(m.start(), m[1], m[2]) for m in SET.finditer(text)]
    found += [(m.start(), m[1], "n") for m in UNSET.finditer(text)]
    return {name: value for _, name, value in sorted(found)}


def merge(fragments):
    """Later fragments win."""
    options = {}
    for fragment in fragments:
        options |= parse(fragment.read_text())
    return options


def text(options):
    return "".join(f"# {name} is not set\n" if value == "n"
                   else f"{name}={value}\n" for name, value in options.items())


def not_taken(options, config):
    """The lines of `options` that the final `config` does not fulfil."""
    taken = parse(config)
    return [f"{name}={value}, but it is {taken.get(name, 'n')}"
            for name, value in options.items()
            if taken.get(name, "n") != value]
