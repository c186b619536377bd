# Every target makes its own .venv where there is none: all it needs is make and Python 3.11 or newer.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= demo-out
RUNS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-once gallery test test-slow faults faults-red check format bench bench-large bench-archives bench-planted bench-sentiment words lock clean

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## the bot against a stand-in for Discord with a sample community; then type slash commands
	$(BIN)/rapport demo --out $(OUT)

demo-once: $(VENV)/.run ## the same, walked through by itself
	$(BIN)/rapport demo --once --out $(OUT)

gallery: $(VENV)/.dev ## every report in every format, on one page to look through: gallery/index.html
	$(BIN)/python -m benchmarks.gallery

# Where the environment keeps Python from keeping what it compiled, every process of the tests would compile all anew.
export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/.dev ## the suite, in a few minutes
	$(BIN)/pytest -q -n 4 --dist loadfile -m "not slow"

test-slow: $(VENV)/.dev ## the few tests that take long
	$(BIN)/pytest -q -n 2 -m slow

faults: $(VENV)/.dev ## cause every accident as often as is promised and print what held; takes a quarter of an hour
	$(BIN)/pytest -q --full -n 2 tests/faults

faults-red: $(VENV)/.dev ## break the program as each of those rows says, in a copy, and see the row fail
	$(BIN)/python -m tests.faults.red

check: $(VENV)/.dev ## lint, formatting, types and the borders between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_house.py

format: $(VENV)/.dev ## put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure what is claimed at ten million events (RUNS=3: the median of so many); see benchmarks/README.md
	$(BIN)/python -m benchmarks --runs $(RUNS)

bench-large: $(VENV)/.dev ## the same at a hundred million events; takes hours and 20 GB, keeps its files in bench-large/
	$(BIN)/python -m benchmarks --events 100_000_000 --keep bench-large --runs $(RUNS)

bench-archives: $(VENV)/.dev ## measure what is claimed of real communities (needs them, see benchmarks/README.md)
	$(BIN)/python -m benchmarks.communities

bench-planted: $(VENV)/.dev ## ask who the evangelists are where it is known, and what tricks gain, in a few minutes
	$(BIN)/python -m benchmarks.planted

bench-sentiment: $(VENV)/.dev ## measure how sentiment is read, beside VADER and TextBlob (needs labelled posts)
	$(BIN)/python -m benchmarks.sentiment --page

words: $(VENV)/.dev ## collect every text and bring the catalogues of the five other languages up to date
	$(BIN)/python -m benchmarks.words

lock: $(VENV)/.dev ## resolve the pinned versions and their hashes anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-annotate --extra test --extra check -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove what was made
	rm -rf $(VENV) $(OUT) gallery bench-large .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Rapport needs Python 3.11 to 3.14 on the PATH (or: make PYTHON=/path/to/python)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
