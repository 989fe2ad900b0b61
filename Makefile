# Everything a person does with the portal. The two commands that matter: make run, make test.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?=
DATA ?= .data
ARGS ?=
COVERAGE ?=
PY := .venv/bin/python
UV = $(PY) -m uv
STAMP := .venv/installed

# Bytecode is kept even where the environment tells Python not to write any, as images do: the portal
# has a dozen processes, and each would compile four thousand modules again, 6 s instead of 2.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/bytecode

.PHONY: help env run dev test check docs bench screenshots assets messages texts lock clean

help: ## what there is to do
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

run: $(STAMP) assets messages ## bring up the portal (PORT=8123 DATA=folder choose)
	@exec $(PY) -m stack run --data "$(DATA)" $(if $(PORT),--port "$(PORT)")

dev: $(STAMP)-dev assets messages ## the portal with debug pages; changed code runs at once
	@exec $(PY) -m stack run --dev --data "$(DATA)" $(if $(PORT),--port "$(PORT)")

env: ## the addresses of the running portal for manage.py: eval "$$(make env)"
	@$(PY) -m stack env --data "$(DATA)"

test: $(STAMP)-dev assets messages ## run the tests (WIDTH=full the long ones, too; ARGS="-k word" chooses some; COVERAGE=1 holds the branches they cover to floors)
	@$(PY) -m stack exec -- $(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder $(if $(COVERAGE),--cov --cov-report=) $(ARGS)
	@$(if $(COVERAGE),$(PY) scripts/coverage_floors.py)

check: $(STAMP)-dev messages docs ## linters, layout, layers, circles, types, settings, links of the documentation
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djangofmt --check templates
	.venv/bin/lint-imports
	$(PY) -m mypy
	$(PY) -m mypy --config-file clients/python/pyproject.toml
	$(PY) -m stack exec -- $(PY) -m pytest -q -p no:randomly tests/test_architecture.py
	$(PY) -m stack exec -- $(PY) scripts/check_settings.py

docs: $(STAMP)-dev ## the documentation as a site in build/site; a broken link fails
	@$(PY) -m mkdocs build --strict

bench: $(STAMP)-dev assets messages ## measure speed and memory
	@$(PY) -m stack exec -- $(PY) -m benchmarks $(ARGS)

screenshots: $(STAMP)-dev ## pictures of a running portal: make screenshots ADDRESS=http://127.0.0.1:8000
	@$(PY) scripts/screenshots.py "$(or $(ADDRESS),http://127.0.0.1:8000)"

assets: $(STAMP) ## the chart library, from its npm package
	@$(PY) -m scripts.assets

messages: $(STAMP) ## the translations, compiled
	@$(PY) -m scripts.messages

texts: $(STAMP) ## gather the texts to translate into locale/, and tell what lacks
	@$(PY) -m scripts.messages gather

# The stamps hold the digests of the locks, so an unchanged lock costs nothing.
$(STAMP): requirements.lock requirements-local.lock
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[0-9.]*\).*/\1/p' requirements-local.lock)"
	@$(UV) pip sync --quiet --require-hashes requirements.lock requirements-local.lock
	@rm -f $(STAMP)-dev; touch $(STAMP)

$(STAMP)-dev: $(STAMP) requirements-dev.lock
	@$(UV) pip install --quiet --require-hashes -r requirements.lock -r requirements-local.lock -r requirements-dev.lock
	@touch $(STAMP)-dev

lock: $(STAMP) ## make the locks anew from requirements*.in; they carry hashes and no host
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements.in -o requirements.lock
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-local.in -o requirements-local.lock
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.lock

clean: ## remove what was built; the data folder stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
