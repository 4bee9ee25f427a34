# SPDX-License-Identifier: GPL-2.0-only
"""The guest program of bench/workloads, at an address where no other program is."""

import guest

# The emulator knows the markers by their addresses alone, and sees the programs of a
# host as well, which are linked to the default address (0x400000) or above 0x5500'00000000.
guest.CC_FLAGS = [*guest.CC_FLAGS, "-Wl,-Ttext-segment=0x10000000"]

Program = guest.Guest
