"""Importing a student's package where it can harm nobody: in the engine's sandbox."""

import json
from collections.abc import Mapping, Sequence

from tito import importing
from tito.importing import IMPORTER, Failure, Importer
from tito.judge.job import Cell, Job, Limits
from tito.judge.notebook_run import Runs

_MARK = "tito-import:"
_LIMITS = Limits(cell_seconds=importing.CPU_SECONDS + 5, notebook_seconds=60, wall_factor=5)
# The process that tells how the import went runs none of the package: a fork of it does, and may end as it likes.
_CELL = """
import json, os, signal, sys, tempfile
folder, place = os.environ["TINYTORCH_PATH"], tempfile.mkdtemp()
task = json.loads({task!r}) | {{"folder": folder, "place": place}}
child = os.fork()
if child == 0:
    try:
        sys.argv[1:] = [json.dumps(task)]
        exec(compile({importer!r}, "importer", "exec"), {{"__name__": "importer"}})
    finally:
        os._exit(1)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def left(name):
    try:
        with open(os.path.join(place, name), "rb") as file:
            return file.read(100_000).decode("utf-8", "replace")
    except OSError:
        return ""

print("\\n" + {mark!r} + json.dumps([left("report"), left("position"), code, folder]))
"""


def importer(engine: Runs) -> Importer:
    """Imports packages in an engine's sandbox."""

    def failure(files: Mapping[str, str], wanted: Mapping[str, Sequence[str]]) -> Failure | None:
        if not wanted:
            return None
        source = _CELL.format(task=importing.task("", "", wanted), importer=IMPORTER, mark=_MARK)
        outcome = engine.run(Job((Cell(0, source, "provided"),), stack=files, limits=_LIMITS))
        text = "".join(one["text"] for one in outcome.outputs.get(0, []) if one["output_type"] == "stream")
        report, position, code, folder = _answer(text)
        return importing.told(report, position, importing.ended(code), folder, wanted)

    return failure


def _answer(text: str) -> tuple[str, str, int, str]:
    """What the cell printed last; nothing where it was stopped."""
    found = text.rpartition(_MARK)[2] if _MARK in text else "null"
    try:
        report, position, code, folder = json.loads(found)
        return str(report), str(position), int(code), str(folder)
    except (ValueError, TypeError):
        return "", "", 1, ""
