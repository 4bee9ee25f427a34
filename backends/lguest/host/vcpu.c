// SPDX-License-Identifier: GPL-2.0-only
/* A vCPU as an object: made, freed, and the descriptor that the launcher has for it. */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "lg.h"

#define POOL_MIN	512
#define POOL_SHARE	32	/* of RAM's pages */

static void begin(struct lg_vcpu *vcpu, const struct lg_vcpu_start *start)
{
	struct lg_private *p = vcpu->private;

	p->rip = start->rip;
	p->rsp = start->rsp;
	p->rsi = start->rsi;
	p->rflags = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	p->cs = LG_USER_CS;
	p->ss = LG_USER_DS;
	p->ds = LG_USER_DS;
	p->es = LG_USER_DS;
}

static int allocate(struct lg_vcpu *vcpu)
{
	int error;

	vcpu->private = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	vcpu->run = vmalloc_user(PAGE_SIZE);
	if (!vcpu->private || !vcpu->run)
		return -ENOMEM;
	error = lg_fpu_alloc(vcpu);
	if (!error)
		error = lg_pool_fill(&vcpu->pool, max_t(unsigned long, POOL_MIN,
							vcpu->vm->npages / POOL_SHARE));
	return error ?: lg_tags_init(vcpu);
}

/**
 * lg_vcpu_create - a vCPU at its first instruction
 * @vm: has RAM
 * @start: unchecked
 *
 * Return: it, or an error: -ENOMEM, or -EINVAL if CR3 is not in RAM.
 */
struct lg_vcpu *lg_vcpu_create(struct lg_vm *vm, const struct lg_vcpu_start *start)
{
	struct lg_vcpu *vcpu;
	int error = -EINVAL;

	if (!lg_ram_page(vm, start->cr3) || !PAGE_ALIGNED(start->cr3))
		return ERR_PTR(-EINVAL);
	vcpu = kzalloc(sizeof(*vcpu), GFP_KERNEL_ACCOUNT);
	if (!vcpu)
		return ERR_PTR(-ENOMEM);
	vcpu->vm = vm;
	vcpu->shown_on = -1;
	mutex_init(&vcpu->running);
	init_waitqueue_head(&vcpu->wait);
	lg_timer_init(vcpu);
	error = allocate(vcpu);
	if (error) {
		lg_vcpu_destroy(vcpu);
		return ERR_PTR(error);
	}
	begin(vcpu, start);
	vcpu->tag[0].cr3 = start->cr3;
	vcpu->private->tag_cr3[0] = start->cr3;
	return vcpu;
}

/**
 * lg_vcpu_destroy - free all of a vCPU, or of half a lg_vcpu_create()
 *
 * Context: may sleep; nobody runs it.
 */
void lg_vcpu_destroy(struct lg_vcpu *vcpu)
{
	hrtimer_cancel(&vcpu->timer);
	lg_area_forget(vcpu);
	lg_tags_free(vcpu);
	lg_pool_drain(&vcpu->pool);
	lg_fpu_free(vcpu);
	vfree(vcpu->run);
	free_page((unsigned long)vcpu->private);
	kfree(vcpu);
}

static long vcpu_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct lg_vcpu *vcpu = file->private_data;
	int error;

	if (command != LG_IOC_RUN)
		return -ENOTTY;
	if (current->mm != vcpu->vm->mm)
		return -EPERM;
	if (mutex_lock_interruptible(&vcpu->running))
		return -EINTR;
	error = lg_run(vcpu);
	mutex_unlock(&vcpu->running);
	return error;
}

static int vcpu_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct lg_vcpu *vcpu = file->private_data;

	if (vma->vm_end - vma->vm_start != PAGE_SIZE || vma->vm_pgoff)
		return -EINVAL;
	return remap_vmalloc_range(vma, vcpu->run, 0);
}

static int vcpu_release(struct inode *inode, struct file *file)
{
	struct lg_vcpu *vcpu = file->private_data;

	fput(vcpu->vm->file);	/* the machine goes with its last descriptor */
	return 0;
}

const struct file_operations lg_vcpu_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= vcpu_ioctl,
	.mmap		= vcpu_mmap,
	.release	= vcpu_release,
};
