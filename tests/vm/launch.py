# SPDX-License-Identifier: GPL-2.0-only
"""From a platform's row to the qemu command line that boots it.

One function per way in which the guest under test nests. qemu runs inside the log
folder and all names are relative to it, because Xen's module list has no quoting.
"""

import shlex

import hold
import images

IMAGE = "bzImage"
HOST_IMAGE = "host-bzImage"
GUEST = "guest.cpio"

# thread=single: with a thread per CPU, QEMU 7.2 can keep a translation of bytes that
# another CPU has just patched (an int3 that is no longer there kills the kernel). The
# CPUs then take turns, at every pause, halt and time slice.
ACCEL = "tcg,thread=single"

# The machine around a nested guest has one CPU, whatever the guest has: the guest's
# CPUs are time-sliced by the hypervisor, and the emulator runs only one at a time.
# A KVM host of two or more loses wakeups there: guest and host sit idle until the timeout.
HOST_CPUS = 1

# Xen's own console; its log of guest mistakes is worth having when a boot fails.
XEN_APPEND = ("console=com1 com1=115200,8n1 dom0_mem={mem}M,max:{mem}M dom0_max_vcpus={cpus} "
              "bootscrub=0 loglvl=warning guest_loglvl=warning")
# A switch of all sites stops the other CPUs for seconds in an emulated PV guest, for
# tens of them where the emulator gets a fraction of a CPU. The patience of RCU (21 s), and
# in kernels that have them of the detectors of lockups (20 s, 30 s for work queues) and of
# hung tasks (120 s) is made for real machines; a hang ends with the row's timeout.
HOST_APPEND = ("console={console} earlyprintk={early} panic=-1 quiet "
               "rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60 "
               "workqueue.watchdog_thresh=300 sysctl.kernel.hung_task_timeout_secs=0")
# Where the kernel is right above the emulator: it panics when ten ticks of the emulated
# timer do not arrive in the time that the host's clock gives them (check_timer()). Other
# hosts tell the kernel by themselves that it need not look.
EMULATED_APPEND = "no_timer_check"


class Run:
    """What one invocation of the matrix has in common for all platforms."""

    def __init__(self, out, cpus, append, expect_mode, carrier, seed=1, host_image=IMAGE,
                 qemu=images.QEMU):
        self.out = out
        self.qemu = qemu
        self.host_image = host_image    # the kernel below a nested guest
        self.cpus = cpus
        self.append = append
        self.expect_mode = expect_mode
        self.carrier = carrier
        self.seed = seed

    def guest_cpus(self, p):
        return p.cpus or self.cpus

    def guest_append(self, p):
        words = [HOST_APPEND.format(console=p.console, early=p.early),
                 f"prove.cpus={self.guest_cpus(p)} prove.timeout={p.timeout - 15}",
                 f"prove.backend={p.backend} prove.mode={p.mode or self.expect_mode}",
                 f"prove.failed={p.failed}", p.append]
        words += p.offer.words(self.guest_cpus(p))
        words += [f"prove.{name}={value}" for name, value in
                  (("events", ",".join(p.events)), ("ask", p.ask), ("stress", p.stress)) if value]
        if p.stress:
            words.append(f"prove.switches={p.switches} prove.seed={self.seed}")
        if self.carrier:
            words.append("prove.carrier")
        words += [f"prove.{name}" for name in ("hold", "brief") if getattr(p, name)]
        return " ".join(words + self.append)

    def path(self, name):
        return f"{self.out}/{name}"


def _machine(p, run, cpus, kernel, ramdisk, append):
    return [run.qemu, "-accel", p.accel or ACCEL, *p.qemu, "-m", str(p.memory), "-smp", str(cpus),
            "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
            "-kernel", kernel, "-initrd", ramdisk, "-append", append]


def _xen(p, run, cpus, kernel, dom0_memory, dom0_append, ramdisk):
    # A comma ends a module in qemu's list; two commas stand for one.
    module = f"{kernel} {dom0_append}".replace(",", ",,") + "," + ramdisk
    append = XEN_APPEND.format(mem=dom0_memory, cpus=cpus)
    return _machine(p, run, cpus, images.xen_hypervisor(run.out), module, append)


