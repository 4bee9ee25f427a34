# SPDX-License-Identifier: GPL-2.0-only
# What the launcher is made of beside its main(), for all that link it; $(root) leads to the
# top folder.

user-sources := $(sort $(filter-out %/main.c,$(filter-out $(wildcard \
			$(addprefix $(root)/backends/lguest/user/,test_*.c fuzz_*.c)),\
			$(wildcard $(root)/backends/lguest/user/*.c)))) \
	$(addprefix $(root)/tools/objtool-pv/,alloc.c error.c $(addprefix input/,blob.c bzimage.c \
		unpack.c unpack_lz4.c unpack_stream.c unpack_zstd.c))
user-libs := -lz -llzma -lzstd -llz4 -lbz2
