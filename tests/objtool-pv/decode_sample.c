// SPDX-License-Identifier: GPL-2.0-only
/* Taking functions out of a kernel; see the header. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/input/input.h"
#include "../../tools/objtool-pv/sites/site.h"
#include "../check.h"
#include "decode_sample.h"

#define FUNCTION_MAX	65536
#define ONE_OF		40	/* of the functions without sites */

static struct binary *open_kernel(void)
{
	const char *path = getenv("PVOPS_VMLINUX");
	struct error error = { "" };
	struct binary *binary;

	if (!path)
		fail_msg("PVOPS_VMLINUX has to name a vmlinux of ours, as make test does");
	binary = input_open(path, &error);
	if (!binary)
		fail_msg("%s: build the image first (make image)", error.text);
	return binary;
}

static bool has_site(const struct tables *tables, u64 start, u64 end)
{
	size_t i, j;

	for (i = 0; i < tables->ntables; i++) {
		const struct table *table = tables->table[i];
		size_t low = 0, high = table->nsites;

		while (low < high) {
			j = (low + high) / 2;
			if (table->sites[j].addr < start)
				low = j + 1;
			else
				high = j;
		}
		if (low < table->nsites && table->sites[low].addr < end)
			return true;
	}
	return false;
}

static bool by_chance(void)
{
	static u32 seed = 1;

	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % ONE_OF == 0;
}

/* False if there is no room for the function, or its bytes are not there. */
static bool take(struct decode_sample *sample, const struct binary *binary, u64 start, u64 end)
{
	if (end - start > FUNCTION_MAX || sample->size + (end - start) > SAMPLE_MAX ||
	    binary_read(binary, start, sample->bytes + sample->size, end - start))
		return false;
	sample->size += end - start;
	memset(sample->bytes + sample->size, 0x90, SAMPLE_GAP);
	sample->size += SAMPLE_GAP;
	sample->functions++;
	return true;
}

static void take_functions(struct decode_sample *sample, const struct binary *binary,
			   const struct tables *tables)
{
	u64 start, end, last = 0;
	bool sites;
	size_t i;

	for (i = 0; i < binary->nsymbols; i++) {
		const struct binary_symbol *symbol = &binary->symbols[i];

		if (!symbol->function || !binary_executable(binary, symbol->addr, 1) ||
		    !binary_function(binary, symbol->addr, &start, &end) || start == last)
			continue;
		last = start;
		sites = has_site(tables, start, end);
		if (!sites && !by_chance())
			continue;
		if (!take(sample, binary, start, end) && sites)
			fail_msg("%s has sites and is left out", symbol->name);
		sample->with_sites += sites;
	}
}

void decode_sample_make(struct decode_sample *sample)
{
	struct binary *binary = open_kernel();
	struct error error = { "" };
	struct tables tables;

	memset(sample, 0, sizeof(*sample));
	sample->bytes = malloc(SAMPLE_MAX + SAMPLE_GAP);
	assert_non_null(sample->bytes);
	if (tables_read(binary, &tables, &error))
		fail_msg("%s", error.text);
	take_functions(sample, binary, &tables);
	tables_free(&tables);
	binary_free(binary);
}

/* Lines are "address:<tab>mnemonic operands"; all else is headings. */
static void read_lines(FILE *from, void (*each)(u64 addr, const char *text))
{
	char line[512], *end;
	u64 addr;

	while (fgets(line, sizeof(line), from)) {
		addr = strtoull(line, &end, 16);
		if (strncmp(end, ":\t", 2))
			continue;
		end[strcspn(end, "\n")] = '\0';
		each(addr, end + 2);
	}
}

void decode_sample_objdump(const struct decode_sample *sample,
			   void (*each)(u64 addr, const char *text))
{
	FILE *blob = tmpfile(), *from;
	char command[256];

	assert_non_null(blob);
	assert_int_equal(fwrite(sample->bytes, sample->size, 1, blob), 1);
	assert_int_equal(fflush(blob), 0);
	snprintf(command, sizeof(command),
		 "LC_ALL=C objdump -D -z -w -b binary -m i386:x86-64 --no-show-raw-insn "
		 "--adjust-vma=%#llx /dev/fd/%d", SAMPLE_BASE, fileno(blob));
	from = popen(command, "r");
	assert_non_null(from);
	read_lines(from, each);
	assert_int_equal(pclose(from), 0);
	fclose(blob);
}
