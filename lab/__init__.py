# SPDX-License-Identifier: GPL-2.0-only
"""The laboratory: machines that boot kernels, and what their guests say (lab/README.md)."""
