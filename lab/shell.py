# SPDX-License-Identifier: GPL-2.0-only
"""A shell on a platform, on this terminal; Ctrl-D ends the shell, and the machine with it."""

import os
import subprocess
from dataclasses import replace

from lab import cli, launch, ramdisks
from lab.files import existing
from lab.platforms import BY_NAME, PLATFORMS

# Where the console of the kernel with the shell is that of the machine, or can be.
ROWS = {p.name: p for p in PLATFORMS if p.how in launch.ITSELF}
ROWS["lguest"] = replace(BY_NAME["lguest"], task="shell")


def arguments():
    parser = cli.parser(__doc__)
    parser.add_argument("platform", choices=ROWS)
    parser.add_argument("--image", metavar="BZIMAGE", help="the kernel to boot")
    return parser.parse_args()


def _machine(row, image):
    out = os.path.join(cli.out(), "vm/shell")
    os.makedirs(out, exist_ok=True)
    ramdisk = ramdisks.save_archive(out, "shell", ramdisks.shell_archive("shell-init"))
    run = launch.Run(out, image, ramdisk)
    run.prepare()
    machine = launch.machine(row, run)
    # All keys go to the machine, Ctrl-C as well.
    more = (*machine.more, "-chardev", "stdio,id=terminal,signal=off")
    return out, replace(machine, console="chardev:terminal", more=more)


def run(args):
    row = ROWS[args.platform]
    image = args.image or os.path.join(cli.out(), "bzImage")
    out, machine = _machine(row, existing(image, "build it with `make image`"))
    return subprocess.run(machine.command(), cwd=out, check=False).returncode and 2


if __name__ == "__main__":
    cli.main("shell", arguments, run)
