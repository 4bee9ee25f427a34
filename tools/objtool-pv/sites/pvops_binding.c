// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a binary to the binding that pvops/choice.c works on: the tables of thunks and
 * templates, and in memory the functions that the kernel bound its operations to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pvops.h"

#define CODE_MAX	(1u << 20)

/* Copy what lies between the linker's two symbols; all of it in whole rows. */
static int read_rows(struct binary *binary, const char *name, size_t row, u64 max,
		     void **to, struct pvops_rows *rows, struct error *error)
{
	char start[64], stop[64];
	u64 end;

	snprintf(start, sizeof(start), "__start_pvops_%s", name);
	snprintf(stop, sizeof(stop), "__stop_pvops_%s", name);
	rows->at = binary_address(binary, start);
	end = binary_address(binary, stop);
	if (!rows->at || end < rows->at || (end - rows->at) % row ||
	    (end - rows->at) / row > max)
		return error_set(error, "%s: %s and %s enclose no table that can be right",
				 binary->name, start, stop);
	rows->count = (end - rows->at) / row;
	*to = xmalloc(end - rows->at);
	if (binary_read(binary, rows->at, *to, end - rows->at))
		return error_set(error, "%s: the table at %s cannot be read", binary->name,
				 start);
	return 0;
}

static int read_audit(struct pvops_kernel *kernel, struct error *error)
{
	struct binary *binary = kernel->binary;
	struct pvops_audit *audit = &kernel->audit;
	u64 addr = binary_address(binary, "pvops_audit");

	if (!addr || binary_read(binary, addr, audit, sizeof(*audit)))
		return error_set(error, "%s: has sites of pvops and no pvops_audit: it is older "
				 "than this program", binary->name);
	if (audit->version != PVOPS_AUDIT_VERSION || audit->size != sizeof(*audit) ||
	    audit->ops != PVOPS_NR || audit->site != sizeof(struct pvops_site) ||
	    audit->thunk != sizeof(struct pvops_thunk) ||
	    audit->template != sizeof(struct pvops_template))
		return error_set(error, "%s: its pvops_audit (version %u, %u bytes, %u operations) "
				 "is not what this program was built with (version %u, %zu bytes, "
				 "%u operations): use the objtool-pv of that kernel's source",
				 binary->name, audit->version, audit->size, audit->ops,
				 PVOPS_AUDIT_VERSION, sizeof(*audit), PVOPS_NR);
	return 0;
}

static int read_tables(struct pvops_kernel *kernel, struct error *error)
{
	struct pvops_binding *b = &kernel->binding;

	if (read_rows(kernel->binary, "thunks", sizeof(*kernel->thunk), PVOPS_ROWS_MAX,
		      (void **)&kernel->thunk, &b->thunk_rows, error) ||
	    read_rows(kernel->binary, "templates", sizeof(*kernel->template),
		      PVOPS_ROWS_MAX, (void **)&kernel->template, &b->template_rows,
		      error) ||
	    read_rows(kernel->binary, "code", 1, CODE_MAX, (void **)&kernel->code,
		      &b->code_rows, error))
		return -1;
	b->thunk = kernel->thunk;
	b->template = kernel->template;
	b->code = kernel->code;
	return 0;
}

/* How sites are padded; what is neither 0 nor 1 would be no bool. */
static int read_nops(struct pvops_kernel *kernel, u64 at, struct error *error)
{
	u8 nops[PVOPS_NR];
	unsigned int op;

	if (binary_read(kernel->binary, at, nops, sizeof(nops)))
		return error_set(error, "%s: pvops_bound cannot be read", kernel->binary->name);
	for (op = 0; op < PVOPS_NR; op++) {
		if (nops[op] > 1)
			return error_set(error, "%s: pvops_bound says %u of the padding of %s, "
					 "which is neither 0 nor 1", kernel->binary->name,
					 nops[op], pvops_op_label(op));
		kernel->binding.nops[op] = nops[op];
	}
	return 0;
}

/* Without a backend nothing was bound and every site is as it was built. */
static int read_state(struct pvops_kernel *kernel, struct error *error)
{
	struct binary *binary = kernel->binary;
	u64 state = binary_address(binary, "pvops_state");
	u64 bound = binary_address(binary, "pvops_bound");
	u64 backend, name;

	if (!state || !bound ||
	    binary_read(binary, state + kernel->audit.state_backend, &backend, 8) ||
	    binary_read(binary, state + kernel->audit.state_mode, &kernel->mode, 4) ||
	    binary_read(binary, state + kernel->audit.state_boot, &kernel->boot, 4) ||
	    binary_read(binary, bound + kernel->audit.bound_function,
			kernel->binding.function, sizeof(kernel->binding.function)))
		return error_set(error, "%s: pvops_state or pvops_bound cannot be read",
				 binary->name);
	if (kernel->mode >= PVPATCH_FORMS || kernel->boot >= PVPATCH_FORMS)
		return error_set(error, "%s: pvops_state has the mode %u, which there is not",
				 binary->name, kernel->mode >= PVPATCH_FORMS ? kernel->mode :
				 kernel->boot);
	if (read_nops(kernel, bound + kernel->audit.bound_nops, error))
		return -1;
	kernel->bound = backend != 0;
	if (backend && (binary_read(binary, backend + kernel->audit.backend_name, &name, 8) ||
			binary_string(binary, name, kernel->backend,
				      sizeof(kernel->backend))))
		return error_set(error, "%s: the name of its backend cannot be read",
				 binary->name);
	return 0;
}

struct pvops_kernel *pvops_kernel_new(struct binary *binary, struct error *error)
{
	struct pvops_kernel *kernel = xcalloc(1, sizeof(*kernel));

	kernel->binary = binary;
	if (read_audit(kernel, error) || read_tables(kernel, error) ||
	    (binary->state == BINARY_BOOTED && read_state(kernel, error))) {
		pvops_kernel_free(kernel);
		return NULL;
	}
	pvops_native_read(kernel);
	pvops_binding_index(&kernel->binding);
	return kernel;
}

/* A row whose record, at address 0 plus its number, leads to @target. */
static void add_thunk(struct pvops_kernel *kernel, unsigned int op,
		      unsigned int variant, u64 target)
{
	u32 row = kernel->binding.thunk_rows.count++;

	kernel->thunk = xgrow_array(kernel->thunk, row, sizeof(*kernel->thunk));
	kernel->thunk[row] = (struct pvops_thunk){
		.offset = (s32)(target - row * sizeof(*kernel->thunk)),
		.op = op,
		.variant = variant,
	};
}

struct pvops_kernel *pvops_kernel_of_module(struct binary *binary)
{
	struct pvops_kernel *kernel = xcalloc(1, sizeof(*kernel));
	unsigned int op, variant;
	char name[96];
	int other;
	u64 target;

	kernel->binary = binary;
	for (op = 0; op < PVOPS_NR; op++) {
		for (variant = 0; variant < PVOPS_VARIANTS; variant++) {
			for (target = 0, other = 0; !target && other < 2; other++) {
				pvops_thunk_name(op, variant, other, name);
				target = binary_address(binary, name);
			}
			if (target)
				add_thunk(kernel, op, variant, target);
		}
	}
	kernel->binding.thunk = kernel->thunk;
	pvops_binding_index(&kernel->binding);
	return kernel;
}

void pvops_kernel_free(struct pvops_kernel *kernel)
{
	if (!kernel)
		return;
	free(kernel->thunk);
	free(kernel->template);
	free(kernel->code);
	free(kernel->native);
	free(kernel->module);
	free(kernel->doubt);
	free(kernel);
}
