# faastat: raw latency dumps of serverless functions into numbers and figures that can be defended.
#
# make            builds build/faastat                   make deps figures  draws the report's figures
# make help       lists every job                        make deps check    runs the tests
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LDLIBS, PREFIX, DESTDIR and BUILD are the user's; V=1 shows the commands.

VERSION := 0.1.0
CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
BUILD ?= build
PKG_CONFIG ?= pkg-config

# libcsv ships no .pc file.
PACKAGES := gsl jansson libmd
DATADIR := $(PREFIX)/share/faastat
ALL_CPPFLAGS = -D_GNU_SOURCE -Isrc $(shell $(PKG_CONFIG) --cflags $(PACKAGES)) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -ffp-contract=off -pthread -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 $(if $(SANITIZE),-fsanitize=$(SANITIZE) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer) $(CFLAGS)
ALL_LDFLAGS = -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)
ALL_LDLIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lcsv -lm $(LDLIBS)

SOURCES := $(wildcard src/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
C_FILES := $(wildcard src/*.c src/*/*.[ch] tests/unit/*.[ch] tests/bench/*.c)

Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-6s %s\n' $(1) $(2))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all help
all: $(BUILD)/faastat

help: ## lists every job
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# ---- building ----

# Rewritten when a flag changes, so that every object is built again.
FLAGS := $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(VERSION) $(DATADIR)
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@printf '%s\n' '$(FLAGS)' | cmp -s - $@ || printf '%s\n' '$(FLAGS)' >$@
.PHONY: always

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(FILE_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/src/base/version.o: FILE_CPPFLAGS = -DFAASTAT_VERSION='"$(VERSION)"' -DFAASTAT_DATADIR='"$(DATADIR)"'

# An archive, so that a unit test is linked with what it uses and nothing else.
$(BUILD)/libfaastat.a: $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rc $@ $^

$(BUILD)/faastat: $(BUILD)/src/main.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libfaastat.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(ALL_LDLIBS)

.SECONDARY: $(UNIT_TESTS:%=%.o)
-include $(OBJECTS:.o=.d) $(BUILD)/src/main.d $(UNIT_TESTS:%=%.d)

# ---- checking ----

.PHONY: unit
unit: $(UNIT_TESTS) ## runs the unit tests
	$(Q)for test in $^; do $$test || exit 1; done
