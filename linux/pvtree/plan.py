# SPDX-License-Identifier: GPL-2.0-only
"""From the repository and a kernel tree to the files that the tree should hold,
and to the changes that bring it there."""
import hashlib
import json
import os
import pathlib
import re
import tempfile
from dataclasses import dataclass, field

from . import Refusal, backends, hooks, layout, mentions, originals, properties
from .commit import MANIFEST, STATE, missing_parents

# What we do to a file of upstream, and files that only an applied tree has: ours,
# and upstream's own beside one of ours that replaces it.
HOOKED, REPLACED, ADDED, KEPT = "hooked", "replaced", "added", "kept"
NEW = (ADDED, KEPT)


@dataclass
class Plan:
    """Kind, contents and mode of each file, and what the hooks amount to."""
    files: dict = field(default_factory=dict)
    added_lines: int = 0
    removed_lines: int = 0
    mentions: dict = field(default_factory=dict)    # of hypervisors, in upstream
    more_mentions: int = 0

    def count(self, kind):
        return sum(1 for row in self.files.values() if row[0] == kind)

    def __str__(self):
        def files(n):
            return f"{n} file" + "s" * (n != 1)
        return (f"hooks in {files(self.count(HOOKED))} of upstream, "
                f"+{self.added_lines} -{self.removed_lines} lines; "
                f"{files(self.count(REPLACED))} replaced and kept "
                f"for kernels without CONFIG_PVOPS, {files(self.count(ADDED))} added; "
                f"{self.mentions['lines'] + self.more_mentions} lines of code that all kernels share "
                f"name a hypervisor, {self.mentions['lines']} in upstream")


class Tree:
    """A kernel tree, with the record of what we did to it if we did."""

    def __init__(self, root):
        self.root = root
        self.applied = (root / MANIFEST).exists()
        self.manifest = (json.loads((root / MANIFEST).read_text())
                         if self.applied else {"files": {}, "dirs": []})
        self.release = ""

    def check_version(self):
        try:
            text = (self.root / "Makefile").read_text(errors="replace")
        except OSError:
            text = ""
        parts = dict(re.findall(r"^(VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)$",
                                text, re.M))
        if len(parts) != 3 or not (self.root / "arch/x86/Kbuild").is_file():
            raise Refusal(f"{self.root} is not a Linux source tree")
        found = "{VERSION}.{PATCHLEVEL}.{SUBLEVEL}".format(**parts)
        if found.rsplit(".", 1)[0] != layout.SERIES:
            raise Refusal(f"{self.root} is Linux {found}, but pvops is made "
                          f"for Linux {layout.SERIES}.y")
        self.release = found

    def read(self, path):
        """(contents, mode) of a file as it is now; None if there is none."""
        file = self.root / path
        if file.is_symlink() or file.is_dir():
            raise Refusal(f"{path} in {self.root} is not an ordinary file")
        if not file.exists():
            return None
        return file.read_bytes(), file.stat().st_mode & 0o7777

    def original(self, path):
        """The same as it was before us."""
        kind = self.manifest["files"].get(path, (None,))[0]
        if kind in NEW:
            return None
        return self.read(f"{STATE}/orig/{path}" if kind else path)

    def check_untouched(self):
        """A later edit of these files must not get lost."""
        for path, (kind, digest) in self.manifest["files"].items():
            now = self.read(path)
            if now == self.original(path) or now and sha256(now[0]) == digest:
                continue
            way_out = ("delete it" if kind in NEW else
                       f"copy {STATE}/orig/{path} back over it")
            raise Refusal(f"{path} in {self.root} was edited after pvops was "
                          f"applied: save the edit, {way_out} and try again")

    def check_writable(self, paths):
        for path in paths:
            parent = (self.root / path).parent
            while not parent.exists():
                parent = parent.parent
            if not os.access(parent, os.W_OK | os.X_OK):
                raise Refusal(f"{parent} is not writable")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def make(repo, tree, named=(), accepted=()):
    """The Plan for `tree`; refuses if anything of it cannot be done.  `named` are
    folders of backends that are not in the repository, `accepted` the files of
    upstream that may be other ones than those that ours were written against."""
    plan, found = Plan(), backends.find(repo, named)
    for path, source, may_replace in layout.files(repo, found):
        mode = 0o755 if os.access(source, os.X_OK) else 0o644
        add(plan, tree, path, source.read_bytes(), mode, may_replace)
    add(plan, tree, backends.KCONFIG, backends.kconfig(found), 0o644, layout.OURS)
    stand_in(plan, tree, backends.replaced(found))
    with tempfile.TemporaryDirectory(prefix="pvops-") as scratch:
        for patch in layout.patches(repo):
            hook(plan, tree, patch, pathlib.Path(scratch))
    known = originals.read(repo / originals.ORIGINALS) | backends.known(found)
    originals.check(keep(plan, tree), known, tree.release, accepted)
    properties.check(repo, tree)
    names = mentions.Names(repo)
    plan.mentions = mentions.upstream(names, tree)
    plan.more_mentions = mentions.ours(names, tree, plan.files)
    return plan


