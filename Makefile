# `make run` shows Intel on a fresh clone; `make test` shows that it works. Needs Python 3.11+ and make.
.DEFAULT_GOAL := help
.PHONY: help run install test check types lint brought collected format soak bench screenshots clean
BIN := .venv/bin
# A suite starts a hundred programs, which would each compile all that they import where no bytecode may be kept.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

run: export INTEL_DATA_DIR ?= .data
run: .venv/run.done ## start the dashboard and collect prices in the background; Ctrl-C ends it
	@exec $(BIN)/intel up

install: .venv/run.done ## set up .venv and stop

.venv/run.done: pyproject.toml uv.lock deploy/install.sh
	@deploy/install.sh run
	@touch $@

.venv/dev.done: pyproject.toml uv.lock deploy/install.sh
	@deploy/install.sh dev
	@touch $@ .venv/run.done

test: .venv/dev.done ## all checks and the whole suite: SQLite, PostgreSQL, browser (leave out kinds: SKIP=browser,postgres,validators)
	@$(MAKE) --no-print-directory --output-sync=target -j2 types lint brought collected
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: .venv/dev.done ## format, lint, types, layers, migrations and generated docs in step
	@$(MAKE) --no-print-directory --output-sync=target -j2 types lint

types:
	$(BIN)/mypy

lint:
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/python deploy/in_step.py

brought:
	@deploy/chromium.sh
	@deploy/validators.sh

# What tests import is compiled here once, while mypy keeps one core busy; else each worker would, all at the same time.
collected:
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null || echo "Some tests cannot be collected; the suite says which." >&2

format: .venv/dev.done ## lay out the code and write generated docs again
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/python deploy/in_step.py --write

soak: .venv/dev.done ## the tests that repeat themselves, ten times as long
	@deploy/chromium.sh
	SOAK=10 $(BIN)/python -m pytest -m soak

bench: .venv/dev.done ## measure every budget
	@deploy/validators.sh
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

screenshots: .venv/dev.done ## take docs/images again
	@deploy/chromium.sh
	SCREENSHOTS=1 $(BIN)/python -m pytest -m browser tests/dashboard -k screenshot

clean: ## remove what make made, but not .data
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
