# SPDX-License-Identifier: GPL-2.0-only
"""Boots that differ from their platform's (lab/platforms.py) in one thing: rows of data."""

import sys
from dataclasses import replace

from lab import offers
from lab.platforms import (BY_NAME, KVM_CPU, LGUEST, LGUEST_CPU, LGUEST_CPUS, PLATFORMS,
                           SLEEPS)


def _case(platform, name, **differs):
    return replace(BY_NAME[platform], name=f"{platform}-{name}", **differs)


# It crashes on purpose, and says so. The kernel may be anywhere, also in the middle: there is
# room for the other one's memory on both sides of it.
CRASH = {"append": "crashkernel=192M", "guest_memory": 544, "never": ""}

# A KVM guest that uses nothing of what KVM offers.
UNUSED = {"offer": offers.KVM_UNUSED, "pages": False, "events": ()}

# Thousands of changes of text, each of which all CPUs have to answer.
STRESS_TIMEOUT = 1500

# How often the form is switched under stress by "make test"; by hand it is more.
FEW = 8

# Four CPUs that really run at the same time.
MULTI = {"stress": "all", "cpus": 4, "accel": "tcg,thread=multi", "timeout": STRESS_TIMEOUT}

# Boots that differ from their platform's in one thing, which "make test" adds.
LEFT = r"pvops: site .* left as it is: "
CASES = (
    _case("native", "direct", append="pvops=direct", mode="direct"),
    _case("native", "indirect", append="pvops=indirect", mode="indirect"),
    _case("native", "1cpu", cpus=1),
    _case("native", "4cpu", cpus=4),
    _case("native", "probes", stress="probes", switches=FEW, timeout=STRESS_TIMEOUT),
    _case("native", "tracers", stress="tracers", timeout=STRESS_TIMEOUT),
    _case("native", "misspelt", append="pvops=inlined", says="pvops=inlined: want indirect",
          brief=True),
    # A backend of another platform, and one that no image has.
    _case("native", "forced", append="pvops.backend=xen", says="this backend cannot run here",
          brief=True),
    _case("native", "unknown", append="pvops.backend=vax", says="no such backend in this image",
          brief=True),
    # Damaged records: each costs its own site, is named, and the kernel runs. The
    # number is one of a record in the middle of the kernel, not in boot-time text.
    _case("native", "fault-op", append="pvops.inject=2000,op", failed=1, says=LEFT),
    _case("native", "fault-offset", append="pvops.inject=2001,offset", failed=1, says=LEFT),
    _case("native", "fault-length", append="pvops.inject=2002,len,8", failed=1, says=LEFT),
    _case("native", "fault-variant", append="pvops.inject=2003,variant,64", failed=1, says=LEFT),
    # The same memory audited from inside and, in a dump, from outside.
    # Less memory where the toolstack dumps it page by page.
    *(_case(p.name, "audit", hold=True, pages=False,
            guest_memory=128 if p.how == "domu" else p.guest_memory) for p in PLATFORMS),
    # Likewise, where every call enters its function through what counts it.
    _case("native", "call-depth", qemu=("-cpu", "Skylake-Client"), hold=True,
          append="retbleed=stuff loglevel=7", says="Setting up call depth tracking"),
    # Bulldozer, which is slow with prefixes.
    _case("native", "nops", qemu=("-cpu", "max,vendor=AuthenticAMD,family=21,model=1"), hold=True,
          append="loglevel=7", says="sites are padded with NOPs"),
    _case("kvm", "1cpu", cpus=1, brief=True, events=("rate", "pause", "busy")),
    _case("kvm", "4cpu", cpus=4, brief=True, events=("hotplug", "sleep", "wall"),
          board=SLEEPS),
    _case("kvm", "switched-off", append=offers.KVM_SWITCHES, brief=True,
          offer=offers.KVM_SWITCHED_OFF, pages=False, events=("hotplug", "busy")),
    _case("kvm", "dedicated", append=offers.KVM_DEDICATED_SWITCHES, brief=True,
          offer=offers.KVM_DEDICATED, pages=False, events=(),
          inner_cpu=KVM_CPU + ",kvm-hint-dedicated=on"),
    # Another kernel takes over, and proves itself like the first.
    _case("kvm", "kexec", brief=True, events=("kexec",)),
    _case("hyperv", "kexec", brief=True, events=("kexec",)),
    # The same after a panic, in memory that was reserved for it.
    _case("kvm", "crash", brief=True, events=("crash",), **CRASH),
    _case("hyperv", "crash", brief=True, events=("crash",), **CRASH),
    _case("kvm", "nopv", append="nopv", backend="native", brief=True, **UNUSED),
    # Bare metal's operations for a guest that could have its host's.
    _case("kvm", "forced-native", append="pvops.backend=native", backend="native", brief=True,
          **UNUSED),
)

# Boots of the kernel with the rich configuration (linux/configs/rich.config), whose checks
# of itself take several times the time and memory.
RICH_KVM = {"memory": 1536, "guest_memory": 448, "timeout": 1800}
RICH = (
    _case("native", "rich", timeout=900),
    _case("native", "rich-preempt", append="preempt=full", timeout=900),
    _case("native", "rich-tables", append="page_table_check=on", timeout=900),
    _case("kvm", "rich", **RICH_KVM),
)

