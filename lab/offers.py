# SPDX-License-Identifier: GPL-2.0-only
"""What hosts offer to a guest, and what the guest must show of it.

A feature is written as tests/vm/guest/features.c reads it: NAME, or NAME:COUNTER where the counter
has to grow. Where the host counts as well, its number follows, after "=" if it counts
the same, after "~" if it only grows, too. What is off is NAME/REASON, "_" for a blank.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    always: tuple = ()      # features that are on
    two: tuple = ()         # more of them with two CPUs, and
    three: tuple = ()       # with three: then several are interrupted at once, but not all
    never: tuple = ()       # features that are off
    alone: tuple = ()       # more of them with one CPU
    clock: str = ""         # the clock source that the host gives
    vdso: bool = True       # programs read it without a system call
    no_clock: str = ""      # one that must not be there
    left: str = ""          # a reason for which a feature may be off instead of on: the kernel
                            # does the same in another way, and the clock is in the vDSO
    log: tuple = ()         # what the kernel's log must have

    def words(self, cpus):
        """Words of the guest's command line (tests/vm/guest/main.c)."""
        on = self.always + (self.two if cpus > 1 else ()) + (self.three if cpus > 2 else ())
        off = self.never + (self.alone if cpus == 1 else ())
        values = {"features": ",".join(on), "off": ",".join(off), "left": self.left,
                  "clock": self.clock, "no_clock": self.no_clock, "log": ",".join(self.log)}
        return ([f"prove.{name}={value}" for name, value in values.items() if value]
                + ([] if self.vdso else ["prove.no_vdso"]))


def _all(reason, *features):
    return tuple(f"{feature}/{reason}" for feature in features)


_BASIC = ("platform", "io-delay", "vmmcall", "short-exits", "steal:reads~preemption_reported",
          "eoi:avoided", "haltpoll")
_PREEMPTION = ("ipi", "yield", "tlb:deferred~tlb_flush")
_UNENCRYPTED = _all("memory_is_not_encrypted", "encryption", "migration")

KVM = Offer(
    always=(*_BASIC, "clock", "steal-accounting", "async-pf:not-present:ready"),
    two=(*_PREEMPTION, "lock:waits:kicks=hypercalls"),
    three=("ipi:calls=hypercalls", "yield:calls=directed_yield_attempted"),
    never=_UNENCRYPTED, alone=_all("there_is_one_CPU", "ipi", "yield", "tlb", "lock"),
    clock="kvm-clock", log=("kvm-clock:_Using_msrs_4b564d01_and_4b564d00", "PV_spinlocks_"))

# All that a user can switch off, at once. What depends on none of it is in use as before.
KVM_SWITCHES = "nopvspin no-kvmclock no-steal-acc no-kvmapf"
KVM_SWITCHED_OFF = Offer(
    always=(*_BASIC, "native-lock"), two=_PREEMPTION,
    never=(*_UNENCRYPTED, "lock/nopvspin", "clock/no-kvmclock",
           "steal-accounting/no-steal-acc", "async-pf/no-kvmapf"),
    no_clock="kvm-clock", log=("PV_spinlocks_disabled:_nopvspin",))

# The host promises not to take the CPUs away. The clock is there, but not in the vDSO.
KVM_DEDICATED_SWITCHES = "no-kvmclock-vsyscall"
KVM_DEDICATED = Offer(
    always=("clock", "steal:reads", "eoi:avoided", "native-lock", "haltpoll:switched"),
    never=_UNENCRYPTED + _all("the_host_says_that_its_CPUs_are_dedicated",
                              "yield", "tlb", "lock"),
    clock="kvm-clock", vdso=False)

KVM_UNUSED = Offer(no_clock="kvm-clock")

XEN_PV = Offer(always=("pv", "flush:rows"))
XEN_PVH = Offer(never=_all("not_a_PV_domain", "pv", "flush"))

HYPERV = Offer(
    always=("hypercall", "clock", "timer:events", "eoi:avoided", "crash"),
    two=("vp", "tlb:hypercalls~tlb_flush", "spin:notified"),
    three=("ipi:hypercalls=hypercalls",),
    clock="hyperv_clocksource_tsc_page", vdso=False, left="left_to_the_option_HYPERV")

# The emulator's TSC is not invariant, so the host does not trust it.
LGUEST = Offer(always=("platform", "irq", "time:events", "machine"), clock="lguest", vdso=False)
