# SPDX-License-Identifier: GPL-2.0-only
"""bench/results: what it makes of made-up results, of missing, old and damaged ones."""
import argparse
import contextlib
import io
import json
import os
import tempfile
import unittest
from unittest import mock

from bench.results import page, picture, write
from bench.results.sections import SECTIONS
from lab import chart, made, results
from lab.errors import CannotRun

MADE = {"date": "2026-01-02", "command": "bench/x/measure", "machine": "a machine", "source": "abc"}


def kernel(name, image="1" * 64, **more):
    return {"name": name, "version": "6.12.1", "image_sha256": image, "append": "", **more}


def ratios(name, share, image="1" * 64):
    return kernel(name, image, mean_overhead=share, workloads={
        "getpid": {"per_operation": 200 * (1 + share), "overhead": share, "spread": 0.001}})


def compared():
    return [ratios("nopv", 0.0, "2" * 64), ratios("upstream", 0.0325, "3" * 64),
            ratios("inline", -0.0004)]


def guest_row(instructions):
    return {"what": "read the time", "instructions": instructions, "exits": 1.25,
            "verdict": {"instructions": "better", "exits": "same"}}


def form(least):
    return {"min": least, "median": least, "forms": []}


COUNTED = {"ok": True, "reason": "", "unit": "instructions"}

# What each program writes, as little of it as is read.
CONTENT = {
    "workloads": {"rounds": 3, "mitigations": "off", "kernels": compared()},
    "platforms": {"platform": "xen-x", "kernels": compared()[1:]},
    "attribution": {"kernels": [kernel("inline")], "workloads": {"getpid": {
        "baseline": 100, "kernel": 101, "at_sites": 1, "around": 1, "callees": 0, "other": -1,
        "absolute": 3}}},
    "sizes": {"kernels": [kernel("inline")], "builds": {"image": {
        "objects": 7, "baseline": 1000, "kernel": 1005, "ratio": 1.005,
        "metadata": {"sites": 1234, "record": 8, "bytes_per_site": 11.5}}}},
    "guest": {"kernels": [kernel("upstream", "3" * 64, rows={"time": guest_row(76)}),
                          kernel("image", rows={"time": guest_row(69)})]},
    "ops": {"kernels": [kernel("image")], "platforms": [
        {"name": "native", **COUNTED, "rows": {"irq.irq_disable": {
            "what": "", "inline": form(1.0), "direct": form(3.0), "indirect": form(6.12)}}},
        {"name": "kvm", **COUNTED, "rows": {"irq.irq_disable": {"what": "no"}}}]},
    "patch": {"kernels": [kernel("image")], "rows": [
        {"name": "pvops_boot", "records": 10, "addresses": 10, "instructions": 12345,
         "per_record": 1234.5, "per_address": 1234.5}]},
    "cpu": {"cpu": "a CPU", "verdict": {"holds": True}, "rows": [
        {"op": "hook", "form": "p0", "context": "alone", "extra": 0.22, "extra_ci95": 0.02}]},
    "audit": {"rows": [{"file": "6.1 vmlinux", "audit_seconds": 0.11, "audit_mib": 65.2,
                        "objdump_seconds": 4.06, "objdump_mib": 18.4,
                        "ratios": [0.027, 0.028, 0.029]}]},
}


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.docs, self.bench = (os.path.join(folder.name, n) for n in ("docs", "bench"))
        for path in (self.docs, self.bench):
            os.mkdir(path)
        # Drawing is gnuplot's; what it is asked for is tested below.
        drawing = mock.patch.object(chart, "svg", lambda script: script.encode())
        drawing.start()
        self.addCleanup(drawing.stop)

    def keep(self, section, **changes):
        for stem in section.stems:
            content = {"schema": results.SCHEMA, "bench": section.bench, "made": MADE,
                       **CONTENT[section.bench], **changes}
            results.write_json(os.path.join(self.bench, stem + ".json"), content)

    def keep_all(self):
        for section in SECTIONS:
            self.keep(section)

    def write(self, partial=False):
        """What it says; the error that it ends with is raised."""
        args = argparse.Namespace(folder=self.bench, docs=self.docs, partial=partial)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            self.assertEqual(write.run(args), 0)
        return said.getvalue()

    def refused(self, **more):
        before = self.files()
        with self.assertRaises(CannotRun) as caught:
            self.write(**more)
        self.assertEqual(self.files(), before)
        return str(caught.exception)

    def files(self):
        found = {}
        for name in sorted(os.listdir(self.docs)):
            with open(os.path.join(self.docs, name), encoding="utf-8") as file:
                found[name] = file.read()
        return found

    def page(self):
        return self.files()["results.md"]


