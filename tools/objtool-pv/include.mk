# SPDX-License-Identifier: GPL-2.0-only
# What objtool-pv is made of, for all that link it; $(root) leads to the top folder.

program	:= $(sort $(shell find $(root)/tools/objtool-pv -name '*.c')) $(root)/pvops/choice.c
patcher	:= $(sort $(wildcard $(root)/pvops/patcher/*.c))
program-libs := -lelf -lcapstone -ljansson -lz -llzma -lzstd -llz4 -lbz2
