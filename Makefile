# Everything starts from these targets; each installs what it needs into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
APT := DEBIAN_FRONTEND=noninteractive apt-get

HUBS ?= 6.1.1 5.5.4

# No part of this project, and pip or pytest would run them.
STRANGE := $(wildcard setup.py setup.cfg conftest.py pytest.ini .pytest.ini pytest.toml .pytest.toml tox.ini)
ifneq ($(STRANGE),)
$(error $(STRANGE) came from elsewhere and would be run: look who put it here, and delete it)
endif

.PHONY: bench gradients help bench-hub demo hub test test-hub lint audit clean sandbox bench-grading same-marks stability soak faults fuzz
help:
	@echo "make demo    a rehearsal: releases, synthetic cohorts, marks, feedback and a report, in demo/"
	@echo "make hub     JupyterHub on this machine, with accounts to try it: OPTIONS='--port 8000'; tito hub start --help"
	@echo "make test    every test that a change must pass"
	@echo "make test-hub    a real hub, attacked, with each of HUBS='$(HUBS)': minutes"
	@echo "make bench-hub    how long a hub takes to start, and what memory its parts take"
	@echo "make audit   the tests of every assignment, tested"
	@echo "make bench-grading, same-marks, stability, soak, faults    grading, measured: minutes each; OPTIONS='...'"
	@echo "make fuzz    a million hostile streams, and a million hostile conversations, against the judge"
	@echo "make bench   the speed of the framework against NumPy by hand, and PyTorch: OPTIONS='--torch PYTHON'"
	@echo "make gradients    every gradient against differences, with 10,000 random graphs"
	@echo "make lint    style of the Python files"
	@echo "make clean   delete what demo and test have made, and .venv"

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11"; exit 1; }
	@echo "Installing into $(VENV); this takes a minute or two ..."
	@$(PYTHON) -P -m venv $(VENV)
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -P -m pip install -qq --disable-pip-version-check \
		--editable '.[course,hub,test]'
	@touch $(READY)

demo: $(READY) sandbox
	@$(BIN)/tito demo

# Three processes on two cores: many tests wait for limits of time, or for servers.
test: $(READY) sandbox
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

hub: $(READY) sandbox
	@$(BIN)/tito hub start $(OPTIONS)

bench-hub: $(READY) sandbox
	@$(BIN)/python tests/hub/bench_hub.py

# Each version of JupyterHub in an environment of its own. Files, since pytest takes no file beside its folder.
test-hub: sandbox $(HUBS:%=.hubs/%/ready)
	@for version in $(HUBS); do echo "JupyterHub $$version" \
		&& .hubs/$$version/bin/python -m pytest -q -p no:cacheprovider tests/hub/test_*.py tests/hub/whole_*.py || exit 1; done

.hubs/%/ready: pyproject.toml constraints.txt
	@echo "Installing JupyterHub $* into .hubs/$* ..."
	@$(PYTHON) -P -m venv .hubs/$*
	@grep -v '^jupyterhub==' constraints.txt > .hubs/$*/constraints.txt
	@PIP_CONSTRAINT=.hubs/$*/constraints.txt .hubs/$*/bin/python -P -m pip install -qq --disable-pip-version-check \
		--editable '.[course,hub,test]' jupyterhub==$*
	@touch $@

# Submissions run in it. Without it everything else works, and `tito system health` says what is missing.
sandbox:
	@command -v bwrap >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& echo "Installing bubblewrap, in which submissions run ..." \
		&& { $(APT) install -qq -y bubblewrap || { $(APT) update -qq && $(APT) install -qq -y bubblewrap; }; } \
			>/dev/null 2>&1; } \
		|| echo "Submissions run in bubblewrap, which is missing: an administrator must install it (apt-get install bubblewrap)."

audit: $(READY) sandbox
	@$(BIN)/tito audit --all

# What each measures, and its options: python tests/judge/NAME.py --help
bench-grading: $(READY) sandbox
	@$(BIN)/python tests/judge/bench_grading.py $(OPTIONS)

same-marks: $(READY) sandbox
	@$(BIN)/python tests/judge/same_marks.py $(OPTIONS)

stability: $(READY) sandbox
	@$(BIN)/python tests/judge/stability.py $(OPTIONS)

soak: $(READY) sandbox
	@$(BIN)/python tests/judge/soak.py $(OPTIONS)

faults: $(READY) sandbox
	@$(BIN)/python tests/judge/faults.py $(OPTIONS)

CASES ?= 1000000
fuzz: $(READY)
	@$(BIN)/python tests/judge/fuzz_wire.py --cases $(CASES)
	@$(BIN)/python tests/judge/fuzz_standins.py --cases $(CASES)

# How fast the reference package is; OPTIONS='--torch PYTHON' for an interpreter that has PyTorch.
bench: $(READY)
	@$(BIN)/python tests/framework/bench.py $(OPTIONS)

# Random graphs against differences, as many as it takes: minutes.
EXAMPLES ?= 10000
gradients: $(READY)
	TITO_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q tests/framework/test_gradients.py tests/framework/test_graphs.py

lint: $(READY)
	$(BIN)/ruff check .

clean:
	rm -rf $(VENV) .hubs demo reports .pytest_cache .hypothesis .ruff_cache
