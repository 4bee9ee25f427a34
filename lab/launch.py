# SPDX-License-Identifier: GPL-2.0-only
"""From a platform's row to the machine that boots it.

One function per way in which the guest under test nests. qemu runs inside a folder of its
own and all names are relative to it, because Xen's module list has no quoting.
"""

import os
import shlex
import shutil
from dataclasses import dataclass, field, replace

from lab import hold, lguest as lguests, monitor, ramdisks
from lab.machine import Machine

IMAGE, HOST_IMAGE, GUEST = "bzImage", "host-bzImage", "guest.cpio"     # in that folder

# The machine around a nested guest has one CPU (Platform.host_cpus), whatever the guest has:
# the guest's CPUs are time-sliced by the hypervisor, and the emulator runs only one at a time.
# A KVM host of two or more loses wakeups there: guest and host sit idle until the timeout.

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
# For a kernel that knows of no host: it panics when ten ticks of the emulated timer do not
# arrive in the time that another clock gives them (check_timer()). Hosts that it knows tell
# it that it need not look.
EMULATED_APPEND = "no_timer_check"


@dataclass
class Run:
    """What the boots of one program have in common, whatever the platform."""
    out: str                # the folder
    image: str              # the kernel under test
    ramdisk: str            # its guest
    below: str = ""         # the kernel below a nested guest, where it is another one
    cpus: int = 1
    append: tuple = ()      # words for the kernel under test
    expect_mode: str = ""
    upstream: bool = False
    seed: int = 1
    linux: str = ""         # words for every kernel, and for Xen
    xen: str = ""
    domu: str = ""          # lines for the configuration of a domU
    inner: tuple = ()       # words for the nested qemu
    before: str = ""        # what the host's shell does before it starts its guest
    host_files: dict = field(default_factory=dict)      # {path there: path here}

    def prepare(self):
        """Lay private copies into the folder: a build that goes on beside us must not change
        the kernel between two boots."""
        os.makedirs(self.out, exist_ok=True)
        files = {IMAGE: self.image, GUEST: self.ramdisk}
        if self.below:
            files[HOST_IMAGE] = self.below
        for name, source in files.items():
            if os.path.realpath(source) != os.path.realpath(self.path(name)):
                shutil.copyfile(source, self.path(name) + ".tmp")
                os.replace(self.path(name) + ".tmp", self.path(name))

    def path(self, name):
        return os.path.join(self.out, name)

    @property
    def host_image(self):
        return HOST_IMAGE if self.below else IMAGE

    def guest_cpus(self, p):
        return p.cpus or self.cpus

    def guest_append(self, p):
        words = [HOST_APPEND.format(console=p.console, early=p.early), self.linux,
                 f"prove.cpus={self.guest_cpus(p)} prove.timeout={p.timeout - 15}",
                 f"prove.backend={p.backend} prove.mode={p.mode or self.expect_mode}",
                 f"prove.failed={p.failed}", p.append]
        words += p.offer.words(self.guest_cpus(p))
        if p.backend == "native":
            words.append(EMULATED_APPEND)
        words += [f"prove.{name}={value}" for name, value in
                  (("events", ",".join(p.events)), ("ask", p.ask), ("stress", p.stress)) if value]
        if p.stress:
            words.append(f"prove.switches={p.switches} prove.seed={self.seed} "
                         f"prove.minutes={p.minutes}")
        if self.upstream:
            words.append("prove.upstream")
        words += [f"prove.{name}" for name in ("hold", "brief") if getattr(p, name)]
        return " ".join(filter(None, [*words, *self.append]))

    def host_append(self, p, console, early, *words):
        append = HOST_APPEND.format(console=console, early=early)
        return " ".join(filter(None, (append, self.linux, *words, p.host_append)))


def _machine(p, cpus, kernel, ramdisk, append, more=()):
    words = {"accel": p.accel} if p.accel else {}
    return Machine(kernel=kernel, initrd=ramdisk, append=append, memory=p.memory, cpus=cpus,
                   more=(*p.qemu, *more), **words)


def _xen(p, run, cpus, kernel, dom0_memory, dom0_append, ramdisk, more=()):
    # A comma ends a module in qemu's list; two commas stand for one.
    module = f"{kernel} {dom0_append}".replace(",", ",,") + "," + ramdisk
    append = f"{XEN_APPEND.format(mem=dom0_memory, cpus=cpus)} {run.xen}".strip()
    return _machine(p, cpus, ramdisks.xen_hypervisor(run.out), module, append, more)


def direct(p, run):
    return _machine(p, run.guest_cpus(p), IMAGE, GUEST, run.guest_append(p))


def dom0(p, run):
    return _xen(p, run, run.guest_cpus(p), IMAGE, p.guest_memory, run.guest_append(p), GUEST)


def _disk(p, run):
    """The host's one disk: for a dump of the guest's memory, or the place of that memory."""
    if not p.hold and not p.pages:
        return ()
    hold.make_disk(run.out, p.name, hold.DISK_MB if p.hold else p.guest_memory)
    return hold.disk_words(p.name)


