# SPDX-License-Identifier: GPL-2.0-only
"""Upstream's own checkpatch.pl, held against the list of what we do otherwise."""
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import subprocess

from tree import CannotCheck

LIST = pathlib.Path(__file__).with_name("checkpatch.ignored")
MESSAGE = re.compile(r"(?P<path>[^:\n]+):(?P<line>\d+): "
                     r"(?:ERROR|WARNING|CHECK):(?P<type>[A-Z0-9_]+): (?P<text>.*)")
BATCH = 12


def entries(text):
    """Lines "TYPE PATTERN reason": [type, pattern] of each, by number of line."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.startswith("#"):
            words = line.split(None, 2)
            if len(words) < 3:
                raise CannotCheck(f"checkpatch.ignored:{number}: no reason is given")
            found[number] = words[:2]
    return found


def judge(messages, ignored):
    """Complaints: messages that no entry of the list expects, entries without one."""
    complaints, needed = [], set()
    for message in messages:
        match = MESSAGE.fullmatch(message)
        number = next((n for n, (kind, pattern) in ignored.items()
                       if match and kind == match["type"]
                       and fnmatch.fnmatchcase(match["path"], pattern)), None)
        if number is None:
            complaints.append(message)
        needed.add(number)
    complaints += [f"tests/lint/checkpatch.ignored:{n}: {' '.join(ignored[n])} is no longer needed"
                   for n in ignored if n not in needed]
    return complaints


def run(program, root, paths):
    """Messages of checkpatch, by path."""
    done = subprocess.run(
        ["perl", program, "--no-tree", "--no-summary", "--terse", "--show-types", "--emacs", "-f",
         *paths], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise CannotCheck(f"checkpatch.pl: {done.stderr.strip()}")
    found = {path: [] for path in paths}
    for line in done.stdout.splitlines():
        match = MESSAGE.fullmatch(line)
        if match:
            found[match["path"]].append(line)
    return found


class Cache:
    """Messages of files that have not changed since the last run."""

    def __init__(self, tree, program):
        self.path = tree.out / "lint-checkpatch.json"
        self.tree, self.program = tree, program.read_bytes()
        try:
            self.known = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.known = {}

    def key(self, path):
        text = self.tree.read(path).encode()
        return hashlib.sha256(self.program + path.encode() + b"\0" + text).hexdigest()

    def keep(self, found):
        kept = {self.key(path): lines for path, lines in found.items()}
        self.path.write_text(json.dumps(kept))


def messages(tree):
    program = tree.upstream / "scripts/checkpatch.pl"
    if not program.exists():
        raise CannotCheck(f"{program} is missing: 'make lint' unpacks it")
    cache = Cache(tree, program)
    paths = [p for p in tree.written_in("c") if not p.endswith(".lds")]
    found = {p: cache.known[cache.key(p)] for p in paths if cache.key(p) in cache.known}
    new = [p for p in paths if p not in found]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for part in pool.map(lambda first: run(program, tree.root, new[first:first + BATCH]),
                             range(0, len(new), BATCH)):
            found |= part
    cache.keep(found)
    return [line for path in paths for line in found[path]]


def check(tree):
    return judge(messages(tree), entries(LIST.read_text()))
