# SPDX-License-Identifier: GPL-2.0-only
"""What goes into each ramdisk. All products land in one folder, the log folder.

Three bases, rebuilt only when their inputs change: the guest (prove as /init), the
KVM host (busybox and the real qemu), and dom0 (busybox and the Xen tools).
"""

import gzip
import os
import re
import shutil
import subprocess

from cpio import Archive

HERE = os.path.dirname(os.path.abspath(__file__))
BUSYBOX = "/bin/busybox"
QEMU = "/usr/bin/qemu-system-x86_64"
XEN_BIN = "/usr/lib/xen-4.17/bin"
XEN_GZ = "/boot/xen-4.17-amd64.gz"
XEN_TOOLS = ("xl", "xenstored", "xenconsoled", "xen-init-dom0", "libxl-save-helper")

# A q35 machine with `-kernel` and no devices asks for exactly these: the BIOS, the
# option ROM that starts a kernel (one per way of handing it over), and the one that
# lets the BIOS use the APIC's task priority.
QEMU_ROMS = ("/usr/share/seabios/bios-256k.bin", "/usr/share/qemu/linuxboot_dma.bin",
             "/usr/share/qemu/kvmvapic.bin")

ARCH_FLAGS = {"x86_64": (), "i386": ("-m32", "-Wno-psabi")}
CC_FLAGS = "-static -O2 -Wall -Wextra -Werror -Wshadow -pthread".split()


class CannotRun(Exception):
    """The matrix could not be run; the text is one sentence that names the fix."""


def replace_file(path, content, mode=0o644):
    """Write a file so that nobody ever sees half of it."""
    temp = f"{path}.tmp{os.getpid()}"
    with open(temp, "wb") as f:
        f.write(content)
    os.chmod(temp, mode)
    os.replace(temp, path)


def need(path, package):
    if not os.path.exists(path):
        raise CannotRun(f"{path} is missing: install the package {package}.")
    return path


def _is_current(product, key):
    """Was this product made from the inputs that this key names?"""
    try:
        with open(product + ".key", encoding="ascii") as f:
            return f.read() == key and os.path.exists(product)
    except FileNotFoundError:
        return False


def _set_current(product, key):
    replace_file(product + ".key", key.encode())


def save_archive(out, name, archive):
    """Keep NAME.cpio, and write it only when its content changed."""
    path, key = os.path.join(out, name + ".cpio"), archive.key()
    if not _is_current(path, key):
        replace_file(path, archive.pack())
        _set_current(path, key)
    return path


def libraries(program):
    """The shared libraries of a program, its loader included, as ldd resolves them."""
    text = subprocess.run(["ldd", program], stdin=subprocess.DEVNULL, check=True,
                          capture_output=True, text=True).stdout
    return re.findall(r"^\s*(?:\S+ => )?(/\S+) \(0x", text, re.MULTILINE)


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


def compiled(out, name, folder, flags=()):
    """A program of ours; compiled when a source or the flags are not those of the last time."""
    folder = os.path.join(HERE, folder)
    inputs = Archive()
    flags = [*CC_FLAGS, *flags]
    inputs.text("flags", " ".join(flags))
    for source in os.listdir(folder):
        if source.endswith((".c", ".h")):
            inputs.file(source, os.path.join(folder, source), 0o644)
    program = os.path.join(out, name)
    if not _is_current(program, inputs.key()):
        _compile([os.path.join(folder, n) for n in sorted(inputs.entries) if n.endswith(".c")],
                 program, flags)
        _set_current(program, inputs.key())
    return program


def _compile(sources, program, flags):
    if not shutil.which("gcc"):
        raise CannotRun("gcc is missing: install the package gcc.")
    temp = f"{program}.tmp{os.getpid()}"
    result = subprocess.run(["gcc", *flags, "-o", temp, *sources],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode:
        raise CannotRun(f"{os.path.basename(program)} of tests/vm does not compile; gcc says:\n"
                        + result.stderr)
    os.replace(temp, program)


def _beside(module):
    """The other modules of the same build: which there are is the kernel's configuration."""
    folder = os.path.dirname(os.path.abspath(module))
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))
            if name.startswith("pvops_") and name.endswith(".ko")
            and name != os.path.basename(module)]


def guest_ramdisk(out, module, auditor=None, arch="x86_64"):
    archive = base_archive()
    archive.file("/init", compiled(out, "prove", "guest", ARCH_FLAGS[arch]), 0o755)
    if module:
        archive.file("/pvops_sample.ko", module, 0o644)
        for other in _beside(module):
            archive.file("/" + os.path.basename(other), other, 0o644)
    if auditor:
        add_program(archive, auditor, "/bin/objtool-pv")
    return save_archive(out, "guest", archive)


def host_archive(init):
    archive = base_archive()
    archive.file("/init", os.path.join(HERE, "hosts", init), 0o755)
    archive.file("/alarms", os.path.join(HERE, "hosts", "alarms"), 0o644)
    archive.file("/bin/busybox", need(BUSYBOX, "busybox-static"), 0o755)
    return archive


def kvm_host_ramdisk(out):
    archive = host_archive("kvm-init")
    archive.file("/bin/answer", compiled(out, "answer", "hosts/answer"), 0o755)
    add_program(archive, need(QEMU, "qemu-system-x86"))
    for rom in QEMU_ROMS:
        package = "seabios" if "seabios" in rom else "qemu-system-data"
        archive.file("/usr/share/qemu/" + os.path.basename(rom), need(rom, package), 0o644)
    return save_archive(out, "kvm-host", archive)


def dom0_ramdisk(out):
    archive = host_archive("dom0-init")
    for tool in XEN_TOOLS:
        add_program(archive, need(os.path.join(XEN_BIN, tool), "xen-utils-4.17"))
    # pthread_cancel() opens this one by name at run time, so ldd does not know of it.
    libgcc = "/lib/x86_64-linux-gnu/libgcc_s.so.1"
    archive.file(libgcc, need(libgcc, "libgcc-s1"), 0o755)
    archive.text("/etc/xen/xl.conf", 'autoballoon="off"\n')
    return save_archive(out, "dom0", archive)


def xen_hypervisor(out):
    """Xen as a multiboot ELF, which is what qemu's -kernel takes."""
    with gzip.open(need(XEN_GZ, "xen-hypervisor-4.17-amd64"), "rb") as f:
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


def with_guest(out, platform_name, base, image, ramdisk, texts):
    """A host's ramdisk for one run: its base, then the guest and how to start it."""
    archive = Archive()
    archive.file("/guest/bzImage", image, 0o644)
    archive.file("/guest/guest.cpio", ramdisk, 0o644)
    for name, content in texts.items():
        archive.text("/guest/" + name, content)
    return _extended(out, base, archive, platform_name + ".ramdisk")
