// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressing with the same libraries that unpack.  That others can read, too, what
 * they write is not the subject of these tests.
 */
#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "../../tools/objtool-pv/alloc.h"
#include "make_packed.h"

#define LEGACY_BLOCK	(8u << 20)

const char *const packing_names[PACKINGS] = {
	"gzip", "bzip2", "xz", "lzma", "zstd", "zstd-stream", "lz4", "lz4-legacy",
};

static void need(bool works, const char *what)
{
	if (works)
		return;
	fprintf(stderr, "test is broken: %s does not work\n", what);
	exit(1);
}

static size_t pack_gzip(u8 *to, size_t room, const void *data, size_t size)
{
	z_stream z = { .next_in = (Bytef *)data, .avail_in = size, .next_out = to,
		       .avail_out = room };

	need(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK &&
	     deflate(&z, Z_FINISH) == Z_STREAM_END && deflateEnd(&z) == Z_OK, "deflate");
	return room - z.avail_out;
}

static size_t pack_bzip2(u8 *to, size_t room, const void *data, size_t size)
{
	unsigned int out = room;

	need(BZ2_bzBuffToBuffCompress((char *)to, &out, (char *)data, size, 9, 0, 0) ==
	     BZ_OK, "bzip2");
	return out;
}

static size_t pack_xz(u8 *to, size_t room, const void *data, size_t size)
{
	size_t out = 0;

	need(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, NULL, data, size, to, &out,
				     room) == LZMA_OK, "xz");
	return out;
}

static size_t pack_lzma(u8 *to, size_t room, const void *data, size_t size)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	size_t out;

	need(!lzma_lzma_preset(&options, 6) &&
	     lzma_alone_encoder(&lzma, &options) == LZMA_OK, "lzma");
	lzma.next_in = data;
	lzma.avail_in = size;
	lzma.next_out = to;
	lzma.avail_out = room;
	need(lzma_code(&lzma, LZMA_FINISH) == LZMA_STREAM_END, "lzma");
	out = room - lzma.avail_out;
	lzma_end(&lzma);
	return out;
}

static size_t pack_zstd(u8 *to, size_t room, const void *data, size_t size)
{
	size_t out = ZSTD_compress(to, room, data, size, 3);

	need(!ZSTD_isError(out), "zstd");
	return out;
}

static size_t pack_zstd_stream(u8 *to, size_t room, const void *data, size_t size)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	ZSTD_outBuffer out = { to, room, 0 };
	ZSTD_inBuffer in = { data, size, 0 };

	while (in.pos < in.size)
		need(!ZSTD_isError(ZSTD_compressStream2(zstd, &out, &in,
							ZSTD_e_continue)), "zstd");
	need(!ZSTD_compressStream2(zstd, &out, &in, ZSTD_e_end), "zstd");
	ZSTD_freeCCtx(zstd);
	return out.pos;
}

static size_t pack_lz4(u8 *to, size_t room, const void *data, size_t size)
{
	size_t out = LZ4F_compressFrame(to, room, data, size, NULL);

	need(!LZ4F_isError(out), "lz4");
	return out;
}

static size_t pack_lz4_legacy(u8 *to, size_t room, const void *data, size_t size)
{
	size_t done, out = 4;

	memcpy(to, "\x02\x21\x4c\x18", 4);
	for (done = 0; done < size; done += LEGACY_BLOCK) {
		int in = size - done < LEGACY_BLOCK ? size - done : LEGACY_BLOCK;
		int block = LZ4_compress_default((const char *)data + done,
						 (char *)to + out + 4, in,
						 room - out - 4);

		need(block > 0, "lz4");
		memcpy(to + out, &block, 4);
		out += 4 + block;
	}
	return out;
}

struct blob make_packed(enum packing packing, const void *data, size_t size)
{
	static size_t (*const pack[PACKINGS])(u8 *, size_t, const void *, size_t) = {
		pack_gzip, pack_bzip2, pack_xz, pack_lzma, pack_zstd, pack_zstd_stream,
		pack_lz4, pack_lz4_legacy,
	};
	size_t room = size + size / 50 + 65536;
	struct blob blob = { xmalloc(room), 0 };

	blob.size = pack[packing](blob.data, room, data, size);
	/* No byte more than there are, so that a reader that goes too far is seen. */
	blob.data = xrealloc_array(blob.data, blob.size, 1);
	return blob;
}

void make_longer(struct blob *blob, const void *data, size_t size)
{
	blob->data = xrealloc_array(blob->data, blob->size + size, 1);
	memcpy(blob->data + blob->size, data, size);
	blob->size += size;
}

/* Offsets are those of the setup header, Documentation/arch/x86/boot.rst. */
struct blob make_bzimage(const struct blob *payload, u8 sectors)
{
	const size_t start = ((sectors ? sectors : 4) + 1) * 512;
	const u32 before = 123, length = payload->size;
	struct blob blob = { NULL, start + before + payload->size + 777 };

	blob.data = xcalloc(blob.size, 1);
	blob.data[0x1f1] = sectors;
	memcpy(blob.data + 0x1fe, "\x55\xaa", 2);
	memcpy(blob.data + 0x202, "HdrS\x0f\x02", 6);
	memcpy(blob.data + 0x248, &before, 4);
	memcpy(blob.data + 0x24c, &length, 4);
	memcpy(blob.data + start + before, payload->data, payload->size);
	return blob;
}