# What a host does when its guest stands still (/guest/hold, read by hosts/*-init).
KVM_HOLD = "printf 'stop\\ndump-guest-memory /dev/vda\\nquit\\n' >/tmp/monitor.in\n"
LGUEST_HOLD = "lguest dump /tmp/control /dev/vda; sync; killall -TERM lguest\n"
DOMU_HOLD = "xl pause prove; xl dump-core prove /dev/vda; sync; xl destroy prove\n"

# The guest's memory is a disk of the host, which then can be told to forget what it has of
# it in its own memory. Anonymous memory would go to swap, but stay in the cache of that.
# A disk as fast as the emulator's has read a page before the host can ask for it.
SLOW = ",throttling.iops-read=300"
PAGED = ("-object memory-backend-file,id=memory,mem-path=/dev/vda,share=on,size={}M "
         "-machine memory-backend=memory")


def _inner(p, run, append):
    """The nested machine."""
    more = ["-L", "/usr/share/qemu", "-cpu", p.inner_cpu, "-M", p.board, *run.inner]
    for name, use in (("monitor", "-mon chardev=monitor"), ("ask", "-serial chardev:ask")):
        more += ["-chardev", f"pipe,id={name},path=/tmp/{name}", *use.split()]
    if p.pages and not p.hold:
        more += PAGED.format(p.guest_memory).split()
    return Machine(kernel="/guest/bzImage", initrd="/guest/guest.cpio", append=append,
                   memory=p.guest_memory, cpus=run.guest_cpus(p), accel="kvm", more=tuple(more))


def kvm(p, run):
    words = _inner(p, run, run.guest_append(p)).command()[1:]
    texts = {"before": f"{run.before}set -- {shlex.join(words)}\n"}
    if p.hold:
        texts["hold"] = KVM_HOLD
    elif p.pages:
        texts["paged"] = ""
    guest = run.path(GUEST)
    if {"kexec", "crash"} & set(p.events):
        guest = ramdisks.with_second_kernel(run.out, p.name, run.path(IMAGE), guest)
    ramdisk = ramdisks.with_guest(run.out, p.name, ramdisks.kvm_host_ramdisk(run.out),
                                run.path(IMAGE), guest, texts, run.host_files)
    append = run.host_append(p, "ttyS0", p.early, EMULATED_APPEND)
    return _machine(p, p.host_cpus, run.host_image, ramdisk, append, _disk(p, run))


def _lguest_words(p, run):
    """The arguments of the launcher."""
    words = ["--memory", f"{p.guest_memory}M", "--initrd", lguests.initrd(p.task), "--rng"]
    if p.hold:
        words += ["--control", "/tmp/control"]
    return [*words, "--append", run.guest_append(p), "/guest/bzImage"]


def lguest(p, run):
    """Host and guest are the same file, unless the host is a stock kernel; it runs on what
    looks like bare metal."""
    texts = {"before": f"{run.before}set -- {shlex.join(_lguest_words(p, run))}\n",
             "task": f". /lguest/{p.task}\n"}
    if p.hold:
        texts["hold"] = LGUEST_HOLD
    base = lguests.host_ramdisk(run.out, p.task, p.stock)
    files = {**lguests.scripted_guest(run.out, p.task), **run.host_files}
    ramdisk = ramdisks.with_guest(run.out, p.name, base, run.path(IMAGE), run.path(GUEST), texts,
                                  files)
    append = run.host_append(p, "ttyS0", "serial,ttyS0,115200", EMULATED_APPEND)
    kernel = lguests.stock_kernel() if p.stock else run.host_image
    return _machine(p, p.host_cpus, kernel, ramdisk, append, _disk(p, run))


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
{more}"""


def domu(p, run):
    quoted = "'" + run.guest_append(p).replace("'", "") + "'"
    config = DOMU_CONFIG.format(type=p.domu_type, memory=p.guest_memory, cpus=run.cpus,
                                cmdline=quoted, more=run.domu)
    texts = {"domu.cfg": config, **({"hold": DOMU_HOLD} if p.hold else {})}
    ramdisk = ramdisks.with_guest(run.out, p.name, ramdisks.dom0_ramdisk(run.out), run.path(IMAGE),
                                run.path(GUEST), texts, run.host_files)
    append = run.host_append(p, "hvc0", "xen")
    return _xen(p, run, p.host_cpus, run.host_image, 512, append, ramdisk, _disk(p, run))


HOW = {"direct": direct, "kvm": kvm, "dom0": dom0, "domu": domu, "lguest": lguest}
# Where the memory of the guest under test is that of the machine.
ITSELF = ("direct", "dom0")


def machine(p, run):
    """The machine of a row; what it needs is written into the folder."""
    hold.prepare(run.out, p.name)
    return replace(HOW[p.how](p, run), monitor=monitor.socket_name(p.name),
                   dumped=p.hold and p.how in ITSELF)
