# Two commands on a fresh machine: `make run` and `make test`. Everything else is made from them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= ./data
SOURCES := pyproject.toml hatch_build.py $(wildcard assets/*.* assets/styles/*.css assets/parts/*.js)

.PHONY: run test torture bench-mail check format browser clean help

help:
	@echo "make run     the service with a made-up region on http://$(HOST):$(PORT) (PORT=, DATA_DIR=)"
	@echo "make test    every test, against real PostgreSQL, a real SMTP server and headless Chromium"
	@echo "make torture  $(KILLS) kills of $(WORKERS) workers on $(LETTERS) letters (KILLS=, LETTERS=, WORKERS=, SEED=)"
	@echo "make bench-mail  our mail beside django-post_office and bare aiosmtplib (LETTERS=, ROUNDS=; ONLY=memory LETTERS=100000)"
	@echo "make check   ruff and mypy"

run: $(VENV)/installed
	@DIRECTORY_DATA_DIR="$(DATA_DIR)" exec $(BIN)/directory demo --host $(HOST) --port $(PORT)

test: $(VENV)/installed-dev browser
	@$(BIN)/python .ci/run_tests.py $(TESTS)

# Minutes. It prints its seed first; with SEED= the same letters meet the same server again.
KILLS ?= 1000
LETTERS ?= 5000
WORKERS ?= 3
torture: $(VENV)/installed-dev
	@$(BIN)/python -m tests.mail.faults.torture --kills $(KILLS) --letters $(LETTERS) --workers $(WORKERS) $(if $(SEED),--seed $(SEED))

bench-mail: LETTERS = 10000
bench-mail: ROUNDS = 3
bench-mail: $(VENV)/installed-dev $(VENV)/peer/installed
	@sh .ci/smtp-sink
	@$(BIN)/python -W ignore -m benchmarks.mail --peer-python $(VENV)/peer/bin/python --letters $(LETTERS) --rounds $(ROUNDS) $(if $(ONLY),--only $(ONLY))

# What we are measured against has a Python of its own.
$(VENV)/peer/installed:
	$(PYTHON) -m venv $(VENV)/peer
	$(VENV)/peer/bin/pip install --quiet --disable-pip-version-check 'django-post_office==3.12.0' 'psycopg[binary]>=3.2'
	@touch $@

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Chromium comes from the system. Where apt can bring it, it does; elsewhere the browser tests say loudly that they did not run.
browser:
	@sh .ci/chromium

$(VENV)/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# Compiled by all cores afterwards instead of by one meanwhile. Some packages carry files for other Pythons.
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib directory migrations || true

$(VENV)/installed: $(VENV)/bin/pip $(SOURCES)
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --editable '.[dev]'
	@$(COMPILE)
	@touch $@

clean:
	rm -rf $(VENV) build dist directory/assets/built .mypy_cache .pytest_cache .ruff_cache
