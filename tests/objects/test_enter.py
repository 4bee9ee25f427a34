# SPDX-License-Identifier: GPL-2.0-only
"""pvops_enter() and what it calls run before anything is set up that a compiler or a header may
rely on.

So their objects, in each kernel that is built, must have no site, no branch or bit that the
kernel patches later, and no call of a tracer, a sanitizer, printk or an allocator."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compiled  # noqa: E402

OBJECTS = ("enter", "properties")
# Written to by pvops_enter(), and by upstream's setup_force_cpu_cap() below it.
DATA = {"pvops_table", "boot_cpu_data", "cpu_caps_set", "alternatives_patched"}
# From one of these objects to the other.
BETWEEN = {"pvops_force_properties"}
# The moment of the second table, later: another callback is called, through a retpoline.
LATER = {"x86_init"}
RETURNS = re.compile(r"__x86_return_thunk|__x86_indirect_thunk_\w+")
PATCHED_LATER = {".altinstructions", ".pvops_sites", ".static_call_sites", "__jump_table",
                 "__mcount_loc"}


def objects():
    """Of the image, and of the kernel with what testers switch on."""
    files = [compiled.OUT / flavour / f"arch/x86/pvops/{name}.o" for flavour in ("image", "rich")
             for name in OBJECTS]
    return [file for file in files if file.is_file()]


class Enter(unittest.TestCase):
    def setUp(self):
        self.objects = objects()
        if not self.objects:
            self.skipTest("there is no object: build it with `make image`")

    def test_enter_calls_nothing(self):
        for file in self.objects:
            with self.subTest(object=str(file)):
                own = set(compiled.symbols(file))
                used = {name for _, name in compiled.relocations(file)
                        if not name.startswith(".") and name not in own}
                others = {name for name in used - DATA - BETWEEN - LATER if not RETURNS.fullmatch(name)}
                self.assertEqual(others, set())

    def test_enter_is_not_patched(self):
        for file in self.objects:
            with self.subTest(object=str(file)):
                sections = {section for section, _ in compiled.relocations(file)}
                self.assertEqual(sections & PATCHED_LATER, set())

    def test_enter_writes_the_table(self):
        """Else the other two would say nothing."""
        used = {name for file in self.objects for _, name in compiled.relocations(file)}
        self.assertLessEqual({"pvops_table", "cpu_caps_set"} | BETWEEN, used)


if __name__ == "__main__":
    unittest.main()
