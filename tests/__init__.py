# SPDX-License-Identifier: GPL-2.0-only
"""A package, so that tests can import each other's modules by their paths."""
