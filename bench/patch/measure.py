# SPDX-License-Identifier: GPL-2.0-only
"""Count what patching costs at boot: ours, and upstream's own alternatives.

Boots the image twice in QEMU's emulator, on one CPU and without a root file system,
and counts the instructions that it executes in pvops_boot() and, in the same boot,
in apply_alternatives().  Instructions are no time, but they repeat: the two boots
must give the same numbers.  Ours is everything, from choosing a backend to the line
in the log.  The verdict compares it for each site with alternatives for each
record; a place with several records is handled once for each of them, so that the
cost for each place is higher.

Exit status: 0 ours is cheaper for each site, 1 it is not, 2 could not run."""

import tempfile
from dataclasses import replace

from bench.outputs import need_file
from bench.patch import rom
from lab import cli
from lab.counter import Counter, Plan
from lab.elf import Vmlinux
from lab.errors import CannotRun
from lab.files import existing
from lab.kernels import Kernel
from lab.machine import Machine
from lab.results import document, write_json

TIMEOUT = 300
# As bare metal; without a root file system it panics in the end, if it gets there.
BARE_METAL = Machine(more=("-cpu", "Haswell,-hypervisor"), icount=True,
                     append="nokaslr quiet mitigations=off panic=-1 console=ttyS0")

TOP = 12
OURS, THEIRS = "pvops_boot", "apply_alternatives"
ENCLOSING = {OURS: ["paravirt_set_cap"]}    # if they were inlined


def arguments():
    parser = cli.parser(__doc__)
    cli.add_image(parser)
    parser.add_argument("--json", metavar="FILE", help="write the numbers there as well")
    parser.add_argument("--where", action="store_true",
                        help=f"name the {TOP} functions that most instructions are in")
    cli.add_test(parser, "check the counter with a guest of known length")
    return parser.parse_args()


def find_spans(kernel):
    """{name: (first instruction, first after it)} and remarks."""
    outer = kernel.symbol("alternative_instructions")
    spans, remarks, within = {}, [], {}
    for name in (OURS, THEIRS):
        for within[name] in (name, *ENCLOSING.get(name, ())):
            found = kernel.calls(outer, within[name], depth=1)
            if found:
                break
        if len(found) != 1:
            raise CannotRun(f"alternative_instructions calls {name} {len(found)} times "
                            "(inlined?), and what encloses it holds other work too.")
        if within[name] != name:
            remarks.append(f"{name} is inlined: all of {within[name]} is counted instead")
        spans[name] = found[0]
    passes = kernel.calls(kernel.symbol(within[OURS]), "pvops_pass", depth=1)
    if not passes:
        remarks.append(f"pvops_pass is inlined: only all of {within[OURS]} is counted")
    for i, span in enumerate(passes, 1):
        spans[f"pvops_pass/{i}"] = span
    return spans, remarks


def boot(counter, image, plan):
    """{span: instructions}, and where they are."""
    counted = counter.run(replace(BARE_METAL, kernel=image), plan, TIMEOUT)
    for name, (_, entries) in counted.counts.spans.items():
        if entries != 1:
            raise CannotRun(f"{image} came {entries} times through {name}, not once: do the "
                            f"image and vmlinux belong together?\n{counted.last_words()}")
    return ({name: n for name, (n, _) in counted.counts.spans.items()}, counted.counts.where)


def rows(kernel, counts, where):
    sites = {OURS: (kernel.sites(), kernel.sites()), THEIRS: kernel.alternatives()}
    for name, instructions in counts.items():
        records, places = sites.get(name, sites[OURS])
        yield {"name": name, "records": records, "addresses": places,
               "instructions": instructions, "per_record": instructions / records,
               "per_address": instructions / places,
               "where": [[kernel.name_of(addr), n] for addr, n in
                         sorted(where.get(name, {}).items(), key=lambda item: -item[1])]}


def count(args, counter):
    """Everything that is known after two boots, as it goes to the JSON file."""
    for path in (args.image, args.vmlinux):
        existing(path, "build it with `make image`")
    kernel = Vmlinux(args.vmlinux)
    spans, remarks = find_spans(kernel)
    plan = Plan(spans, max(spans[OURS][1], spans[THEIRS][1]),
                ranges=tuple(kernel.functions) if args.where else ())
    first, second = (boot(counter, args.image, plan) for _ in range(2))
    found = list(rows(kernel, *first))
    ours, theirs = (next(r for r in found if r["name"] == n) for n in (OURS, THEIRS))
    return document(
        "patch", kernels=[Kernel("image", args.image, args.vmlinux).describe()],
        rows=found, remarks=remarks, repeats=first == second, second_boot=second[0],
        ratio_per_record=ours["per_record"] / theirs["per_record"],
        ratio_per_address=ours["per_record"] / theirs["per_address"],
        cheaper=ours["per_record"] < theirs["per_record"])


def show(result):
    print(f"{'what':20} {'records':>8} {'addresses':>10} {'instructions':>13}"
          f" {'per record':>11} {'per address':>12}")
    for row in result["rows"]:
        print(f"{row['name']:20} {row['records']:8} {row['addresses']:10}"
              f" {row['instructions']:13} {row['per_record']:11.1f}"
              f" {row['per_address']:12.1f}")
    for remark in result["remarks"]:
        print(f"note: {remark}")
    print(f"ours for each site / alternatives for each record: "
          f"{result['ratio_per_record']:.3f}, for each address: "
          f"{result['ratio_per_address']:.3f}")
    if not result["repeats"]:
        print(f"the second boot differs: {result['second_boot']}")


def show_where(result):
    for row in result["rows"]:
        print(f"\n{row['name']}: {row['per_record']:.1f} instructions for each record, in")
        for name, n in row["where"][:TOP]:
            print(f"{n / row['records']:9.1f} {100 * n / row['instructions']:5.1f} %  {name}")
        rest = sum(n for _, n in row["where"][TOP:])
        print(f"{rest / row['records']:9.1f} {100 * rest / row['instructions']:5.1f} %"
              f"  {len(row['where'][TOP:])} others")


def test_counter(counter):
    for icount in (False, True):
        got = rom.count(counter, icount)
        if not cli.TESTS.test(got == rom.COUNTS, "counts a ROM of known length "
                           f"{'with' if icount else 'without'} -icount"):
            print(f"{got} instead of {rom.COUNTS}")


def run(args):
    if args.json:
        need_file(args.json)
    with tempfile.TemporaryDirectory(prefix="pvops-patch-") as scratch:
        counter = Counter(scratch)
        if args.test:
            test_counter(counter)
        result = count(args, counter)
    if args.json:
        write_json(args.json, result)
    show(result)
    if args.where:
        show_where(result)
    if args.test:
        cli.TESTS.test(result["repeats"], "two boots count the same")
        cli.TESTS.test(result["cheaper"], "a site costs less than an alternative")
    if not result["repeats"]:
        raise CannotRun("two boots must give the same numbers.")
    return 0 if result["cheaper"] else 1


if __name__ == "__main__":
    cli.main("patch", arguments, run)
