# SPDX-License-Identifier: GPL-2.0-only
"""Where a result comes from: when, on which machine, by which command, from which source."""

import os
import platform
import shlex
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def cpu_model(cpuinfo="/proc/cpuinfo"):
    """As the kernel names the first CPU."""
    try:
        with open(cpuinfo, encoding="utf-8") as file:
            fields = [line.partition(":") for line in file.read().split("\n\n")[0].splitlines()]
    except OSError:
        return "unknown"
    fields = {name.strip(): value.strip() for name, _, value in fields}
    return (f"{fields.get('model name', 'unknown')} (family {fields.get('cpu family')}, "
            f"model {fields.get('model')}, stepping {fields.get('stepping')})")


def program(module, root=ROOT):
    """How a module is called: by the script beside it that has its name."""
    return os.path.relpath(module, root).removesuffix(".py")


def command(argv, root=ROOT):
    """What a person types at the top of the repository; $OUT stands for the build folder."""
    out = os.path.abspath(os.environ.get("OUT") or "build")
    words = [shlex.quote(word).replace(out, "$OUT").replace(root + "/", "") for word in argv[1:]]
    return " ".join([program(argv[0], root), *words])


def _git(*words):
    done = subprocess.run(["git", "-C", ROOT, *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def source():
    """The commit, and whether files differ from it; nothing where there is no git."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        return commit and commit + ("-dirty" if _git("status", "--porcelain", "-uno") else "")
    except FileNotFoundError:
        return ""


def made():
    return {"date": time.strftime("%Y-%m-%d", time.gmtime()), "command": command(sys.argv),
            "machine": f"{cpu_model()}, {os.cpu_count()} CPUs, Linux {platform.release()}",
            "source": source()}