def direct(p, run):
    append = run.guest_append(p) + " " + EMULATED_APPEND
    return [*_machine(p, run, run.guest_cpus(p), IMAGE, GUEST, append),
            *(hold.monitor_words(p.name) if p.hold else [])]


def dom0(p, run):
    return [*_xen(p, run, run.guest_cpus(p), IMAGE, p.guest_memory, run.guest_append(p), GUEST),
            *(hold.monitor_words(p.name) if p.hold else [])]


def _nested(p, run, machine):
    """The host's one disk: for a dump of the guest's memory, or the place of that memory."""
    if not p.hold and not p.pages:
        return machine
    hold.make_disk(run.out, p.name, hold.DISK_MB if p.hold else p.guest_memory)
    return [*machine, *hold.disk_words(p.name, "")]


# What a host does when its guest stands still (/guest/hold, read by hosts/*-init).
KVM_HOLD = "printf 'stop\\ndump-guest-memory /dev/vda\\nquit\\n' >/tmp/monitor.in\n"
DOMU_HOLD = "xl pause prove; xl dump-core prove /dev/vda; sync; xl destroy prove\n"

# The guest's memory is a disk of the host, which then can be told to forget what it has of
# it in its own memory. Anonymous memory would go to swap, but stay in the cache of that.
# A disk as fast as the emulator's has read a page before the host can ask for it.
SLOW = ",throttling.iops-read=300"
PAGED = ("-object memory-backend-file,id=memory,mem-path=/dev/vda,share=on,size={}M "
         "-machine memory-backend=memory")


def kvm(p, run):
    inner = ["-L", "/usr/share/qemu", *p.inner_qemu, "-m", str(p.guest_memory),
             "-smp", str(run.guest_cpus(p)), "-kernel", "/guest/bzImage", "-initrd", "/guest/guest.cpio"]
    texts = {"cmdline": run.guest_append(p)}
    for name, use in (("monitor", "-mon chardev=monitor"), ("ask", "-serial chardev:ask")):
        inner += ["-chardev", f"pipe,id={name},path=/tmp/{name}", *use.split()]
    if p.hold:
        texts["hold"] = KVM_HOLD
    if p.pages and not p.hold:
        inner += PAGED.format(p.guest_memory).split()
        texts["paged"] = ""
    texts["qemu-arguments"] = "set -- " + shlex.join(inner) + "\n"
    guest = run.path(GUEST)
    if {"kexec", "crash"} & set(p.events):
        guest = images.with_second_kernel(run.out, p.name, run.path(IMAGE), guest)
    ramdisk = images.with_guest(run.out, p.name, images.kvm_host_ramdisk(run.out),
                                run.path(IMAGE), guest, texts)
    append = " ".join((HOST_APPEND.format(console="ttyS0", early=p.early), EMULATED_APPEND,
                       p.host_append))
    return _nested(p, run, _machine(p, run, HOST_CPUS, run.host_image, ramdisk, append))


DOMU_CONFIG = """\
name = "prove"
type = "{type}"
kernel = "/guest/bzImage"
ramdisk = "/guest/guest.cpio"
memory = {memory}
vcpus = {cpus}
cmdline = {cmdline}
on_poweroff = "destroy"
on_reboot = "destroy"
on_crash = "destroy"
"""


def domu(p, run):
    quoted = "'" + run.guest_append(p).replace("'", "") + "'"
    config = DOMU_CONFIG.format(type=p.domu_type, memory=p.guest_memory, cpus=run.cpus,
                                cmdline=quoted)
    texts = {"domu.cfg": config, **({"hold": DOMU_HOLD} if p.hold else {})}
    ramdisk = images.with_guest(run.out, p.name, images.dom0_ramdisk(run.out), run.path(IMAGE),
                                run.path(GUEST), texts)
    append = HOST_APPEND.format(console="hvc0", early="xen")
    return _nested(p, run, _xen(p, run, HOST_CPUS, run.host_image, 512, append, ramdisk))


HOW = {"direct": direct, "kvm": kvm, "dom0": dom0, "domu": domu}


def command(p, run):
    return HOW[p.how](p, run)
