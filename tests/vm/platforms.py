# SPDX-License-Identifier: GPL-2.0-only
"""The boot matrix as rows of data: one row is one platform.

A new platform whose guest nests in a known way is a new row and nothing else.
The ways to nest ("how") are functions in launch.py.
"""

from dataclasses import dataclass, replace

import offers
from offers import Offer


# What a healthy kernel never writes. The kernel under test and those below it look for
# the same in their own logs (guest/klog.c, hosts/alarms): a quiet console hides warnings.
# "X: WARNING: " is advice about X, such as a CPU without new microcode.
ALARM = (r"\bBUG: |(^|\] |\| )WARNING: |\bINFO: (possible|inconsistent|suspicious|rcu|task )"
         r"|suspicious RCU usage|sleeping function called|scheduling while atomic"
         r"|\bOops\b|general protection fault|CFI failure|UBSAN: |Call Trace:|host: alarm: ")


@dataclass(frozen=True)
class Platform:
    name: str
    backend: str            # what /sys/kernel/debug/pvops/backend must say
    how: str                # direct | kvm | dom0 | domu: where the guest under test runs
    qemu: tuple             # the outer machine, beyond what launch.py always gives
    memory: int             # MiB of the outer machine
    guest_memory: int       # MiB of the guest under test, where it is not the machine itself
    timeout: int            # seconds of wall time; only a hang gets there, however busy the machine
    console: str            # the console= of the guest under test
    early: str              # its earlyprintk=, for a crash before the console
    prefix: str = ""        # start of the lines that carry the proof in the outer log
    power_off: str = "reboot: Power down"   # regular expression for the end of the guest
    domu_type: str = ""     # pv | pvh, where how is domu
    inner_qemu: tuple = ()  # the nested machine, where how is kvm
    append: str = ""        # kernel parameters of the guest under test
    host_append: str = ""   # kernel parameters of our kernel below it, where how is kvm
    cpus: int = 0           # its CPUs, where they are not --cpus
    mode: str = ""          # the mode after boot, where it is not --expect-mode
    failed: int = 0         # how many sites are expected to fail
    silence: int = 0        # seconds without a word after which it counts as hung; 0: any number
    hold: bool = False      # stand still for a dump of its memory instead of going on
    brief: bool = False     # leave out what another row of its platform proves: the switch
    says: str = ""          # regular expression that its console must show
    never: str = ALARM      # regular expression that no line of its console may match
    offer: Offer = Offer()  # what its host offers
    events: tuple = ()      # what happens to the guest, in the words of guest/events.c
    ask: str = ""           # the serial port on which its host answers (hosts/answer)
    stress: str = ""        # what is stressed instead of the usual, as in guest/stress.c
    switches: int = 20      # how often the form is switched under stress
    accel: str = ""         # words for the emulator, where they are not launch.py's
    pages: bool = False     # the host has the guest's memory on a disk, where how is kvm


# QEMU 7.2's emulator applies SMAP to IRET at CPL 3, which kills a PV guest of Xen
# in its first return to user space; Xen also takes #GP on MONITOR with the newer
# CPU models. Haswell has neither feature in Xen's eyes and boots dom0 and PV domU.
XEN_PV_CPU = ("-cpu", "Haswell")

# A PVH domU needs hardware virtualisation, which the emulator has for AMD only;
# qemu64 is the AMD model without SMAP.
XEN_PVH_CPU = ("-cpu", "qemu64,+svm,+npt")

# The host's word and not the guest's: a PV domU has no power to switch off and says
# "System halted". Reason 0 is a power-off, 1 a reboot, 3 a crash.
DOMU_OFF = r"has shut down, reason code 0 "

# KVM takes its guests' TSC frequency from the early calibration, which the emulator's
# timing spoils, and the real one from the refined. Where they differ by more than this
# (default 250), 6.12's set_tsc_khz() fails for want of TSC scaling and leaves a scaling
# ratio of 0: every timer of the guest then comes late by the uptime of its host. The
# kernel itself accepts a refined frequency within 1 % (tsc_refine_calibration_work()).
TSC_TOLERANCE = "kvm.tsc_tolerance_ppm=10000"
# The host's kernel compares its TSC with another clock, and on a busy machine finds the
# emulator's wanting. KVM then no longer promises its guests that their clocks agree, and
# their programs read the clock by system calls.
TSC_TRUSTED = "tsc=reliable"

# host: all that the KVM inside offers, the whole paravirt ABI included. Without XSAVE:
# QEMU 7.2 does not intercept XSETBV, so KVM would tell the guest an XSAVE size of before
# its XSETBV and the guest's kernel would warn.
KVM_CPU = "host,-xsave"
# Hyper-V's interface, as the same KVM emulates it, and without its own.
HYPERV_CPU = KVM_CPU + (
    ",kvm=off,hv-relaxed,hv-vapic,hv-time,hv-vpindex,hv-runtime,hv-synic,hv-stimer,"
    "hv-stimer-direct,hv-tlbflush,hv-ipi,hv-spinlocks=0x1fff,hv-frequencies,hv-reset,hv-crash")

SERIAL = "serial,ttyS0,115200"

KVM = Platform(
    name="kvm", backend="kvm", how="kvm",
    # The emulator has SVM with nested paging: a real KVM runs inside it.
    qemu=("-cpu", "EPYC,+svm,+npt"),
    # q35 without defaults and display: the fewest devices that still power off.
    inner_qemu=("-accel", "kvm", "-cpu", KVM_CPU, "-M", "q35", "-nodefaults",
                "-display", "none", "-serial", "stdio", "-no-reboot"),
    memory=1024, guest_memory=256, timeout=900, console="ttyS0", early=SERIAL,
    prefix="guest| ", power_off=r"guest\| .*reboot: Power down",
    host_append=f"{TSC_TOLERANCE} {TSC_TRUSTED}",
    offer=offers.KVM, ask="ttyS1", pages=True, events=("rate", "pause", "hotplug", "busy"),
)


