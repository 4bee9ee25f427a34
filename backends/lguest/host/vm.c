// SPDX-License-Identifier: GPL-2.0-only
/* A machine as an object: what an open /dev/lguest is. */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "lg.h"

static int vm_open(struct inode *inode, struct file *file)
{
	struct lg_vm *vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);

	if (!vm)
		return -ENOMEM;
	mutex_init(&vm->lock);
	vm->file = file;
	file->private_data = vm;
	return 0;
}

/* A guest may run from here on: the CPUs do without global entries, the slot is set. */
static int create(struct lg_vm *vm, const struct lg_create *wanted)
{
	int error;

	if (wanted->version != LG_API_VERSION)
		return -EPROTO;
	if (vm->mm)
		return -EBUSY;
	if (lg_slot_take(current->mm))
		return -EBUSY;
	vm->mm = current->mm;
	mmgrab(vm->mm);
	error = lg_ram_pin(vm, wanted);
	if (error) {
		lg_slot_drop(vm->mm);
		mmdrop(vm->mm);
		vm->mm = NULL;
		return error;
	}
	vm->created = ktime_get();
	vm->wall_clock = ktime_get_real_ns();
	lg_global_off();
	return 0;
}

static int add_vcpu(struct lg_vm *vm, const struct lg_vcpu_start *start)
{
	struct lg_vcpu *vcpu;
	int fd;

	if (!vm->npages)
		return -EINVAL;
	if (vm->vcpu)
		return -EBUSY;
	vcpu = lg_vcpu_create(vm, start);
	if (IS_ERR(vcpu))
		return PTR_ERR(vcpu);
	get_file(vm->file);
	fd = anon_inode_getfd("lguest-vcpu", &lg_vcpu_fops, vcpu, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fput(vm->file);
		lg_vcpu_destroy(vcpu);
		return fd;
	}
	/* Pairs with irq(): it sees a vCPU that is complete. */
	smp_store_release(&vm->vcpu, vcpu);
	return fd;
}

static int irq(struct lg_vm *vm, unsigned long number)
{
	/* Pairs with add_vcpu(). */
	struct lg_vcpu *vcpu = smp_load_acquire(&vm->vcpu);

	if (!vcpu || number >= LG_IRQS)
		return -EINVAL;
	lg_irq_raise(vcpu, number);
	return 0;
}

static long configure(struct lg_vm *vm, unsigned int command, void __user *argument)
{
	union {
		struct lg_create create;
		struct lg_vcpu_start vcpu;
	} u;

	if (copy_from_user(&u, argument, _IOC_SIZE(command)))
		return -EFAULT;
	if (command == LG_IOC_CREATE)
		return create(vm, &u.create);
	return add_vcpu(vm, &u.vcpu);
}

static long vm_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct lg_vm *vm = file->private_data;
	long result;

	if (command == LG_IOC_IRQ)
		return irq(vm, argument);
	if (command != LG_IOC_CREATE && command != LG_IOC_ADD_VCPU)
		return -ENOTTY;
	if (mutex_lock_interruptible(&vm->lock))
		return -EINTR;
	result = configure(vm, command, (void __user *)argument);
	mutex_unlock(&vm->lock);
	return result;
}

/* The last descriptor is closed: no vCPU has one, so none runs. */
static int vm_release(struct inode *inode, struct file *file)
{
	struct lg_vm *vm = file->private_data;

	if (vm->vcpu)
		lg_vcpu_destroy(vm->vcpu);
	if (vm->mm) {
		lg_ram_unpin(vm);
		lg_slot_drop(vm->mm);
		mmdrop(vm->mm);
		lg_global_on();
	}
	kfree(vm);
	return 0;
}

const struct file_operations lg_vm_fops = {
	.owner		= THIS_MODULE,
	.open		= vm_open,
	.release	= vm_release,
	.unlocked_ioctl	= vm_ioctl,
};
