# `make` alone says what there is.
.DEFAULT_GOAL := help
.NOTPARALLEL:

VENV ?= .venv
BIN = $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
# How many processes run tests (as many as there are processors, from 2 to 4); which tests; what else pytest is told:
# make test-sqlite TESTS=tests/domain ARGS=-x
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 4 ? 4 : n)))
TESTS ?=
ARGS ?=
# Where calendar programs are installed for test-calendars
ICS_CLIENTS ?= $(CURDIR)/.programs

# Asked when the tests start, after `browser` had its chance to install one.
MARKS = -m "not calendars$(if $(shell tools/browser --where),, and not browser)"
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(MARKS) $(ARGS) $(TESTS)
CHECKED = wip tests tools $(if $(wildcard benchmarks/*.py),benchmarks)

.PHONY: help
help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV)/.installed ## Make .venv with everything in it, from nothing but Python 3.11 or newer

$(VENV)/.installed: pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" tools/venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@touch $@

.PHONY: run
run: install ## Load the example sections, print a sign-in link for each role, serve at http://HOST:PORT
	@WIP_HOST=$(HOST) WIP_PORT=$(PORT) $(BIN)/wip demo
	@WIP_HOST=$(HOST) WIP_PORT=$(PORT) exec $(BIN)/wip run

.PHONY: test
test: install browser postgres lint types imports templates test-sqlite test-calendars ## Check everything: texts, types, layers, templates, tests on SQLite and on PostgreSQL, calendar programs
	@if $(BIN)/python tests/postgres.py --check 2>/dev/null; then $(MAKE) --no-print-directory test-postgres; fi

.PHONY: browser
browser: ## Find a Chromium for the tests, or install one where that is possible
	@tools/browser

.PHONY: postgres
postgres: install ## Say whether PostgreSQL is here; with CI=true it must be
	@$(BIN)/python tests/postgres.py --check || [ "$(CI)" != true ]

.PHONY: lint
lint: install ## Ruff: rules and format
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)

.PHONY: format
format: install ## Ruff: mend what it can, and format
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

.PHONY: types
types: install ## mypy, strict
	$(BIN)/mypy wip tests $(if $(wildcard benchmarks/*.py),benchmarks)

.PHONY: imports
imports: install ## import-linter: the layers of wip/
	$(BIN)/lint-imports --no-logo

.PHONY: templates
templates: install ## djLint: the rules for templates
	$(BIN)/djlint --lint templates

.PHONY: test-sqlite
test-sqlite: install ## The tests on SQLite
	env -u WIP_DATABASE_URL -u WIP_TEST_DATABASE_URL $(PYTEST)

.PHONY: test-postgres
test-postgres: install ## The same tests on a PostgreSQL of their own, started and stopped for them
	$(BIN)/python tests/postgres.py $(PYTEST)

.PHONY: test-calendars
test-calendars: install calendar-programs ## Show every calendar file, at every step of a history, to real calendar programs
	ICS_CLIENTS="$(ICS_CLIENTS)" $(BIN)/python -m pytest -m calendars tests/programs $(ARGS)

.PHONY: calendar-programs
calendar-programs: ## Install what is missing of the calendar programs, in .programs/ or ICS_CLIENTS (Debian, as root)
	@ICS_CLIENTS="$(ICS_CLIENTS)" tests/programs/setup.sh

.PHONY: coverage
coverage: ## The tests on SQLite, and which lines and branches they never reach
	$(MAKE) --no-print-directory test-sqlite ARGS="--cov --cov-report=term $(ARGS)"

.PHONY: docs
docs: install ## Draw the life cycles of docs/life-cycles.md from their tables
	$(BIN)/python -m wip.domain.diagrams > docs/life-cycles.new
	mv docs/life-cycles.new docs/life-cycles.md

.PHONY: bench
bench: install ## Measure every page and calendar under the production server, and the laying-out of agendas
	$(BIN)/python benchmarks/pages.py
	-$(BIN)/python -m benchmarks.layouts
	-$(BIN)/python -m benchmarks.editing

.PHONY: wheel
wheel: install ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

.PHONY: clean
clean: ## Remove what was made, but not the data in instance/
	rm -rf $(VENV) .programs dist build htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
