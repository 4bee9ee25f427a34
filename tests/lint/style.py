# SPDX-License-Identifier: GPL-2.0-only
"""Licence lines, white space, and the subjects of commits."""
import re
import subprocess

from tree import CannotCheck

SPDX = re.compile(r"SPDX-License-Identifier: GPL-2\.0-only( -->| \*/)?$", re.M)
SUBJECT = 75


def licences(tree):
    # A hook is a change to a file that has a licence line of its own.
    return [f"{path}:1: no SPDX-License-Identifier: GPL-2.0-only in the first three lines"
            for path in tree.files if tree.language(path) != "patch"
            and not SPDX.search("\n".join(tree.read(path).split("\n", 3)[:3]))]


def white_space(tree):
    found = []
    for path in tree.files:
        text = tree.read(path)
        if tree.language(path) == "patch":  # context lines begin with a blank
            continue
        found += [f"{path}:{number}: white space at the end of the line"
                  for number, line in enumerate(text.split("\n"), 1) if line != line.rstrip()]
        if text and not text.endswith("\n"):
            found.append(f"{path}: no end of the last line")
    return found


def git(tree, *words):
    done = subprocess.run(["git", "-C", tree.root, *words], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotCheck(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def subjects(tree):
    """Of commits since CONTRIBUTING.md is there, which asks for short ones."""
    if not tree.has_history():
        raise CannotCheck("no git repository, so no subjects of commits")
    began = git(tree, "log", "--format=%H", "--diff-filter=A", "--", "CONTRIBUTING.md")
    if not began:
        raise CannotCheck("CONTRIBUTING.md is in no commit yet")
    commits = git(tree, "log", "--no-merges", "--format=%h %s", f"{began[-1]}..HEAD")
    return [f"commit {line.split()[0]}: its subject has more than {SUBJECT} characters"
            for line in commits if len(line.partition(" ")[2]) > SUBJECT]
