/* SPDX-License-Identifier: GPL-2.0-only */
/* As in a kernel without frame pointers. */
#define FRAME_BEGIN
#define FRAME_END
