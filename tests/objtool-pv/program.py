# SPDX-License-Identifier: GPL-2.0-only
"""The program under test, the files that it is tested on, and what binutils say of
these, which is what its own answers are compared with."""
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tools/check-ops"))
import operations     # noqa: E402
OUT = pathlib.Path(os.environ.get("OUT", REPO / "build")).resolve()
PROGRAM = pathlib.Path(os.environ.get("OBJTOOL_PV", OUT / "tools/objtool-pv")).resolve()
SOURCE = REPO / "tools/objtool-pv"
VMLINUX = OUT / "vmlinux"
BZIMAGE = OUT / "bzImage"
MODULE = OUT / "vm/module/pvops_sample.ko"
FORMS = {"indirect", "direct", "inline", "none", "illegal", "unreadable"}
COMMANDS = ("list", "check", "diff", "size", "live", "explain")
OPERATIONS, SITES = operations.operations(), operations.sites()
RECORD = struct.Struct("<iBBBB")    # struct pvops_site of asm/pvops/site.h


def output_of(*command):
    return subprocess.run([str(c) for c in command], check=True, text=True,
                          capture_output=True).stdout


def elf_sections(path):
    """Name to (address, file offset, size)."""
    sections = {}
    for line in output_of("readelf", "-SW", path).splitlines():
        found = re.match(r" *\[ *\d+\] (\S+) +\S+ +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)",
                         line)
        if found:
            sections[found[1]] = tuple(int(n, 16) for n in found.groups()[1:])
    return sections


def elf_symbols(path):
    """Name to address; the first one of several."""
    symbols = {}
    for line in output_of("nm", path).splitlines():
        address, _, name = line.rpartition(" ")[0][:16], None, line.split()[-1]
        if address.strip():
            symbols.setdefault(name, int(address, 16))
    return symbols


class Case(unittest.TestCase):
    """A scratch folder; tests that need no kernel work without one."""

    needs = ()

    def setUp(self):
        if not PROGRAM.is_file():
            self.fail(f"{PROGRAM} is missing: run make tools")
        for path in self.needs:
            if not path.exists():
                self.fail(f"{path} is missing: run make image")
        (OUT / "tests").mkdir(parents=True, exist_ok=True)
        self.tmp = pathlib.Path(tempfile.mkdtemp(prefix="objtool-pv-", dir=OUT / "tests"))
        self.addCleanup(shutil.rmtree, self.tmp, ignore_errors=True)

    def run_program(self, *args, **kwargs):
        settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                    "stderr": subprocess.PIPE, "timeout": 300} | kwargs
        return subprocess.run([str(PROGRAM), *map(str, args)], check=False, **settings)

    def text(self, *args, status=0):
        """Its standard output; it said nothing else and ended with `status`."""
        done = self.run_program(*args)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode("ascii")

    def json(self, command, *args, status=0):
        """Its JSON, which is valid UTF-8, and whose head is what every command's is."""
        done = self.run_program(command, "--json", *args)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        document = json.loads(done.stdout.decode("utf-8", errors="strict"))
        self.assertEqual(list(document)[:4], ["schema", "tool", "version", "command"])
        self.assertEqual((document["schema"], document["tool"], document["command"]),
                         (2, "objtool-pv", command))
        return document

    def refuses(self, says, *args):
        """It ends with 2, with no output and one sentence that says what matters."""
        done = self.run_program(*args)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, b"")
        self.assertRegex(done.stderr.decode(), says)
        self.assertTrue(done.stderr.startswith(b"objtool-pv"), done.stderr)

    def damaged(self, path, site, byte=0xcc):
        """A copy of an ELF file with another first byte at a site."""
        copy = self.tmp / f"damaged-{path.name}"
        if not copy.exists():
            shutil.copy(path, copy)
        _, offset, _ = elf_sections(path)[site["section"]]
        with open(copy, "r+b") as file:
            file.seek(offset + site["section_offset"])
            file.write(bytes([byte]))
        return copy
