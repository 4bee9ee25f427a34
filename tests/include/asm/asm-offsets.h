/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What backends' templates take from the kernel's generated offsets, with values of
 * our own: the hypervisors' ABIs fix them (Xen's public/xen.h, struct vcpu_info).
 */
#define XEN_vcpu_info_pending	0
#define XEN_vcpu_info_mask	1
#define XEN_vcpu_info_arch_cr2	16
