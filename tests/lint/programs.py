# SPDX-License-Identifier: GPL-2.0-only
"""What well-known programs say: shellcheck, pyflakes, codespell."""
import pathlib
import subprocess

from tree import CannotCheck

WORDS = pathlib.Path(__file__).with_name("codespell.words")


def lines(tree, command, paths):
    if not paths:
        return []
    try:
        done = subprocess.run([*command, *paths], cwd=tree.root, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
    except FileNotFoundError:
        raise CannotCheck(f"{command[0]} is not installed: 'make deps-lint'") from None
    said = done.stdout.splitlines()
    if done.returncode and not said:
        return [f"{command[0]}: exit status {done.returncode}"]
    return said


def shellcheck(tree):
    command = ["shellcheck", "--format=gcc", "--severity=style",
               "--exclude=SC1091"]   # what a guest's script reads is written when it boots
    # busybox runs the scripts of guests; its shell is a POSIX one.
    return (lines(tree, [*command, "--shell=sh"], tree.written_in("sh"))
            + lines(tree, [*command, "--shell=bash"], tree.written_in("bash")))


def pyflakes(tree):
    return lines(tree, ["pyflakes3"], tree.written_in("python"))


def codespell(tree):
    return lines(tree, ["codespell", "--ignore-words", str(WORDS)], tree.files)
