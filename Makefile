# `make help` is the table of contents. Everything below works from a bare checkout: it sets up what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
OPA := .tools/opa
REGAL := .tools/regal
ACTIONLINT := .tools/actionlint
LAW := policies/trailgate
SOURCES := collector evaluator tests tools
LAWTESTS := $(OPA) test --bundle policies --capabilities policies/capabilities.json --timeout 60s
CHECKS := --strict --capabilities policies/capabilities.json --schema policies/schemas
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools:$(PATH)

# Before anything is made of it or fetched for it.
ifneq (,$(filter-out help clean,$(or $(MAKECMDGOALS),help)))
FOUND := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2] if sys.version_info < (3, 11) else "new")')
ifneq ($(FOUND),new)
$(error trailgate needs Python 3.11 or newer; $(PYTHON) is $(or $(FOUND),not there). Name one that is: make PYTHON=python3.13 $(MAKECMDGOALS))
endif
endif

.PHONY: help
help:
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name what; do printf '%-10s %s\n' "$$name" "$$what"; done

.PHONY: run
run: setup ## collect a small account from a simulated AWS and judge it
	$(BIN)/python -m tests.aws.run_demo

.PHONY: test
test: setup $(OPA) $(ACTIONLINT) ## every check that CI makes
	$(MAKE) -j 2 lint covered fuzzed
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Each of these and `lint` keeps one core busy, so `test` makes two at a time.
.PHONY: covered
covered: $(OPA)
	$(LAWTESTS) --threshold 95 >.rego_coverage.json || { $(LAWTESTS); cat .rego_coverage.json; exit 1; }

.PHONY: fuzzed
fuzzed: $(BIN)/.installed
	$(BIN)/python -m tests.fuzz 60

.PHONY: policies
policies: $(OPA) ## compile the law anew; after every edit of it, and commit what it wrote
	$(PYTHON) tools/compile_policies.py

.PHONY: tables
tables: $(BIN)/.installed ## compile the reader's tables anew; after every edit of one, and commit what it wrote
	$(BIN)/python tools/compile_tables.py
	$(BIN)/python tools/make_plain_line.py

.PHONY: fmt
fmt: $(BIN)/.installed $(OPA) ## format Python and Rego
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	$(OPA) fmt --write $(LAW)

.PHONY: lint
lint: $(BIN)/.installed $(OPA) $(REGAL) ## formats, types, imports, Rego
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(OPA) fmt --diff --fail $(LAW)
	$(OPA) check $(CHECKS) --bundle policies
	$(REGAL) lint policies
	$(PYTHON) tools/compile_policies.py --check
	$(BIN)/python tools/compile_tables.py --check

.PHONY: golden
golden: setup ## rewrite the reports and counts that tests compare with; read the difference
	$(BIN)/python -m pytest --golden tests/evaluator/formats tests/evaluator/languages/filter_pattern/test_work.py

.PHONY: fixtures
fixtures: setup ## rebuild fixtures/snapshots and fixtures/estates with the collector on a simulated AWS
	$(BIN)/python -m tests.aws.make_fixtures
	$(BIN)/python -m tests.estates.make_fixtures

.PHONY: plans
plans: setup ## rebuild fixtures/plans; needs terraform
	$(BIN)/python -m tests.plans.make_plans

.PHONY: pictures
pictures: setup ## remake the README's pictures from fixtures; needs Chromium
	$(BIN)/python tools/make_pictures.py

.PHONY: docs
docs: setup ## build the site of the documentation in out/site; every link is checked
	$(BIN)/python tools/make_reference.py
	$(BIN)/python tools/make_manual.py
	$(BIN)/python tools/make_query_page.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo out/site/index.html

.PHONY: release
release: setup ## wheel, sdist, container context, SBOM and checksums of the last commit, in dist/
	$(BIN)/python -m tools.make_release

.PHONY: windows
windows: setup ## types as Windows has them, and the program without what Windows lacks
	$(BIN)/mypy --platform win32 --no-warn-unreachable collector evaluator
	$(BIN)/python -m pytest -q tests/packaging/test_windows.py

.PHONY: bench
bench: setup $(OPA) ## ratios of time and memory, as in tests/benchmarks/README.md; beside conftest, where it can be had
	-test -x .tools/conftest || $(PYTHON) tools/get_tool.py conftest
	$(BIN)/python -m tests.benchmarks

.PHONY: volume
volume: setup ## 100 million made-up records through one backtest, time and memory after each million; takes an hour; MILLIONS=10: as many
	$(BIN)/python -m tests.benchmarks.bench_trace $(or $(MILLIONS),100)

.PHONY: fleet
fleet: setup ## COUNT generated accounts (10000) of several organizations in one process, in two and on a cluster: time, memory, bytes
	$(BIN)/python -m tests.benchmarks.fleet $(or $(COUNT),10000)

.PHONY: patterns
patterns: setup ## COUNT filter patterns by chance (100000), each against the records of every control: the slowest, and which met a bound
	$(BIN)/python -m tests.benchmarks.pattern_tail $(or $(COUNT),100000)

.PHONY: mutants
mutants: setup ## mutation of what patterns mean, of Terraform's expressions and of the law; takes hours; SAMPLE=40: of a module each
	$(BIN)/python -m tests.mutants.decision $(SAMPLE:%=--sample %)
	$(BIN)/python -m tests.mutants.hcl $(SAMPLE:%=--sample %)
	$(BIN)/python -m tests.mutants.law $(SAMPLE:%=--sample %)

.PHONY: fuzz
fuzz: setup ## patterns, inputs and documents mutated, hostile names; takes hours, as does `make applied`
	$(BIN)/python -m tests.fuzz 600
	$(BIN)/python -m tests.fuzz.mutations 10000
	$(BIN)/python -m tests.fuzz.silence
	$(BIN)/python -m tests.fuzz.omissions
	$(BIN)/python -m tests.fuzz.names
	$(BIN)/python -m pytest --whole tests/laws

.PHONY: applied
applied: setup ## 1,000 configurations planned, judged, applied in a simulated AWS, collected and judged again; needs terraform
	$(BIN)/python -m tests.plans.apply 1000
	$(BIN)/python -m tests.plans.apply 15 --new

.PHONY: clean
clean: ## remove what is made, but not the tools
	rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .rego_coverage.json
	rm -rf evaluator/trailgate_evaluator/_compiled evaluator/trailgate_evaluator/_bundle/policies evaluator/trailgate_evaluator/_bundle/schemas

.PHONY: setup
setup: $(BIN)/.installed

$(BIN)/.installed: pyproject.toml requirements-dev.txt
	$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(OPA): tools/get_tool.py
	$(PYTHON) tools/get_tool.py opa

$(ACTIONLINT): tools/get_tool.py
	$(PYTHON) tools/get_tool.py actionlint

$(REGAL): tools/get_tool.py tools/go.mod tools/go.sum
	$(PYTHON) tools/get_tool.py regal
