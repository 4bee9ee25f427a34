# SPDX-License-Identifier: GPL-2.0-only
"""The configurations that "make configs" builds and boots, as data.

An axis is one choice that somebody makes who configures a kernel.  Each level of an axis
that is not PLAIN is a fragment, options/AXIS-LEVEL.config, on top of the image's own.  The
rows of COVER have each two levels of different axes together at least once, but for those
that cannot be in one kernel (IMPOSSIBLE).  `cover.py` proposes rows; test_table.py judges.
"""
from dataclasses import dataclass

PLAIN = "-"         # as in the image: no fragment

AXES = {
    # clang: with kCFI, which a CPU with IBT turns into FineIBT; lto: that, optimised at the link
    "compiler": (PLAIN, "clang", "lto"),
    "preempt": (PLAIN, "none", "voluntary", "full", "rt"),
    "sanitizer": (PLAIN, "kasan", "kcsan"),
    "xen": (PLAIN, "nopv", "none"),
    "kvm": (PLAIN, "none"),
    "lockdep": (PLAIN, "yes"),
    "noinstr": (PLAIN, "yes"),
    "tables": (PLAIN, "yes"),
    "compat": (PLAIN, "yes"),
    "encrypt": (PLAIN, "yes"),
    "hyperv": (PLAIN, "module"),
    "numa": (PLAIN, "yes"),
    "mtrr": (PLAIN, "yes"),
    "ftrace": (PLAIN, "yes"),
    "livepatch": (PLAIN, "yes"),
    "kprobes": (PLAIN, "none"),
    "bpf": (PLAIN, "yes"),
    "modversions": (PLAIN, "yes"),
    "hibernation": (PLAIN, "yes"),
    # choices of the boot, not of the build
    "depth": (PLAIN, "yes"),
    "levels": (PLAIN, "4"),
}
BOOT_AXES = ("depth", "levels")

# Levels that need no company: they are in a row, but not with every level of the other axes.
ONCE = (
    # lto is the same compiler, with more that can go wrong.
    ("compiler", "clang"),
    # In a few instructions they differ from what a dynamic kernel is by default, or when it
    # is told so at boot, as each one is.
    ("preempt", "none"), ("preempt", "voluntary"), ("preempt", "full"),
    # They change every function in the same way, whatever else is configured.
    ("sanitizer", "kasan"), ("sanitizer", "kcsan"),
)

# Two levels that cannot be in one kernel, and why.
IMPOSSIBLE = {
    (("livepatch", "yes"), ("ftrace", PLAIN)): "a live patch is an ftrace handler",
}

# Name, and the level of each axis that is not PLAIN; those that have found most come first.
COVER = {
    "lto-full": (
        "compiler=lto preempt=full xen=nopv lockdep=yes compat=yes hyperv=module "
        "mtrr=yes ftrace=yes modversions=yes hibernation=yes"),
    "gcc-rt-kcsan": (
        "preempt=rt sanitizer=kcsan xen=nopv kvm=none encrypt=yes bpf=yes "
        "hibernation=yes depth=yes"),
    "gcc-kasan": (
        "sanitizer=kasan noinstr=yes tables=yes compat=yes encrypt=yes hyperv=module "
        "mtrr=yes hibernation=yes depth=yes"),
    "lto": (
        "compiler=lto xen=nopv kvm=none lockdep=yes noinstr=yes tables=yes compat=yes "
        "numa=yes ftrace=yes livepatch=yes kprobes=none bpf=yes levels=4"),
    "gcc-rt": (
        "preempt=rt xen=none lockdep=yes noinstr=yes compat=yes encrypt=yes "
        "hyperv=module ftrace=yes livepatch=yes kprobes=none modversions=yes levels=4"),
    "lto-rt": (
        "compiler=lto preempt=rt tables=yes numa=yes mtrr=yes kprobes=none bpf=yes "
        "modversions=yes levels=4"),
    "gcc": (
        "xen=none kvm=none hyperv=module numa=yes mtrr=yes ftrace=yes livepatch=yes "
        "bpf=yes modversions=yes depth=yes"),
    "lto-voluntary": (
        "compiler=lto preempt=voluntary xen=none lockdep=yes tables=yes encrypt=yes "
        "numa=yes mtrr=yes bpf=yes hibernation=yes depth=yes levels=4"),
    "clang-none": (
        "compiler=clang preempt=none kvm=none lockdep=yes noinstr=yes encrypt=yes "
        "numa=yes ftrace=yes livepatch=yes kprobes=none hibernation=yes depth=yes"),
}


@dataclass(frozen=True)
class Configuration:
    name: str
    levels: dict            # axis to level
    paravirt: bool = True   # ours is in it; if not, only what holds for every kernel is proved
    fragment: str = ""      # a file in options/ beyond those of its levels
    arch: str = "x86_64"
    cpus: int = 2

    @property
    def toolchain(self):
        return "gcc" if self.levels["compiler"] == PLAIN else "clang"

    def fragments(self):
        """Names of files in options/."""
        names = [f"{axis}-{level}.config" for axis, level in self.levels.items()
                 if level != PLAIN and axis not in BOOT_AXES]
        return names + ([self.fragment] if self.fragment else [])


def levels(words=""):
    return dict.fromkeys(AXES, PLAIN) | dict(word.split("=") for word in words.split())


# Kernels that keep the carrier's paravirt code (pvops/Kconfig): that they are what they would
# be without us is all that is asked of them.
ALONE = (
    Configuration("without", levels(), paravirt=False, fragment="alone-without.config"),
    Configuration("up", levels(), paravirt=False, fragment="alone-up.config", cpus=1),
    Configuration("i386", levels(), paravirt=False, fragment="alone-i386.config", arch="i386"),
)

CONFIGURATIONS = ({name: Configuration(name, levels(words)) for name, words in COVER.items()}
                  | {configuration.name: configuration for configuration in ALONE})
