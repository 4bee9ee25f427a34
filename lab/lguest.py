# SPDX-License-Identifier: GPL-2.0-only
"""Hosts of lguest: what a row's task (hosts/lguest) needs in the host's ramdisk, and guests
whose process 1 is a script of it."""

import glob
import os

from lab import build, ramdisks
from lab.cli import out as build_folder
from lab.files import existing, of_package

TASKS = os.path.join(ramdisks.HERE, "hosts/lguest")
KO = "image/arch/x86/pvops/backends/lguest/host/lg.ko"
# Of Debian's kernel, and its module: what tests/stock/host makes.
STOCK, STOCK_KO = "stock/lguest/bzImage", "stock/lguest/lg.ko"
HAS_STOCK = "tests/stock/host build"
# More programs of this machine for a task: those of its host, and of its guest.
PROGRAMS = {"devices": {"/sbin/e2fsck": "e2fsprogs"}}
# Guests whose process 1 is TASKS/NAME-guest: those of tasks.
SCRIPTED = {"devices": "devices", "soak": "short", "refusals": "nested"}
NONSENSE = {"/nonsense": "-DNOTE=1", "/nonsense-99": "-DNOTE=99", "/nonsense-plain": "-UNOTE"}
NONSENSE_FLAGS = ("-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none")


def _built(name, how):
    return existing(os.path.join(build_folder(), name), f"build it with `{how}`")


def stock_kernel():
    return _built(STOCK, HAS_STOCK)


def _attacks(archive, _):
    archive.file("/bin/lgtest", _built("tools/lgtest", "make tools"), 0o755)


def _devices(archive, out):
    wire = build.program(os.path.join(out, "wire"), os.path.join(ramdisks.HERE, "hosts/wire"))
    archive.file("/bin/wire", wire, 0o755)


def _refusals(archive, out):
    source = os.path.join(TASKS, "nonsense.S")
    for path, flag in NONSENSE.items():
        archive.file(path, build.compiled(out + path, [source], [*NONSENSE_FLAGS, flag]))


MORE = {"attacks": _attacks, "devices": _devices, "refusals": _refusals}


def _add_programs(archive, task):
    for program, package in PROGRAMS.get(task, {}).items():
        ramdisks.add_program(archive, of_package(program, package))


def host_ramdisk(out, task, stock):
    archive = ramdisks.host_archive("lguest-init")
    ramdisks.add_program(archive, _built("tools/lguest", "make tools"), "/bin/lguest")
    ko = _built(STOCK_KO, HAS_STOCK) if stock else _built(KO, "make image")
    archive.file("/lg.ko", ko, 0o644)
    for script in glob.glob(os.path.join(TASKS, "*")):
        archive.file("/lguest/" + os.path.basename(script), script, 0o644)
    _add_programs(archive, task)
    MORE.get(task, lambda *_: None)(archive, out)
    return ramdisks.save_archive(out, f"lguest-{task}{'-stock' if stock else ''}", archive)


def scripted_guest(out, task):
    """The ramdisk of a task's guest whose process 1 is a script, as {path in its host: file}."""
    if task not in SCRIPTED:
        return {}
    name = SCRIPTED[task]
    archive = ramdisks.shell_archive(f"lguest/{name}-guest")
    _add_programs(archive, task)
    if name == "nested":
        archive.file("/lg.ko", _built(KO, "make image"), 0o644)
    return {f"/guest/{name}.cpio": ramdisks.save_archive(out, f"{name}-guest", archive)}


def initrd(task):
    """Where a task's host finds the ramdisk of the guest under test."""
    name = SCRIPTED.get(task)
    return f"/guest/{task}.cpio" if name == task else "/guest/guest.cpio"
