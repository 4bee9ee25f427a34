# SPDX-License-Identifier: GPL-2.0-only
"""The files that are checked, and what each of them is written in."""
import os
import pathlib
import re
import subprocess

# Not ours to format: licence texts, inputs of fuzzers, and what a program draws.
FOREIGN = ("LICENSES/", "COPYING", "tests/fuzz/corpus/", "docs/overhead.svg")
C_SUFFIXES = (".c", ".h", ".S", ".def", ".lds")
C_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.S)
HASH_TOKEN = re.compile(r'"""(.*?)"""|(?:^|(?<=\s))#[^\n]*', re.S)


class CannotCheck(Exception):
    """A check has nothing to work on here; the sentence says what."""


class Tree:
    """A folder with sources: @root; upstream, unpacked: @upstream; what may be
    written: @out."""

    def __init__(self, root, out):
        self.root, self.out = pathlib.Path(root), pathlib.Path(out)
        self.upstream = self.out / "src"
        self.texts = {}
        self.files = sorted(path for path in self.names()
                            if not path.startswith(FOREIGN) and self.is_text(path))

    def names(self):
        """Files that git knows or would add; all of them where there is no git."""
        if self.has_history():
            said = subprocess.run(
                ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others",
                 "--exclude-standard"], stdout=subprocess.PIPE, check=True).stdout
            return set(said.decode().split("\0")) - {""}
        return {path.relative_to(self.root).as_posix() for path in self.walk()}

    def has_history(self):
        return (self.root / ".git").exists()

    def walk(self):
        for folder, inside, names in os.walk(self.root):
            here = pathlib.Path(folder)
            inside[:] = [name for name in inside
                         if here / name != self.out and name not in ("build", "__pycache__")]
            yield from (here / name for name in names if name != "compile_commands.json")

    def is_text(self, path):
        full = self.root / path
        if full.is_symlink() or not full.is_file():
            return False
        try:
            self.texts[path] = full.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def read(self, path):
        return self.texts[path]

    def language(self, path):
        """"c", "python", "sh", "bash", "markdown", "patch" or "other"."""
        suffix = pathlib.PurePath(path).suffix
        if suffix in C_SUFFIXES:
            return "c"
        known = {".py": "python", ".md": "markdown", ".bash": "bash", ".patch": "patch"}
        first = self.read(path).partition("\n")[0]
        if suffix not in known and first.startswith("#!"):
            return next((name for name in ("python", "bash") if name in first), "sh")
        return known.get(suffix, "other")

    def written_in(self, *languages):
        return [path for path in self.files if self.language(path) in languages]

    def prose(self, path):
        """Lines of a document, or those of the comments in a source: (number, text)."""
        text, language = self.read(path), self.language(path)
        if language == "patch":
            return
        if language == "markdown":
            pieces = [(0, text)]
        else:
            token = C_TOKEN if language == "c" else HASH_TOKEN
            pieces = [(m.start(), m[0]) for m in token.finditer(text)
                      if not (language == "c" and m[0].startswith('"'))]
        for start, piece in pieces:
            first = text.count("\n", 0, start) + 1
            yield from enumerate(piece.split("\n"), first)
