// SPDX-License-Identifier: GPL-2.0-only
/*
 * From an image to the binding that pvops/choice.c works on: the tables of thunks and
 * templates, and in memory the functions that the kernel bound its operations to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pvops.h"

#define CODE_MAX	(1u << 20)

/* Copy what lies between the linker's two symbols; all of it in whole rows. */
static int read_rows(struct image *image, const char *name, size_t row, u64 max,
		     void **to, struct pvops_rows *rows, struct error *error)
{
	char start[64], stop[64];
	u64 end;

	snprintf(start, sizeof(start), "__start_pvops_%s", name);
	snprintf(stop, sizeof(stop), "__stop_pvops_%s", name);
	rows->at = image_address(image, start);
	end = image_address(image, stop);
	if (!rows->at || end < rows->at || (end - rows->at) % row ||
	    (end - rows->at) / row > max)
		return error_set(error, "%s: %s and %s enclose no table that can be right",
				 image->name, start, stop);
	rows->count = (end - rows->at) / row;
	*to = xmalloc(end - rows->at);
	if (image_read(image, rows->at, *to, end - rows->at))
		return error_set(error, "%s: the table at %s cannot be read", image->name,
				 start);
	return 0;
}

static int read_audit(struct pvops_kernel *kernel, struct error *error)
{
	struct image *image = kernel->image;
	struct pvops_audit *audit = &kernel->audit;
	u64 addr = image_address(image, "pvops_audit");

	if (!addr || image_read(image, addr, audit, sizeof(*audit)))
		return error_set(error, "%s: has sites of pvops and no pvops_audit: it is older "
				 "than this program", image->name);
	if (audit->version != PVOPS_AUDIT_VERSION || audit->size != sizeof(*audit) ||
	    audit->ops != PVOPS_NR || audit->site != sizeof(struct pvops_site) ||
	    audit->thunk != sizeof(struct pvops_thunk) ||
	    audit->template != sizeof(struct pvops_template))
		return error_set(error, "%s: its pvops_audit (version %u, %u bytes, %u operations) "
				 "is not what this program was built with (version %u, %zu bytes, "
				 "%u operations): use the objtool-pv of that kernel's source",
				 image->name, audit->version, audit->size, audit->ops,
				 PVOPS_AUDIT_VERSION, sizeof(*audit), PVOPS_NR);
	return 0;
}

static int read_tables(struct pvops_kernel *kernel, struct error *error)
{
	struct pvops_binding *b = &kernel->binding;

	if (read_rows(kernel->image, "thunks", sizeof(*kernel->thunk), PVOPS_ROWS_MAX,
		      (void **)&kernel->thunk, &b->thunk_rows, error) ||
	    read_rows(kernel->image, "templates", sizeof(*kernel->template),
		      PVOPS_ROWS_MAX, (void **)&kernel->template, &b->template_rows,
		      error) ||
	    read_rows(kernel->image, "code", 1, CODE_MAX, (void **)&kernel->code,
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

	if (image_read(kernel->image, at, nops, sizeof(nops)))
		return error_set(error, "%s: pvops_bound cannot be read", kernel->image->name);
	for (op = 0; op < PVOPS_NR; op++) {
		if (nops[op] > 1)
			return error_set(error, "%s: pvops_bound says %u of the padding of %s, "
					 "which is neither 0 nor 1", kernel->image->name,
					 nops[op], pvops_op_label(op));
		kernel->binding.nops[op] = nops[op];
	}
	return 0;
}

/* Without a backend nothing was bound and every site is as it was built. */
static int read_state(struct pvops_kernel *kernel, struct error *error)
{
	struct image *image = kernel->image;
	u64 state = image_address(image, "pvops_state");
	u64 bound = image_address(image, "pvops_bound");
	u64 backend, name;

	if (!state || !bound ||
	    image_read(image, state + kernel->audit.state_backend, &backend, 8) ||
	    image_read(image, state + kernel->audit.state_mode, &kernel->mode, 4) ||
	    image_read(image, bound + kernel->audit.bound_function,
		       kernel->binding.function, sizeof(kernel->binding.function)))
		return error_set(error, "%s: pvops_state or pvops_bound cannot be read",
				 image->name);
	if (kernel->mode >= PVPATCH_FORMS)
		return error_set(error, "%s: pvops_state has the mode %u, which there is not",
				 image->name, kernel->mode);
	if (read_nops(kernel, bound + kernel->audit.bound_nops, error))
		return -1;
	kernel->bound = backend != 0;
	if (backend && (image_read(image, backend + kernel->audit.backend_name, &name, 8) ||
			image_string(image, name, kernel->backend,
				     sizeof(kernel->backend))))
		return error_set(error, "%s: the name of its backend cannot be read",
				 image->name);
	return 0;
}

struct pvops_kernel *pvops_kernel_new(struct image *image, struct error *error)
{
	struct pvops_kernel *kernel = xcalloc(1, sizeof(*kernel));

	kernel->image = image;
	if (read_audit(kernel, error) || read_tables(kernel, error) ||
	    (image->state == IMAGE_BOOTED && read_state(kernel, error))) {
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

struct pvops_kernel *pvops_kernel_of_module(struct image *image)
{
	struct pvops_kernel *kernel = xcalloc(1, sizeof(*kernel));
	unsigned int op, variant;
	char name[96];
	int other;
	u64 target;

	kernel->image = image;
	for (op = 0; op < PVOPS_NR; op++) {
		for (variant = 0; variant < PVOPS_VARIANTS; variant++) {
			for (target = 0, other = 0; !target && other < 2; other++) {
				pvops_thunk_name(op, variant, other, name);
				target = image_address(image, name);
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
