# SPDX-License-Identifier: GPL-2.0-only
"""lab: what a command line means, what a guest's lines mean, when a boot has failed."""
import contextlib
import os
import re
import subprocess
import tempfile
import time
import unittest
from dataclasses import replace

from lab import chart, kernels, launch, lines, made, monitor, results, stuck
from lab.console import Console, _judge
from lab.errors import CannotRun
from lab.machine import Machine, started
from lab.platforms import BY_NAME
from tests.bench.images import bz_image
from tests.vm import cases, matrix


class Usage(unittest.TestCase):
    def test_a_program_is_named_as_it_is_called(self):
        for name in ("bench/workloads/measure", "bench/cpu/plot", "tests/vm/boot"):
            with self.subTest(name):
                said = subprocess.check_output([os.path.join(made.ROOT, name), "--help"], text=True)
                self.assertTrue(said.startswith(f"usage: {name} ["), said)


class Kernels(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.image, self.vmlinux = (os.path.join(folder.name, n) for n in ("bzImage", "vmlinux"))
        for path, content in ((self.image, bz_image()), (self.vmlinux, b"")):
            with open(path, "wb") as file:
                file.write(content)

    def parse(self, *rest):
        kernel = kernels.parse(",".join([f"a={self.image}", *rest]))
        return kernel.vmlinux, kernel.append

    def test_vmlinux_and_words_can_be_left_out(self):
        self.assertEqual(self.parse(), ("", ""))
        self.assertEqual(self.parse(self.vmlinux), (self.vmlinux, ""))
        self.assertEqual(self.parse("pvops=direct"), ("", "pvops=direct"))
        self.assertEqual(self.parse(self.vmlinux, "pvops=direct a=1,2"),
                         (self.vmlinux, "pvops=direct a=1,2"))
        self.assertEqual(self.parse("a=1,2"), ("", "a=1,2"))
        self.assertEqual(self.parse("root=/dev/vda"), ("", "root=/dev/vda"))

    def test_a_file_that_is_no_image_is_refused(self):
        with self.assertRaisesRegex(CannotRun, "vmlinux is no bzImage: name the image"):
            kernels.parse(f"a={self.vmlinux}")

    def test_a_file_that_is_missing_is_not_taken_for_words(self):
        for text in (f"a={self.image}x", f"a={self.image},{self.vmlinux}x"):
            with self.subTest(text), self.assertRaisesRegex(CannotRun, "is missing"):
                kernels.parse(text)

    def test_what_is_no_kernel_is_refused(self):
        for text in ("", "a", "a=", f"={self.image}", f"a b={self.image}"):
            with self.subTest(text), self.assertRaises(CannotRun):
                kernels.parse(text)

    def test_names_are_different(self):
        with self.assertRaisesRegex(CannotRun, "same name"):
            kernels.chosen([f"a={self.image}"] * 2, (), "")

    def test_one_that_needs_a_vmlinux_says_so(self):
        with self.assertRaisesRegex(CannotRun, "no vmlinux"):
            kernels.parse(f"a={self.image}").elf()


class Lines(unittest.TestCase):
    def test_a_line_is_a_key_and_all_after_it(self):
        self.assertEqual(lines.parse("[ 1.0] xPROVE a_b=c d=e  "), ("a_b", "c d=e"))
        for line in ("PROVE", "PROVE =x", "PROVE a b=c", "PROVE A=1", "prove a=b"):
            self.assertIsNone(lines.parse(line), line)

    def test_the_prefix_stands_before_it(self):
        self.assertEqual(lines.parse("guest| PROVE a=b", "guest| "), ("a", "b"))
        self.assertIsNone(lines.parse("PROVE a=guest| b", "guest| "))
        self.assertIsNone(lines.parse("host: PROVE a=b", "guest| "))

    def test_a_key_can_come_again(self):
        self.assertEqual(lines.said(["PROVE a=1", "x", "PROVE a=2"]), [("a", "1"), ("a", "2")])

    def test_verdicts(self):
        self.assertEqual(lines.verdict(["PROVE verdict=ok"]), "")
        self.assertEqual(lines.verdict(["PROVE verdict=fail reason=no file"]), "no file")
        self.assertIsNone(lines.verdict(["PROVE step=x"]))


class Judging(unittest.TestCase):
    def judge(self, *text, stopped="", **differs):
        row = replace(BY_NAME["native"], **differs)
        console = Console(row.prefix, row.power_off)
        console.feed("\r\n".join([*text, ""]).encode())
        return _judge(row, console, stopped)

    OFF = "[ 1.0] reboot: Power down"

    def test_a_boot_that_is_as_it_should_be(self):
        self.assertEqual(self.judge("PROVE verdict=ok", self.OFF), "")

    def test_boots_that_are_not(self):
        for reason, text, more in (
                ("never spoke", [self.OFF], {}),
                ("last step was x", ["PROVE step=x"], {}),
                ("out of time", [], {"stopped": "out of time"}),
                ("no file", ["PROVE verdict=fail reason=no file", self.OFF], {}),
                ("the machine reset", ["PROVE verdict=ok"], {}),
                ("its console has", ["[ 1.0] WARNING: x", "PROVE verdict=ok", self.OFF], {}),
                ("never said", ["PROVE verdict=ok", self.OFF], {"says": "hello"}),
                ("Kernel panic", ["Kernel panic - x", "PROVE verdict=ok", self.OFF], {}),
                ("no kernel panicked", ["PROVE verdict=ok", self.OFF], {"events": ("crash",)}),
                ("without a verdict", ["PROVE verdict=ok"], {"prefix": "guest| "})):
            with self.subTest(reason):
                self.assertIn(reason, self.judge(*text, **more))


class Machines(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def words(self, name, **more):
        run = launch.Run(self.folder, "", "", append=("last=1",), **more)
        return launch.machine(cases.ROWS[name], run).command()

    def test_counting_is_a_member(self):
        self.assertNotIn("-icount", Machine().command())
        self.assertIn("-icount", Machine().counting().command())

    def test_more_words_go_to_the_kernel(self):
        self.assertEqual(Machine().told("a").told("").told("b").append, "a b")

    def test_the_console_is_the_first_serial_port(self):
        words = Machine(more=("-serial", "chardev:x")).command()
        self.assertEqual(words[words.index("-serial") + 1], "stdio")

    def test_a_machine_has_a_monitor_of_its_name(self):
        self.assertIn("unix:native-audit.monitor,server=on,wait=off", self.words("native-audit"))

    def test_words_for_every_kernel_and_for_the_one_under_test(self):
        append = self.words("native", linux="all=1")
        append = append[append.index("-append") + 1]
        self.assertRegex(append, r"all=1 .*prove.backend=native.*last=1")


class Started(unittest.TestCase):
    """Machines without a kernel, whose firmware waits for ever."""

    @contextlib.contextmanager
    def up(self, **words):
        machine = Machine(memory=64, cpus=2, monitor=monitor.socket_name("none"), **words)
        with tempfile.TemporaryDirectory() as folder, started(machine, 60, folder) as process:
            while not os.path.exists(os.path.join(folder, machine.monitor)):
                time.sleep(0.01)
            yield process, folder

    def test_each_has_one_cpu_and_they_share_none(self):
        with contextlib.ExitStack() as stack:
            used = [os.sched_getaffinity(stack.enter_context(self.up())[0].pid)
                    for _ in sorted(os.sched_getaffinity(0))[:2]]
        self.assertEqual([len(cpus) for cpus in used], [1] * len(used))
        self.assertEqual(len(set.union(*used)), len(used))

    def test_threads_that_run_at_the_same_time_are_free(self):
        with self.up(accel="tcg,thread=multi") as (process, _):
            self.assertEqual(os.sched_getaffinity(process.pid), os.sched_getaffinity(0))

    def test_the_cpus_of_one_that_is_stuck_are_looked_at(self):
        with self.up() as (_, folder):
            lines = stuck.look(folder, "none")
        self.assertEqual(sum("EIP=" in line for line in lines), 2 * stuck.SAMPLES)
        self.assertTrue(all(line.startswith(stuck.PREFIX) for line in lines))
        self.assertRegex(lines[-1], r"0x[0-9a-f]{16} 0x[0-9a-f]{16}")

    def test_one_that_is_gone_has_no_monitor(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("its monitor says no more", stuck.look(folder, "none")[-1])


class Matrix(unittest.TestCase):
    def test_names_are_different(self):
        rows = [*(r for group in cases.GROUPS.values() for r in group), *cases.CONFIGS,
                *cases.BY_HAND]
        self.assertEqual(len(rows), len(cases.ROWS))

    def test_a_group_is_its_rows_in_the_order_of_the_matrix(self):
        names = [row.name for row in matrix.rows(["kvm-1cpu", "all"])]
        self.assertEqual(names, [*BY_NAME, "kvm-1cpu"])
        self.assertEqual([row.name for row in matrix.rows([])], [*BY_NAME])

    def test_an_unknown_platform_is_named(self):
        with self.assertRaisesRegex(CannotRun, "no platform vax"):
            matrix.rows(["native", "vax"])

    def test_minutes_are_for_rows_that_take_any_time(self):
        soak, native = cases.ROWS["lguest-soak"], cases.ROWS["native"]
        self.assertEqual(matrix.lasting(soak, 7).timeout, soak.timeout + 7 * 60)
        self.assertEqual(matrix.lasting(soak, 7).minutes, 7)
        self.assertIs(matrix.lasting(native, 7), native)


class Results(unittest.TestCase):
    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            said = results.keep(folder, "x", results.document("test", a=1),
                                **{"": (["a", "b"], [[1.23456, None]]), "more": (["c"], [["d"]])})
            self.assertEqual(re.findall(r"[^/ ]+\.\w+", said), ["x.json", "x.tsv", "x-more.tsv"])
            with open(os.path.join(folder, "x.tsv"), encoding="utf-8") as file:
                self.assertEqual(file.read(), "a\tb\n1.235\t\n")

    def test_a_chart_of_one_kernel_is_none(self):
        self.assertIn("only one kernel", chart.bars("x.svg", "t", chart.CLUSTERED, [], [], "u"))


if __name__ == "__main__":
    unittest.main()
