# SPDX-License-Identifier: GPL-2.0-only
"""Where results go, tried first: that they cannot be written is better known before minutes
or hours of measuring than after them."""

import os

from lab.errors import CannotRun


def need_file(path):
    """A file can be written at this path."""
    if not os.access(os.path.dirname(path) or ".", os.W_OK) or os.path.isdir(path):
        raise CannotRun(f"{path} cannot be written: give a file in a writable folder.")


def need_folder(path):
    """The folder of --out is there, or is made, and files can be written in it."""
    try:
        os.makedirs(path, exist_ok=True)
        writable = os.access(path, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise CannotRun(f"{path} cannot be made or written: give a writable folder with --out.")
