# SPDX-License-Identifier: GPL-2.0-only
"""What goes into each ramdisk. All products land in one folder, the log folder.

The bases are rebuilt only when their inputs change: guests (a program of ours as /init), the
KVM host (busybox and the real qemu), and dom0 (busybox and the Xen tools). lab/lguest.py has
the host of lguest.
"""

import gzip
import os
import re

from lab import build
from lab.cpio import Archive
from lab.files import of_package, output, replace_file
from lab.machine import QEMU

HERE = os.path.dirname(os.path.abspath(__file__))
BUSYBOX = "/bin/busybox"
XEN_BIN = "/usr/lib/xen-4.17/bin"
XEN_GZ = "/boot/xen-4.17-amd64.gz"
XEN_TOOLS = ("xl", "xenstored", "xenconsoled", "xen-init-dom0", "libxl-save-helper")

# A q35 machine with `-kernel` and no devices asks for exactly these: the BIOS, the
# option ROM that starts a kernel (one per way of handing it over), and the one that
# lets the BIOS use the APIC's task priority.
QEMU_ROMS = ("/usr/share/seabios/bios-256k.bin", "/usr/share/qemu/linuxboot_dma.bin",
             "/usr/share/qemu/kvmvapic.bin")


def save_archive(out, name, archive):
    """Keep NAME.cpio, and write it only when its content changed."""
    path = os.path.join(out, name + ".cpio")
    build.unless_current(path, archive.key(), lambda: replace_file(path, archive.pack()))
    return path


def libraries(program):
    """The shared libraries of a program, its loader included, as ldd resolves them."""
    return re.findall(r"^\s*(?:\S+ => )?(/\S+) \(0x", output("ldd", program), re.MULTILINE)


def add_program(archive, program, name=None):
    """A program of this machine with its libraries; with another name, if one is given."""
    archive.file(name or program, program)
    for library in libraries(program):
        archive.file(library, library, 0o755)


def base_archive():
    archive = Archive()
    archive.character_device("/dev/console", 5, 1)
    for folder in ("/proc", "/sys", "/tmp", "/var/log"):
        archive.directory(folder)
    return archive


def guest_ramdisk(out, init, files, programs=(), name="guest"):
    """A guest: its process 1, and {path there: path here}; programs of this machine as well."""
    archive = base_archive()
    archive.file("/init", init, 0o755)
    for path, source in files.items():
        archive.file(path, source, 0o644)
    for path, source in dict(programs).items():
        add_program(archive, source, path)
    return save_archive(out, name, archive)


def shell_archive(init):
    """A machine whose process 1 is a script of ours."""
    archive = base_archive()
    archive.file("/init", os.path.join(HERE, "hosts", init), 0o755)
    archive.file("/bin/busybox", of_package(BUSYBOX, "busybox-static"), 0o755)
    return archive


def host_archive(init):
    archive = shell_archive(init)
    archive.file("/alarms", os.path.join(HERE, "hosts", "alarms"), 0o644)
    return archive


def kvm_host_ramdisk(out):
    archive = host_archive("kvm-init")
    answer = build.program(os.path.join(out, "answer"), os.path.join(HERE, "hosts/answer"))
    archive.file("/bin/answer", answer, 0o755)
    add_program(archive, of_package(QEMU, "qemu-system-x86"))
    for rom in QEMU_ROMS:
        package = "seabios" if "seabios" in rom else "qemu-system-data"
        archive.file("/usr/share/qemu/" + os.path.basename(rom), of_package(rom, package), 0o644)
    return save_archive(out, "kvm-host", archive)


def dom0_ramdisk(out):
    archive = host_archive("dom0-init")
    for tool in XEN_TOOLS:
        add_program(archive, of_package(os.path.join(XEN_BIN, tool), "xen-utils-4.17"))
    # pthread_cancel() opens this one by name at run time, so ldd does not know of it.
    libgcc = "/lib/x86_64-linux-gnu/libgcc_s.so.1"
    archive.file(libgcc, of_package(libgcc, "libgcc-s1"), 0o755)
    archive.text("/etc/xen/xl.conf", 'autoballoon="off"\n')
    return save_archive(out, "dom0", archive)


def xen_hypervisor(out):
    """Xen as a multiboot ELF, which is what qemu's -kernel takes."""
    with gzip.open(of_package(XEN_GZ, "xen-hypervisor-4.17-amd64"), "rb") as f:
        replace_file(os.path.join(out, "xen.elf"), f.read())
    return "xen.elf"


def _extended(out, base, archive, name):
    with open(base, "rb") as f:
        content = f.read() + archive.pack()
    replace_file(os.path.join(out, name), content)
    return name


def with_second_kernel(out, platform_name, image, ramdisk):
    """A guest's ramdisk for a guest that starts another kernel with the same ramdisk."""
    archive = Archive()
    archive.file("/kexec/bzImage", image, 0o644)
    archive.file("/kexec/guest.cpio", ramdisk, 0o644)
    return os.path.join(out, _extended(out, ramdisk, archive, platform_name + ".guest"))


def with_guest(out, platform_name, base, image, ramdisk, texts, files):
    """A host's ramdisk for one run: its base, then the guest and how to start it."""
    archive = Archive()
    archive.file("/guest/bzImage", image, 0o644)
    archive.file("/guest/guest.cpio", ramdisk, 0o644)
    for name, content in texts.items():
        archive.text("/guest/" + name, content)
    for path, source in files.items():
        archive.file(path, source)
    return _extended(out, base, archive, platform_name + ".ramdisk")
