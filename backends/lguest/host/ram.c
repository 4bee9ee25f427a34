// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's RAM: pages of the launcher that stay where they are from LG_IOC_CREATE
 * until the machine ends. So a page fault of the guest never sleeps or allocates, and
 * no munmap() in the launcher can race with it: the frame is one look-up away.
 */
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/pfn.h>
#include <linux/sched/mm.h>
#include <linux/vmalloc.h>

#include "lg.h"

#define BATCH	512UL

static int check(const struct lg_create *create)
{
	if (!PAGE_ALIGNED(create->base) || !PAGE_ALIGNED(create->size))
		return -EINVAL;
	if (create->size < LG_RAM_MIN || create->size > LG_RAM_MAX)
		return -EINVAL;
	if (create->base + create->size < create->base)
		return -EINVAL;
	return 0;
}

/* FOLL_LONGTERM refuses shared files: their pages must not be written behind them. */
static int pin(struct lg_vm *vm, unsigned long pages)
{
	unsigned long done = 0;
	int n;

	while (done < pages) {
		n = pin_user_pages_fast(vm->base + done * PAGE_SIZE,
					min(BATCH, pages - done),
					FOLL_WRITE | FOLL_LONGTERM, vm->pages + done);
		if (n <= 0)
			return n ? n : -EFAULT;
		done += n;
		vm->npages = done;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/**
 * lg_ram_pin - make memory of this process the RAM of a machine
 * @vm: without RAM so far; vm->mm is this process
 * @create: where it is, unchecked
 *
 * Return: 0, or -EINVAL (size, alignment), -ENOMEM (also RLIMIT_MEMLOCK), -EFAULT
 * (not there, not writable, of a file), -EINTR.
 */
int lg_ram_pin(struct lg_vm *vm, const struct lg_create *create)
{
	unsigned long pages = create->size >> PAGE_SHIFT;
	int error;

	error = check(create);
	if (error)
		return error;
	error = account_locked_vm(vm->mm, pages, true);
	if (error)
		return error;
	vm->charged = pages;
	vm->base = create->base;
	vm->pages = kvmalloc_array(pages, sizeof(*vm->pages), GFP_KERNEL_ACCOUNT);
	error = vm->pages ? pin(vm, pages) : -ENOMEM;
	if (error)
		lg_ram_unpin(vm);
	return error;
}

/** lg_ram_unpin - give the pages back, also those of half a lg_ram_pin() */
void lg_ram_unpin(struct lg_vm *vm)
{
	if (vm->pages)
		unpin_user_pages_dirty_lock(vm->pages, vm->npages, true);
	kvfree(vm->pages);
	if (vm->charged)
		account_locked_vm(vm->mm, vm->charged, false);
	vm->pages = NULL;
	vm->npages = 0;
	vm->charged = 0;
}

/**
 * lg_ram_page - where the host sees a page of the guest
 * @vm: with RAM
 * @gpa: a physical address of the guest, unchecked
 *
 * Return: the address of its page (not of its byte), or NULL if it is not RAM.
 */
void *lg_ram_page(struct lg_vm *vm, u64 gpa)
{
	u64 frame = gpa >> PAGE_SHIFT;

	if (frame >= vm->npages)
		return NULL;
	return page_address(vm->pages[array_index_nospec(frame, vm->npages)]);
}

/**
 * lg_ram_frame - the host's physical address of a page of the guest
 *
 * Return: that, or 0 if @gpa is not RAM.
 */
u64 lg_ram_frame(struct lg_vm *vm, u64 gpa)
{
	u64 frame = gpa >> PAGE_SHIFT;

	if (frame >= vm->npages)
		return 0;
	return PFN_PHYS(page_to_pfn(vm->pages[array_index_nospec(frame, vm->npages)]));
}
