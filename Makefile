# SPDX-License-Identifier: GPL-2.0-only
# Fetch, apply, configure, build, boot and test; "make help" lists the targets.

DEFAULT_KSRC := /usr/src/linux-source-6.12.tar.xz
KSRC ?= $(DEFAULT_KSRC)
JOBS ?= $(shell expr $$(nproc) + 1)
OUT  ?= build
V    ?= 0
FLAVOUR ?= cloud-amd64
PYTHON := /usr/bin/python3
# Bad settings stop here, before anything has been done; known-* judge PLATFORM, BACKENDS and FLAVOUR.
ifneq ($(words $(CURDIR) $(OUT) $(KSRC)),3)
$(error the path of this folder, OUT and KSRC must be single words: the kernel cannot be built in a path with blanks)
endif
ifneq ($(shell printf '%s' '$(JOBS)' | grep -cxE '[1-9][0-9]{0,3}'),1)
$(error JOBS=$(JOBS) is not a number of parallel jobs: give 1 or more)
endif
ifeq ($(filter 0 1,$(V)),)
$(error V=$(V) is neither 0 nor 1)
endif
ifneq ($(shell printf '%s' '$(or $(MINUTES),1)' | grep -cxE '[1-9][0-9]{0,4}'),1)
$(error MINUTES=$(MINUTES) is not a number of minutes: give 1 or more)
endif
override BACKENDS := $(abspath $(BACKENDS))
QUICKLY := $(if $(filter-out 0,$(QUICK)),--quick)
override OUT := $(abspath $(OUT))
export OUT BACKENDS ACCEPT_CHANGED
MARK    := $(OUT)/.pvops-out
NAMED   := $(BACKENDS:%=--backend %)
BUILD    = linux/build $(1) $(OUT) --jobs $(JOBS) $(if $(filter 1,$(V)),--verbose) $(NAMED)
DEB      = linux/deb $(1) $(OUT) $(if $(filter 1,$(V)),--verbose) $(NAMED)
# A kernel's make must not see our flags and variables.
PLAIN   := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL

