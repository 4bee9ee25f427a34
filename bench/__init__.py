# SPDX-License-Identifier: GPL-2.0-only
"""Measurements; each folder is one, its measure.py the main path."""
