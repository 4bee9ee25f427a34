/* SPDX-License-Identifier: GPL-2.0-only */
/* One finding, for people and as JSON. */
#ifndef OBJTOOL_PV_FINDING_H
#define OBJTOOL_PV_FINDING_H

#include <jansson.h>

#include "../check/check.h"

/** finding_json - everything that is known of a finding in @binary */
json_t *finding_json(const struct binary *binary, const struct finding *finding);

/** finding_line - a finding in @binary, and below it the bytes; @file may be "" */
void finding_line(const char *file, const struct binary *binary,
		  const struct finding *finding);

#endif
