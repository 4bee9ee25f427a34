/* SPDX-License-Identifier: GPL-2.0-only */
/* Offsets in struct vcpu_info of Xen's public/xen.h, which the kernel's build generates. */
#define XEN_vcpu_info_pending	0
#define XEN_vcpu_info_mask	1
#define XEN_vcpu_info_arch_cr2	16
