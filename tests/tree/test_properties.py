# SPDX-License-Identifier: GPL-2.0-only
"""The bits of our properties in linux/apply: they must be what we take them for."""
import re

from trees import Case

FEATURES = "arch/x86/include/asm/cpufeatures.h"


class Bits(Case):
    def setUp(self):
        super().setUp()
        self.features = self.tree / FEATURES
        self.header = self.repo / "pvops/include/asm/pvops/properties.h"

    def test_refuses_a_bit_that_upstream_has_taken(self):
        bit = re.search(r"\( ?(\d+\*32\+\d+)\) /\* free", self.header.read_text())[1]
        with self.features.open("a") as file:
            file.write(f"#define X86_FEATURE_NEW ({bit})\n")
        self.refuses(rf"bit {re.escape(bit)} is X86_FEATURE_NEW in .* give ours one that is free")

    def test_refuses_a_shared_bit_that_upstream_has_dropped(self):
        text = self.header.read_text()
        bit = re.search(r"\( ?(\d+\*32\+\d+)\) /\* upstream's", text)[1]
        kept = [line for line in self.features.read_text().splitlines() if bit not in line]
        self.features.write_text("\n".join(kept))
        self.refuses(rf"bit {re.escape(bit)} has no owner in {FEATURES}")

    def test_a_bit_is_shared_or_free(self):
        text = self.header.read_text()
        self.header.write_text(re.sub(r" /\* (upstream's|free) bit \*/", "", text))
        self.refuses("has no owner in")

    def test_refuses_a_tree_without_features(self):
        self.features.unlink()
        self.refuses(f"has no {FEATURES}")
