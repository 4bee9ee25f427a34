# SPDX-License-Identifier: GPL-2.0-only
"""What linux/build is made of: flavours (which kernels there are), kernel (one of them),
options (configuration fragments), debian, modules and kconfig (a distribution's
configuration), run (make, its progress and its log), warnings (what a build must not say)."""


class Failure(Exception):
    """Why there is no kernel, in one sentence and perhaps some lines of log."""
