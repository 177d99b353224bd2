# Everything starts from these targets; each installs what it needs into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: help demo test lint audit clean
help:
	@echo "make demo    a rehearsal: releases, synthetic cohorts, marks, feedback and a report, in demo/"
	@echo "make test    every test that a change must pass"
	@echo "make audit   the tests of every assignment, tested"
	@echo "make lint    style of the Python files"
	@echo "make clean   delete what demo and test have made, and .venv"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11"; exit 1; }
	@echo "Installing into $(VENV); this takes a minute or two ..."
	@$(PYTHON) -m venv $(VENV)
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install -qq --disable-pip-version-check \
		--editable '.[course,test]'
	@touch $(READY)

demo: $(READY)
	@$(BIN)/tito demo

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 2 --dist loadfile

audit: $(READY)
	@$(BIN)/tito audit --all

lint: $(READY)
	$(BIN)/ruff check .

clean:
	rm -rf $(VENV) demo reports .pytest_cache .hypothesis .ruff_cache
