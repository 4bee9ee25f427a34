// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a bzImage and as a compressed file.  Inputs should be short
 * (-max_len=4096): a few kilobytes can unpack to hundreds of megabytes, legally.
 */
#include <stdlib.h>

#include "../../tools/objtool-pv/input/input.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct blob blob = { (u8 *)data, size };
	struct blob out = { NULL, 0 };
	struct error error = { "" };
	int ret;

	ret = bzimage_extract("fuzz", &blob, &out, &error);
	if (ret == 1)
		blob_free(&out);
	if ((ret < 0) != !!error.text[0] || out.data)
		abort();
	error.text[0] = '\0';
	ret = unpack("fuzz", data, size, &out, &error);
	if (ret == 1)
		blob_free(&out);
	if ((ret < 0) != !!error.text[0] || out.data)
		abort();
	return 0;
}
