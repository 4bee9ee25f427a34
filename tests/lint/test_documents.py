# SPDX-License-Identifier: GPL-2.0-only
"""docs/debugging.md has each message that the kernel's part can print."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ERRORS = ROOT / "pvops/patcher/patcher.h"
PRINTS = re.compile(r'\b(?:pr_(?!fmt)[a-z_]+|WARN|WARN_ONCE|panic)\([^";]*"((?:[^"\\]|\\.)*)"')
ERROR = re.compile(r'X\(PVPATCH_(?!OK)\w+,\s*"([^"]+)"\)')
QUOTED = re.compile(r"`([^`]+)`", re.S)
# What printf replaces, and %*ph, which has no end of its own.
VALUE = re.compile(r"%[-*.\d]*(?:phN|pe|pS|ps|ll?[ux]|[a-z])")


def messages():
    """Formats of all messages of pvops/ and backends/, but of their tests."""
    sources = [*ROOT.glob("pvops/*.c"), *ROOT.glob("backends/**/*.c")]
    return {text.removesuffix("\\n").removeprefix("pvops: "): path.name for path in sources
            if not path.name.startswith(("test_", "kunit_")) and path.parent.name != "user"
            for text in PRINTS.findall(path.read_text())}


def undocumented(found, document):
    """Those that no piece of code in the document spells out."""
    known = [" ".join(text.split()) for text in QUOTED.findall(document)]
    return [text for text in found
            if not any(re.fullmatch(".+".join(map(re.escape, VALUE.split(text))), entry)
                       for entry in known)]


class Debugging(unittest.TestCase):
    def setUp(self):
        self.document = (ROOT / "docs/debugging.md").read_text()

    def test_each_error_of_the_patcher_has_an_entry(self):
        errors = ERROR.findall(ERRORS.read_text())
        self.assertGreater(len(errors), 10)
        self.assertEqual(undocumented(errors, self.document), [])

    def test_each_message_of_the_kernel_has_an_entry(self):
        found = messages()
        self.assertGreater(len(found), 20)
        self.assertEqual(undocumented(found, self.document), [])

    def test_a_message_without_an_entry_is_noticed(self):
        self.assertEqual(undocumented(["site %pS (%s, %*phN) is lost"], "`site A (B, C) is kept`"),
                         ["site %pS (%s, %*phN) is lost"])
        self.assertEqual(undocumented(["site %pS (%s, %*phN) is lost"],
                                      "`site A (B,\nC) is lost`"), [])


if __name__ == "__main__":
    unittest.main()
