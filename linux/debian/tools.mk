# SPDX-License-Identifier: GPL-2.0-only
# pvops-tools: what the Makefiles of objtool-pv and of the backends' user/ make.  linux/deb
# names the repository, TOP, and those folders, FOLDERS.
#
# No path of the builder's gets into a program: two builds are equal wherever they are made.

export DEB_BUILD_MAINT_OPTIONS = hardening=+all
include /usr/share/dpkg/buildflags.mk

CC	:= gcc -ffile-prefix-map=$(TOP)=. $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
package	:= $(CURDIR)/debian/pvops-tools
tools	:= $(TOP)/tools/objtool-pv OUT=$(CURDIR)/build

%:
	dh $@

override_dh_auto_build:
	$(MAKE) -C $(tools) CC='$(CC)'
	set -e; for folder in $(FOLDERS); do \
		$(MAKE) -C $$folder OUT=$(CURDIR)/build/programs CC='$(CC)'; done

# All of a user/ that is an executable file is a program.
override_dh_auto_install:
	$(MAKE) -C $(tools) CC='$(CC)' install DESTDIR=$(package) PREFIX=/usr
	mkdir -p build/programs
	find build/programs -maxdepth 1 -type f -perm -u+x -exec install -D -t $(package)/usr/bin {} +

override_dh_strip:
	dh_strip --no-automatic-dbgsym