# For a guest that sleeps: QEMU's q35 then forgets where the registers are that switch it off.
PC = {"q35": "pc"}


def _inner(other):
    """The nested machine with other words for some of it."""
    return tuple(other.get(word, word) for word in KVM.inner_qemu)


PLATFORMS = (
    Platform(
        name="native", backend="native", how="direct",
        # max: every CPU feature that the emulator knows, as on a new machine.
        qemu=("-cpu", "max"),
        memory=512, guest_memory=512, timeout=400, console="ttyS0", early=SERIAL,
    ),
    KVM,
    # Four CPUs: it interrupts several at once, and leaves one or all to the machine.
    replace(KVM, name="hyperv", backend="hyperv", cpus=4, offer=offers.HYPERV, pages=False,
            inner_qemu=_inner({KVM_CPU: HYPERV_CPU, **PC}),
            # No "pause": KVM rewrites the page of the reference time only when CPU 0 enters
            # the guest again (kvm_guest_time_update()); until then others follow the old one.
            events=("rate", "hotplug", "sleep")),
    Platform(
        name="xen-dom0", backend="xen", how="dom0", qemu=XEN_PV_CPU,
        memory=1024, guest_memory=512, timeout=600, console="hvc0", early="xen",
    ),
    Platform(
        name="xen-domu", backend="xen", how="domu", domu_type="pv", qemu=XEN_PV_CPU,
        memory=1152, guest_memory=256, timeout=900, console="hvc0", early="xen",
        prefix="guest| ", power_off=DOMU_OFF,
    ),
    Platform(
        name="xen-pvh", backend="xen", how="domu", domu_type="pvh", qemu=XEN_PVH_CPU,
        memory=1152, guest_memory=256, timeout=1200, console="hvc0", early="xen",
        prefix="guest| ", power_off=DOMU_OFF,
    ),
)

BY_NAME = {p.name: p for p in PLATFORMS}


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
    _case("native", "misspelt", append="pvops=inlined", says="pvops=inlined: want indirect"),
    # A backend of another platform, and one that nobody has.
    _case("native", "forced", append="pvops.backend=xen", says="this backend cannot run here"),
    _case("native", "unknown", append="pvops.backend=vax", says="no such backend in this image"),
    # Damaged records: each costs its own site, is named, and the kernel runs. The
    # number is one of a record in the middle of the kernel, not in boot-time text.
    _case("native", "fault-op", append="pvops.fault=2000,op", failed=1, says=LEFT),
    _case("native", "fault-offset", append="pvops.fault=2001,offset", failed=1, says=LEFT),
    _case("native", "fault-length", append="pvops.fault=2002,len,8", failed=1, says=LEFT),
    _case("native", "fault-variant", append="pvops.fault=2003,variant,64", failed=1, says=LEFT),
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
          inner_qemu=_inner(PC)),
    _case("kvm", "switched-off", append=offers.KVM_SWITCHES, brief=True,
          offer=offers.KVM_SWITCHED_OFF, pages=False, events=("hotplug", "busy")),
    _case("kvm", "dedicated", append=offers.KVM_DEDICATED_SWITCHES, brief=True,
          offer=offers.KVM_DEDICATED, pages=False, events=(),
          inner_qemu=_inner({KVM_CPU: KVM_CPU + ",kvm-hint-dedicated=on"})),
    # Another kernel takes over, and proves itself like the first.
    _case("kvm", "kexec", brief=True, events=("kexec",)),
    _case("hyperv", "kexec", brief=True, events=("kexec",)),
    # The same after a panic, in memory that was reserved for it.
    _case("kvm", "crash", brief=True, events=("crash",), **CRASH),
    _case("hyperv", "crash", brief=True, events=("crash",), **CRASH),
    _case("kvm", "nopv", append="nopv", backend="native", brief=True, **UNUSED),
    # Bare metal's operations for a guest that could have its host's.
    _case("kvm", "forced-native", append="pvops.backend=native", backend="native", **UNUSED),
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
    _case("hyperv", "rich", **RICH_KVM),
    # A guest of a host that its kernel knows nothing of.
    _case("kvm", "rich-stranger", backend="native", **RICH_KVM, **UNUSED),
    _case("xen-domu", "rich", guest_memory=384, **_GUEST),
    _case("xen-pvh", "rich", guest_memory=384, **_GUEST),
)

# What is run by hand, by its name. Under an emulator with a thread for each CPU a machine
# stops now and then, in the middle of the stress and without a word; why is not known.
BY_HAND = (
    _case("native", "multi", **MULTI),
    _case("native", "multi-100", switches=100, **{**MULTI, "timeout": 3600}),
    # The carrier's jump labels alone, which show whether an emulator can be trusted.
    _case("native", "labels", stress="labels", cpus=4, timeout=STRESS_TIMEOUT),
    _case("native", "labels-multi", **{**MULTI, "stress": "labels"}),
)

NAMES = tuple(p.name for p in PLATFORMS)
CASE_NAMES = tuple(p.name for p in CASES)
RICH_NAMES = tuple(p.name for p in RICH)
CONFIG_NAMES = tuple(p.name for p in CONFIGS)
BY_HAND_NAMES = tuple(p.name for p in BY_HAND)
