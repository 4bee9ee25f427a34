// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segments that the guest may choose: its TLS descriptors and the selectors that name them.
 * The switcher loads selectors at CPL 0 and must not fault there, so what it
 * loads is always valid (threat table, "TLS descriptors").
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/desc.h>

#include "lg.h"

/* As Linux wants them: present data of 32 bits for CPL 3, or nothing. */
static bool acceptable(const struct desc_struct *d)
{
	if (!((const u64 *)d)[0])
		return true;
	return d->p && d->s && d->dpl == 3 && !(d->type & 8) && !d->l && d->d;
}

static const struct desc_struct *tls(struct lg_vcpu *vcpu, u16 selector)
{
	unsigned int i = (selector >> 3) - LG_TLS_FIRST;

	if (i >= LG_TLS_ENTRIES || (selector & SEGMENT_TI_MASK))
		return NULL;
	return (struct desc_struct *)&vcpu->tls[i];
}

/* May it be loaded into a data segment register. */
static bool loadable(struct lg_vcpu *vcpu, u16 selector)
{
	const struct desc_struct *d = tls(vcpu, selector);

	switch (selector | 3) {
	case 3:
	case LG_USER32_CS:
	case LG_USER_DS:
	case LG_USER_CS:
	case __CPUNODE_SEG:
		return true;
	}
	return d && d->p;
}

/** lg_check_selectors - forget those that no longer name anything */
void lg_check_selectors(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	const struct desc_struct *stack = tls(vcpu, p->ss);

	p->ds = loadable(vcpu, p->ds) ? p->ds : 0;
	p->es = loadable(vcpu, p->es) ? p->es : 0;
	p->fs = loadable(vcpu, p->fs) ? p->fs : 0;
	p->gs = loadable(vcpu, p->gs) ? p->gs : 0;
	if (p->ss != LG_USER_DS && !(stack && stack->p && (stack->type & 2)))
		p->ss = LG_USER_DS;
}

/**
 * lg_load_tls - LG_LOAD_TLS
 * @descriptor: three, unchecked; one that is not acceptable counts as empty
 */
void lg_load_tls(struct lg_vcpu *vcpu, const u64 *descriptor)
{
	int i;

	for (i = 0; i < LG_TLS_ENTRIES; i++) {
		struct desc_struct d;

		memcpy(&d, &descriptor[i], sizeof(d));
		vcpu->tls[i] = acceptable(&d) ? descriptor[i] : 0;
	}
	lg_check_selectors(vcpu);
	/* lg_area_show() copies them into the CPU's GDT. */
	vcpu->shown_on = -1;
}

/**
 * lg_load_gs - LG_LOAD_GS: the selector and base of user mode, in kernel mode
 *
 * Return: whether there is such a segment.
 */
bool lg_load_gs(struct lg_vcpu *vcpu, u16 selector)
{
	const struct desc_struct *d = tls(vcpu, selector);

	if (!vcpu->page || !loadable(vcpu, selector))
		return false;
	vcpu->private->gs = selector;
	WRITE_ONCE(vcpu->page->user_gs_base, d ? get_desc_base(d) : 0);
	return true;
}
