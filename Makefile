# Needs make and Python 3.11 or newer; everything else comes into .venv from requirements.lock, checked by hash.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
ARGS ?=

unexport PYTHONDONTWRITEBYTECODE  # the tests start some hundred processes of ours

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(INSTALLED) ## Install everything into .venv

.PHONY: demo
demo: $(INSTALLED) ## Play one whole collaboration in front of you (under a minute)
	@$(BIN)/adaccess demo $(ARGS)

.PHONY: dev
dev: $(INSTALLED) ## Run the whole stack on this machine; Ctrl-C stops it, .adaccess/ keeps its state
	@$(BIN)/adaccess dev $(ARGS)

.PHONY: test
test: $(INSTALLED) ## Run every check and the whole test suite
	@# Compiled once, beside the checks, and not by every test process at the same time.
	@$(BIN)/python -m pytest --collect-only --quiet --quiet > /dev/null 2>&1 & $(MAKE) lint; wait
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -n 5 --dist worksteal $(ARGS)

.PHONY: soak
soak: $(INSTALLED) ## All faults at once for ten minutes, judged (ARGS="--minutes 10 --seed 7 --collaborations 500")
	@$(BIN)/python -m tests.proofs.soak $(ARGS)

.PHONY: soak-short
soak-short: $(INSTALLED) ## The same in a minute, always with the same seed and fewer kinds of faults
	@$(BIN)/python -m tests.proofs.soak --minutes 0.5 --collaborations 60 --seed 21 \
		--without apply_late,garbage,hang,stale_read,success_not_applied,throttle

.PHONY: proofs
proofs: $(INSTALLED) ## Every crash point, every interleaving, a restart, random lives (most of an hour)
	@$(BIN)/python -m tests.proofs.crash_points
	@$(BIN)/python -m pytest -s -n 2 -p no:randomly tests/proofs/prove_interleavings.py tests/proofs/prove_real_server.py
	@$(BIN)/python -m pytest -s -p no:randomly $(addprefix tests/proofs/prove_,restarts.py database.py network.py secrets.py sign_in.py callbacks.py deletion.py slow_store.py)
	@$(BIN)/python -m pytest -s -n 3 -p no:randomly $(addprefix tests/proofs/prove_,outage.py sleep.py)

.PHONY: mutants
mutants: $(INSTALLED) ## Put safety bugs in on purpose, one at a time; each has to be caught
	@$(BIN)/python -m tests.proofs.mutants $(ARGS)

.PHONY: screenshots
screenshots: $(INSTALLED) ## Take the pictures of the creator's pages in docs/images anew
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest --quiet -n 2 tests/browser/screenshots.py $(ARGS)

.PHONY: storm
storm: $(INSTALLED) ## Let many terms end in one second while Meta's budget is small (ARGS="1000 --postgresql")
	@$(BIN)/python -m tests.benchmarks.storm $(ARGS)

.PHONY: lint
lint: $(INSTALLED) ## Check style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

.PHONY: format
format: $(INSTALLED) ## Bring the code into its format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: lock
lock: $(INSTALLED) ## Resolve the dependencies into the two lock files (ARGS=--upgrade for newer ones)
	@tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	"$(BIN)/python" -m venv "$$tools"; \
	"$$tools/bin/python" -m pip --quiet --quiet --disable-pip-version-check install uv; \
	compile="$$tools/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate $(ARGS)"; \
	$$compile --all-extras pyproject.toml -o requirements.lock; \
	echo setuptools | $$compile -c requirements.lock pyproject.toml - -o docker/requirements.lock

.PHONY: clean
clean: ## Remove .venv and everything that was made (the state in .adaccess/ stays)
	@rm -rf $(VENV) build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew when the lock or the package changes. The stamp comes last: an interrupted install is done again.
$(INSTALLED): requirements.lock pyproject.toml
	@python=; for candidate in "$${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if [ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "error: no Python 3.11 or newer found; install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "error: $$python has no venv module; install it (on Debian and Ubuntu: apt install python3-venv)" >&2; \
	  exit 1; fi; \
	echo "installing into $(VENV) …" >&2; \
	if ! "$(BIN)/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then "$$python" -m venv --clear "$(VENV)"; fi
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
