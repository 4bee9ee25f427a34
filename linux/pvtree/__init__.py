# SPDX-License-Identifier: GPL-2.0-only
"""What linux/apply is made of: layout (which file goes where), hooks (the
patches), plan (the tree that we want), commit (all of it or nothing)."""


class Refusal(Exception):
    """A reason not to start, in one sentence.  Nothing has been changed."""
