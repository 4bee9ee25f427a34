# SPDX-License-Identifier: GPL-2.0-only
"""A machine's monitor, in QEMU's machine protocol: one JSON document a line.

Source: QEMU's docs/interop/qmp-spec.txt and its QMP reference."""

import contextlib
import json
import os
import socket

from lab.errors import CannotRun

PATIENCE = 300      # seconds for an answer, however busy the machine


def socket_name(name):
    """The socket of the machine with this name, in the folder where it runs."""
    return f"{name}.monitor"


class _Monitor:
    def __init__(self, connection):
        self.lines = connection.makefile("rw", encoding="utf-8")
        self.lines.readline()       # who it is
        self.execute("qmp_capabilities")

    def execute(self, command, **arguments):
        """What it answers; events that come first are passed over."""
        self.lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.lines.flush()
        for line in self.lines:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise CannotRun(f"the emulator's {command}: {answer['error']['desc']}")
        return None                 # it has quit

    def read(self, line):
        """The text of a command made for people."""
        return self.execute("human-monitor-command", **{"command-line": line})


@contextlib.contextmanager
def of(out, name):
    """The monitor of a machine that runs in the folder."""
    folder = os.open(out, os.O_PATH)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            # A socket's path is short; by way of the folder's number any folder is.
            connection.connect(f"/proc/self/fd/{folder}/{socket_name(name)}")
            yield _Monitor(connection)
    finally:
        os.close(folder)
