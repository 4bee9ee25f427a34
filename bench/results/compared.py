# SPDX-License-Identifier: GPL-2.0-only
"""Results that set one kernel against another, as Markdown."""

from bench.results.markdown import number, percent, table, title


def _ratios(document):
    """Of bench/workloads and bench/platforms: the first kernel's number, the others' overhead."""
    first, *others = document["kernels"]
    rows = [[name, number(row["per_operation"]),
             *(percent(kernel["workloads"][name]["overhead"]) for kernel in others),
             f"{100 * max(k['workloads'][name]['spread'] for k in document['kernels']):.2f} %"]
            for name, row in first["workloads"].items()]
    rows.append(["geometric mean", "", *(percent(k["mean_overhead"]) for k in others), ""])
    return table(["workload", title(first["name"]), *(title(k["name"]) for k in others),
                  "spread"], rows)


def workloads(document):
    return (f"{document['rounds']} rounds, mitigations {document['mitigations']}. The first column "
            "is kernel instructions for one operation,\nthe others say how many more a kernel "
            "executes.\n\n" + _ratios(document))


def platforms(*documents):
    text = ["Instructions of the whole machine for one operation: user space, kernel, hypervisor."]
    for document in documents:
        text += [f"### {document['platform']}", _ratios(document)]
    return "\n\n".join(text)


def attribution(document):
    """Sums over all rounds, so that the parts add up to the whole."""
    columns = ("at_sites", "around", "callees", "other")
    rows, other, absolute = [], 0.0, 0.0
    for name, row in document["workloads"].items():
        base = row["baseline"]
        rows.append([name, *(percent(row[c] / base, 3) for c in columns),
                     percent(row["kernel"] / base - 1, 3)])
        other += abs(row["other"]) / base
        absolute += row["absolute"] / base
    share = 100 * other / absolute if absolute else 0
    return ("In % of what the kernel without paravirt executes. `bench/workloads/README.md` "
            "defines the columns.\n\n"
            + table(["workload", "at sites", "around", "callees", "other", "total"], rows)
            + f"\n\nOf all differences, {share:.1f} % are in functions without a call site "
            "(\"other\").")


def sizes(document):
    rows, notes = [], []
    for name, build in document["builds"].items():
        rows.append([title(name), build["objects"], f"{build['baseline']:,}",
                     f"{build['kernel']:,}", percent(build["ratio"] - 1)])
        found = build["metadata"]
        if found:
            notes.append(f"{title(name)}: {found['sites']:,} sites. A record has "
                         f"{found['record']} bytes; all tables together take "
                         f"{found['bytes_per_site']:.1f} bytes per site.")
    return "\n\n".join(["Text of the objects that both builds have.", table(
        ["build", "objects", "no paravirt", "this build", "more"], rows), *notes])


def guest(document):
    base, *others = document["kernels"]
    text = ["Instructions of guest and host together, and exits as the host's KVM counts them."]
    for other in others:
        rows = [[row["what"], number(row["instructions"]),
                 number(other["rows"][name]["instructions"]), f"{row['exits']:.1f}",
                 f"{other['rows'][name]['exits']:.1f}",
                 ", ".join(dict.fromkeys(other["rows"][name]["verdict"].values()))]
                for name, row in base["rows"].items()]
        text.append(table(["operation", title(base["name"]), title(other["name"]),
                           f"exits, {title(base['name'])}", f"exits, {title(other['name'])}",
                           "verdict"], rows))
    return "\n\n".join(text)
