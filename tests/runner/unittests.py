# SPDX-License-Identifier: GPL-2.0-only
"""Python's unittest in TAP: as "python3 -m tap" of python3-tap, but what a passing test prints
is held back, as it might look like a test's result."""
import unittest

from tap.runner import TAPTestRunner

if __name__ == "__main__":
    runner = TAPTestRunner(buffer=True)
    runner.set_stream(True)
    unittest.main(module=None, testRunner=runner)