# More of them, for tests/configs: whichever guest a configuration can be.
_GUEST = {"timeout": 1800, "memory": 1536}
CONFIGS = (
    # A CPU that needs its call depth tracked, which the kernel is told to do.
    _case("native", "rich-depth", qemu=("-cpu", "Skylake-Client"), timeout=900, brief=True,
          append="spectre_v2=retpoline retbleed=stuff"),
    _case("native", "rich-none", append="preempt=none", timeout=900),
    # With HYPERV=m its hypercalls are upstream's, whose hv_resume() does not tell the host anew
    # which system runs, so that there are none after sleep.
    _case("hyperv", "rich", **{**RICH_KVM, "events": ("rate", "hotplug")}),
    # A kernel that can have only one CPU.
    _case("kvm", "rich-1cpu", cpus=1, **{**RICH_KVM, "events": ("rate", "pause", "busy")}),
    # A guest of a host that its kernel knows nothing of.
    _case("kvm", "rich-stranger", backend="native", **RICH_KVM, **UNUSED),
    _case("xen-domu", "rich", guest_memory=384, **_GUEST),
    # Its kernel is one without XEN_PV, which lacks the features of PV domains.
    _case("xen-pvh", "rich", guest_memory=384, offer=offers.Offer(), **_GUEST),
)


def _lguest(name, **differs):
    return replace(LGUEST, name=f"lguest-{name}", **differs)


# Where the host does the proving, not the guest (lab/hosts/lguest).
BY_HOST = {"prefix": "host: ", "power_off": "reboot: Power down"}
# Two CPUs, between which tests can move.
ATTACKS = {"task": "attacks", "host_cpus": 2, **BY_HOST}
# What the host says of itself: that it is another one.
CPU_SAYS = {"la57": r"host: Linux .* la57=yes pti=no fsgsbase=yes",
            "pti": r"host: Linux .* la57=no pti=yes fsgsbase=yes",
            "old": r"host: Linux .* la57=no pti=no fsgsbase=no"}
STOCK = {"stock": True, "says": r"host: Linux \S+-cloud-amd64,"}

# More of lguest, by hand.
LGUESTS = (
    *(_lguest(name, qemu=qemu, says=CPU_SAYS[name]) for name, qemu in LGUEST_CPUS.items()),
    _lguest("two", task="two", host_cpus=2, memory=1536, timeout=2400, **BY_HOST),
    _lguest("devices", task="devices", memory=1280, **BY_HOST),
    _lguest("attacks", **ATTACKS),
    *(_lguest(f"attacks-{name}", qemu=qemu, says=CPU_SAYS[name], **ATTACKS)
      for name, qemu in LGUEST_CPUS.items()),
    _lguest("refusals", task="refusals", **BY_HOST),
    *(_lguest(f"without-{flag}", task="unsuitable", qemu=("-cpu", f"{LGUEST_CPU[1]},{flag}=off"),
              says="lguest: cannot run here: this CPU has no NX or no CMPXCHG16B", **BY_HOST)
      for flag in ("nx", "cx16")),
    # Minutes of mixed load (make soak), then 20 starts and stops.
    _lguest("soak", task="soak", stress="soak", minutes=1, **{**BY_HOST, "timeout": 2400}),
)
# Likewise, where the host is Debian's own kernel (tests/stock/host).
STOCK_LGUESTS = (
    _lguest("stock", **STOCK),
    _lguest("attacks-stock", **STOCK, **ATTACKS),
)

# Rows that are run by hand, by their names: with a thread for each CPU, which takes a newer
# emulator than the release's (tests/vm/newer-qemu).
BY_HAND = (
    _case("native", "multi", **MULTI),
    _case("native", "multi-100", switches=100, **{**MULTI, "timeout": 3600}),
    *STOCK_LGUESTS,
    # Upstream's jump labels alone, which show whether an emulator can be trusted.
    _case("native", "labels", stress="labels", cpus=4, timeout=STRESS_TIMEOUT),
    _case("native", "labels-multi", **{**MULTI, "stress": "labels"}),
)

# Groups of rows that one word asks for, and all rows by their names.
GROUPS = {"all": PLATFORMS, "cases": CASES, "rich": RICH, "lguests": LGUESTS}
ROWS = {p.name: p for p in (*PLATFORMS, *CASES, *RICH, *LGUESTS, *CONFIGS, *BY_HAND)}
# Those that `make boot PLATFORM=NAME` takes: rows for the usual image.
NAMES = (*(p.name for p in (*PLATFORMS, *CASES, *LGUESTS, *BY_HAND)), "lguests")


def main():
    """Refuse the names that there are not, for the Makefile."""
    names = sys.argv[1:]
    if not set(names) <= set(NAMES):
        sys.exit(f"PLATFORM={' '.join(names)} is not known: the platforms are {' '.join(NAMES)}")


if __name__ == "__main__":
    main()
