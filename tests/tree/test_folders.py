# SPDX-License-Identifier: GPL-2.0-only
"""Sub-folders of a backend: parts of the kernel, a module of the host, programs of user
space; applied, built, and left out where they do not belong."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from trees import FREE, OUT, PLAIN, REPO, SOURCE, Case, fingerprint

PLACE = f"arch/x86/pvops/backends/{FREE}"
OPTION = f"CONFIG_PVOPS_{FREE.upper()}_HOST"
LICENCE = "SPDX-License-Identifier: GPL-2.0-only"
TEMPLATES = f"""\
/* {LICENCE} */
#include <asm/pvops/template.h>
PVOPS_TEMPLATE OPERATION, {FREE}_nothing, flags=PVOPS_T_PREFIX
\txorl\t%eax, %eax
PVOPS_TEMPLATE_END
"""
FILES = {
    "Kbuild": f"obj-y += guest/ pv/\nobj-$({OPTION}) += host/\n",
    "Kconfig": f"config PVOPS_{FREE.upper()}_HOST\n\tdef_tristate m\n\tdepends on m\n",
    "shared.h": f"#define {FREE.upper()}_NUMBER 42\n",
    "guest/Kbuild": "obj-y += guest.o templates.o\n",
    "guest/guest.c": f"#include \"../shared.h\"\nint {FREE}_guest = {FREE.upper()}_NUMBER;\n",
    "guest/templates.S": TEMPLATES.replace("OPERATION", "lock_kick"),
    "guest/test_guest.c": "#include \"templates.h\"\nint main(void)\n{\n\treturn 0;\n}\n",
    "guest/README.md": "\n",
    "pv/Kbuild": "obj-y += templates.o\n",
    "pv/templates.S": TEMPLATES.replace("OPERATION", "cpu_io_delay"),
    "host/Kbuild": f"obj-$(or $({OPTION}),m) += {FREE}_host.o\n"
                   f"{FREE}_host-y := main.o number.o\n",
    "host/main.c": "#include <linux/module.h>\n#include <linux/printk.h>\n"
                   "#include \"number.h\"\nstatic int __init begin(void)\n{\n"
                   "\tpr_info(\"%d\\n\", number());\n\treturn 0;\n}\nmodule_init(begin);\n"
                   "MODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"of a test\");\n",
    "host/number.c": "#include \"../shared.h\"\n#include \"number.h\"\nint number(void)\n{\n"
                     f"\treturn {FREE.upper()}_NUMBER;\n}}\n",
    "host/number.h": "int number(void);\n",
    "user/Makefile": f"obj := $(OUT)/obj/{FREE}\nall: $(OUT)/{FREE}\n"
                     f"$(OUT)/{FREE}: $(obj)/main.o\n\t@echo '  LD  $@' && gcc -o $@ $^\n"
                     "$(obj)/%.o: %.c\n\t@mkdir -p $(@D)\n"
                     "\t@echo '  CC  $*.c' && gcc -Wall -Werror -c -o $@ $<\n",
    "user/main.c": "#include <stdio.h>\n#include \"../shared.h\"\nint main(void)\n{\n"
                   f"\treturn printf(\"%d\\n\", {FREE.upper()}_NUMBER) < 0;\n}}\n",
}


def scratch(parent):
    """A backend with all of them, in `parent`."""
    for name, text in FILES.items():
        file = parent / FREE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return parent / FREE


def make(*args):
    return subprocess.run(["make", *map(str, args)], text=True, capture_output=True,
                          check=False, stdin=subprocess.DEVNULL, env=PLAIN)


class Applied(Case):
    def setUp(self):
        super().setUp()
        self.folder = scratch(self.tmp / "elsewhere")

    def test_sub_folders_come_and_go(self):
        before = fingerprint(self.tree)
        self.apply("--backend", str(self.folder))
        there = self.tree / PLACE
        found = {str(path.relative_to(there)) for path in there.rglob("*") if path.is_file()}
        self.assertEqual(found, {"Kbuild", "Kconfig", "shared.h", "guest/Kbuild",
                                 "guest/guest.c", "guest/templates.S", "pv/Kbuild",
                                 "pv/templates.S", "host/Kbuild", "host/main.c",
                                 "host/number.c", "host/number.h"})
        shutil.rmtree(self.folder / "host")
        self.apply("--sync", "--backend", str(self.folder))
        self.assertFalse((there / "host").exists())
        self.assertTrue((there / "guest/guest.c").is_file())
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_refuses_lists_that_nobody_reads(self):
        for name in ("host/replaces", "host/packages"):
            (self.folder / name).write_text("\n")
            self.refuses(f"{name} is not read: a backend has one file {name[5:]}",
                         "--backend", str(self.folder))
            (self.folder / name).unlink()


class UserSpace(Case):
    def setUp(self):
        super().setUp()
        self.out = self.tmp / "out"

    def with_makefile(self):
        """That of the top folder; our own programs are not built once more."""
        shutil.copy(REPO / "Makefile", self.repo)
        for ours in self.repo.glob("backends/*/user"):
            shutil.rmtree(ours)
        (self.repo / "tools/objtool-pv").mkdir()
        (self.repo / "tools/objtool-pv/Makefile").write_text("all:\n")
        (self.repo / "tests/vm/module").mkdir(parents=True)

    def test_make_tools_builds_programs(self):
        self.with_makefile()
        scratch(self.repo / "backends")
        done = make("-C", self.repo, "tools", f"OUT={self.out}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(subprocess.check_output([self.out / "tools" / FREE], text=True), "42\n")
        (self.repo / f"backends/{FREE}/user/main.c").write_text("no C\n")
        self.assertNotEqual(make("-C", self.repo, "tools", f"OUT={self.out}").returncode, 0)

    def test_make_tools_builds_those_of_backends_from_elsewhere(self):
        self.with_makefile()
        folder = scratch(self.tmp / "elsewhere")
        done = make("-C", self.repo, "tools", f"OUT={self.out}", f"BACKENDS={folder}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((self.out / "tools" / FREE).is_file())

    def test_editors_are_told(self):
        for part in ("tests", "tools/compile-commands", "tools/objtool-pv"):
            shutil.copytree(REPO / part, self.repo / part, dirs_exist_ok=True)
        folder = scratch(self.repo / "backends")
        self.out.mkdir()
        subprocess.run([self.repo / "tools/compile-commands/compile-commands", self.out, "--to",
                        self.out / "list"], check=True, stdout=subprocess.DEVNULL, env=PLAIN)
        files = {one["file"] for one in json.loads((self.out / "list").read_text())}
        for name in ("user/main.c", "guest/test_guest.c", "guest/templates.S"):
            self.assertIn(str(folder / name), files)


class Tests(Case):
    """Those in sub-folders of a backend, by tests/Makefile."""

    def program(self, name):
        return make("-s", "-C", REPO / "tests", "SANITIZE=", f"OUT={self.tmp}",
                    f"BACKENDS={self.folder}", self.tmp / "tests/bin" / name)

    def conformance(self):
        name = f"conformance-{FREE}/test_templates"
        done = self.program(name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.run_command([str(REPO / "tests/part"), name],
                                env=PLAIN | {"OUT": str(self.tmp)})

    def setUp(self):
        super().setUp()
        self.folder = scratch(self.tmp / "elsewhere")

    def test_own_tests_are_built(self):
        done = self.program(f"backends-{FREE}/guest/test_guest")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_templates_of_all_sub_folders_are_judged(self):
        done = self.conformance()
        self.assertEqual(done.returncode, 0, done.stderr)
        with (self.folder / "pv/templates.S").open("a") as file:
            file.write(TEMPLATES.replace("OPERATION", "lock_wait").replace(
                "PVOPS_TEMPLATE_END", "\tret\nPVOPS_TEMPLATE_END"))
        done = self.conformance()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"lock.wait/16 of {FREE}_nothing: ret leaves the site", done.stderr)


class Modules(unittest.TestCase):
    def setUp(self):
        (OUT / "tests").mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=OUT / "tests", prefix="folders-")
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        self.folder = scratch(self.out)

    def builds(self, kernel, folder, *words):
        done = make("-C", kernel, f"M={folder}", "ARCH=x86_64", "KCFLAGS=-Werror", *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_parts_are_built_with_the_image(self):
        if not (OUT / "image/vmlinux").exists():
            self.skipTest("there is no image: make image")
        self.builds(OUT / "image", self.folder, f"{OPTION}=m", "modules", "guest/guest.o",
                    "guest/templates.o")
        for name in (f"host/{FREE}_host.ko", "guest/guest.o", "guest/templates.o"):
            self.assertTrue((self.folder / name).is_file(), name)

    def test_module_is_built_for_a_stock_kernel(self):
        """Upstream as it came, made ready for modules, as a package of headers is."""
        if not SOURCE.is_dir():
            self.skipTest(f"{SOURCE} is missing: run make image")
        kernel = self.out / "upstream"
        (self.out / "src").symlink_to(SOURCE.resolve())
        subprocess.run([REPO / "linux/build", "upstream", self.out, "--configure"], check=True,
                       stdout=subprocess.DEVNULL, env=PLAIN)
        done = make("-C", SOURCE, f"O={kernel}", "ARCH=x86_64", "-j2", "modules_prepare")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # No kernel was linked, so modpost knows of no symbol, and says so.
        self.builds(kernel, self.folder / "host", "KBUILD_MODPOST_WARN=1")
        module = self.folder / f"host/{FREE}_host.ko"
        self.assertTrue(module.is_file())
        self.assertNotIn(b".pvops_sites", module.read_bytes())


if __name__ == "__main__":
    unittest.main()
