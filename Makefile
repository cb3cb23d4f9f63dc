# `make run` and `make test` set up everything they need on a machine with Python 3.11+, make and git.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
export MOMENTUM_MODE ?= demo
# Bytecode is written once at installation; without it every start would compile the libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lock format docs screenshots sbom clean drill help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_READY) ## Set up, build the demo city if absent, and serve it on 127.0.0.1:8000 (or PORT=)
	@$(BIN)/python -m momentum.site.serve --port $(PORT)

test: $(DEV_READY) ## Run the tests on SQLite and on whatever else is present, and list what was skipped
	@$(BIN)/python tools/translations.py compile
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -rs

check: $(DEV_READY) ## Format, lint, types, import rules, migrations, translations, docs
	@$(BIN)/python tools/check.py

drill: $(DEV_READY) ## Kill, cut off, restore and walk at random, for an hour; dated results go into drills
	@$(BIN)/python tools/drill.py all
	@$(BIN)/python tools/random_walks.py

docs: $(DEV_READY) ## Build the documentation into build/docs
	@$(BIN)/python -m sphinx -q -W -b html docs build/docs

screenshots: $(DEV_READY) ## Take the pictures of README and docs from the demo city
	@$(BIN)/python tools/screenshots.py

format: $(DEV_READY) ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(DEV_READY) ## Lock all dependencies anew
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-build.in -o requirements-build.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group benchmarks -o benchmarks/requirements.lock

sbom: $(DEV_READY) ## List what the release is made of, as CycloneDX, in build/
	@$(BIN)/python tools/sbom.py

clean: ## Remove the environment and the demo city
	rm -rf $(VENV) var build

$(BIN)/uv: requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit("Momentum needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make run PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up the environment in $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-build.lock
	@touch $@

$(RUN_READY): $(BIN)/uv requirements.lock pyproject.toml
	@echo "Installing what Momentum runs on …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): $(RUN_READY) requirements-dev.lock
	@echo "Installing what the tests need …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.lock
	@touch $@
