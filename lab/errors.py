# SPDX-License-Identifier: GPL-2.0-only
"""The one exception that ends a run, with exit status 2."""


class CannotRun(Exception):
    """It could not be done; the text names the reason and the way out."""