def add(plan, tree, path, contents, mode, may_replace):
    original = tree.original(path)
    if original and not may_replace:
        raise Refusal(f"{path} is already in {tree.root} and is not ours")
    plan.files[path] = ((REPLACED, contents, original[1]) if original else
                        (ADDED, contents, mode))


def stand_in(plan, tree, replaced):
    for path, contents in replaced.items():
        if path in plan.files:
            raise Refusal(f"a backend stands in for {path}, which is ours")
        original = tree.original(path)
        if original is None:
            raise Refusal(f"a backend stands in for {path}, which {tree.root} does not have")
        plan.files[path] = (REPLACED, contents, original[1])


def keep(plan, tree):
    """Upstream's own files beside those that replace them; return their digests."""
    digests = {}
    replaced = [path for path, row in plan.files.items() if row[0] == REPLACED]
    for path in replaced:
        contents, mode = tree.original(path)
        digests[path] = sha256(contents)
        if kept := originals.kept(path):
            if kept in plan.files or tree.original(kept):
                raise Refusal(f"{kept} is already in {tree.root} and is not ours")
            plan.files[kept] = (KEPT, contents, mode)
    return digests


def hook(plan, tree, patch, scratch):
    """Edit upstream's files as `patch` says, which may be the second to edit them."""
    edits = hooks.edits(patch, scratch, tree.root)
    for path, added, removed in edits:
        copy(plan, tree, patch.name, path, scratch)
        plan.added_lines += added
        plan.removed_lines += removed
    hooks.git_apply(patch, scratch, tree.root)
    for path, _, _ in edits:
        plan.files[path] = (HOOKED, (scratch / path).read_bytes(), plan.files[path][2])


def copy(plan, tree, name, path, scratch):
    """Put a file into `scratch` as the hooks until now have left it."""
    kind, data, mode = plan.files.get(path) or (
        HOOKED, *(tree.original(path) or (None, None)))
    if kind != HOOKED:
        raise Refusal(f"{name} edits {path}, which linux/tree, pvops/ or a backend "
                      "provides whole: edit it there")
    if data is None:
        raise Refusal(f"{name} edits {path}, which {tree.root} does not have")
    plan.files[path] = (kind, data, mode)
    (scratch / path).parent.mkdir(parents=True, exist_ok=True)
    (scratch / path).write_bytes(data)


def changes(tree, plan):
    """What commit() has to do so that `tree` holds `plan`; an empty plan takes
    us out.  Files that are right already do not appear, so nothing is rebuilt
    without need."""
    actions = {}
    for path, (kind, data, mode) in plan.files.items():
        if tree.read(path) != (data, mode):
            actions[path] = (data, mode)
        orig = f"{STATE}/orig/{path}"
        if kind not in NEW and not (tree.root / orig).exists():
            actions[orig] = tree.original(path)
    for path, (kind, _) in tree.manifest["files"].items():
        now_kind = plan.files.get(path, (None,))[0]
        if now_kind is None:
            actions[path] = tree.original(path)
        if kind not in NEW and now_kind in (None, *NEW):
            actions[f"{STATE}/orig/{path}"] = None
    manifest = new_manifest(tree, plan, actions)
    if not plan.files:
        actions[MANIFEST] = None
    elif not tree.applied or manifest != tree.manifest:
        actions[MANIFEST] = (json.dumps(manifest, indent=1).encode(), 0o644)
    return actions


def new_manifest(tree, plan, actions):
    made = missing_parents(tree.root, [p for p, a in actions.items() if a])
    dirs = set(tree.manifest["dirs"]).union(made)
    return {"files": {path: [kind, sha256(data)]
                      for path, (kind, data, _) in plan.files.items()},
            "dirs": sorted(d for d in dirs if not d.startswith(STATE)),
            mentions.KEY: plan.mentions}
