# SPDX-License-Identifier: GPL-2.0-only
"""The configurations that "make configs" builds and boots, as data.

An axis is one choice that a user makes when configuring a kernel.  Each level of an axis
that is not PLAIN is a fragment, options/AXIS-LEVEL.config, on top of the image's own.  The
rows of COVER have each two levels of different axes together at least once, but for those
that cannot be in one kernel (IMPOSSIBLE) or need not (ONCE, WITHOUT_ABSENT).  `cover.py`
proposes rows; test_table.py judges.
"""
from dataclasses import dataclass

PLAIN = "-"         # as in the image: no fragment
NO_GUEST = "-"      # no host can run it

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
    # They differ only in a few instructions from a dynamic kernel that has the same model, by
    # default or because it is told so at boot; and each dynamic kernel is booted like that.
    ("preempt", "none"), ("preempt", "voluntary"), ("preempt", "full"),
    # They change every function in the same way, whatever else is configured.
    ("sanitizer", "kasan"), ("sanitizer", "kcsan"),
)

# Levels that are paired with what a kernel has, and not with what it lacks: a build takes more
# than twice the time of the others, and what it makes of code that is not there cannot be wrong.
WITHOUT_ABSENT = (("compiler", "lto"),)

# Two levels that cannot be in one kernel, and why.
IMPOSSIBLE = {
    (("livepatch", "yes"), ("ftrace", PLAIN)): "a live patch is an ftrace handler",
}


def is_absent(axis, level):
    """Does a kernel with this level lack something that others have?"""
    return level == "none" and axis != "preempt" or level == PLAIN and AXES[axis] == (PLAIN, "yes")


# Name, and the level of each axis that is not PLAIN; those that have found most come first.
COVER = {
    "lto": (
        "compiler=lto lockdep=yes noinstr=yes tables=yes encrypt=yes hyperv=module numa=yes "
        "mtrr=yes ftrace=yes livepatch=yes bpf=yes depth=yes levels=4"),
    "lto-rt": (
        "compiler=lto preempt=rt xen=nopv noinstr=yes tables=yes compat=yes numa=yes "
        "ftrace=yes livepatch=yes bpf=yes modversions=yes hibernation=yes"),
    "clang-voluntary": (
        "compiler=clang preempt=voluntary xen=nopv lockdep=yes tables=yes compat=yes "
        "encrypt=yes hyperv=module mtrr=yes kprobes=none hibernation=yes depth=yes levels=4"),
    "gcc-kcsan": (
        "sanitizer=kcsan xen=nopv kvm=none encrypt=yes numa=yes mtrr=yes kprobes=none bpf=yes "
        "modversions=yes"),
    "gcc-kasan": (
        "preempt=full sanitizer=kasan noinstr=yes compat=yes ftrace=yes livepatch=yes "
        "kprobes=none modversions=yes levels=4"),
    "gcc-rt": (
        "preempt=rt kvm=none lockdep=yes compat=yes encrypt=yes hyperv=module modversions=yes "
        "hibernation=yes"),
    "gcc-rt-stranger": (
        "preempt=rt xen=none kvm=none noinstr=yes tables=yes hyperv=module mtrr=yes "
        "kprobes=none bpf=yes depth=yes levels=4"),
    "gcc-none": (
        "preempt=none xen=none lockdep=yes encrypt=yes numa=yes ftrace=yes hibernation=yes"),
    "gcc": (
        "xen=none kvm=none lockdep=yes compat=yes ftrace=yes livepatch=yes modversions=yes "
        "hibernation=yes depth=yes"),
}


@dataclass(frozen=True)
class Configuration:
    name: str
    levels: dict            # axis to level
    paravirt: bool = True   # ours is in it; if not, only what holds for every kernel is proved
    fragment: str = ""      # a file in options/ beyond those of its levels
    arch: str = "x86_64"
    cpus: int = 2
    guest: str = ""         # the row of its boot as a guest, where its levels do not say which

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


# Kernels that keep upstream's paravirt code (pvops/Kconfig): they only have to be what they
# would be without us.
ALONE = (
    Configuration("without", levels(), paravirt=False, fragment="alone-without.config"),
    Configuration("up", levels(), paravirt=False, fragment="alone-up.config", cpus=1,
                  guest="kvm-rich-1cpu"),
    # No guest: QEMU 7.2 and 10.0 stop with "invalid tss type" at the first interrupt of a nested
    # guest's program that has 32 bits.
    Configuration("i386", levels(), paravirt=False, fragment="alone-i386.config", arch="i386",
                  guest=NO_GUEST),
)

CONFIGURATIONS = ({name: Configuration(name, levels(words)) for name, words in COVER.items()}
                  | {configuration.name: configuration for configuration in ALONE})
