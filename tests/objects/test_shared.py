# SPDX-License-Identifier: GPL-2.0-only
"""Memory that a backend shares with the host is plain memory in an encrypted guest.

All backends are compiled with the options of memory encryption, whatever the image has.
The addresses that a backend gives to the
host leave marks in its objects (backends/kvm/shared.h); each mark must name a variable in
a section that is made plain. A backend that leaves no marks must not run in an encrypted guest."""
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compiled  # noqa: E402

ENCRYPTION = [f"-DCONFIG_{name}=1" for name in
              ("AMD_MEM_ENCRYPT", "X86_MEM_ENCRYPT", "ARCH_HAS_MEM_ENCRYPT",
               "ARCH_HAS_CC_PLATFORM")]
PER_CPU = ".data..percpu..decrypted"
PLAIN = {PER_CPU, ".bss..decrypted"}
MARKS = ".discard.pvops_shared"
# How a kernel function gets an address that is good for the host.
PHYSICAL = re.compile(r"\b(slow_virt_to_phys|virt_to_phys|per_cpu_ptr_to_phys|__pa(_symbol)?|"
                      r"page_to_phys|vmalloc_to_pfn|virt_to_pfn|__sme_pa)\(")
# The one place where a backend with marks may use one of these.
SHARING = "shared.h"


class Backend:
    """Its objects, made anew."""

    def __init__(self, folder, target):
        self.name = folder.name
        self.source = compiled.TOP / "backends" / self.name
        self.errors, self.section, self.marked, self.used = [], {}, set(), {}
        for saved in compiled.commands(folder):
            self.add(saved, target / f"{self.name}-{saved.name[1:-4]}")

    def add(self, saved, file):
        self.errors += compiled.compile_with(ENCRYPTION, saved, file)
        if not file.exists():
            return
        self.section.update(compiled.symbols(file))
        places = compiled.relocations(file)
        own = {section for _, section in places if section.startswith(".")}
        self.section.update({section: section for section in own})
        self.marked |= {symbol for section, symbol in places if section == MARKS}
        self.used.setdefault(saved.name[1:-6], set()).update(symbol for _, symbol in places)

    def physical(self):
        """Lines of its sources that make an address for the host by themselves."""
        return [f"{file.name}:{number}" for file in sorted(self.source.rglob("*.[ch]"))
                if file.name != SHARING and not file.name.startswith("test_")
                and file.parent.name != "user"
                for number, line in enumerate(file.read_text().splitlines(), 1)
                if PHYSICAL.search(line)]


class Shared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as target:
            cls.backends = [Backend(folder, pathlib.Path(target))
                            for folder in compiled.folders()]
        cls.sharing = [b for b in cls.backends if b.marked]

    def test_backends_compile_for_encrypted_guests(self):
        self.assertTrue(self.backends)
        for backend in self.backends:
            with self.subTest(backend=backend.name):
                self.assertEqual(backend.errors, [])

    def test_shared_variables_are_plain_memory(self):
        self.assertTrue(self.sharing)
        for backend in self.sharing:
            for symbol in sorted(backend.marked):
                with self.subTest(backend=backend.name, symbol=symbol):
                    self.assertIn(backend.section.get(symbol), PLAIN)

    def test_plain_memory_is_shared_memory(self):
        """Memory that is not shared need not be shown to the host."""
        for backend in self.backends:
            for symbol, section in sorted(backend.section.items()):
                if section in PLAIN and symbol != section and section not in backend.marked:
                    with self.subTest(backend=backend.name, symbol=symbol):
                        self.assertIn(symbol, backend.marked)

    def test_per_cpu_pages_are_made_plain(self):
        """The section is plain from the start but for per-CPU areas: those are copies."""
        for backend in self.sharing:
            for symbol in sorted(backend.marked):
                if backend.section.get(symbol) == PER_CPU:
                    with self.subTest(backend=backend.name, symbol=symbol):
                        self.assertIn(symbol, backend.used["encryption"])

    def test_no_address_without_a_mark(self):
        for backend in self.sharing:
            with self.subTest(backend=backend.name):
                self.assertEqual(backend.physical(), [])

    def test_others_stay_away_from_encrypted_guests(self):
        for backend in self.backends:
            # Without objects, the image leaves the backend out.
            if backend.marked or not backend.used or not backend.physical():
                continue
            with self.subTest(backend=backend.name):
                self.assertIn("cc_platform_has", set().union(*backend.used.values()))


if __name__ == "__main__":
    unittest.main()
