# `make help` is the table of contents. Everything below works from a bare checkout: it sets up what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
OPA := .tools/opa
REGAL := .tools/regal
BUNDLE := evaluator/trailgate_evaluator/_bundle/policy.json
LAW := policies/trailgate
SOURCES := collector evaluator tests tools
CHECKS := --strict --capabilities policies/capabilities.json --schema policies/schemas
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.tools:$(PATH)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name what; do printf '%-10s %s\n' "$$name" "$$what"; done

.PHONY: run
run: setup ## collect a small account from a simulated AWS and judge it
	$(BIN)/python -m tests.aws.run_demo

.PHONY: test
test: setup lint ## every check that CI makes
	$(OPA) test --bundle policies --threshold 95 --capabilities policies/capabilities.json
	$(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: policies
policies: $(OPA) ## compile the policies into the evaluator's package
	$(PYTHON) tools/compile_policies.py

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

.PHONY: bench
bench: setup ## ratios of time and memory, as in tests/benchmarks/README.md
	$(BIN)/python -m tests.benchmarks

.PHONY: clean
clean: ## remove what is made, but not the tools
	rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	rm -rf evaluator/trailgate_evaluator/_bundle

.PHONY: setup
setup: $(BIN)/.installed policies

$(BIN)/.installed: pyproject.toml requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(OPA): tools/get_tool.py
	$(PYTHON) tools/get_tool.py opa

$(REGAL): tools/get_tool.py tools/go.mod tools/go.sum
	$(PYTHON) tools/get_tool.py regal
