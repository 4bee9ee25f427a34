# SPDX-License-Identifier: GPL-2.0-only
"""What is built for a run: the module, the guest program, the guest's ramdisk."""

import glob
import hashlib
import os
import shutil
import subprocess

import images
import launch

HERE = os.path.dirname(os.path.abspath(__file__))
PROVE = os.path.join(HERE, "../../tests/vm/guest")
MODULE = "pvops_bench.ko"

# A kernel's make must not see the flags of ours.
NOT_FOR_KBUILD = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "OUT")


def _run(what, command, **more):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode:
        raise images.CannotRun(f"{what} does not compile:\n{done.stdout}")


def module(kernel, folder, source=os.path.join(HERE, "module"), name=MODULE):
    """Built in a copy of its folder, beside whose source the products are left."""
    if not os.path.exists(os.path.join(kernel, "Module.symvers")):
        raise images.CannotRun(f"{kernel} is no kernel's build folder: build the image with "
                               "`make image`, or name its folder with --kernel.")
    copy = os.path.join(folder, "module")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    environment = {k: v for k, v in os.environ.items() if k not in NOT_FOR_KBUILD}
    _run(source, ["make", "-C", kernel, f"M={os.path.abspath(copy)}", "ARCH=x86_64"],
         env=environment)
    return os.path.join(copy, name)


def program(path, source, others=()):
    """All of a folder and the files beside it that it needs, as one static program."""
    if not shutil.which("gcc"):
        raise images.CannotRun("gcc is missing: install the package gcc.")
    files = [*glob.glob(os.path.join(source, "*.c")), *others]
    _run(source, ["gcc", *images.CC_FLAGS, "-I", PROVE, "-o", path, *sorted(files)])
    return path


def guest_program(folder):
    """Our process 1, with the voice and the readers of that of tests/vm."""
    others = [f for f in glob.glob(os.path.join(PROVE, "*.c"))
              if os.path.basename(f) != "main.c"]
    return program(os.path.join(folder, "bench-init"), os.path.join(HERE, "guest"), others)


def prepare(args, folder):
    """Write everything that the rows have in common; returns the image's sha256."""
    for tool, package in (("qemu-system-x86_64", "qemu-system-x86"), ("timeout", "coreutils"),
                          ("make", "make")):
        if not shutil.which(tool):
            raise images.CannotRun(f"{tool} is missing: install the package {package}.")
    if not os.path.exists(args.image):
        raise images.CannotRun(f"{args.image} is missing: build it with `make image`, "
                               "or give its path with --image.")
    os.makedirs(folder, exist_ok=True)
    with open(args.image, "rb") as f:
        content = f.read()
    images.replace_file(os.path.join(folder, launch.IMAGE), content)
    archive = images.base_archive()
    archive.file("/init", guest_program(folder), 0o755)
    archive.file("/" + MODULE, module(args.kernel, folder), 0o644)
    images.save_archive(folder, launch.GUEST.removesuffix(".cpio"), archive)
    return hashlib.sha256(content).hexdigest()