# --- what kernels are made from; folders too, so that a removed file is noticed
CONFIGS := $(shell find linux/build linux/kbuild linux/configs)
INPUTS  := $(CONFIGS) $(shell find pvops backends $(BACKENDS) linux/apply linux/originals linux/pvtree linux/patches linux/tree 2>/dev/null)
MODULE  := $(shell find tests/vm/module)
USERS   := $(patsubst %/Makefile,%,$(wildcard $(addsuffix /user/Makefile,backends/* $(BACKENDS))))
# The kernel that is booted, and that of the hosts of some rows (tests/vm/cases.py).
NEEDED   = image $(OUT)/vm/module/modules.order $(if $(filter %-stock,$(PLATFORM)),stock-host)
DEPS    := $(addprefix deps-,vm tools test lint bench configs deb)

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: all image rich stock-host boot shell soak upstream nopv tools test fuzz lint compile_commands configs check patch-cost tree releases new-backend
.PHONY: deb deb-kernel deb-tools quilt known-flavour
.PHONY: bench bench-platforms bench-ops bench-guest bench-cpu bench-audit results
.PHONY: deps deps-build $(DEPS) known-platform known-backends clean help FORCE

# --- targets
## make                 install what is missing, build the image, boot it on every platform
all: boot

## make image           build OUT/bzImage and OUT/vmlinux
image: deps-build $(OUT)/bzImage

## make rich            build OUT/rich/bzImage: the image with what distributions and kernel
##                      testers switch on beside it (linux/configs/rich.config)
rich: deps-build $(OUT)/vm/rich/module/modules.order

## make stock-host      OUT/stock/lguest: Debian's own kernel, and lguest's module for it
stock-host: deps-build
	@tests/stock/host $(OUT)

## make deb             Debian packages of a kernel with Debian's own configuration and of the
##                      tools, in OUT/deb; FLAVOUR=cloud-amd64 (an hour or more), amd64,
##                      rt-amd64 (many hours) or ci (what tests load); goes on where it stopped
deb: known-flavour deb-kernel deb-tools

## make deb-kernel      only the kernel's packages
deb-kernel: known-flavour deps-build deps-deb $(OUT)/src.stamp $(OUT)/backends.stamp
	@$(call BUILD,$(FLAVOUR))
	@$(call DEB,$(FLAVOUR)) --jobs $(JOBS)

## make deb-tools       only the package pvops-tools
deb-tools: deps-tools deps-deb | $(MARK)
	@$(call DEB,tools)

## make quilt           OUT/quilt: our changes as a series of patches, for a source package
quilt: deps-build $(OUT)/src.stamp
	@linux/quilt $(NAMED) $(OUT)/src $(OUT)/quilt

## make boot            boot the image on every platform, or on PLATFORM=NAME
boot: known-platform deps-vm tools $(NEEDED)
	@tests/vm/boot $(PLATFORM)

## make shell           a shell on PLATFORM=native or lguest, on this terminal; Ctrl-D ends it
shell: deps-vm tools $(NEEDED)
	@lab/run lab.shell $(or $(PLATFORM),native)

## make soak            PLATFORM=lguest MINUTES=N: mixed load in a guest for so long, then starts
##                      and stops; the host must lose nothing
soak: deps-vm tools $(NEEDED)
	@tests/vm/boot --minutes $(or $(MINUTES),10) $(or $(PLATFORM),lguest)-soak

## make tools           build OUT/tools/objtool-pv, which audits kernels, and what the user/
##                      of each backend makes
tools: deps-tools | $(MARK)
	@set -e; for folder in tools/objtool-pv $(USERS); do \
		$(MAKE) --no-print-directory -j$(JOBS) -C $$folder OUT=$(OUT)/tools; done

## make test            unit tests, tests of the tools, every platform; ends with a count
test: deps-vm deps-test deps-lint image rich tools $(OUT)/vm/module/modules.order
	@$(MAKE) --no-print-directory -j$(JOBS) -C tests OUT=$(OUT) BACKENDS='$(BACKENDS)' test

## make fuzz            each fuzzer of whatever reads input for MINUTES=N (default 10), as many side
##                      by side as there are CPUs; what they find is in OUT/fuzz
fuzz: deps-test | $(MARK)
	@$(MAKE) --no-print-directory -C tests/fuzz OUT=$(OUT) SECONDS=$$((60 * $(or $(MINUTES),10))) run

## make lint            how everything is written: checkpatch, shellcheck, pyflakes, spelling,
##                      names in documents, sizes, licences
lint: deps-lint $(OUT)/src.stamp
	@tests/lint/run $(OUT)

## make compile_commands  compile_commands.json for editors: how each of our files is compiled,
##                      in the kernel too if there is an image
compile_commands: deps-build | $(MARK)
	@tools/compile-commands/compile-commands $(OUT)

## make configs         build, boot and audit each configuration of tests/configs, or
##                      CONFIG=NAME; takes hours, goes on where it stopped; KEEP=1 keeps objects, JSON=FILE
configs: deps-vm deps-test deps-configs image tools
	@tests/configs/run $(OUT) --jobs $(JOBS) $(if $(filter-out 0,$(KEEP)),--keep) $(JSON:%=--json=%) $(CONFIG)

## make check           sparse over our files
check: deps-test image
	@linux/sparse $(OUT) --jobs $(JOBS)

## make patch-cost      instructions of patching, ours beside upstream's alternatives
patch-cost: deps-vm image
	@mkdir -p $(OUT)/bench
	@bench/patch/measure --json $(OUT)/bench/patch.json

## make bench           all measurements below, after instructions per operation without
##                      paravirt, with upstream's, with ours; QUICK=1: these alone.
##                      Ends with OUT/bench/results.md and a picture, OUT/bench/overhead.svg
bench: deps-vm deps-bench image upstream nopv tools
	@bench/workloads/measure --all $(QUICKLY)
ifndef QUICKLY
	@$(MAKE) --no-print-directory bench-platforms bench-ops bench-guest patch-cost bench-cpu bench-audit
	@bench/results/write --docs $(OUT)/bench
endif

## make bench-platforms instructions per operation where a hypervisor is below, with it
bench-platforms: deps-vm deps-bench image upstream
	@bench/platforms/measure $(QUICKLY)

## make bench-ops       instructions of one table operation, in each form, on every platform
bench-ops: deps-vm deps-bench image
	@bench/ops/measure

## make bench-guest     what a guest asks of its host, upstream's guest code beside ours
bench-guest: deps-vm deps-bench image upstream
	@bench/guest/measure $(QUICKLY)

## make bench-cpu       what the shapes of a site cost on this machine's own CPU
bench-cpu: deps-build | $(MARK)
	@mkdir -p $(OUT)/bench
	@bench/cpu/measure --json $(OUT)/bench/cpu.json $(QUICKLY)

## make bench-audit     time and memory of an audit of Debian's kernel, beside objdump's
bench-audit: tools deps-test
	@bench/audit/measure $(QUICKLY)

## make results         docs/results.md and docs/overhead.svg from what the last make bench
##                      has left; PARTIAL=1 replaces only the sections that have results
results: deps-bench
	@bench/results/write $(if $(filter-out 0,$(PARTIAL)),--partial)

## make upstream        baseline: the untouched upstream kernel with its own paravirt, in OUT/upstream
upstream: deps-build $(OUT)/upstream/bzImage

## make nopv            baseline: the untouched upstream kernel without paravirt, in OUT/nopv
nopv: deps-build $(OUT)/nopv/bzImage

## make tree            put pvops into the source tree KSRC=DIR; UNDO=1 takes it out;
##                      ACCEPT_CHANGED=PATH where a file that we replace is a new one
tree:
	$(if $(filter $(DEFAULT_KSRC),$(KSRC)),$(error make tree needs KSRC=DIR, the source tree to work on))
	@linux/apply $(if $(filter-out 0,$(UNDO)),--undo,$(NAMED)) $(KSRC)

## make releases        what we add and touch, compiled in each release of upstream that
##                      Debian's archive offers, and in KSRC
releases: deps-build | $(MARK)
	@linux/releases $(OUT) --jobs $(JOBS) $(filter-out $(DEFAULT_KSRC),$(KSRC))

## make new-backend     NAME=foo: lay out backends/foo, which builds, boots and is tested;
##                      KIND=deprivileged if the guest's kernel does not run at CPL 0
new-backend:
	@tools/new-backend/new-backend '$(NAME)' $(if $(KIND),--kind '$(KIND)')

## make deps            install the Debian packages that are missing
deps: deps-build $(DEPS)
deps-build: known-backends
	@linux/deps $(if $(filter $(DEFAULT_KSRC),$(KSRC)),source) build
$(DEPS): deps-%: known-backends
	@linux/deps $*

## make clean           remove OUT
clean:
	@if [ -e $(MARK) ] || [ $(OUT) = $(CURDIR)/build ]; then rm -rf $(OUT); fi

## make help            this list
help:
	@sed -n 's/^## //p' Makefile
	@echo "settings: KSRC=$(KSRC) JOBS=$(JOBS) OUT=$(OUT) V=$(V) BACKENDS=$(BACKENDS) FLAVOUR=$(FLAVOUR)"

# --- rules
# Before any package is installed; without python3 the programs that use these judge them.
JUDGE    = $(if $(2),@! [ -x $(PYTHON) ] || $(PYTHON) -Bm $(1) $(2))
known-platform:
	$(call JUDGE,tests.vm.cases,$(PLATFORM))
known-flavour:
	$(call JUDGE,linux.kbuild.flavours,$(FLAVOUR))
known-backends:
	$(call JUDGE,linux.pvtree.backends,$(BACKENDS))

# "make clean" deletes OUT, so it must never be a folder with other things in it. All that is in
# build/ here is ours: tests and tools can be built there before the first kernel.
$(MARK):
	@if [ $(OUT) != $(CURDIR)/build ] && [ -n "$$(ls -A $(OUT) 2>/dev/null)" ]; then \
		echo "OUT=$(OUT) holds files that are not from here: choose a new or empty folder" >&2; exit 1; fi
	@mkdir -p $(OUT) && touch $@

# Always asked, and its date changes only when upstream does.
$(OUT)/src.stamp: FORCE | deps-build $(MARK)
	@linux/fetch $(KSRC) $(OUT)

# Likewise, when BACKENDS does.
$(OUT)/backends.stamp: FORCE | $(MARK)
	@echo '$(BACKENDS)' | cmp -s - $@ || echo '$(BACKENDS)' >$@

$(OUT)/bzImage: $(OUT)/src.stamp $(OUT)/backends.stamp $(INPUTS)
	@$(call BUILD,image)

$(OUT)/rich/bzImage: $(OUT)/src.stamp $(OUT)/backends.stamp $(INPUTS)
	@$(call BUILD,rich)

$(OUT)/upstream/bzImage $(OUT)/nopv/bzImage: $(OUT)/%/bzImage: $(OUT)/src.stamp $(CONFIGS)
	@$(call BUILD,$*)

# Out of tree, as a user's module is built, and from a copy: make leaves its
# products beside the source.
define SAMPLE
	@rm -rf $(@D) && mkdir -p $(dir $(@D)) && cp -R tests/vm/module $(@D)
	@$(PLAIN) make -C $(OUT)/$(1) M=$(@D) ARCH=x86_64 >$(OUT)/module.log 2>&1 || { cat $(OUT)/module.log >&2; exit 1; }
endef

$(OUT)/vm/module/modules.order: $(OUT)/bzImage $(MODULE)
	$(call SAMPLE,image)

$(OUT)/vm/rich/module/modules.order: $(OUT)/rich/bzImage $(MODULE)
	$(call SAMPLE,rich)
