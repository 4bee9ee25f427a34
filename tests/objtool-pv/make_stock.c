// SPDX-License-Identifier: GPL-2.0-only
/* Building stock kernels in memory; nothing is a file. */
#include <stdlib.h>
#include <string.h>

#include "make_stock.h"

#define NOP	0x90

static const char *const names[STOCK_PARTS] = {
	".text", ".altinstr_replacement", ".altinstructions", ".parainstructions",
	".static_call_sites", ".data", ".BTF",
};

static const struct binary_symbol symbols[] = {
	{ .addr = STOCK_AT(STOCK_TEXT), .name = "text", .function = true },
	{ .addr = STOCK_FUNCTION, .name = "function", .function = true },
	{ .addr = STOCK_NOP, .name = "nop_func", .function = true },
	{ .addr = STOCK_BUG, .name = "BUG_func", .function = true },
	{ .addr = STOCK_TRAMP, .name = "__SCT__pv_clock", .function = true },
	{ .addr = STOCK_RETURN0, .name = "__static_call_return0", .function = true },
	{ .addr = STOCK_THUNK, .name = "__x86_return_thunk", .function = true },
	{ .addr = STOCK_RETURN, .name = "__static_call_return", .function = true },
	{ .addr = STOCK_PV_OPS, .size = 0x100, .name = "pv_ops" },
	{ .addr = STOCK_PV_LOCK, .name = "pv_ops_lock" },
	{ .addr = STOCK_KEY, .name = "__SCK__pv_clock" },
	{ .addr = STOCK_KEY + 16, .name = "__SCK__other" },
	{ .addr = STOCK_KEY + 32, .name = "__SCK__queued_spin_unlock" },
};

static void grow(struct blob *blob, const void *bytes, size_t len)
{
	blob->data = realloc(blob->data, blob->size + len);
	memcpy(blob->data + blob->size, bytes, len);
	blob->size += len;
}

static u64 end_of(const struct make_stock *make, enum stock_part part)
{
	return STOCK_AT(part) + make->part[part].size;
}

struct make_stock *make_stock(enum binary_state state)
{
	struct make_stock *make = calloc(1, sizeof(*make));
	u8 text[STOCK_TEXT_SIZE], data[STOCK_DATA_SIZE] = { 0 };
	u64 function = STOCK_FUNCTION;
	unsigned int i;

	memset(text, NOP, sizeof(text));
	for (i = 0; i < sizeof(data); i += 8)
		memcpy(data + i, &function, 8);
	make->state = state;
	grow(&make->part[STOCK_TEXT], text, sizeof(text));
	grow(&make->now, text, sizeof(text));
	grow(&make->part[STOCK_DATA], data, sizeof(data));
	return make;
}

void make_stock_now(struct make_stock *make, u64 addr, const void *bytes, size_t len)
{
	memcpy(make->now.data + (addr - STOCK_AT(STOCK_TEXT)), bytes, len);
}

void make_stock_put(struct make_stock *make, u64 addr, const void *bytes, size_t len)
{
	unsigned int part = (addr - STOCK_AT(0)) >> 20;

	memcpy(make->part[part].data + (addr - STOCK_AT(part)), bytes, len);
	if (part == STOCK_TEXT)
		make_stock_now(make, addr, bytes, len);
}

void make_stock_call(struct make_stock *make, u64 addr, u64 slot, size_t len)
{
	u8 bytes[64] = { 0xff, 0x15 };
	u64 field = slot - (addr + 6);

	memcpy(bytes + 2, &field, 4);
	memset(bytes + 6, NOP, sizeof(bytes) - 6);
	make_stock_put(make, addr, bytes, len);
}

u64 make_stock_code(struct make_stock *make, const void *bytes, size_t len)
{
	u64 addr = end_of(make, STOCK_CODE);

	grow(&make->part[STOCK_CODE], bytes, len);
	return addr;
}

void make_stock_alternative(struct make_stock *make, unsigned int size, u64 site, u64 code,
			    unsigned int feature, unsigned int flags, u8 len, u8 code_len)
{
	u64 at = end_of(make, STOCK_ALTERNATIVES);
	u64 to_site = site - at, to_code = code - (at + 4);
	u8 record[14] = { 0 };

	if (size != 14)
		feature |= flags << 15;
	memcpy(record, &to_site, 4);
	memcpy(record + 4, &to_code, 4);
	memcpy(record + 8, &feature, 2);
	if (size == 14)
		memcpy(record + 10, &flags, 2);
	record[size == 14 ? 12 : 10] = len;
	record[size == 14 ? 13 : 11] = code_len;
	grow(&make->part[STOCK_ALTERNATIVES], record, size);
}

void make_stock_para(struct make_stock *make, u64 addr, u8 type, u8 len)
{
	u8 record[16] = { 0 };

	memcpy(record, &addr, 8);
	record[8] = type;
	record[9] = len;
	grow(&make->part[STOCK_PARA], record, sizeof(record));
}

void make_stock_static(struct make_stock *make, u64 addr, u64 key, unsigned int flags)
{
	u64 at = end_of(make, STOCK_STATIC);
	u32 record[2] = { addr - at, key + flags - (at + 4) };

	grow(&make->part[STOCK_STATIC], record, sizeof(record));
}

/* Memory: the text as it is now, and the rest as in the file. */
static int read_now(void *ctx, u64 addr, void *to, size_t len)
{
	const struct make_stock *make = ctx;
	unsigned int i;

	for (i = 0; i < STOCK_PARTS; i++) {
		const struct blob *blob = i == STOCK_TEXT && make->now.size ?
					  &make->now : &make->part[i];
		u64 offset = addr - STOCK_AT(i);

		if (offset >= blob->size || len > blob->size - offset)
			continue;
		memcpy(to, blob->data + offset, len);
		return 0;
	}
	return -1;
}

struct binary *make_stock_binary(struct make_stock *make)
{
	struct binary *binary = binary_new("stock");
	size_t i;

	binary->kind = make->kind;
	binary->state = make->state;
	for (i = 0; i < STOCK_PARTS; i++) {
		if (!make->part[i].size)
			continue;
		binary_add_section(binary, &(struct binary_section){
			.name = names[i], .addr = STOCK_AT(i),
			.size = make->part[i].size, .data = make->part[i].data,
			.alloc = true, .exec = i == STOCK_TEXT || i == STOCK_CODE,
			.write = i == STOCK_DATA,
		});
	}
	for (i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		binary_add_symbol(binary, &symbols[i]);
	if (make->copied) {
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = STOCK_AT(STOCK_DATA) + STOCK_DATA_SIZE - 128,
			.name = "__relocate_kernel_start" });
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = STOCK_AT(STOCK_DATA) + STOCK_DATA_SIZE,
			.name = "__relocate_kernel_end" });
	}
	if (make->counting) {
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = STOCK_COUNTING, .name = "skl_call_thunk_template" });
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = STOCK_COUNTING + make->counting,
			.name = "skl_call_thunk_tail" });
	}
	if (make->extra)
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = STOCK_RETURN + 16, .name = make->extra, .function = true });
	binary_ready(binary);
	binary->memory = (struct memory){ .read = read_now, .ctx = make };
	return binary;
}

void make_stock_free(struct make_stock *make)
{
	unsigned int i;

	for (i = 0; i < STOCK_PARTS; i++)
		free(make->part[i].data);
	free(make->now.data);
	free(make);
}
