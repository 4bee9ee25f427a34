# SPDX-License-Identifier: GPL-2.0-only
"""Write docs/results.md and docs/overhead.svg from the results of the benches.

All sections must have their results, of this tree's schema and of the same kernels, as one
`make bench` leaves them; else nothing is written, and a line for each says what to run.
With --partial the sections that have results are replaced, and all others stay as they are;
each names its own kernels.  The same results give the same files.

Exit status: 0 written, 2 could not."""

import os
import sys

from bench.results import page, picture
from bench.results.sections import SECTIONS, WORKLOADS
from lab import chart, cli
from lab.errors import CannotRun
from lab.files import replace_file
from lab.kernels import BUILT
from lab.made import ROOT


def arguments():
    parser = cli.parser(__doc__)
    parser.add_argument("--partial", action="store_true",
                        help="replace the sections that have results, keep the others")
    parser.add_argument("--from", metavar="DIR", dest="folder", default=f"{cli.out()}/bench",
                        help="where the results are (default %(default)s)")
    parser.add_argument("--docs", metavar="DIR", default=os.path.join(ROOT, "docs"),
                        help="where the files go (default %(default)s)")
    return parser.parse_args()


def read(folder):
    """({section: its documents}, {section: its text}, [why one has none])"""
    documents, bodies, wrong = {}, {}, []
    for section in SECTIONS:
        try:
            found = section.documents(folder)
            bodies[section.name] = section.body(found)
            documents[section.name] = found
        except CannotRun as error:
            wrong.append(f"{section.name}: {error}")
    return documents, bodies, wrong


def images(documents):
    """{image: {sha256: section that measured it}}; the same image has several modes."""
    found = {}
    for name, several in documents.items():
        for kernel in (k for document in several for k in document.get("kernels", ())):
            image = BUILT.get(kernel["name"], kernel["name"]).partition(",")[0]
            found.setdefault(image, {}).setdefault(kernel["image_sha256"], name)
    return found


def mixed(documents):
    """A line for each kernel of which the sections have measured different images."""
    return [f"{' and '.join(by.values())} are of different images "
            f"{image.replace('{out}', '$OUT')}: run `make bench` again"
            for image, by in images(documents).items() if len(by) > 1]


def existing_page(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def run(args):
    documents, bodies, wrong = read(args.folder)
    path = os.path.join(args.docs, "results.md")
    if not bodies:
        raise CannotRun(f"{args.folder} has no result that can be used: run `make bench`.")
    if args.partial:
        bodies = page.bodies(existing_page(path)) | bodies
        for line in wrong:
            print(f"kept as it is: {line}", file=sys.stderr)
    elif wrong := wrong + mixed(documents):
        raise CannotRun("\n".join(["nothing is written", *wrong,
                                   "With --partial the other sections are."]))
    files = {path: page.write(bodies)}
    if WORKLOADS.name in documents:
        drawn = chart.svg(picture.script(documents[WORKLOADS.name][0]))
        files[os.path.join(args.docs, "overhead.svg")] = drawn
    for path, content in files.items():
        replace_file(path, content)
        print(f"written: {path}")
    return 0


if __name__ == "__main__":
    cli.main("results", arguments, run)
