# SPDX-License-Identifier: GPL-2.0-only
"""The files that results are kept in: JSON with one schema, TSV beside it."""

import json
import os

from lab.errors import CannotRun
from lab.files import existing, replace_file
from lab.made import made

SCHEMA = 5      # of every JSON file; raised when a key changes its meaning, or readers need a new one


def document(what, **content):
    """@what names the program whose result this is."""
    return {"schema": SCHEMA, "bench": what, "made": made(), **content}


def load(path, what, remedy):
    """The document that such a program has written; @remedy says how to have it again."""
    with open(existing(path, remedy), encoding="utf-8") as file:
        try:
            found = json.load(file)
        except ValueError as error:
            raise CannotRun(f"{path} is no JSON file ({error}): {remedy}.") from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise CannotRun(f"{path} is not of schema {SCHEMA}: {remedy}.")
    if found.get("bench") != what:
        raise CannotRun(f"{path} is a result of {found.get('bench')} and not of {what}: {remedy}.")
    return found


def write_json(path, content):
    replace_file(path, json.dumps(content, indent=1) + "\n")


def _cell(value, digits):
    if value is None:
        return ""
    return f"{value:.{digits}f}" if isinstance(value, float) else str(value)


def write_tsv(path, columns, rows, digits=3):
    lines = ["\t".join(columns), *("\t".join(_cell(v, digits) for v in row) for row in rows)]
    replace_file(path, "\n".join(lines) + "\n")


def keep(out, stem, content, **tables):
    """Write OUT/STEM.json and a TSV file for each table, (columns, rows[, digits]); returns
    the line that says so. The name of a table is the end of its file's stem."""
    os.makedirs(out, exist_ok=True)
    paths = [os.path.join(out, stem + ".json")]
    write_json(paths[0], content)
    for name, table in tables.items():
        paths.append(os.path.join(out, f"{stem}{name and '-' + name}.tsv"))
        write_tsv(paths[-1], *table)
    return "written: " + " ".join(paths)
