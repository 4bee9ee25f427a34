# SPDX-License-Identifier: GPL-2.0-only
"""What becomes of one configuration: built, its module built, booted, judged."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

REPO = pathlib.Path(__file__).resolve().parents[2]
OPTIONS = REPO / "tests/configs/options"
sys.path.insert(0, str(REPO / "linux"))
from kbuild import run, toolchain   # noqa: E402
from table import NO_GUEST, PLAIN   # noqa: E402

# What a result depends on, beside upstream, whose stamp is in OUT.
INPUTS = ("linux", "pvops", "backends", "lab", "tests/vm", "tests/configs/table.py",
          "tests/configs/steps.py", "tools/objtool-pv")
UNSWITCHED = ("full", "rt")     # a kernel that preempts itself refuses to be switched
# More boots of a kernel whose preemption model is chosen at boot.
DYNAMIC = ("native-rich-none", "native-rich-preempt")


class CannotRun(Exception):
    """In one sentence."""


class Failed(Exception):
    """Of this configuration, in one line."""


def digest(out, fragments):
    """Of all that a result depends on."""
    stamp = out / "src.stamp"
    if not stamp.exists():
        raise CannotRun(f"{stamp} is missing: run `make configs`, which fetches upstream.")
    found = hashlib.sha256(stamp.read_bytes())
    files = [path for name in INPUTS for path in sorted((REPO / name).rglob("*"))
             or [REPO / name]] + fragments
    for path in files:
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(f"{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


def guest_row(levels):
    """The guest that a kernel with these choices can be."""
    if levels["kvm"] == PLAIN:
        return "kvm-rich"
    if levels["xen"] != "none":
        return "xen-domu-rich" if levels["xen"] == PLAIN else "xen-pvh-rich"
    return "hyperv-rich" if levels["hyperv"] == PLAIN else "kvm-rich-stranger"


class Trial:
    def __init__(self, configuration, args):
        self.configuration, self.args = configuration, args
        self.folder = args.out / "configs"
        self.objects = self.folder / configuration.name
        self.boots = self.folder / f"{configuration.name}.vm"
        self.kept = self.folder / f"{configuration.name}.json"
        self.fragments = [OPTIONS / name for name in configuration.fragments()]
        self.found = {"name": configuration.name, "minutes": "-", "sites": "-",
                      "native": "-", "guest": "-", "ok": False, "reason": ""}
        self.is_booted = not (args.configure or args.build)
        self.is_kept, self.key, self.boots_now = False, "", None

    def prepare(self):
        """Build it, unless an earlier result that passed is still true and taken."""
        self.key = digest(self.args.out, self.fragments)
        if self.kept.exists():
            old = json.loads(self.kept.read_text(encoding="utf-8"))
            if old["ok"] and old["key"] == self.key:
                self.found, self.is_kept = old, True
                return
        self.folder.mkdir(exist_ok=True)
        try:
            self.build()
            if self.is_booted and self.configuration.paravirt:
                self.build_module()
        except Failed as reason:
            self.found["reason"] = str(reason)

    def finish(self):
        """Boot what has been built, and return the result as a dict."""
        if self.is_kept or self.found["reason"]:
            return self.found
        try:
            if self.is_booted:
                self.boot()
        except Failed as reason:
            self.found["reason"] = str(reason)
            return self.found
        self.found["ok"] = True
        if self.is_booted:
            self.kept.write_text(json.dumps(self.found | {"key": self.key}), encoding="utf-8")
            if not self.args.keep:
                shutil.rmtree(self.objects)
        return self.found

    def stop(self):
        """End its boots, if there are any now."""
        if self.boots_now and self.boots_now.poll() is None:
            self.boots_now.terminate()

    def build(self):
        begin = time.monotonic()
        command = [REPO / "linux/build", "image", self.args.out,
                   "--name", f"configs/{self.configuration.name}",
                   "--jobs", str(self.args.jobs), "--arch", self.configuration.arch,
                   "--toolchain", self.configuration.toolchain,
                   *(f"--backend={path}" for path in os.environ.get("BACKENDS", "").split()),
                   *(f"--fragment={path}" for path in self.fragments)]
        if self.args.configure:
            command.append("--configure")
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, check=False)
        self.found["minutes"] = f"{(time.monotonic() - begin) / 60:.1f}"
        if done.returncode:
            sys.stdout.write(done.stderr)
            lines = done.stderr.splitlines() or ["linux/build gave no reason"]
            raise Failed(f"build: {lines[1] if len(lines) > 1 else lines[0]}")

    def build_module(self):
        """Out of tree, as a user's module is built."""
        folder, log = self.boots / "module", self.folder / f"{self.configuration.name}.module.log"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(REPO / "tests/vm/module", folder)
        command = ["make", "-C", self.objects, f"M={folder}",
                   f"ARCH={self.configuration.arch}",
                   *toolchain.words(self.configuration.toolchain)]
        with open(log, "wb") as file:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file,
                                  stderr=subprocess.STDOUT, check=False,
                                  env=run.environment(self.args.out))
        said = log.read_text(errors="replace").splitlines()
        wrong = [line for line in said if "warning: " in line.lower() or "rror: " in line]
        if done.returncode or wrong:
            raise Failed(f"module: {wrong[0] if wrong else f'see {log}'}")

    def boot(self):
        levels = self.configuration.levels
        words = []
        if levels["levels"] == "4":
            words.append("no5lvl")
        if levels["preempt"] in UNSWITCHED:
            words.append("prove.brief")
        shown = {"native": "native-rich"}
        guest = self.configuration.guest or guest_row(levels)
        if guest != NO_GUEST:
            shown["guest"] = guest
        rows = list(shown.values())
        if levels["depth"] != PLAIN:
            rows.append("native-rich-depth")
        if levels["preempt"] == PLAIN and self.configuration.paravirt:
            rows += DYNAMIC
        results = self.boot_rows(rows, words)
        for place, row in shown.items():
            self.found[place] = ("ok " if results[row]["ok"] else "FAILED ") + row
        self.found["sites"] = results[shown["native"]]["prove"].get("sites", "-")
        for row in rows:
            if not results[row]["ok"]:
                raise Failed(f"{row}: {results[row]['reason']}")

    def boot_rows(self, rows, words):
        """Row to what tests/vm/boot has written about it."""
        written = self.boots / "results.json"
        written.unlink(missing_ok=True)
        out = self.args.out
        proof = ["--baseline"]
        if self.configuration.paravirt:
            proof = ["--module", self.boots / "module/pvops_sample.ko",
                     "--auditor", out / "tools/objtool-pv"]
        self.boots.mkdir(exist_ok=True)
        self.boots_now = subprocess.Popen(
            [REPO / "tests/vm/boot", "--image", self.objects / "bzImage",
             "--vmlinux", self.objects / "vmlinux", "--host-image", out / "bzImage",
             *proof, "--out", self.boots, "--arch", self.configuration.arch,
             "--cpus", str(self.configuration.cpus), "--json", written,
             *(f"--append={word}" for word in words), *rows],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        # In one piece, as another configuration is built meanwhile.
        sys.stdout.write(self.boots_now.communicate()[0])
        if not written.exists():
            raise CannotRun(f"{self.configuration.name} could not be booted.")
        platforms = json.loads(written.read_text(encoding="utf-8"))["platforms"]
        return {p["name"]: p for p in platforms}
