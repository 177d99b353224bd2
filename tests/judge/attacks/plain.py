"""An attack played without the judge: every cell, tests included, in one process, one after the other."""

import json
import subprocess
import sys
import tempfile

from tests.judge.attacks.attack_bench import Attack, job

_DRIVER = """
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell
shell, passed, shown = InteractiveShell.instance(), [], []
shell.showtraceback = lambda *a, **k: None
for kind, name, source in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        good = shell.run_cell(source, store_history=True).success
    passed += [name] if kind == "test" and good else []
    shown += [said.getvalue()] if kind == "student" else []
print("\\n=", json.dumps([passed, shown]))
"""


def played(attack: Attack) -> tuple[set[str], str]:
    """The tests that pass, and what the student's own cells print."""
    cells = json.dumps([[cell.kind, cell.grade_id, cell.source] for cell in job(attack, None).cells])
    command = [sys.executable, "-c", _DRIVER]
    with tempfile.TemporaryDirectory() as room:  # attacks leave files behind
        done = subprocess.run(command, input=cells, cwd=room, capture_output=True, text=True, timeout=60, check=False)
    last = [line for line in done.stdout.splitlines() if line.startswith("= ")]
    passed, shown = json.loads(last[-1][2:]) if last else ([], [])
    return set(passed), "".join(shown)
