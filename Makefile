# faastat: raw latency dumps of serverless functions into numbers and figures that can be defended.
#
# make            builds build/faastat                   make deps figures  draws the report's figures
# make help       lists every job                        make deps check    runs the tests
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LDLIBS, PREFIX, DESTDIR and BUILD are the user's; V=1 shows the commands. HARDEN= leaves out what
# makes a mistake in memory hard to use; STATIC= links no archives.

VERSION := 0.1.0
CC ?= cc
CFLAGS ?= -O3 -g
PREFIX ?= /usr/local
BUILD ?= build
PKG_CONFIG ?= pkg-config

# libcsv and libbz2 ship no .pc file; libresolv, for its base64, is a part of libc.
PACKAGES := gsl jansson expat nettle zlib libzstd liblzma
COLLECT_PACKAGES := libcurl
# Open MPI or MPICH, whichever is there (make deps-mpi); without, there is no faastat-mpi.
MPI_PACKAGE := $(firstword $(foreach package,ompi-c mpich,$(shell $(PKG_CONFIG) --exists $(package) && echo $(package))))
MPI := $(if $(MPI_PACKAGE),$(BUILD)/faastat-mpi)
DATADIR := $(PREFIX)/share/faastat

# Hardened by default; lambda_function/Makefile has the same lines, and tests/hardening reads the programs. Sanitizers check
# themselves what _FORTIFY_SOURCE does, in its way; without optimisation it has no effect but a warning; a user's own stays.
# Its third level takes glibc 2.34 and gcc 12 or clang 9: others say so, and get the second.
HARDEN ?= yes
SANITIZED := $(SANITIZE)$(findstring -fsanitize,$(CFLAGS))
OPTIMIZED := $(filter-out -O0,$(filter -O%,$(CFLAGS)))
FORTIFY := $(if $(SANITIZED)$(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),,$(if $(HARDEN),$(if $(OPTIMIZED),$(shell \
	echo '\#include <stdio.h>' | $(CC) -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Werror -E -x c - >/dev/null 2>&1 && echo 3 || echo 2))))
HARDEN_CFLAGS := $(if $(HARDEN),-fPIE -fstack-protector-strong $(if $(FORTIFY),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(FORTIFY)))
HARDEN_LDFLAGS := $(if $(HARDEN),$(if $(filter -static% -no-pie,$(LDFLAGS)),,-pie) -z relro -z now)
ALL_CPPFLAGS = -D_GNU_SOURCE -Isrc $(shell $(PKG_CONFIG) --cflags $(PACKAGES) $(COLLECT_PACKAGES)) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -ffp-contract=off -pthread $(HARDEN_CFLAGS) -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 $(if $(SANITIZE),-fsanitize=$(SANITIZE) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer) $(CFLAGS)
ALL_LDFLAGS = -pthread $(HARDEN_LDFLAGS) $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
LIBRARIES = $(filter-out -lm,$(shell $(PKG_CONFIG) --libs $(PACKAGES))) -lcsv -lbz2 -lresolv
ALL_LDLIBS = $(LIBRARIES) -lm $(LDLIBS)
COLLECT_LDLIBS = $(shell $(PKG_CONFIG) --libs $(COLLECT_PACKAGES)) $(ALL_LDLIBS)
# A third of a short run is looking names up in shared libraries: faastat has archives of them within, where these are.
STATIC ?= yes
archived = $(findstring /,$(shell $(CC) -print-file-name=$(1:-l%=lib%.a)))
static = $(foreach word,$(1),$(if $(and $(STATIC),$(filter -l%,$(word)),$(call archived,$(word))),$(word:-l%=-l:lib%.a),$(word)))

