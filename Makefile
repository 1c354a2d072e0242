# make demo   everything from nothing to a running site (SERVE=0 ends after the summary)
# make check  format, lint, types, contracts, house rules: under a minute
# make test   everything that CI runs, on a fresh machine
# make bench  the measured figures of the README
# make mutants  one safeguard at a time is taken out: its tests must go red
# make fuzz   ten minutes of spoiled X12, led by what each file newly reaches (SECONDS=600)
# make soak   10,000 claims while a hundred workers and six database servers are killed, a replay, fuzz
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq --no-input install
ASSETS := coverwell/ui/static/built/coverwell.css
ASSET_SOURCES := package.json package-lock.json coverwell/ui/build.mjs $(wildcard coverwell/ui/styles/* coverwell/ui/scripts/* \
	coverwell/ui/locale/*/LC_MESSAGES/*.po)
export PYTHONPATH := $(CURDIR)

.PHONY: demo check test bench mutants fuzz soak assets lock setup setup-dev
.DELETE_ON_ERROR:

demo: setup assets
	@$(BIN)/python -m coverwell demo

setup: $(VENV)/run.done
setup-dev: $(VENV)/dev.done
assets: $(ASSETS)

check: setup-dev
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	@find coverwell -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/architecture

test: setup-dev assets
	@.ci/machine chromium
	@.ci/machine clients
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2

bench: setup-dev
	$(BIN)/python -m tests.benchmarks.kernel_speed
	$(BIN)/python -m tests.benchmarks.wire_837
	$(BIN)/python -m tests.benchmarks.wire_834_835
	$(BIN)/python -m tests.benchmarks.wire_status
	$(BIN)/python -m tests.benchmarks.wire_memory
	$(BIN)/python tests/benchmarks/claims_throughput.py
	$(BIN)/python tests/benchmarks/real_time_270.py
	$(BIN)/python tests/benchmarks/large_file.py
	$(BIN)/python -m pytest -q -s tests/benchmarks/test_payment_run.py

mutants: setup-dev
	$(BIN)/python tests/benchmarks/mutants.py

SECONDS ?= 600
fuzz: setup-dev
	nice -n 10 $(BIN)/python -m tests.benchmarks.fuzz $(SECONDS)

soak: setup-dev
	$(BIN)/python tests/benchmarks/storm.py
	$(MAKE) --no-print-directory fuzz

$(VENV)/bin/python:
	@"$$(.ci/machine python)" -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the libraries of requirements/run.txt ..."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	@echo "Installing the tools of requirements/dev.txt ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(ASSETS): $(ASSET_SOURCES) | $(VENV)/run.done
	@.ci/machine node || $(PIP) --require-hashes -r requirements/node.txt
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python build_hook.py
	@touch $@

# Hashed locks without any registry address; run after a change of pyproject.toml.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock:
	$(COMPILE) pyproject.toml requirements/build.in --extra local --extra fast -o requirements/run.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra local --extra fast --extra dev \
		-c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt
