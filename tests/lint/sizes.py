# SPDX-License-Identifier: GPL-2.0-only
"""The longest files and functions, and the ceiling that none may reach."""
import json
import subprocess

from tree import CannotCheck

FILE, FUNCTION = 400, 60
LISTED = 5
# Longer, and why.
TABLES = {
    "docs/results.md": "the tables of all benches",
    "tests/mutants": "one entry for each kind of damage",
    "tests/objtool-pv/test_elf.c": "a table of damaged files",
    "tests/objtool-pv/rule_cases.c": "a table of findings, rule by rule",
    "tests/objtool-pv/test_binary.c": "a table of readers, each with its damage",
    "tests/objtool-pv/test_altinstructions.c": "a table of records",
}


def files(tree):
    """(lines, path) of each file, the longest first."""
    return sorted(((tree.read(path).count("\n"), path) for path in tree.files), reverse=True)


def functions(tree):
    """(lines, path:name) of each function, the longest first."""
    paths = tree.written_in("c", "python", "sh")
    try:
        said = subprocess.run(
            ["ctags", "--output-format=json", "--fields=+ne", "--kinds-C=f", "--kinds-Python=fm",
             "--kinds-Sh=f", "-L", "-", "-f", "-"], cwd=tree.root, input="\n".join(paths),
            stdout=subprocess.PIPE, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise CannotCheck(f"universal-ctags is needed, 'make deps-lint': {error}") from None
    tags = [json.loads(line) for line in said.splitlines()]
    return sorted(((tag["end"] - tag["line"] + 1, f"{tag['path']}:{tag['line']}: {tag['name']}()")
                   for tag in tags if "end" in tag), reverse=True)


def listing(tree):
    """The longest of both, as text."""
    found = [f"{lines:5} {name}" for kind in (files, functions)
             for lines, name in kind(tree)[:LISTED]]
    return ["lines longest"] + found


def check(tree):
    lengths = dict((path, lines) for lines, path in files(tree))
    found = [f"{path}: {lines} lines, more than {FILE}: which two ideas are in it?"
             for path, lines in lengths.items() if lines > FILE and path not in TABLES]
    found += [f"tests/lint/sizes.py: {path} is no longer longer than {FILE} lines"
              for path in TABLES if lengths.get(path, 0) <= FILE]
    found += [f"{name} has {lines} lines, more than {FUNCTION}"
              for lines, name in functions(tree) if lines > FUNCTION]
    return found