SOURCES := $(filter-out src/mpi/%,$(wildcard src/*/*.c src/*/*/*.c))
MPI_SOURCES := src/mpi_main.c $(wildcard src/mpi/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/src/formats/rules/shipped.o
MANUAL := $(patsubst %,$(BUILD)/%.1,faastat $(shell sed -n 's/^\.Ss faastat \([a-z]*\)$$/faastat-\1/p' src/faastat.1))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
C_FILES := $(wildcard src/*.c src/*/*.[ch] src/*/*/*.[ch] tests/unit/*.[ch] tests/bench/*.[ch] tests/calibrate/*.[ch] tests/fuzz/*.[ch] tests/faults/*.c lambda_function/*.[ch] tests/handler/*.c tests/handler/*/*.[ch] \
	tests/collect/*.c)

Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-6s %s\n' $(1) $(2))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all help
all: $(BUILD)/faastat $(MPI) $(MANUAL) ## builds build/faastat, build/faastat-collect, which it runs to collect, and, with MPI, build/faastat-mpi

help: ## lists every job
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# ---- building ----

# Rewritten when a flag changes, so that every object is built again.
FLAGS = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(STATIC) $(VERSION) $(DATADIR)
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@printf '%s\n' '$(FLAGS)' | cmp -s - $@ || printf '%s\n' '$(FLAGS)' >$@
.PHONY: always

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(FILE_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/src/base/version.o: FILE_CPPFLAGS = -DFAASTAT_VERSION='"$(VERSION)"' -DFAASTAT_DATADIR='"$(DATADIR)"'

$(MPI_SOURCES:%.c=$(BUILD)/%.o): FILE_CPPFLAGS = $(shell $(PKG_CONFIG) --cflags $(MPI_PACKAGE))

# The descriptions of formats, each behind its name, are a part of the program: none can be missing.
DESCRIPTIONS := $(sort $(wildcard templates/formats/*.json))
$(BUILD)/src/formats/rules/shipped.S: $(DESCRIPTIONS) templates/formats $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q){ echo '.section .rodata' && echo '.globl rule_shipped' && echo 'rule_shipped:' && \
		for name in $(basename $(notdir $(DESCRIPTIONS))); do \
			printf '.asciz "%s"\n.incbin "templates/formats/%s.json"\n.byte 0\n' $$name $$name; done && \
		echo '.byte 0' && echo '.section .note.GNU-stack,"",%progbits'; } >$@

$(BUILD)/src/formats/rules/shipped.o: $(BUILD)/src/formats/rules/shipped.S
	$(call say,AS,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# An archive, so that a unit test is linked with what it uses and nothing else.
$(BUILD)/libfaastat.a: $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rc $@ $^

$(BUILD)/faastat: $(BUILD)/src/main.o $(BUILD)/libfaastat.a | $(BUILD)/faastat-collect
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call static,$(LIBRARIES)) -lm $(LDLIBS)

# A page for faastat, and one for each command, whose lists of columns are those of --help.
$(MANUAL): $(BUILD)/%.1: src/faastat.1 src/manual $(BUILD)/faastat
	$(call say,MAN,$@)
	$(Q)awk -v program=$(BUILD)/faastat -v page=$* -f src/manual $< >$@

$(BUILD)/faastat-collect: $(BUILD)/src/collect_main.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(COLLECT_LDLIBS)

$(BUILD)/faastat-mpi: $(MPI_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS) $(shell $(PKG_CONFIG) --libs $(MPI_PACKAGE))

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(ALL_LDLIBS)

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

$(BUILD)/tests/calibrate/%: $(BUILD)/tests/calibrate/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

$(BUILD)/tests/collect/%: $(BUILD)/tests/collect/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(COLLECT_LDLIBS)

# A sanitizer takes the place of the allocator itself, so that `make asan` has no faults.
$(BUILD)/tests/faults/%.so: tests/faults/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -D_GNU_SOURCE $(ALL_CFLAGS) -U_FORTIFY_SOURCE -fPIC -shared -o $@ $<

CALIBRATE := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/calibrate/*.c))
NIST := $(BUILD)/tests/bench/nist
K6_MEMORY := $(BUILD)/tests/bench/k6_memory
COLLECT_SERVER := $(BUILD)/tests/bench/collect_server
COLLECT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/collect/*.c))
FAULTS := $(BUILD)/tests/faults/fail.so
BENCH := $(patsubst %,$(BUILD)/tests/bench/%,generate speed figures)
PROGRAMS := $(UNIT_TESTS) $(CALIBRATE) $(NIST) $(K6_MEMORY) $(COLLECT_SERVER) $(COLLECT_TESTS) $(BENCH)
FUZZ_PROGRAMS := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))
.SECONDARY: $(PROGRAMS:%=%.o) $(FUZZ_PROGRAMS:%=%.o)
-include $(OBJECTS:.o=.d) $(MPI_SOURCES:%.c=$(BUILD)/%.d) $(BUILD)/src/main.d $(BUILD)/src/collect_main.d $(PROGRAMS:%=%.d) $(FUZZ_PROGRAMS:%=%.d)

# ---- the main job ----

.PHONY: figures report print study
figures: $(BUILD)/faastat ## draws every figure of the report, and of our own measurements, into plots/
	$(Q)for file in report study-argued local; do $(BUILD)/faastat figures templates/$$file.json --output plots || exit $$?; done

report: $(BUILD)/faastat ## writes the study's data with its claims, and our own measurements, as pages: plots/report.html, plots/report-local.html
	$(Q)$(BUILD)/faastat report --quiet --title 'InceptionV3, MobileNetV2 and ResNet50 on AWS Lambda' --by experiment,model,memory_mb \
		--claims templates/claims.json --figures templates/report.json data/study/warm.csv data/study/warm_requests_resnet50.csv data/study/cold.csv \
		data/study/load.csv -o plots/report.html
	$(Q)$(BUILD)/faastat report --quiet --title 'The three models, measured by us' data/local/requests.csv -o plots/report-local.html
	@echo 'faastat: wrote plots/report.html and plots/report-local.html'

print: $(BUILD)/faastat ## the same twice as large, plots/ID@2x.png
	$(Q)for file in report study-argued local; do $(BUILD)/faastat figures templates/$$file.json --output plots --scale 2 || exit $$?; done

# Numbers that stood only in the notebooks' cells come from data/study.
STUDY_OUTPUT ?= $(BUILD)/study
study: $(BUILD)/faastat ## imports the study's tree and draws every figure from it: STUDY=DIR
	@test -n '$(STUDY)' || { echo 'make study: expected STUDY=DIR, the tree that the study left' >&2; exit 2; }
	$(Q)mkdir -p $(STUDY_OUTPUT)
	$(Q)$(BUILD)/faastat import '$(STUDY)' --output $(STUDY_OUTPUT)/study.csv
	$(Q)for file in report load; do $(BUILD)/faastat figures templates/$$file.json --output $(STUDY_OUTPUT) \
		$(foreach data,$(STUDY_OUTPUT)/study.csv data/study/cold.csv data/study/load.csv data/study/price.csv,--data $(data)) \
		|| exit $$?; done

# ---- setting up ----

# What building, drawing and testing take on Debian and Ubuntu; what `make lint` takes beside it.
DEBIAN_PACKAGES := gcc libc6-dev pkg-config gnuplot-nox libcsv-dev libcurl4-openssl-dev libexpat1-dev libgsl-dev libjansson-dev nettle-dev \
	zlib1g-dev libzstd-dev liblzma-dev libbz2-dev libcmocka-dev python3 python3-jsonschema ca-certificates openssl xz-utils
DEBIAN_HANDLER_PACKAGES := libxnnpack-dev libpthreadpool-dev libjpeg62-turbo-dev zip binutils python3
DEBIAN_DEB_PACKAGES := dpkg-dev debhelper lintian libopenmpi-dev
DEBIAN_MPI_PACKAGES := libopenmpi-dev openmpi-bin
DEBIAN_WEB_PACKAGES := chromium
DEBIAN_ARM64_PACKAGES := gcc-aarch64-linux-gnu qemu-user
DEBIAN_LINT_PACKAGES := clang clang-format clang-tidy cppcheck shellcheck mandoc
DEBIAN_BENCH_PACKAGES := python3-pandas python3-numpy python3-scipy python3-matplotlib r-cran-data.table datamash miller gawk sqlite3 valgrind libdnnl-dev

.PHONY: deps deps-handler deps-lint deps-bench deps-web deps-deb deps-mpi deps-arm64
deps: ## installs the packages that are missing (Debian, Ubuntu)
	$(Q)./tests/install-packages $(DEBIAN_PACKAGES)

# Where npm is there already, it may not be Debian's, which would clash with it.
deps-handler: ## installs what the Lambda handler and its tests need beside that
	$(Q)./tests/install-packages $(DEBIAN_HANDLER_PACKAGES) $(if $(shell command -v npm),,nodejs npm)

deps-mpi: ## installs Open MPI, with which faastat-mpi is built
	$(Q)./tests/install-packages $(DEBIAN_MPI_PACKAGES)

deps-lint: ## installs what `make lint` needs beside that
	$(Q)./tests/install-packages $(DEBIAN_LINT_PACKAGES)

deps-bench: ## installs the programs that `make bench` compares with (Debian's, and npm's into the build folder)
	$(Q)./tests/install-packages $(DEBIAN_BENCH_PACKAGES) $(if $(shell command -v npm),,nodejs npm)
	$(Q)mkdir -p $(BUILD)/bench && cp tests/bench/peers/package.json tests/bench/peers/package-lock.json $(BUILD)/bench
# Not `npm ci`, which refuses a lockfile without the platforms that the registry does not serve.
	$(Q)npm install --no-save --prefix $(BUILD)/bench --ignore-scripts --no-audit --no-fund

deps-web: ## installs what opens a report in a browser: Chromium, and npm's packages in tests/web
	$(Q)./tests/install-packages $(DEBIAN_WEB_PACKAGES) $(if $(shell command -v npm),,nodejs npm)
	$(Q)npm ci --prefix tests/web --ignore-scripts --no-audit --no-fund

deps-arm64: ## installs what `make arm64-check` needs beside that: a cross compiler and qemu
	$(Q)./tests/install-packages $(DEBIAN_ARM64_PACKAGES)

deps-deb: ## installs what `make deb` and its test need beside that
	$(Q)./tests/install-packages $(DEBIAN_DEB_PACKAGES)

# ---- checking ----

export FAASTAT := $(abspath $(BUILD)/faastat)
export BUILD FUZZ_RUNS FUZZ_SECONDS

.PHONY: check unit cli docs installed
check: all $(PROGRAMS) ## runs all tests (CASES=name runs just that folder of tests/cli)
	$(Q)./tests/run $(if $(CASES),cli '$(CASES)',collect '' unit '$(UNIT_TESTS)' formats '' cli '' docs '' schema '' install '' \
		$(if $(HARDEN),$(if $(SANITIZED),,hardening '$(if $(FORTIFY),,--no-fortify) $(BUILD)/faastat $(BUILD)/faastat-collect $(MPI)')) calibrate short nist '')

unit: $(UNIT_TESTS) ## the unit tests alone
	$(Q)./tests/unit/run $^

cli: $(BUILD)/faastat ## the whole-command tests alone
	$(Q)./tests/cli/run $(CASES)

.PHONY: faults faults-sample
faults: $(BUILD)/faastat $(FAULTS) ## lets every allocation, read, write ... of many commands fail in turn: FAULT_JOBS='summary memory'
	$(Q)./tests/faults/run full $(FAULT_JOBS)

faults-sample: $(BUILD)/faastat $(FAULTS) ## the same for a few calls of each kind and command
	$(Q)./tests/faults/run sample $(FAULT_JOBS)

.PHONY: collect-check
collect-check: $(COLLECT_TESTS) $(BUILD)/faastat ## what `collect` sends to AWS, against another signer (npm's aws4) and AWS' own client
	$(Q)./tests/collect/run lambda sigv4 logs-sdk

# make reads anew what MPI there is, which `deps-mpi` before may have installed.
.PHONY: mpi-check
mpi-check: ## several ranks against one process, to the byte (make deps-mpi): MPI_CASES='*' runs all of tests/cli
	$(Q)$(MAKE) --no-print-directory all
	$(Q)./tests/mpi/run $(if $(MPI_CASES),'$(MPI_CASES)')

.PHONY: calibrate nist numbers k6-memory collect-overhead
k6-memory: $(K6_MEMORY) ## how much memory a million of k6's JSON lines take, beside the table that is kept
	$(Q)$(K6_MEMORY)

nist: $(NIST) ## how many digits of NIST's certified values the statistics have
	$(Q)$(NIST) tests/reference/nist

numbers: $(BUILD)/tests/unit/test_number ## ten million decimals, and hard ones, read as strtod reads them: NUMBERS=10000000
	$(Q)NUMBERS=$(or $(NUMBERS),10000000) CMOCKA_MESSAGE_OUTPUT=TAP $<

collect-overhead: $(COLLECT_SERVER) $(BUILD)/faastat ## how late collect sends 5000 requests a second, with wrk beside
	$(Q)./tests/bench/collect_overhead

calibrate: $(CALIBRATE) ## how often intervals cover and tests raise false alarms, in full (minutes)
	$(Q)status=0; for program in $^; do $$program || status=1; done; exit $$status

# The jobs are those of tests/bench/speed.c, and figures; `scale` writes and reads ten times the rows.
ROWS ?= 10000000
ROUNDS ?= 5
JOBS ?= all small threads one-thread portable quoted stdin dependent dependent-small drifting report platform k6 mixed jtl k6csv mixed-k6csv two pairs page start groups import floats dicts figures
export ROWS ROUNDS PEERS

# Dumps are kept between runs, until their generator changes.
$(BUILD)/bench/generator: tests/bench/generate.c
	@mkdir -p $(@D)
	$(Q)rm -f $(@D)/*.csv && touch $@

.PHONY: bench bench-readme profile
bench: $(BUILD)/faastat $(BENCH) $(BUILD)/bench/generator ## faastat against other programs: ROWS=10000000 ROUNDS=5 PEERS=a,b JOBS='all small'
	$(Q)./tests/bench/run $(JOBS)

bench-readme: $(BUILD)/faastat $(BENCH) $(BUILD)/bench/generator ## the same into tests/bench/README.md
	$(Q)./tests/bench/run $(JOBS) >$(BUILD)/bench/tables.md
	$(Q)./tests/bench/into-readme $(BUILD)/bench/tables.md

profile: $(BUILD)/faastat $(BENCH) $(BUILD)/bench/generator ## where the time of that goes (perf or callgrind): ROWS=10000000
	$(Q)test -f $(BUILD)/bench/$(ROWS).csv || $(BUILD)/tests/bench/generate $(ROWS) >$(BUILD)/bench/$(ROWS).csv
	$(Q)./tests/bench/profile $(BUILD)/bench/$(ROWS).csv

.PHONY: handler handler-check handler-trained handler-fuzz handler-bench local-lambda
handler: ## builds the Lambda handler, lambda_function/build/bootstrap
	$(Q)$(MAKE) --no-print-directory -C lambda_function BUILD=build

local-lambda: handler ## starts the handler on this machine, as Lambda would: PORT, FUNCTIONS, MEMORY, LIMIT, LOG
	$(Q)$(MAKE) --no-print-directory -C lambda_function BUILD=build $(if $(LOG),LOG='$(abspath $(LOG))') local

handler-check: handler ## the handler's own tests
	$(Q)./tests/handler/run
	$(Q)./tests/hardening lambda_function/build/bootstrap

handler-trained: $(BUILD)/handler/installed ## the handler on trained weights (npm's nsfwjs), against TensorFlow.js (npm, 140 MB; two minutes)
	$(Q)NODE_PATH='$(abspath $(BUILD))/handler/node_modules' V=1 ./tests/handler/run trained

handler-fuzz: ## feeds the handler random answers of a Runtime API, events, pictures and weights: FUZZ_SECONDS=60 each, or FUZZ_RUNS inputs
	$(Q)./tests/handler/run fuzz

handler-bench: handler $(BUILD)/handler/installed ## races the handler's engine against ONNX Runtime, TensorFlow.js and, if there, oneDNN: ROUNDS=5 (npm, 140 MB; four minutes)
	$(Q)./tests/handler/race/run

$(BUILD)/handler/installed: $(addprefix tests/handler/,package.json package-lock.json .npmrc)
	$(Q)mkdir -p $(@D) && cp $^ $(@D)
	$(Q)npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	$(Q)touch $@

.PHONY: systems-check
systems-check: ## the README's commands on fresh Debian 12 and 13, with gcc and clang (root, debootstrap, an hour)
	$(Q)./tests/systems

.PHONY: arm64-check
arm64-check: ## builds faastat for arm64, and runs unit tests, formats and commands by qemu (make deps-arm64; half an hour)
	$(Q)./tests/arm64 $(filter %-dev,$(DEBIAN_PACKAGES))

.PHONY: web-check
web-check: $(BUILD)/faastat ## opens reports in Chromium (make deps-web)
	$(Q)./tests/web/run

.PHONY: lint asan
lint: ## layout, warnings as errors with gcc and clang, static analysis, layers
	clang-format --dry-run -Werror $(C_FILES)
	$(Q)$(MAKE) --no-print-directory BUILD=build/gcc CC=gcc CFLAGS='-O2 -Werror' all unit-programs
	$(Q)$(MAKE) --no-print-directory BUILD=build/clang CC=clang CFLAGS='-O2 -Werror' all unit-programs
	./tests/layers-test
	./tests/layers
	@# Its standard error counts warnings that .clang-tidy does not ask for.
	@printf '%s\n' $(SOURCES) src/main.c src/collect_main.c $(if $(MPI),$(MPI_SOURCES)) | xargs -P 2 -n 8 sh -c 'clang-tidy --quiet "$$@" -- -std=c17 \
		$(ALL_CPPFLAGS) $(if $(MPI),$(shell $(PKG_CONFIG) --cflags $(MPI_PACKAGE))) -DFAASTAT_VERSION="\"\"" -DFAASTAT_DATADIR="\"\"" 2>/dev/null' clang-tidy
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --enable=warning,portability \
		--suppress=missingIncludeSystem -D_GNU_SOURCE -Isrc src
	shellcheck .ci/run tests/run tests/dist tests/deb tests/systems tests/arm64 tests/install-packages tests/cli/run tests/formats/run tests/unit/run tests/install tests/hardening tests/calibrate/run tests/nist tests/fuzz/run \
		tests/handler/run tests/collect/run tests/web/run tests/mpi/run tests/mpi/faastat tests/bench/collect_overhead lambda_function/pack \
		lambda_function/local/enter tests/bench/run tests/bench/into-readme tests/bench/profile tests/bench/peers/*/*.sh
	mandoc -T lint -W warning $(MANUAL:$(BUILD)/%=build/gcc/%) src/faastat-mpi.1

.PHONY: unit-programs
unit-programs: $(PROGRAMS)

asan: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	$(Q)$(MAKE) --no-print-directory BUILD=build/asan SANITIZE=address,undefined CFLAGS='-O1 -g' check

.PHONY: fuzz fuzz-programs
fuzz: ## feeds every parser random changes of its fixtures: FUZZ_SECONDS=60 each, or FUZZ_RUNS inputs
	$(Q)$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined \
		CFLAGS='-O1 -g' all fuzz-programs
	$(Q)BUILD=build/fuzz ./tests/fuzz/run $(FORMATS)

fuzz-programs: $(FUZZ_PROGRAMS)

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) -pthread -fsanitize=fuzzer,address,undefined -o $@ $^ $(COLLECT_LDLIBS)

# ---- installing ----

BINDIR := $(DESTDIR)$(PREFIX)/bin
MANDIR := $(DESTDIR)$(PREFIX)/share/man/man1
TEMPLATES := $(wildcard templates/*.*)
COMPLETIONS_BASH = $(DESTDIR)$(PREFIX)/share/bash-completion/completions/faastat
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
COMPLETIONS_ZSH = $(DESTDIR)$(ZSHDIR)/_faastat
COMPLETIONS_FISH = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/faastat.fish

.PHONY: install uninstall clean
install: all ## installs programs, manual, completions, templates and data below $(DESTDIR)$(PREFIX)
	install -D -m 755 -t $(BINDIR) $(BUILD)/faastat $(BUILD)/faastat-collect $(MPI)
	install -D -m 644 -t $(MANDIR) $(MANUAL) $(if $(MPI),src/faastat-mpi.1)
	install -d $(DESTDIR)$(DATADIR)/templates
	install -m 644 $(TEMPLATES) $(DESTDIR)$(DATADIR)/templates
	for folder in completion formats report schema; do \
		install -D -m 644 -t $(DESTDIR)$(DATADIR)/templates/$$folder templates/$$folder/* || exit $$?; done
	install -D -m 644 templates/completion/faastat.bash $(COMPLETIONS_BASH)
	install -D -m 644 templates/completion/faastat.zsh $(COMPLETIONS_ZSH)
	install -D -m 644 templates/completion/faastat.fish $(COMPLETIONS_FISH)
	@# Where the templates' figures and claims look for them, and in which the manual's examples run.
	for folder in examples local prices study; do \
		install -D -m 644 -t $(DESTDIR)$(DATADIR)/data/$$folder data/$$folder/*.[cjl]* || exit $$?; done

uninstall: ## removes the same again
	rm -f $(BINDIR)/faastat $(BINDIR)/faastat-collect $(BINDIR)/faastat-mpi $(MANDIR)/faastat-mpi.1 $(MANUAL:$(BUILD)/%=$(MANDIR)/%) $(COMPLETIONS_BASH) $(COMPLETIONS_ZSH) $(COMPLETIONS_FISH)
	rm -rf $(DESTDIR)$(DATADIR)

# ---- packages ----

# What is committed, so that the same commit is the same bytes wherever it is packed; it builds without git.
DIST := faastat-$(VERSION)
.PHONY: dist dist-check
dist-check: ## packs the commit twice, compares, and builds the tarball without git
	+$(Q)MAKE='$(MAKE)' ./tests/dist

dist: ## packs what is committed, build/faastat-VERSION.tar.xz
	@if ! cdup=$$(git rev-parse --show-cdup 2>/dev/null) || [ -n "$$cdup" ]; then \
		echo 'make dist: expected a clone with git; a tarball can be packed from no other' >&2; exit 2; fi
	@git diff --quiet HEAD || echo 'make dist: what is not committed is left out' >&2
	@mkdir -p $(BUILD)
	$(call say,DIST,$(BUILD)/$(DIST).tar.xz)
	$(Q)git -c tar.umask=0022 archive --format=tar --prefix=$(DIST)/ --output=$(BUILD)/$(DIST).tar HEAD
	$(Q)xz -T1 -9 --force $(BUILD)/$(DIST).tar

# Debian's own tools want a folder debian/ in the tree; it is .debian/ of the same commit.
.PHONY: deb deb-check
deb-check: ## builds the Debian package twice, compares, and has lintian look at it (make deps-deb)
	+$(Q)MAKE='$(MAKE)' ./tests/deb

deb: dist ## builds a Debian package of that tarball, build/deb/faastat_VERSION...deb (make deps-deb)
	$(Q)rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb
	$(Q)tar -xJf $(BUILD)/$(DIST).tar.xz -C $(BUILD)/deb && cp -R $(BUILD)/deb/$(DIST)/.debian $(BUILD)/deb/$(DIST)/debian
	$(Q)cd $(BUILD)/deb/$(DIST) && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b

clean: ## removes what was built
	rm -rf build
