// SPDX-License-Identifier: GPL-2.0-only
/* Running objdump; see the header. */
#include <stdlib.h>

#include "listing.h"

/* How objdump aligns operands depends on prefixes. */
static void single_spaces(char *to, size_t size_of_to, const char *from)
{
	size_t i = 0;

	for (; *from && i < size_of_to - 1; from++)
		if (*from != ' ' || (i && to[i - 1] != ' '))
			to[i++] = *from;
	to[i] = '\0';
}

/* Lines are "address:<tab>mnemonic operands"; all else is headings. */
static void read_lines(FILE *from, void (*each)(const struct insn *insn))
{
	char line[256];

	while (fgets(line, sizeof(line), from)) {
		struct insn insn;
		char *end;

		insn.addr = strtoull(line, &end, 16);
		if (strncmp(end, ":\t", 2))
			continue;
		end[strcspn(end, "\n")] = '\0';
		single_spaces(insn.text, sizeof(insn.text), end + 2);
		each(&insn);
	}
}

int listing(const u8 *bytes, unsigned int size,
	    void (*each)(const struct insn *insn))
{
	FILE *blob = tmpfile(), *from;
	char command[256];

	if (!blob)
		return 1;
	if (!fwrite(bytes, size, 1, blob) || fflush(blob)) {
		fclose(blob);
		return 1;
	}
	snprintf(command, sizeof(command),
		 "LC_ALL=C objdump -D -z -b binary -m i386:x86-64 "
		 "--no-show-raw-insn --adjust-vma=%#llx /dev/fd/%d",
		 LISTING_BASE, fileno(blob));
	from = popen(command, "r");
	if (from)
		read_lines(from, each);
	fclose(blob);
	return from ? pclose(from) : 1;
}

/* Each is printed as a word of its own. */
const char *listing_skip_cs(const char *text, unsigned int *prefixes)
{
	for (*prefixes = 0; !strncmp(text, "cs ", 3); ++*prefixes)
		text += 3;
	return text;
}
