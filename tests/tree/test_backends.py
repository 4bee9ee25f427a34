# SPDX-License-Identifier: GPL-2.0-only
"""Backends in linux/apply: found and not listed, from here and from elsewhere, and
files of upstream that they stand in for."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from test_folders import scratch
from trees import FREE, OUT, PLAIN, REPO, SOURCE, Case, fingerprint, make_patch

PLACE = "arch/x86/pvops/backends"
HEADER = ("# SPDX-License-Identifier: GPL-2.0-only\n"
          "# Made by linux/apply: every backend that has a Kconfig.\n")
STOOD_IN = "arch/x86/kernel/jailhouse.c"


class Backends(Case):
    def setUp(self):
        super().setUp()
        for folder in (self.repo / "backends").iterdir():
            if folder.name != "native":
                shutil.rmtree(folder)
        self.elsewhere = self.tmp / "elsewhere"
        (self.tree / STOOD_IN).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / STOOD_IN).write_text("/* upstream's */\n")

    def backend(self, name, parent=None, **files):
        folder = (parent or self.repo / "backends") / name
        folder.mkdir(parents=True)
        for file, text in {"Kbuild": f"obj-y += {name}.o\n", **files}.items():
            if text is not None:
                (folder / file).write_text(text)
        return folder

    def kconfig(self):
        return (self.tree / PLACE / "Kconfig").read_text()


class Kconfig(Backends):
    def test_kconfig_names_the_folders_that_have_one(self):
        self.backend("with", Kconfig="config PVOPS_WITH\n\tdef_bool y\n")
        self.backend("without")
        self.apply()
        self.assertEqual(self.kconfig(), f'{HEADER}source "{PLACE}/with/Kconfig"\n')
        self.assertTrue((self.tree / PLACE / "with/Kconfig").is_file())

    def test_kconfig_is_there_when_no_folder_has_one(self):
        self.apply()
        self.assertEqual(self.kconfig(), HEADER)
        self.assertIn(f'source "{PLACE}/Kconfig"',
                      (self.tree / "arch/x86/pvops/Kconfig").read_text())

    def test_kconfig_follows_the_folders(self):
        before = fingerprint(self.tree)
        self.apply()
        folder = self.backend("new", Kconfig="config PVOPS_NEW\n\tdef_bool y\n")
        self.apply("--sync")
        self.assertIn("new/Kconfig", self.kconfig())
        (folder / "Kconfig").unlink()
        self.apply("--sync")
        self.assertEqual(self.kconfig(), HEADER)
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_half_done_folders_are_passed_over(self):
        self.backend("foo", self.repo / "backends/.new-1234", Kconfig="x\n")
        self.apply()
        self.assertEqual(self.kconfig(), HEADER)
        self.assertEqual(list(self.tree.rglob("foo")), [])


class Elsewhere(Backends):
    def setUp(self):
        super().setUp()
        self.folder = self.backend("scratch", self.elsewhere,
                                   Kconfig="config PVOPS_SCRATCH\n\tdef_bool y\n",
                                   **{"test_scratch.c": "\n", "test_asm.h": "\n",
                                      "README.md": "\n", "packages": "\n"})

    def test_backend_from_elsewhere_is_like_one_of_ours(self):
        before = fingerprint(self.tree)
        self.apply("--backend", str(self.folder))
        there = self.tree / PLACE / "scratch"
        self.assertEqual({p.name for p in there.iterdir()}, {"Kbuild", "Kconfig"})
        self.assertIn("scratch/Kconfig", self.kconfig())
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_backend_that_is_no_longer_named_goes_away(self):
        other = self.backend("other", self.elsewhere)
        self.apply("--backend", str(self.folder), "--backend", str(other))
        self.assertTrue((self.tree / PLACE / "other/Kbuild").is_file())
        self.apply("--sync", "--backend", str(self.folder))
        self.assertFalse((self.tree / PLACE / "other").exists())
        self.assertTrue((self.tree / PLACE / "scratch/Kbuild").is_file())
        self.apply("--sync")
        self.assertFalse((self.tree / PLACE / "scratch").exists())
        self.assertEqual(self.kconfig(), HEADER)

    def refused(self, says, *folders):
        named = [word for folder in folders for word in ("--backend", str(folder))]
        self.refuses(says, *named)

    def test_refuses_a_backend_that_is_not_there(self):
        self.refused("BACKENDS: .*/none is not a folder", self.elsewhere / "none")
        self.refused("BACKENDS: .*/Kbuild is not a folder", self.folder / "Kbuild")

    def test_refuses_a_backend_without_kbuild(self):
        self.refused("BACKENDS: .*/bare has no Kbuild",
                     self.backend("bare", self.elsewhere, Kbuild=None))

    def test_refuses_a_backend_with_a_name_that_is_none(self):
        self.refused("cannot be called No-Name",
                     self.backend("No-Name", self.elsewhere))

    def test_refuses_a_backend_with_the_name_of_another(self):
        self.refused("native is there already, in .*/repo/backends/native: rename",
                     self.backend("native", self.elsewhere))
        self.refused("scratch is there already", self.folder,
                     self.backend("scratch", self.elsewhere / "more"))


class Replaces(Backends):
    STANDS_IN = ("/* backends/scratch stands in for this file, but not in a kernel without "
                 "pvops. */\n#ifndef CONFIG_PVOPS\n#include \"jailhouse-upstream.c\"\n#endif\n")

    def scratch(self, parent=None, listing=None):
        return self.backend("scratch", parent, replaces=listing or self.row(STOOD_IN))

    def test_a_replaced_file_is_kept_beside_and_comes_back(self):
        before = fingerprint(self.tree)
        folder = self.scratch(listing=f"# why\n\n{self.row(STOOD_IN).strip()}  # too\n")
        self.apply()
        kept = self.tree / STOOD_IN.replace(".c", "-upstream.c")
        self.assertEqual((self.tree / STOOD_IN).read_text(), self.STANDS_IN)
        self.assertEqual(kept.read_text(), "/* upstream's */\n")
        self.assertFalse((self.tree / PLACE / "scratch/replaces").exists())
        (folder / "replaces").unlink()
        self.apply("--sync")
        self.assertEqual((self.tree / STOOD_IN).read_text(), "/* upstream's */\n")
        self.assertFalse(kept.exists())
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_a_backend_from_elsewhere_replaces_too(self):
        before = fingerprint(self.tree)
        folder = self.scratch(self.elsewhere)
        self.apply("--backend", str(folder))
        self.assertEqual((self.tree / STOOD_IN).read_text(), self.STANDS_IN)
        self.apply("--sync")
        self.assertEqual((self.tree / STOOD_IN).read_text(), "/* upstream's */\n")
        self.apply("--undo")
        self.assertEqual(fingerprint(self.tree), before)

    def test_refuses_to_replace_a_file_twice(self):
        self.backend("one", replaces=f"{STOOD_IN}\n")
        self.refuses("backends one and two both stand in for " + STOOD_IN, "--backend",
                     str(self.backend("two", self.elsewhere, replaces=f"{STOOD_IN}\n")))

    def test_refuses_to_replace_what_is_not_there(self):
        self.scratch(listing="arch/x86/kernel/no-such.c\n")
        self.refuses("stands in for arch/x86/kernel/no-such.c, which .* does not have")

    def test_refuses_to_replace_a_file_of_ours(self):
        self.scratch(listing="arch/x86/pvops/boot.c\n")
        self.refuses("stands in for arch/x86/pvops/boot.c, which is ours")

    def test_refuses_to_replace_a_file_that_has_a_hook(self):
        path = "arch/x86/kernel/hooked.c"
        (self.tree / path).write_text("one\ntwo\nthree\n")
        self.hook.write_text(make_patch(self.tree, path, "two", "2"))
        self.scratch(listing=f"{path}\n")
        self.refuses(f"9999-test.patch edits {path}, which .* a backend provides whole")

    def test_refuses_to_replace_what_is_no_c_file(self):
        self.scratch(listing="COPYING\n")
        self.refuses("COPYING is no C file, and a backend can stand in for no other")

    def test_refuses_to_replace_outside_of_the_tree(self):
        folder = self.scratch()
        for path in ("/etc/passwd.c", "../main.c"):
            (folder / "replaces").write_text(f"{path}\n")
            self.refuses("is no path inside of a kernel tree")

    def test_refuses_a_listing_that_it_cannot_read(self):
        folder = self.scratch()
        good = self.row(STOOD_IN)
        for line in ("a b", f"0{good}", good[1:], good.split(" 6.12")[0],
                     good.split(" ", 1)[1], good.replace("..", "-")):
            (folder / "replaces").write_text(line)
            self.refuses("is not 'SHA256 PATH FIRST..LAST'")


class NewBackend(Case):
    # Each kind, and where its own test is in the folder.
    KINDS = (("privileged", ""), ("deprivileged", "guest/"))

    def new(self, *args):
        return self.run_command([str(self.repo / "tools/new-backend/new-backend"), *args])

    def everything(self):
        return {str(p.relative_to(self.repo)) for p in self.repo.rglob("*")}

    def test_new_backend_adds_one_folder(self):
        for kind, _ in self.KINDS:
            name, before = f"{FREE}_{kind}", self.everything()
            done = self.new(name, "--kind", kind)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            added = self.everything() - before
            self.assertEqual({path for path in added if not path.startswith(f"backends/{name}/")},
                             {f"backends/{name}"})
            for path in filter(pathlib.Path.is_file, map(self.repo.joinpath, added)):
                text = path.read_text()
                self.assertNotRegex(text, "@[a-zA-Z]+@")
                self.assertNotRegex(path.name, "NAME")
                self.assertIn("SPDX-License-Identifier: GPL-2.0-only", text)
        self.apply()
        for kind, own in self.KINDS:
            self.assertIn(f"{FREE}_{kind}/Kconfig", (self.tree / PLACE / "Kconfig").read_text())
            self.assertTrue((self.tree / PLACE / f"{FREE}_{kind}/{own}{FREE}_{kind}.c").is_file())

    def test_new_backend_by_make(self):
        (self.repo / "Makefile").write_text((REPO / "Makefile").read_text())
        (self.repo / "tests/vm/module").mkdir(parents=True)
        make = ["make", "-C", str(self.repo), "new-backend"]
        self.assertIn("needs a name", self.run_command(make, env=PLAIN).stderr)
        done = self.run_command([*make, f"NAME={FREE}"], env=PLAIN)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.repo / f"backends/{FREE}/{FREE}.c").is_file())
        done = self.run_command([*make, f"NAME={FREE}_d", "KIND=deprivileged"], env=PLAIN)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.repo / f"backends/{FREE}_d/guest/entry.S").is_file())
        self.assertIn("'no-kind' is no kind of backend",
                      self.run_command([*make, f"NAME={FREE}_e", "KIND=no-kind"],
                                       env=PLAIN).stderr)

    def test_new_backend_refuses_names(self):
        self.new("taken")
        before = fingerprint(self.repo)
        for name, says in (
                ("", "needs a name"), ("Foo", "cannot be a name"), ("1x", "cannot be"),
                ("a-b", "cannot be"), ("../x", "cannot be"), ("a b", "cannot be"),
                ("a\n", "cannot be"), ("taken", "backends/taken is there already"),
                ("native", "is there already"), ("int", "word of the C compiler"),
                ("typeof", "word of the C"), ("linux", "word of the C"),
                ("irq", "functions of the framework"), ("host", "functions of the"),
                ("call", "functions of the"), ("templates", "what a file"),
                ("test_foo", "what a file")):
            self.assert_sentence(self.new(name), says)
        self.assert_sentence(self.new(FREE, "--kind", ""),
                             "'' is no kind of backend: KIND is privileged or deprivileged")
        self.assertEqual(fingerprint(self.repo), before)

    def test_new_backend_is_whole_or_not_there(self):
        before = fingerprint(self.repo)
        self.assert_sentence(self.new(FREE, str(self.tmp / "none")), "is not a folder")
        broken = self.repo / "tools/new-backend/skeleton/zzz"
        broken.symlink_to("nowhere")
        self.assert_sentence(self.new(FREE), "zzz: No such file.*nothing was made")
        broken.unlink()
        self.assertEqual(fingerprint(self.repo), before)

    def unit(self, name, backend=None, **env):
        """Build one of the unit tests, and run it."""
        done = self.run_command(["make", "-s", "-C", str(REPO / "tests"), f"OUT={self.tmp}",
                                 "SANITIZE=", *([f"BACKENDS={backend}"] if backend else []),
                                 str(self.tmp / "tests/bin" / name)], env=PLAIN)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.run_command([str(REPO / "tests/part"), name],
                                env=PLAIN | {"OUT": str(self.tmp)} | env)

    def test_new_backend_passes_the_tests_of_backends(self):
        for kind, own in self.KINDS:
            name = f"{FREE}_{kind}"
            self.assertEqual(self.new(name, str(self.tmp), "--kind", kind).returncode, 0)
            for test in (f"backends-{name}/{own}test_{name}",
                         f"conformance-{name}/test_templates"):
                done = self.unit(test, self.tmp / name)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn("\nok 1 - ", done.stdout)

    def compile(self, folder):
        """In the image's build, as a part that is not in its tree."""
        objects = [str(file.relative_to(folder).with_suffix(".o"))
                   for file in sorted(folder.rglob("*.[cS]"))
                   if not file.name.startswith("test_")]
        done = self.run_command(["make", "-C", str(OUT / "image"), f"M={folder}", "ARCH=x86_64",
                                 f"CONFIG_PVOPS_{folder.name.upper()}=y", "KCFLAGS=-Werror",
                                 *objects], env=PLAIN)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def complaints_of_objtool(self, folder):
        """What it says of them linked, as it is called for the image, and of noinstr code."""
        linked = str(self.tmp / "linked.o")
        objects = [str(file) for file in folder.rglob("*.o")]
        self.run_command(["ld", "-r", "-z", "noexecstack", "-o", linked, *objects])
        saved = (OUT / "image/.vmlinux.o.cmd").read_text()
        words = re.search(r"(\S+/objtool .*) vmlinux\.o$", saved, re.M)[1].split()
        done = self.run_command([*words, "--noinstr", linked], cwd=OUT / "image")
        return done.stdout + done.stderr

    def laid_out_in_objects(self, kind):
        """The folder, where an image of self.tmp would have its objects."""
        there = self.tmp / "image" / PLACE
        native = OUT / "image" / PLACE / "native/templates.o"
        if not native.exists():
            self.skipTest(f"{native} is missing: run make image")
        (there / "native").mkdir(parents=True)
        shutil.copy(native, there / "native")
        self.assertEqual(self.new(FREE, str(there), "--kind", kind).returncode, 0)
        return there / FREE

    def test_new_backend_compiles(self):
        self.compile(self.laid_out_in_objects("privileged"))

    def test_new_backend_is_complete_without_privilege(self):
        folder = self.laid_out_in_objects("deprivileged")
        self.compile(folder)
        self.assertEqual(self.complaints_of_objtool(folder), "")
        done = self.unit("backends/test_deprivileged")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("ok 1 - ", done.stdout)
        main = folder / f"guest/{FREE}.c"
        text = main.read_text()
        for member, way in (("irq_disable", "irq.irq_disable, and bare metal's way, cli"),
                            ("save_fl", "irq.save_fl, and bare metal's way, pushfq"),
                            ("load_gs_index", "cpu.load_gs_index, and bare metal's way, swapgs")):
            main.write_text(re.sub(rf"\t\t\.{member}\t.*\n", "", text))
            self.compile(folder)
            done = self.unit("backends/test_deprivileged")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"{FREE}: its table has no {way}, needs CPL 0\n", done.stderr)


class Configure(unittest.TestCase):
    def test_kconfig_takes_a_new_backend(self):
        with tempfile.TemporaryDirectory(dir=SOURCE.parent) as folder:
            out = pathlib.Path(folder)
            for name, kind in ((FREE, "privileged"), (f"{FREE}_d", "deprivileged")):
                subprocess.run([REPO / "tools/new-backend/new-backend", name, folder,
                                "--kind", kind], check=True, stdout=subprocess.DEVNULL)
            with_module = scratch(out / "elsewhere").rename(out / f"{FREE}_m")
            (out / "src").symlink_to(SOURCE.resolve())
            done = subprocess.run([REPO / "linux/build", "image", folder, "--configure",
                                   "--backend", out / FREE, "--backend", out / f"{FREE}_d",
                                   "--backend", with_module],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            config = (out / "image/.config").read_text()
        self.assertIn("\nCONFIG_PVOPS=y\n", config)
        self.assertIn(f"\nCONFIG_PVOPS_{FREE.upper()}=y\n", config)
        self.assertIn(f"\nCONFIG_PVOPS_{FREE.upper()}_D=y\n", config)
        self.assertIn(f"\nCONFIG_PVOPS_{FREE.upper()}_HOST=m\n", config)
