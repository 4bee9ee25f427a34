# SPDX-License-Identifier: GPL-2.0-only
"""The boot matrix as rows of data: one row is one platform.

A new platform whose guest nests in a known way is only a new row.
The ways to nest ("how") are functions in launch.py.
"""

from dataclasses import dataclass, replace

from lab import offers
from lab.offers import Offer


# What a healthy kernel never writes. The kernel under test and those below it look for
# the same in their own logs (lab/guest/klog.c, lab/hosts/alarms): a quiet console hides warnings.
# "X: WARNING: " is advice about X, such as a CPU without new microcode.
ALARM = (r"\bBUG: |(^|\] |\| )WARNING: |\bINFO: (possible|inconsistent|suspicious|rcu|task )"
         r"|suspicious RCU usage|sleeping function called|scheduling while atomic"
         r"|\bOops\b|general protection fault|CFI failure|UBSAN: |Call Trace:|host: alarm: ")


# kw_only: each field stands where it belongs, whether it has a default or not.
@dataclass(frozen=True, kw_only=True)
class Platform:
    name: str
    how: str                # direct | kvm | dom0 | domu | lguest: where the guest under test runs
    # What the outer machine is.
    qemu: tuple             # its words, beyond what machine.py always gives
    memory: int             # its MiB
    accel: str = ""         # words for the emulator, where they are not machine.ACCEL
    timeout: int            # seconds of wall time; only a hang gets there, however busy the machine
    silence: int = 0        # seconds without a word after which it counts as hung; 0: any number

    # What is nested in it, where the guest under test is not the machine itself.
    guest_memory: int       # MiB of the guest
    prefix: str = ""        # start of the lines that carry the proof in the outer log
    domu_type: str = ""     # pv | pvh, where how is domu
    host_cpus: int = 1      # CPUs of the machine around it, which most hosts have one of
    # The same where how is lguest.
    task: str = "guest"     # what its host does: a script of lab/hosts/lguest
    stock: bool = False     # its host is Debian's own kernel (tests/stock/host)
    # The same where how is kvm: the nested machine, and our kernel below it.
    inner_cpu: str = ""     # the nested machine's CPU and board
    board: str = ""
    host_append: str = ""   # kernel parameters of the kernel below
    ask: str = ""           # the serial port on which that one answers (lab/hosts/answer)
    pages: bool = False     # it has the guest's memory on a disk

    # What the guest under test is told, and what happens to it.
    console: str            # its console=
    early: str              # its earlyprintk=, for a crash before the console
    append: str = ""        # more of its kernel parameters
    cpus: int = 0           # its CPUs, where they are not --cpus
    events: tuple = ()      # what happens to it, in the words of tests/vm/guest/events.c
    stress: str = ""        # what is stressed instead of the usual, as in tests/vm/guest/stress.c
    switches: int = 20      # how often the form is switched under stress
    minutes: int = 0        # how long a stress takes that takes any time
    brief: bool = False     # leave out what another row of its platform proves: the switch
    hold: bool = False      # stand still for a dump of its memory instead of going on

    # What its boot must show.
    backend: str            # what /sys/kernel/debug/pvops/backend must say
    mode: str = ""          # the mode after boot, where it is not --expect-mode
    failed: int = 0         # how many sites are expected to fail
    offer: Offer = Offer()  # what its host offers
    says: str = ""          # regular expression that its console must show
    never: str = ALARM      # regular expression that no line of its console may match
    power_off: str = "reboot: Power down"   # regular expression for the end of the guest


# QEMU 7.2's emulator applies SMAP to IRET at CPL 3, which kills a PV guest of Xen
# in its first return to user space; Xen also takes #GP on MONITOR with the newer
# CPU models. Haswell has neither feature in Xen's eyes and boots dom0 and PV domU.
XEN_PV_CPU = ("-cpu", "Haswell")

# A PVH domU needs hardware virtualisation, which the emulator has for AMD only;
# qemu64 is the AMD model without SMAP.
XEN_PVH_CPU = ("-cpu", "qemu64,+svm,+npt")

# The guest's kernel returns at CPL 3, too: without SMAP for the same reason. With five levels
# of page tables, with two page tables for each process, or without FSGSBASE the host is another
# one, and has rows of its own.
LGUEST_CPU = ("-cpu", "max,la57=off,smap=off")
LGUEST_CPUS = {"la57": ("-cpu", "max,smap=off"), "pti": ("-cpu", "Haswell,vmx=off"),
               "old": ("-cpu", "qemu64")}

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
    # q35: the fewest devices that still power off.
    inner_cpu=KVM_CPU, board="q35",
    memory=1024, guest_memory=256, timeout=900, console="ttyS0", early=SERIAL,
    prefix="guest| ", power_off=r"guest\| .*reboot: Power down",
    host_append=f"{TSC_TOLERANCE} {TSC_TRUSTED}",
    offer=offers.KVM, ask="ttyS1", pages=True, events=("rate", "pause", "hotplug", "busy"),
)


LGUEST = Platform(
    name="lguest", backend="lguest", how="lguest", qemu=LGUEST_CPU,
    memory=1024, guest_memory=256, timeout=1200, console="hvc0", early="", cpus=1,
    prefix="guest| ", power_off=r"guest\| lguest: ended with status 0", offer=offers.LGUEST,
)

# For a guest that sleeps: QEMU's q35 then forgets where the registers are that switch it off.
SLEEPS = "pc"

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
            inner_cpu=HYPERV_CPU, board=SLEEPS,
            # No "pause": KVM rewrites the page of the reference time only when CPU 0 enters
            # the guest again (kvm_guest_time_update()); until then others follow the old one.
            events=("rate", "hotplug", "sleep")),
    Platform(
        name="xen-dom0", backend="xen", how="dom0", qemu=XEN_PV_CPU,
        memory=1024, guest_memory=512, timeout=600, console="hvc0", early="xen",
        offer=offers.XEN_PV,
    ),
    Platform(
        name="xen-domu", backend="xen", how="domu", domu_type="pv", qemu=XEN_PV_CPU,
        memory=1152, guest_memory=256, timeout=900, console="hvc0", early="xen",
        prefix="guest| ", power_off=DOMU_OFF, offer=offers.XEN_PV,
    ),
    Platform(
        name="xen-pvh", backend="xen", how="domu", domu_type="pvh", qemu=XEN_PVH_CPU,
        memory=1152, guest_memory=256, timeout=1200, console="hvc0", early="xen",
        prefix="guest| ", power_off=DOMU_OFF, offer=offers.XEN_PVH,
    ),
    LGUEST,
)

# Where instructions are counted. Not yet in a guest of lguest.
COUNTED = tuple(p for p in PLATFORMS if p.how != "lguest")

BY_NAME = {p.name: p for p in PLATFORMS}
NAMES = tuple(BY_NAME)
