# SPDX-License-Identifier: GPL-2.0-only
"""Run one qemu, follow its console, and judge what the guest said there."""

import os
import re
import selectors
import subprocess
import time
from dataclasses import dataclass, field

import hold

running = []    # every qemu that is up, for stop_machines()
GRACE = 30      # seconds for the power-off once the guest has given its verdict
PANIC = "Kernel panic"
PROVE = re.compile(r"PROVE ([a-z_]+)=(.*)$")


@dataclass
class Result:
    name: str
    ok: bool = False
    reason: str = ""
    seconds: float = 0.0
    log: str = ""
    values: dict = field(default_factory=dict)
    features: dict = field(default_factory=dict)


class Console:
    """Collects lines; knows the guest's proof among them."""

    def __init__(self, prefix, power_off):
        self.prefix = prefix
        self.power_off = re.compile(power_off)
        self.partial = ""
        self.lines = []
        self.values = {}
        self.features = {}
        self.powered_down = False
        self.panic = ""

    def feed(self, data):
        *complete, self.partial = (self.partial + data.decode(errors="replace")).split("\n")
        for line in complete:
            self._line(line.rstrip("\r"))

    def _line(self, line):
        self.lines.append(line)
        if self.power_off.search(line):
            self.powered_down = True
        if PANIC in line:
            self.panic = line
        proof = PROVE.search(line)
        if proof and self.prefix in line:
            self.values[proof[1]] = proof[2].strip()
            if proof[1] == "feature":       # one line each; the last ones count
                name, _, state = proof[2].strip().partition(" ")
                self.features[name] = state

    def close(self):
        if self.partial:
            self._line(self.partial)


def run_machine(platform, command, out, on_progress, echo=None, judge=None):
    """Boot, wait for the end, and return a Result. The log appears only complete."""
    judge = judge or _judge
    log = os.path.join(out, platform.name + ".log")
    console = Console(platform.prefix, platform.power_off)
    begin = time.monotonic()
    try:
        with open(log + ".part", "wb") as log_file:
            stopped = _follow(platform, command, out, console, log_file, on_progress, echo)
        os.replace(log + ".part", log)
    except BaseException:
        os.unlink(log + ".part")    # we were interrupted: this is no run's log
        raise
    console.close()
    result = Result(platform.name, log=log, seconds=time.monotonic() - begin,
                    values=console.values, features=console.features)
    result.reason = judge(platform, console, stopped)
    result.ok = not result.reason
    return result, console.lines


def _follow(platform, command, out, console, log_file, on_progress, echo):
    """Read until qemu ends. Returns why we ended it ourselves, or an empty string."""
    deadline = time.monotonic() + platform.timeout
    # timeout(1) is the second net: it ends qemu even if we are killed ourselves.
    guarded = ["timeout", "--kill-after=5", str(platform.timeout + 20), *command]
    process = subprocess.Popen(guarded, cwd=out, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    running.append(process)
    judged, heard = False, time.monotonic()
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                if time.monotonic() > deadline:
                    return "no power-off after the verdict" if judged else "out of time"
                if platform.silence and time.monotonic() > heard + platform.silence:
                    return f"not a word for {platform.silence} s"
                if selector.select(timeout=0.2):
                    data = process.stdout.read1(65536)
                    if not data:
                        return ""
                    heard = time.monotonic()
                    log_file.write(data)
                    log_file.flush()
                    console.feed(data)
                    if echo:
                        echo(data)
                if "-monitor" in command and not judged and "hold" in console.values:
                    judged = True
                    hold.take(out, platform.name)
                if not judged and "verdict" in console.values:
                    judged, deadline = True, time.monotonic() + GRACE
                on_progress(console.values.get("step", ""))
    finally:
        _end(process)
        running.remove(process)


def stop_machines():
    """End what other threads have started: they see the end of their console."""
    for process in list(running):
        process.terminate()


def _end(process):
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def never_said(platform, console):
    """The reason why a boot failed that did not say what its row wants, or nothing."""
    if platform.says and not any(re.search(platform.says, line) for line in console.lines):
        return f"its console never said /{platform.says}/"
    return ""


def _judge(platform, console, stopped):
    """The reason why the boot failed, or an empty string."""
    verdict = console.values.get("verdict")
    last = console.values.get("step")
    if verdict is None:
        where = f"last step was {last}" if last else "the guest never spoke"
        return f"{stopped or 'the machine stopped'} without a verdict, {where}"
    if verdict != "ok":
        return verdict.removeprefix("fail reason=")
    if stopped:
        return stopped
    if never_said(platform, console):
        return never_said(platform, console)
    for line in console.lines:
        if platform.never and re.search(platform.never, line):
            return f"its console has: {line.strip()}"
    if bool(console.panic) != ("crash" in platform.events):
        return console.panic or "no kernel panicked"
    return "" if console.powered_down else "the machine reset instead of powering off"
