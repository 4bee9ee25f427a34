// SPDX-License-Identifier: GPL-2.0-only
/*
 * What KVM shows of its guests in debugfs: a folder PID-FD for each, and files in which
 * the numbers of all guests are added up. There is one guest here.
 */
#include "answer.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define KVM_DEBUG "/sys/kernel/debug/kvm"

pid_t vm_process(void)
{
	DIR *folder = opendir(KVM_DEBUG);
	struct dirent *entry;
	int pid = 0, fd;

	while (folder && (entry = readdir(folder)))
		if (sscanf(entry->d_name, "%d-%d", &pid, &fd) == 2)
			break;
	if (folder)
		closedir(folder);
	return pid;
}

answer_t vm_stat(const char *name)
{
	char path[200];
	answer_t value;
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), KVM_DEBUG "/%s", name);
	f = strchr(name, '/') ? NULL : fopen(path, "re");
	found = f && fscanf(f, "%lld", &value) == 1;
	if (f)
		fclose(f);
	return found ? value : cannot(KVM_DEBUG " has no number %s", name);
}
