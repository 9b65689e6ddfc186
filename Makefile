# The commands that people and CI share. `make up` and `make test` work on a bare machine: Python 3.11 or newer is enough.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export UV_COMPILE_BYTECODE = 1

.PHONY: help setup up down test unit engine lint fmt lock bench conform

help:  ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/installed: requirements-dev.lock requirements-uv.lock pyproject.toml
	@echo "installing Python packages (hash-checked) into .venv"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

setup: .venv/installed  ## Install the Python packages, the engine and its plugins
	@$(BIN)/python -m podium.toolchain

up: setup  ## Start the sandbox and deploy the example workloads to it
	@$(BIN)/podium up -e dev --yes

down:  ## Take the example down and stop the sandbox
	@$(BIN)/podium destroy -e dev --yes
	@$(BIN)/podium sandbox stop --purge

test: setup lint  ## Run every check and every test, three files at a time; engine tests wait a lot
	@$(BIN)/pytest -n 3 --dist loadfile

unit: .venv/installed  ## Run the fast tests only
	@$(BIN)/pytest -m "not engine"

engine: setup  ## Run the tests on the real engine and cluster
	@$(BIN)/pytest -m engine

lint: .venv/installed  ## Check style, types and the direction of imports
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fmt: .venv/installed  ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/installed  ## Pin the dependencies anew, with hashes
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock
	@grep -A999 '^uv==' requirements-dev.lock | awk 'NR > 1 && /^[a-z]/ {exit} {print}' > requirements-uv.lock

conform: setup  ## Run the format owners' own cases in full and write docs/conformance.md (PODIUM_CONFORMANCE names their folder)
	@PODIUM_EXAMPLES=5000 $(BIN)/python -m tests.conformance.table
	@PODIUM_EXAMPLES=5000 $(BIN)/pytest tests/podium/catalogue/test_score_schema.py
	@PODIUM_FUZZ=20000 $(BIN)/pytest tests/conformance tests/fuzz
	@PODIUM_GUARD_CORPUS=full $(BIN)/pytest tests/engine/test_guard.py

bench: setup  ## Measure set-up, up, preview, destroy and the overhead over a hand-written program
	@$(BIN)/python -m benchmarks
