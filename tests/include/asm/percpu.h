/* SPDX-License-Identifier: GPL-2.0-only */
/* Templates name per-CPU variables by their bare address; there is nothing to add. */
