/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands, one file each: cmd_NAME.c.  Each returns an exit status. */
#ifndef LGUEST_CMD_H
#define LGUEST_CMD_H

#define LGUEST_VERSION	"1.0"

int cmd_run(int argc, char **argv);
int cmd_dump(int argc, char **argv);
int cmd_status(int argc, char **argv);

#endif
