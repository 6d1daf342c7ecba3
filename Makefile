# Two commands: `make demo` shows Veedor at work, `make test` runs the tests. Both set everything up.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# The public data, beside the repository unless you say otherwise.
VEEDOR_DATA ?= ../shared/data
export VEEDOR_DATA
# Releases of the last week wait: see CONTRIBUTING.md.
LOCK_DATE := 2026-11-21
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --quiet --exclude-newer $(LOCK_DATE) --no-emit-index-url

.PHONY: help demo desk test test-slow test-all test-spark check lint types layers advisories docs gallery lock lock-check bench mutate hunt \
	build sbom vendor clean

# Mutants a module that `make mutate` draws.
MOST ?= 12

# What pytest and the programs that tests start have compiled once is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

# Tests run on every processor; `make test JOBS=0` runs them one after the other in one process. The quick ones
# run in one process more: some wait for a child or a clock, and a processor would have nothing to do.
JOBS ?=
test: BUSY = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PYTEST = $(BIN)/python -m pytest -n $(or $(JOBS),$(BUSY),auto) --dist worksteal

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# `make PIP=1` installs the same locked bytes with pip where uv cannot run.
ifdef PIP
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
else
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
endif

$(VENV)/.tools: requirements-tools.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock
	@touch $@

$(VENV)/.base: $(VENV)/.tools requirements.lock pyproject.toml
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.desk: $(VENV)/.base requirements-desk.lock
	$(INSTALL) --require-hashes -r requirements-desk.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements-spark.lock
	$(INSTALL) --require-hashes -r requirements-spark.lock
	@touch $@

demo: $(VENV)/.base ## make a synthetic election and report on it (and on Bolivia 2019 where the data are)
	$(BIN)/veedor demo
	@if [ -d "$(VEEDOR_DATA)/bolivia-2019" ] || [ -d cases/bolivia-2019/data ]; then \
	echo "Bolivia, 20 October 2019:"; $(BIN)/veedor report cases/bolivia-2019; else \
	echo "The public data of Bolivia 2019 are not at $(VEEDOR_DATA)."; \
	echo "'$(BIN)/veedor fetch cases/bolivia-2019' downloads them; then run make demo again."; fi

desk: $(VENV)/.desk ## open the demo, and the cases whose data are here, in the browser
	@[ -f demo/case.toml ] || $(BIN)/veedor demo
	$(BIN)/veedor serve demo cases --open

test: $(VENV)/.dev ## run the tests, but for the slow ones and those in a browser or on Spark; properties with few examples
	$(PYTEST) -m "not spark and not slow and not browser"

test-slow: $(VENV)/.dev ## run the slow tests, those in a browser, and the properties with all their examples
	$(PYTEST) --hypothesis-profile=all -m "(slow or browser or hypothesis) and not spark"

test-all: test test-slow ## run all of it, as .ci/run does

test-spark: $(VENV)/.spark ## run the tests of the engine on Spark too (needs Java)
	$(BIN)/python -m pytest -m spark

check: lint types layers advisories docs ## linters, strict types, layers, advisories on the locks, documents

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/.dev ## data flows one way
	$(BIN)/lint-imports

advisories: ## hold what the lock files install against known advisories (skipped, loudly, without a network)
	$(PYTHON) .ci/advisories.py requirements*.lock

docs: $(VENV)/.dev ## build the documents into docs/_build
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build

gallery: $(VENV)/.dev ## draw the pictures of docs/tutorial/gallery.md (of cases whose data were fetched)
	PYTHONPATH=tests $(BIN)/python -m real.gallery

lock: $(VENV)/.tools ## make the lock files again
	$(BIN)/uv pip compile requirements-tools.in --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --quiet --exclude-newer $(LOCK_DATE) --no-emit-index-url -o requirements-tools.lock
	$(LOCK) -o requirements.lock
	$(LOCK) --extra desk -c requirements.lock -o requirements-desk.lock
	$(LOCK) --extra desk-postgresql -c requirements-desk.lock -o requirements-desk-postgresql.lock
	$(LOCK) --extra desk-postgresql --group dev -c requirements-desk-postgresql.lock -o requirements-dev.lock
	$(LOCK) --extra spark --group test -c requirements-dev.lock -o requirements-spark.lock

lock-check: ## the lock files are what pyproject.toml asks for
	$(MAKE) lock
	git diff --exit-code -- 'requirements*.lock'

bench: $(VENV)/.dev ## the same work beside a peer, figures printed
	$(BIN)/python bench/run.py

mutate: $(VENV)/.dev ## plant faults in rules, stakes, audit, states and sums: do the tests notice?
	$(BIN)/python tests/mutation/run.py --most $(MOST)

hunt: $(VENV)/.dev ## spoil files, damage bytes, kill, cut the power: far more of it than in the slow suite
	VEEDOR_HUNT=1 $(PYTEST) -m slow tests/hostile tests/field tests/ledger tests/watch

build: $(VENV)/.base ## build the wheel and the source archive into dist/
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build -d dist

sbom: ## list what is installed at run time, with hashes, as CycloneDX: dist/sbom.json
	@mkdir -p dist
	$(PYTHON) .ci/sbom.py requirements.lock > dist/sbom.json

vendor: ## write the scripts of others that the desk serves, from the packages that its manifest pins (needs npm)
	$(PYTHON) .ci/vendor.py

clean: ## remove what was set up and made
	rm -rf $(VENV) demo dist docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
