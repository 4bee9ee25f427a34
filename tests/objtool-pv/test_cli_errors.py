# SPDX-License-Identifier: GPL-2.0-only
"""What cannot be done: wrong usage, files that are none, output that is lost, and names
that are meant to deceive."""
import os
import re
import subprocess

from program import COMMANDS, MODULE, PROGRAM, VMLINUX, Case, elf_sections


class Usage(Case):
    def test_usage_unknown_command(self):
        done = self.run_program("lst")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        for command in COMMANDS:
            self.assertRegex(done.stderr.decode(), rf"(?m)^  {command} ")

    def test_usage_help_lists_the_commands(self):
        out = self.text("--help")
        for command in COMMANDS:
            self.assertRegex(out, rf"(?m)^  {command} ")
            self.assertRegex(self.text(command, "--help"),
                             rf"^Usage: objtool-pv {command} \[OPTION")
        self.assertRegex(self.text("--version"), r"^objtool-pv \d+\.\d+\n$")

    def test_usage_errors(self):
        for args, says in (((), "a command is missing"),
                           (("list",), "an argument is missing"),
                           (("diff", "a"), "an argument is missing"),
                           (("size", "a", "b"), "too many arguments"),
                           (("live", "a"), "too many arguments"),
                           (("list", "--nonsense", "a"), "unrecognized option"),
                           (("list", "--form", "new", "a"), "there are indirect direct"),
                           (("list", "--format", "x", "a"), r"there are \.pvops_sites")):
            with self.subTest(args=args):
                self.refuses(says, *args)


class Inputs(Case):
    needs = (VMLINUX, MODULE)

    def test_inputs_that_are_no_kernel(self):
        short, text = self.tmp / "short", self.tmp / "text"
        with open(VMLINUX, "rb") as file:
            short.write_bytes(file.read(100000))
        text.write_text("Not a kernel.\n" * 1000)
        for path in (self.tmp / "absent", short, text, self.tmp, "/dev/null"):
            for command in ("list", "check", "size"):
                with self.subTest(path=path, command=command):
                    self.refuses(f"^objtool-pv: {re.escape(str(path))}.*\n$", command,
                                 path)

    def test_inputs_one_of_several(self):
        done = self.run_program("check", self.tmp / "absent", VMLINUX)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stdout.decode(), "0 findings")
        document = self.json("check", self.tmp / "absent", VMLINUX, status=2)
        self.assertRegex(document["files"][0]["error"], "absent")
        self.assertEqual(document["files"][1]["findings"], [])

    def test_inputs_module_of_another_kernel(self):
        self.text("check", "--vmlinux", VMLINUX, MODULE)
        self.refuses("is no kernel", "check", "--vmlinux", MODULE, MODULE)
        other = self.tmp / "other.ko"
        data = MODULE.read_bytes()
        self.assertIn(b"vermagic=6.12.", data)
        for magic, says in ((b"6.13.", r"6\.13\.\S+"), (b"6.12 ", r"6\.12")):
            other.write_bytes(data.replace(b"vermagic=6.12.", b"vermagic=" + magic))
            self.refuses(rf"a module of {says}, but .* is 6\.12\.", "list", "--vmlinux",
                         VMLINUX, other)
        self.text("list", other)

    def test_inputs_live_without_proc(self):
        self.refuses("^objtool-pv: .*kcore", "live", "--root", self.tmp / "absent")


class Output(Case):
    needs = (MODULE,)

    def test_output_to_a_full_disk(self):
        for args in (("--help",), ("list", "--help"), ("list", MODULE),
                     ("list", "--json", MODULE), ("check", MODULE), ("size", MODULE),
                     ("diff", MODULE, MODULE), ("check", "--rules")):
            with self.subTest(args=args), open("/dev/full", "wb") as full:
                done = self.run_program(*args, stdout=full)
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, b"standard output could not be written")

    def test_output_to_a_closed_pipe(self):
        reading, writing = os.pipe()
        os.close(reading)
        done = self.run_program("list", MODULE, stdout=writing)
        os.close(writing)
        self.assertEqual((done.returncode, done.stderr), (2, b""))

    def test_output_has_no_progress_without_a_terminal(self):
        self.assertNotIn(b"\r", self.run_program("check", MODULE).stderr)


class Hostile(Case):
    needs = (MODULE,)
    name, evil = b"irq_flag_works\0", b"i\x1b[31m\n\rf\xff\x9b\xc3(k\0"

    def setUp(self):
        super().setUp()
        self.assertEqual(len(self.name), len(self.evil))
        # The end of "__pfx_irq_flag_works", too, where the linker shares it.
        data = bytearray(MODULE.read_bytes())
        _, offset, size = elf_sections(MODULE)[".strtab"]
        at = data.index(self.name, offset, offset + size)
        data[at:at + len(self.name)] = self.evil
        self.file = self.tmp / "evil\x1b[32m.ko"
        self.file.write_bytes(data)

    def test_hostile_names_do_not_reach_the_terminal(self):
        for args in (("list",), ("check",), ("size",), ("diff", MODULE)):
            done = self.run_program(*args, self.file)
            for stream in (done.stdout, done.stderr):
                self.assertRegex(stream, rb"\A[ -~\n]*\Z", args)
        self.assertEqual(len(self.text("list", self.file).splitlines()),
                         len(self.text("list", MODULE).splitlines()))
        done = self.run_program("list", self.tmp / "\x1b]0;title\x07")
        self.assertRegex(done.stderr, rb"\A[ -~]*\n\Z")

    def test_hostile_names_are_valid_json(self):
        names = {s["symbol"] for s in self.json("list", self.file)["sites"]}
        self.assertIn("i\x1b[31m\n\rf\\xff\\x9b\\xc3(k", names)


class Terminal(Case):
    needs = (MODULE,)

    def test_terminal_gets_no_progress_of_quick_work(self):
        leader, follower = os.openpty()
        with subprocess.Popen([PROGRAM, "check", MODULE], stderr=follower,
                              stdout=subprocess.DEVNULL) as process:
            status = process.wait(60)
        os.close(follower)
        try:
            said = os.read(leader, 100)
        except OSError:     # nothing was written, and no reader has it open
            said = b""
        os.close(leader)
        self.assertEqual((status, said), (0, b""))
