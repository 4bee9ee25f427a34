# SPDX-License-Identifier: GPL-2.0-only
"""Our patches, applied by git: it finds lines that have moved, and never guesses.

It works on copies in a scratch folder, because the result of all patches must be
known before the first byte of a tree changes.
"""
import os
import re
import subprocess

from . import Refusal

# What git says of a file whose lines are edited.  Of one that is made, renamed or given
# another mode it says more; and a path must not lead out of the scratch folder.
EDIT = re.compile(r"(\d+)\t(\d+)\t((?!.*\.\.)\w[\w./+-]*)")
FAILED = re.compile(r"patch failed: (.+):(\d+)$", re.M)


def edits(patch, scratch, root):
    """The files that it edits: a list of (path, lines added, lines removed)."""
    found = []
    for line in git_apply(patch, scratch, root, "--numstat", "--summary").splitlines():
        edit = EDIT.fullmatch(line)
        if not edit:
            raise Refusal(f"{patch.name} does more than edit lines in a tree's files "
                          f"({' '.join(line.split())}): use linux/tree for that")
        found.append((edit[3], int(edit[1]), int(edit[2])))
    return found


def git_apply(patch, scratch, root, *options):
    """Run it on the copies of `root`'s files that are in `scratch`; return what it prints."""
    # Neither a repository around the folder nor the user's configuration has a say.
    env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C",
           "GIT_CEILING_DIRECTORIES": str(scratch.parent),
           "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1"}
    try:
        done = subprocess.run(["git", "apply", "-p1", "--whitespace=nowarn", *options, patch],
                              cwd=scratch, env=env, text=True, errors="replace",
                              capture_output=True, check=False)
    except FileNotFoundError:
        raise Refusal("git, which applies linux/patches, is not installed: "
                      "run 'linux/deps build'") from None
    if done.returncode == 0:
        return done.stdout
    if failed := FAILED.search(done.stderr):
        raise Refusal(f"{patch.name} does not apply to {failed[1]} in {root}: the lines that it "
                      f"expects from line {failed[2]} on are not there; edit linux/patches/"
                      f"{patch.name}, or take a release that has been tried (linux/README.md)")
    said = done.stderr.splitlines() or [f"status {done.returncode}"]
    raise Refusal(f"git cannot apply {patch.name} ({said[0].removeprefix('error: ')}): "
                  f"mend linux/patches/{patch.name}")
