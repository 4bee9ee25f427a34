# SPDX-License-Identifier: GPL-2.0-only
"""One kernel of a flavour: its source, its configuration, its compilation."""
import pathlib
import shutil
import subprocess

from pvtree import layout, plan

from . import Failure, date, debian, flavours, modules, options, run, toolchain, warnings

LINUX = pathlib.Path(__file__).resolve().parents[1]


def reproducible():
    """The same sources give the same bytes for every builder and at any time."""
    when = date.text("%Y-%m-%d %H:%M:%S UTC", date.given() or 0)
    return (f"KBUILD_BUILD_TIMESTAMP={when}",
            "KBUILD_BUILD_USER=pvops", "KBUILD_BUILD_HOST=pvops", "KBUILD_BUILD_VERSION=1")


class Kernel:
    def __init__(self, args):
        self.flavour, self.flavour_name = flavours.ALL[args.flavour], args.flavour
        self.asked = args.fragment
        self.fragments = self.flavour.paths + self.asked
        self.name, self.out = args.name or args.flavour, args.out.resolve()
        self.jobs, self.verbose = args.jobs, args.verbose
        self.backends = [f"--backend={path.absolute()}" for path in args.backend]
        self.arch, self.toolchain = args.arch, toolchain.words(args.toolchain)
        self.direct = toolchain.direct(args.toolchain)
        self.source = self.out / ("linux-src" if self.flavour.ours else "src")
        self.objects = self.out / self.name
        self.log = self.out / f"{self.name}.log"

    @property
    def local_version(self):
        """What the release is called beyond upstream's number."""
        if self.flavour.debian:
            return f"-pvops-{self.name}"
        return f"-{'pvops' if self.flavour.ours else self.name}"

    def prepare_source(self):
        """Hard links are enough for a copy: linux/apply never writes into a
        file that is there.  Edits belong into the repository, not here."""
        apply = str(LINUX / "apply")
        if not self.flavour.ours:
            return
        subprocess.run([LINUX.parent / "tools/check-ops/check-ops"], check=True)
        if self.source.exists():
            subprocess.run([apply, "--sync", *self.backends, self.source], check=True)
            return
        new = self.source.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        subprocess.run(["cp", "-al", (self.out / "src").resolve(), new], check=True)
        subprocess.run([apply, *self.backends, new], check=True)
        new.rename(self.source)

    def settings(self):
        """What every make of this kernel is told."""
        words = [f"ARCH={self.arch}", *self.toolchain, f"LOCALVERSION={self.local_version}",
                 *reproducible(), f"V={1 if self.verbose else 0}"]
        # With Debian's options the compiler warns of upstream's own code, too.
        if self.flavour.ours and not self.flavour.debian:
            words.append("KCFLAGS=-Werror")
        return words

    def make(self, *args, **shown):
        command = ["make", "-C", str(self.source), f"O={self.objects}", f"-j{self.jobs}",
                   *self.settings(), *args]
        return run.run(self.name, command, self.log, self.out, self.verbose, **shown)

    def configure(self):
        """An unchanged .config keeps its date."""
        config, before = self.objects / ".config", None
        if config.exists():
            before = self.objects / ".config.before"
            shutil.copy2(config, before)
        wanted = options.join(self.fragments)
        if self.flavour.debian:
            self.configure_debian(config, wanted)
        else:
            self.kconfig("tinyconfig")
            with open(config, "a", encoding="utf-8") as file:
                file.write(wanted)
            self.kconfig("olddefconfig")
        missed = options.not_taken(wanted, config.read_text())
        if missed:
            raise Failure("\n".join([f"{self.name}: Kconfig did not take "
                                     f"{len(missed)} options"] + missed))
        if before and before.read_bytes() == config.read_bytes():
            before.replace(config)

    def kconfig(self, *words):
        return self.make(*self.direct, *words, quiet=True)

    def configure_debian(self, config, wanted):
        """Debian's configuration, without the modules that are left out, and nothing else
        lost of it."""
        theirs = debian.read(self.flavour.debian, layout.SERIES)
        config.write_text(f"{theirs}\n{wanted}")
        self.kconfig("olddefconfig")
        if self.flavour.modules:
            self.leave_out_modules()
        debian.check(theirs, config.read_text(), self.flavour_name,
                     options.parse(options.join(self.asked)),
                     self.source if self.flavour.modules else None)

    def leave_out_modules(self):
        lsmod = self.objects / "lsmod"
        lsmod.write_text(modules.as_lsmod(modules.read(flavours.CONFIGS / self.flavour.modules)))
        said = self.kconfig(f"LSMOD={lsmod}", "localmodconfig")
        if unknown := modules.unknown(said):
            raise Failure(f"{self.name}: Debian's configuration has no {', '.join(unknown)}: "
                          f"mend linux/configs/{self.flavour.modules}")

    def compile(self):
        cold = not (self.objects / "vmlinux").exists()
        lines = self.make("bzImage", "modules",
                          expected=self.flavour.steps if cold else 0)
        found = warnings.find(lines)
        if self.flavour.debian:
            found = warnings.of(found, plan.Tree(self.source).manifest["files"])
        if self.flavour.ours and found:
            warnings.forget_objects(found, self.source, self.objects)
            raise Failure("\n".join([f"{self.name}: {len(found)} warnings; "
                                     f"all of it is in {self.log}"] + found))

    def deliver(self):
        """The kernel's own file may change during a build, this one not."""
        place = self.out if self.name == "image" else self.objects
        new = place / "bzImage.new"
        shutil.copyfile(self.objects / "arch/x86/boot/bzImage", new)
        if place != self.objects:
            link = place / "vmlinux"
            link.unlink(missing_ok=True)
            link.symlink_to(f"{self.name}/vmlinux")
        new.rename(place / "bzImage")

    def start(self):
        if not self.objects.exists():
            subprocess.run([LINUX / "space", self.out, str(self.flavour.megabytes)],
                           check=True)
        self.prepare_source()
        self.objects.mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        self.configure()

    def build(self):
        self.start()
        self.compile()
        self.deliver()