class Complete(Case):
    def test_every_section_has_its_numbers_and_its_origin(self):
        self.keep_all()
        self.write()
        bodies = page.bodies(self.page())
        self.assertEqual([*bodies], [section.name for section in SECTIONS])
        for name, text in bodies.items():
            self.assertIn("measured by `bench/x/measure` on 2026-01-02", text, name)
            self.assertIn("a machine", text, name)
        for name, number in {"workloads": "+3.25 %", "attribution": "-1.000 %", "sizes": "11.5",
                             "platforms": "### xen-x", "guest": "69.0", "operations": "6.12",
                             "patching": "12,345", "cpu": "0.22 ± 0.02",
                             "audit": "0.028 (0.027 to 0.029)"}.items():
            self.assertIn(number, bodies[name])
        self.assertIn("33.3 % are in functions without a call site", bodies["attribution"])
        self.assertIn(f"pvops: Linux 6.12.1, bzImage sha256 `{'1' * 64}`", bodies["guest"])

    def test_the_same_results_give_the_same_files(self):
        self.keep_all()
        self.write()
        first = self.files()
        self.write()
        self.assertEqual(self.files(), first)
        self.assertEqual([*first], ["overhead.svg", "results.md"])

    def test_a_missing_result_is_named_with_its_remedy(self):
        self.keep_all()
        os.remove(os.path.join(self.bench, "guest.json"))
        said = self.refused()
        self.assertIn("guest.json is missing: run `make bench-guest`", said)
        self.assertIn("nothing is written", said)

    def test_results_of_another_schema_or_program_are_refused(self):
        self.keep_all()
        self.keep(SECTIONS[-1], schema=results.SCHEMA - 1)
        self.assertIn(f"audit.json is not of schema {results.SCHEMA}", self.refused())
        self.keep(SECTIONS[-1], bench="cpu")
        self.assertIn("audit.json is a result of cpu and not of audit", self.refused())

    def test_damaged_results_are_refused(self):
        self.keep_all()
        path = os.path.join(self.bench, "audit.json")
        for text in ("{", "[]", "0"):
            with self.subTest(text), open(path, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                self.assertIn("audit.json is no", self.refused())
        self.keep(SECTIONS[-1], rows=[{"file": "6.1"}])
        self.assertIn("audit: the result lacks something", self.refused())
        self.keep(SECTIONS[-1], made=None)
        self.assertIn("audit: the result lacks something", self.refused())

    def test_operations_that_were_not_counted_everywhere_are_refused(self):
        self.keep_all()
        section = next(s for s in SECTIONS if s.name == "operations")
        native = CONTENT["ops"]["platforms"][0]
        for said, change in (("native counted ticks", {"unit": "ticks"}),
                             ("native timed out", {"ok": False, "reason": "timed out"})):
            with self.subTest(said):
                self.keep(section, platforms=[{**native, **change}])
                self.assertIn(f"operations: {said}: run `make bench-ops`", self.refused())

    def test_different_images_are_no_one_run(self):
        self.keep_all()
        self.keep(next(s for s in SECTIONS if s.name == "patching"),
                  kernels=[kernel("image", "9" * 64)])
        said = self.refused()
        self.assertIn("patching are of different images $OUT/bzImage", said)

    def test_a_file_that_cannot_be_written_leaves_no_half(self):
        self.keep_all()
        self.write()
        before = self.files()
        self.keep(SECTIONS[0], rounds=99)
        with mock.patch("os.replace", side_effect=OSError("full")), self.assertRaises(OSError):
            self.write()
        self.assertEqual(self.files(), before)

    def test_a_picture_that_cannot_be_drawn_leaves_the_page(self):
        self.keep_all()
        with mock.patch.object(chart, "svg", side_effect=CannotRun("no gnuplot")):
            self.assertEqual(self.refused(), "no gnuplot")


class Partial(Case):
    def test_no_result_at_all_is_refused(self):
        self.assertIn("has no result that can be used", self.refused(partial=True))

    def test_other_sections_stay_as_they_are(self):
        self.keep_all()
        self.write()
        before = page.bodies(self.page())
        for name in os.listdir(self.bench):
            os.remove(os.path.join(self.bench, name))
        self.keep(SECTIONS[-1], made={**MADE, "date": "2027-01-01"})
        said = self.write(partial=True)
        after = page.bodies(self.page())
        self.assertIn("2027-01-01", after.pop("audit"))
        del before["audit"]
        self.assertEqual(after, before)
        self.assertIn("kept as it is: guest: ", said)

    def test_a_section_that_was_never_there_says_how_to_have_it(self):
        self.keep(SECTIONS[-1])
        self.write(partial=True)
        self.assertEqual([*self.files()], ["results.md"])
        self.assertEqual(page.bodies(self.page())["guest"],
                         "Not measured yet: run `make bench-guest`.")

    def test_the_page_of_the_repository_can_be_kept(self):
        with open(os.path.join(made.ROOT, "docs/results.md"), encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(page.write(page.bodies(text)), text)


class Picture(unittest.TestCase):
    def script(self, kernels):
        return picture.script({"kernels": kernels})

    def test_both_kernels_have_a_bar_in_each_row(self):
        text = self.script(compared())
        self.assertIn('0.20 0.0000 3.2500 "+3.25 %"', text)
        self.assertIn('-0.20 -0.0400 0.0000 "-0.04 %"', text)
        self.assertIn("'getpid' 0, 'geometric mean' -1", text)

    def test_one_kernel_alone_is_no_picture(self):
        with self.assertRaisesRegex(CannotRun, "upstream and inline"):
            self.script(compared()[:2])


class Origin(unittest.TestCase):
    def test_a_command_is_one_that_a_reader_can_type(self):
        with mock.patch.dict(os.environ, OUT="/tmp/o"):
            self.assertEqual(
                made.command(["/top/bench/cpu/measure.py", "--json", "/tmp/o/bench/cpu.json",
                              "--kernel", "a=/top/b c"], "/top"),
                "bench/cpu/measure --json $OUT/bench/cpu.json --kernel 'a=b c'")

    def test_a_cpu_that_cannot_be_read_is_unknown(self):
        self.assertEqual(made.cpu_model("/nonexistent"), "unknown")

    def test_a_document_has_all_of_it(self):
        self.assertEqual(sorted(results.document("test")["made"]), sorted(MADE))
        self.assertEqual(json.loads(json.dumps(results.document("test"))),
                         results.document("test"))


if __name__ == "__main__":
    unittest.main()
