# Two commands do everything: `make app` and `make test`. Run `make help` for the rest.
PYTHON ?= python3
CITY   ?= data
PORT   ?= 8501
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# Packages are compiled when they are first used, and what was compiled is kept. Where this is set,
# it is not, and every start compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup app test audit types tests lint lock bench soak sample docs screenshots clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv, install what is pinned, copy the front-end files

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Yipan needs Python 3.11 or later; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m geo.publish.maps.assets
	@touch $@

app: setup ## open the app on the sample city (another: make app CITY=folder)
	$(BIN)/yipan app $(CITY) --port $(PORT)

test: setup ## run every check and test, but for the longest tests (with them, as CI does: make test LONG=1)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs 2 tests audit types

# Known holes are looked up with a service on the internet, so only where asked: make audit ONLINE=1
audit: setup ## look for what is risky in the code, and that all packages are pinned and hashed
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive geo app.py benchmarks docs/tooling
	$(BIN)/pip-audit --progress-spinner off --require-hashes --disable-pip $(if $(ONLINE),,--dry-run) --requirement requirements.lock

types: setup
	$(BIN)/mypy

tests: setup
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(if $(CI)$(LONG),,--quick)

lint: setup ## format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure against other projects (some minutes, 3 GB in the temporary folder)
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable ".[bench]"
	$(BIN)/python benchmarks/run.py

soak: setup ## end runs at random moments, fill disks, then have many visitors (an hour)
	@for script in tests/soak/*.py; do PYTHONPATH=tests $(BIN)/python $$script || exit 1; done

sample: setup ## make the sample city in data/ anew
	$(BIN)/python -m geo.sample data

docs: setup ## build the docs site in both languages, offline, in site/
	PYTHONPATH=docs $(BIN)/python -m tooling.build

screenshots: setup ## take the pictures of the README anew
	$(BIN)/python tests/browser/screenshots.py

lock: ## pin the newest versions that fit pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra app --extra streets --extra dask --extra docs --extra dev \
		--no-annotate --no-header --upgrade --quiet --output-file requirements.lock pyproject.toml

clean: ## remove what was installed and made
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build *.egg-info
