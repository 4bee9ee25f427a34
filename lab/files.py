# SPDX-License-Identifier: GPL-2.0-only
"""Files that are there or not, tools that are installed or not."""

import contextlib
import hashlib
import os
import shutil
import subprocess

from lab.errors import CannotRun

PACKAGES = {"qemu-system-x86_64": "qemu-system-x86", "timeout": "coreutils",
            "taskset": "util-linux", "gcc": "gcc", "make": "make", "gnuplot": "gnuplot-nox",
            **dict.fromkeys(("ar", "nm", "objdump", "readelf", "size"), "binutils")}


def need_tools(*tools):
    for tool in tools:
        if not shutil.which(tool):
            raise CannotRun(f"{tool} is missing: install the package {PACKAGES[tool]}.")


def existing(path, remedy):
    """The absolute path of a file that has to be there."""
    if not os.path.exists(path):
        raise CannotRun(f"{path} is missing: {remedy}.")
    return os.path.abspath(path)


def of_package(path, package):
    """A file that a Debian package installs."""
    return existing(path, f"install the package {package}")


def output(*command, **more):
    """What a command prints; one that fails ends the run."""
    need_tools(*(command[0],) if command[0] in PACKAGES else ())
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False, **more)
    if done.returncode:
        raise CannotRun(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def replace_file(path, content, mode=0o644):
    """Write a text or bytes so that a reader never sees half of the file, and none is left."""
    temp = f"{path}.tmp{os.getpid()}"
    try:
        with open(temp, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(temp, mode)
        os.replace(temp, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
