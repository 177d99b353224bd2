# Puts the course's virtual environment first on the path of this shell: source activate.sh, from bash or zsh.
_tito_here="$(cd "$(dirname "${BASH_SOURCE[0]:-${(%):-%x}}")" >/dev/null 2>&1 && pwd)"
if [ -f "$_tito_here/.venv/bin/activate" ]; then
    . "$_tito_here/.venv/bin/activate"
elif [ -f "$_tito_here/.venv/Scripts/activate" ]; then
    . "$_tito_here/.venv/Scripts/activate"
else
    echo "There is no environment yet: run ./setup-environment.sh first." >&2
    unset _tito_here
    return 1 2>/dev/null || exit 1
fi
unset _tito_here
echo "tito is ready: tito module list. Leave with: deactivate"
