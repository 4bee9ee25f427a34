# SPDX-License-Identifier: GPL-2.0-only
"""A guest that stands still: its memory is dumped from outside, and what the auditor
finds in the dump must be what it found inside, in the running kernel."""

import json
import os
import subprocess

from lab import monitor

DUMP = "{}.dump"
DISK_MB = 640       # what a nested guest's memory and a core file's headers fit into
UNAUDITED = "unaudited"     # no auditor in the guest to compare with


def disk_words(name):
    """For the machine around it: a disk that the host below the guest dumps to."""
    return ("-drive", f"file={DUMP.format(name)},format=raw,if=none,id=dump",
            "-device", "virtio-blk-pci,drive=dump")


def prepare(out, name):
    """No dump of an earlier run may be taken for this one's."""
    for file in (monitor.socket_name(name), DUMP.format(name)):
        if os.path.exists(os.path.join(out, file)):
            os.unlink(os.path.join(out, file))


def make_disk(out, name, size_mb):
    with open(os.path.join(out, DUMP.format(name)), "wb") as file:
        file.truncate(size_mb << 20)


def take(out, name):
    """Dump the memory of a machine through its monitor, and end it."""
    with monitor.of(out, name) as qemu:
        qemu.execute("stop")
        qemu.execute("dump-guest-memory", paging=False, protocol=f"file:{DUMP.format(name)}")
        qemu.execute("quit")


def _audit(auditor, vmlinux, dump):
    done = subprocess.run([auditor, "check", "--json", "--vmlinux", vmlinux, dump],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    if done.returncode == 2:
        return None, done.stderr.strip() or "the auditor could not run"
    file = json.loads(done.stdout)["files"][0]
    for finding in file["findings"]:
        where = f"{finding['address']} {finding['symbol']}"
        return file, f"the dump has {where}: {finding['rule']}: {finding['message']}"
    return file, ""


def judge(platform, values, out, auditor, vmlinux):
    """The reason why inside and outside do not agree, or an empty string."""
    if values.get("verdict"):
        return values["verdict"].removeprefix("fail reason=")
    if "hold" not in values:
        return f"the guest did not come to a stand, last step was {values.get('step')}"
    dump = os.path.join(out, DUMP.format(platform.name))
    file, reason = _audit(auditor, vmlinux, dump)
    if reason or values["hold"] == UNAUDITED:
        return reason
    # Numbers are compared: the guest writes all digits, the auditor those that count.
    for what, found, expected in (("backend", file["backend"], platform.backend),
                                  ("fingerprint", int(file["fingerprint"], 16),
                                   int(values["hold"], 16))):
        if found != expected:
            return f"the dump has the {what} {found!r}, expected {expected!r}"
    return ""
