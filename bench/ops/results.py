# SPDX-License-Identifier: GPL-2.0-only
"""From the lines of a guest to numbers."""

import re

BENCH = re.compile(r"BENCH (\w+) (\S+) (?:ticks (-?[\d.]+) (-?[\d.]+)|skip)(?: # (.*))?$")
SITES = re.compile(r"SITES (\w+) (\S+) (\w+) (\d+)$")
SWITCH = re.compile(r"SWITCH (\w+) (\w+) (\d+) (-?\d+) (-?\d+)$")

MODES = ("inline", "direct", "indirect")
CALIBRATION = "calibrate.nop"


class Measured:
    """One platform's boot."""

    def __init__(self, row, result, lines):
        self.name = row.name
        self.result = result
        self.rows = {}          # ops -> {"what": text, mode: {"min": , "median": , "forms": }}
        self.forms = {}         # (mode, op) -> {form: sites}
        self.switches = {}      # (from, to) -> [(ticks, writer ns, caller ns)]
        for text in lines:
            if row.prefix in text:
                self._line(text)
        self._add_forms()

    def _line(self, text):
        if match := BENCH.search(text):
            mode, ops, least, median, what = match.groups()
            row = self.rows.setdefault(ops, {"what": what or ""})
            if least is not None:
                row[mode] = {"min": float(least), "median": float(median)}
        elif match := SITES.search(text):
            mode, op, form, sites = match.groups()
            self.forms.setdefault((mode, op), {})[form] = int(sites)
        elif match := SWITCH.search(text):
            self.switches.setdefault(match.groups()[:2], []).append(
                tuple(map(int, match.groups()[2:])))

    def _add_forms(self):
        """The forms that a row's sites really had, in the order of its operations."""
        for ops, row in self.rows.items():
            for mode in MODES:
                if mode in row:
                    row[mode]["forms"] = [
                        "/".join(sorted(self.forms[mode, op]))
                        for op in dict.fromkeys(ops.split("+")) if (mode, op) in self.forms]

    def number(self, key):
        value = self.result.values.get(key)
        return float(value) if value else None

    def counts_instructions(self):
        """A NOP takes one tick, in the best batch and in the median one, in every form."""
        row = self.rows.get(CALIBRATION, {})
        return all(row.get(mode, {}).get(key) == 1 for mode in MODES for key in ("min", "median"))

    def patching(self):
        """What the kernel counted when it patched itself at boot."""
        ticks, sites = self.number("patch_tsc"), self.number("sites")
        if not sites or ticks is None:
            return {}
        patched = sites + (self.number("init_sites") or 0)
        return {"sites": int(patched), "ticks": int(ticks), "us": self.number("patch_us"),
                "ticks_per_site": ticks / patched}

    def switching(self):
        sites = self.number("switch_sites")
        return [{"from": a, "to": b, "sites": int(sites),
                 "ticks": [t for t, _, _ in times],
                 "writer_ns": [w for _, w, _ in times],
                 "caller_ns": [c for _, _, c in times],
                 "writer_ns_per_site": min(w for _, w, _ in times) / sites}
                for (a, b), times in self.switches.items() if sites]
