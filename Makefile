# Two commands do all: `make demo` and `make test`. The rest is for those who carry on the work.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamps

.PHONY: setup demo test check bench serve build lock docs frontend browser screenshots clean

demo: $(STAMP)/app frontend
	@exec $(BIN)/wellserved demo

# Subprocesses by the hundred: each would compile every package anew where writing bytecode is forbidden.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup frontend browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

setup: $(STAMP)/dev

serve: $(STAMP)/app frontend
	@exec $(BIN)/wellserved serve

$(STAMP)/venv:
	$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt-get install python3.11-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/app: $(STAMP)/venv requirements/app.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/app.txt
	WELLSERVED_FRONTEND_BUILT=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP)/dev: $(STAMP)/app requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

frontend: $(STAMP)/app
	$(BIN)/python hatch_build.py

# What the browser and the Spark tests need from Debian; without root those tests say what is missing.
browser:
	@sh tests/install-debian-parts

check: setup frontend
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	WELLSERVED_HOME=$${WELLSERVED_HOME:-$$(mktemp -d)} $(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings wellserved.config.settings

bench: setup frontend
	$(BIN)/python -m benchmarks $(NAMES)

build: setup
	$(BIN)/python -m hatchling build

lock: $(STAMP)/venv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build -o requirements/app.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build --group dev -c requirements/app.txt -o requirements/dev.txt

docs: setup
	$(BIN)/sphinx-build -W -b html docs docs/_build/html

screenshots: setup frontend browser
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf $(VENV) dist build docs/_build frontend/node_modules src/wellserved/platform/static/dist
