# SPDX-License-Identifier: GPL-2.0-only
"""From the lines of a guest to numbers."""

import re

from lab import lines

BENCH = re.compile(r"(\w+) (\S+) (?:ticks (-?[\d.]+) (-?[\d.]+)|skip)(?: #\s*(.*))?$")
SITES = re.compile(r"(\w+) (\S+) (\w+) (\d+)$")
SWITCH = re.compile(r"(\w+) (\w+) (\d+) (-?\d+) (-?\d+)$")

MODES = ("inline", "direct", "indirect")
CALIBRATION = "calibrate.nop"


class Measured:
    """One platform's boot."""

    def __init__(self, row, result, text):
        self.name = row.name
        self.result = result
        self.rows = {}          # ops -> {"what": text, mode: {"min": , "median": , "forms": }}
        self.forms = {}         # (mode, op) -> {form: sites}
        self.switches = {}      # (from, to) -> [(ticks, writer ns, caller ns)]
        takers = {"bench": (BENCH, self._bench), "sites_of": (SITES, self._sites),
                  "switch": (SWITCH, self._switch)}
        for key, value in lines.said(text, row.prefix):
            if key in takers and (match := takers[key][0].match(value)):
                takers[key][1](*match.groups())
        self._add_forms()

    def _bench(self, mode, ops, least, median, what):
        row = self.rows.setdefault(ops, {"what": what or ""})
        if least is not None:
            row[mode] = {"min": float(least), "median": float(median)}

    def _sites(self, mode, op, form, sites):
        self.forms.setdefault((mode, op), {})[form] = int(sites)

    def _switch(self, before, after, *numbers):
        self.switches.setdefault((before, after), []).append(tuple(map(int, numbers)))

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
