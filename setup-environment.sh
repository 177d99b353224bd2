#!/usr/bin/env bash
# Sets up a laptop for the course in one go: a virtual environment in .venv, the course tool and JupyterLab in it, and
# the kernel that the notebooks ask for. Run it in a clone: ./setup-environment.sh; running it again mends and updates.
# PYTHON=python3.12 ./setup-environment.sh chooses an interpreter. On Windows run it in Git Bash or in WSL.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fail() { echo "$1" >&2; exit 1; }

new_enough() { "$@" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || fail "PYTHON=$PYTHON does not start Python 3.11 or newer."
    python=("$PYTHON")
else
    python=()
    for name in python3.13 python3.12 python3.11 python3 python; do
        if new_enough "$name"; then python=("$name"); break; fi
    done
    if [ ${#python[@]} -eq 0 ] && new_enough py -3; then python=(py -3); fi
    [ ${#python[@]} -gt 0 ] || fail "Python 3.11 or newer is needed: install it from your system, and run this again."
fi

if [ ! -d .venv ]; then
    echo "Making .venv with $("${python[@]}" --version) ..."
    "${python[@]}" -m venv .venv || fail "The virtual environment cannot be made: on Debian and Ubuntu install python3-venv."
fi
bin=.venv/bin
[ -d "$bin" ] || bin=.venv/Scripts
new_enough "$bin/python" || fail "Python in .venv does not start or is too old: delete the folder .venv and run this again."

echo "Installing the course tool and JupyterLab; this takes a minute or two ..."
PIP_CONSTRAINT=constraints.txt "$bin/python" -m pip install -qq --disable-pip-version-check --editable '.[course]' \
    || fail "The installation failed: see above; when your network is back, run this again."
"$bin/python" -m ipykernel install --sys-prefix --name python3 --display-name "Python 3 (TinyTorch)" >/dev/null 2>&1 \
    || fail "The kernel cannot be installed into .venv: delete the folder .venv and run this again."

"$bin/tito" system health --student || fail "Something is missing: see above."
echo
echo "Ready. In each new terminal: source activate.sh"
