# SPDX-License-Identifier: GPL-2.0-only
"""Boot one machine, follow its console, and judge what the guest said there."""

import os
import re
import selectors
import time
from dataclasses import dataclass, field

from lab import hold, lines, stuck
from lab.machine import started

GRACE = 30      # seconds for the power-off once the guest has given its verdict
PANIC = "Kernel panic"
TAIL = 60       # lines that are shown of a boot that failed


@dataclass
class Result:
    name: str
    ok: bool = False
    reason: str = ""
    seconds: float = 0.0
    log: str = ""
    values: dict = field(default_factory=dict)
    features: dict = field(default_factory=dict)


def show_failure(result, text):
    print(f"--- {result.name}: the end of its console")
    machine = [line for line in text if line.startswith(stuck.PREFIX)]
    for line in text[:len(text) - len(machine)][-TAIL:] + machine:
        print("  " + "".join(c if c.isprintable() else "?" for c in line))
    print(f"--- full log: {result.log}", flush=True)


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
        key, value = lines.parse(line, self.prefix) or ("", "")
        if key:
            self.values[key] = value
        if key == "feature":    # one line each; the last ones count
            name, _, state = value.partition(" ")
            self.features[name] = state

    def close(self):
        if self.partial:
            self._line(self.partial)


def boot(platform, machine, out, on_progress, echo=None, judge=None):
    """Boot, wait for the end, and return a Result. The log appears only complete."""
    judge = judge or _judge
    log = os.path.join(out, platform.name + ".log")
    console = Console(platform.prefix, platform.power_off)
    begin = time.monotonic()
    try:
        with open(log + ".part", "wb") as log_file:
            follower = _Follower(platform, console, log_file, on_progress, echo)
            stopped = follower.follow(machine, out)
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


class _Follower:
    """Reads a console until its machine ends, or has to be ended."""

    def __init__(self, platform, console, log, on_progress, echo):
        self.platform, self.console, self.log = platform, console, log
        self.on_progress, self.echo = on_progress, echo or (lambda data: None)
        self.heard = time.monotonic()
        self.deadline = self.heard + platform.timeout
        self.judged = False

    def follow(self, machine, out):
        """Why we ended the machine ourselves, or an empty string."""
        with started(machine, self.platform.timeout + 20, out) as process, \
                selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not (why := self._patience()):
                if selector.select(timeout=0.2):
                    data = process.stdout.read1(65536)
                    if not data:
                        return ""
                    self._take(data)
                if not self.judged:
                    self._look(machine, out)
                self.on_progress(self.console.values.get("step", ""))
            if machine.monitor:
                self._take(b"\n".join(line.encode() for line in
                                      ["", *stuck.look(out, self.platform.name), ""]))
            return why

    def _patience(self):
        if time.monotonic() > self.deadline:
            return "no power-off after the verdict" if self.judged else "out of time"
        if self.platform.silence and time.monotonic() > self.heard + self.platform.silence:
            return f"not a word for {self.platform.silence} s"
        return ""

    def _take(self, data):
        self.heard = time.monotonic()
        self.log.write(data)
        self.log.flush()
        self.console.feed(data)
        self.echo(data)

    def _look(self, machine, out):
        """Has the guest come to its end, or to where its memory is dumped?"""
        values = self.console.values
        if machine.dumped and "hold" in values:
            self.judged = True
            hold.take(out, self.platform.name)
        if "verdict" in values:
            self.judged, self.deadline = True, time.monotonic() + GRACE


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
