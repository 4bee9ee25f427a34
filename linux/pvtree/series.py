# SPDX-License-Identifier: GPL-2.0-only
"""Our changes to a kernel tree as a series of patches, for who carries us in a package.

What we add is one patch for the framework and one for each backend, with the files of
upstream that these replace; then come the hooks.  The headers follow DEP-3.
"""
import os
import pathlib
import re
import subprocess
import tempfile

from . import backends, layout, originals, plan

FOLDER = "pvops"                # of the patches, beside their list
HEADER = """\
Description: {title}
{body}
Origin: vendor, pvops
Forwarded: not-needed
Last-Update: {day}
---
This patch header follows DEP-3: http://dep.debian.net/deps/dep3/

"""
NUMBERED = re.compile(r"\d+-(.+)\.patch")
FRAMEWORK = ("framework", "The table of low-level operations and the patcher of their call sites.")
TREE = ("paravirt", "Paravirtualisation by that table. Upstream's own stays for kernels without "
                    "CONFIG_PVOPS.")


def owners(found):
    """{path: backend} of what is replaced or kept by one of the backends in `found`."""
    owner = {}
    for name, folder in found.items():
        for path in originals.read(folder / backends.REPLACES):
            owner |= {path: name, originals.kept(path): name}
    return owner


def part(path, kind, owner):
    """Which patch a file is in: a backend's name, or one of those above."""
    inside = path.removeprefix(f"{backends.PLACE}/").split("/")
    if path.startswith(f"{backends.PLACE}/") and len(inside) > 1:
        return inside[0]
    if path in owner:
        return owner[path]
    replaced = kind in (plan.REPLACED, plan.KEPT)
    return TREE[0] if replaced else FRAMEWORK[0]


def difference(before, after):
    """The patch from one dict of files to the other, as git writes it."""
    with tempfile.TemporaryDirectory(prefix="pvops-") as scratch:
        for side, files in (("a", before), ("b", after)):
            pathlib.Path(scratch, side).mkdir()
            for path, (contents, mode) in files.items():
                put(pathlib.Path(scratch, side, path), contents, mode)
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C",
               "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1"}
        # Its exit status is 1 where they differ.
        return subprocess.run(["git", "diff", "--no-index", "--no-prefix", "--full-index",
                               "--no-renames", "--no-color", "--text", "a", "b"], cwd=scratch,
                              env=env, text=True, stdout=subprocess.PIPE, check=False).stdout


def put(path, contents, mode):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents)
    path.chmod(mode)


def parts(wanted, found):
    """{title: (why, files)} of all but the hooks, in the order of the series."""
    owner = owners(found)
    rows = {FRAMEWORK[0]: (FRAMEWORK[1], {})}
    rows |= {name: (f"What differs on one platform: {name}.", {}) for name in found}
    rows[TREE[0]] = (TREE[1], {})
    for path, row in wanted.files.items():
        if row[0] != plan.HOOKED:
            rows[part(path, row[0], owner)][1][path] = row
    return {title: row for title, row in rows.items() if row[1]}


def header(title, why, day):
    return HEADER.format(title=f"pvops, {title.replace('-', ' ')}", day=day,
                         body="\n".join(f" {line}" for line in why.strip().splitlines()))


def additions(wanted, found, tree):
    """(title, why, patch) of what we add to `tree` or replace in it."""
    for title, (why, files) in parts(wanted, found).items():
        before = {path: tree.original(path) for path in files if tree.original(path)}
        yield title, why, difference(before, {path: row[1:] for path, row in files.items()})


def hooks(repo, tree):
    """The same of each hook.  A hook has as few lines around it as git needs to find its place;
    other programs would have to guess, so it is written anew, with the usual three."""
    done = plan.Plan()
    for hook in layout.patches(repo):
        old = dict(done.files)
        with tempfile.TemporaryDirectory(prefix="pvops-") as scratch:
            plan.hook(done, tree, hook, pathlib.Path(scratch))
        changed = {path: row[1:] for path, row in done.files.items() if row != old.get(path)}
        before = {path: old[path][1:] if path in old else tree.original(path) for path in changed}
        title = NUMBERED.fullmatch(hook.name)
        yield (f"hook-{title[1] if title else hook.stem}",
               hook.read_text().partition("--- a/")[0], difference(before, changed))


def make(repo, tree, day, named=(), accepted=()):
    """[(name, text)] of the patches for `tree`, a plan.Tree; refuses what linux/apply refuses."""
    wanted, found = plan.make(repo, tree, named, accepted), backends.find(repo, named)
    patches = [*additions(wanted, found, tree), *hooks(repo, tree)]
    return [(f"{number:02}-{title}.patch", header(title, why, day) + text)
            for number, (title, why, text) in enumerate(patches, 1)]


def write(folder, patches):
    """The series, which takes the place of an earlier one."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for old in (folder / FOLDER).glob("*.patch"):
        old.unlink()
    for name, text in patches:
        (folder / FOLDER / name).write_text(text)
    (folder / "series").write_text("".join(f"{FOLDER}/{name}\n" for name, _ in patches))
