# SPDX-License-Identifier: GPL-2.0-only
"""Objects of the backends, compiled once more with other options than the image's.

They are what the image's own commands make of its sources, with options added on the
compiler's command line: enough to see what a file becomes, not to link a kernel."""
import os
import pathlib
import re
import shlex
import subprocess
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(os.environ.get("OUT", TOP / "build")).resolve()
OBJECTS = OUT / "image"
BACKENDS = OBJECTS / "arch/x86/pvops/backends"


def folders():
    """The backends' folders in the image's objects."""
    if not BACKENDS.is_dir():
        raise unittest.SkipTest(f"{BACKENDS} is missing: build it with `make image`")
    return [folder for folder in sorted(BACKENDS.iterdir()) if folder.is_dir()]


def build_command(saved):
    """The compiler's words, but for the object, from what make saved of a build."""
    line = saved.read_text(encoding="utf-8").split("\n", 1)[0]
    words = shlex.split(line.partition(" := ")[2].partition(" ; ")[0])
    place = words.index("-o")
    return [w for w in words[:place] + words[place + 2:] if not w.startswith("-Wp,-MMD,")]


def is_compiled(saved):
    """Not linked from other objects, as a module is that has several."""
    return " -c " in saved.read_text(encoding="utf-8") and source(saved).suffix == ".c"


def source(saved):
    return pathlib.Path(build_command(saved)[-1])


def commands(folder):
    """What make saved of each C file of a backend's folder and of those in it; what modpost
    writes for a module is none of them."""
    return [saved for saved in sorted(folder.rglob(".*.o.cmd"))
            if not saved.name.endswith(".mod.o.cmd") and is_compiled(saved)]


def compile_with(words, saved, target):
    """Returns the complaints. They are no errors (-Wno-error), so there is an object."""
    command = [*build_command(saved), *words, "-Wno-error", "-o", str(target)]
    done = subprocess.run(command, cwd=OBJECTS, check=False, stderr=subprocess.PIPE, text=True)
    return re.findall(r".*(?:error|warning): .*", done.stderr)


def objdump(option, file):
    return subprocess.run(["objdump", option, str(file)], check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def symbols(file):
    """Name of each symbol that is defined there, and its section."""
    found = {}
    for line in objdump("-t", file).splitlines():
        # value, seven flags, section, tab, size, name
        match = re.match(r"[0-9a-f]{16} .{7} (\S+)\t[0-9a-f]+\s+(?:\.\w+ )?(\S+)$", line)
        if match and match[1] != "*UND*":
            found[match[2]] = match[1]
    return found


def relocations(file):
    """Section and symbol of each; a symbol's name may be that of its section."""
    section, found = "", []
    for line in objdump("-r", file).splitlines():
        heading = re.match(r"RELOCATION RECORDS FOR \[(.+)\]:", line)
        if heading:
            section = heading[1]
        entry = re.match(r"[0-9a-f]{16} R_X86_64_\w+\s+([^\s+-]+)", line)
        if entry:
            found.append((section, entry[1]))
    return found
