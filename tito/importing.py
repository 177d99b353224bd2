"""Import a generated package in a process of its own, and say where it stops.

What is imported may be anything that a student wrote: it can raise, hang, end its process, or bind the wrong names.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CPU_SECONDS = 10
WALL_SECONDS = 60
MEMORY = 4 << 30
_MOST = 1 << 20  # bytes of a report
_KEPT = ("PATH", "LANG", "OPENBLAS_CORETYPE", "SYSTEMROOT")
_FIXED = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Failure:
    """Why a package does not import.

    Attributes:
        module: import path of the module that stopped.
        what: the error, in a phrase.
        line: the line of that module's file which was running, where that is known.
        name: a name that the module should have defined, where that is what is wrong.
    """

    module: str
    what: str
    line: int | None = None
    name: str | None = None


Importer = Callable[[Mapping[str, str], Mapping[str, Sequence[str]]], Failure | None]
"""Imports modules of a package, given as path -> text, and says where that stops."""


def failure_of(files: Mapping[str, str], wanted: Mapping[str, Sequence[str]]) -> Failure | None:
    """As `failure`, for a package that is not on disk."""
    with tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True) as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return failure(Path(folder), wanted)


def failure(folder: Path, wanted: Mapping[str, Sequence[str]]) -> Failure | None:
    """Import modules from a folder, one after the other; None when all do and define what they should.

    Args:
        folder: what stands on the import path.
        wanted: import path -> names that the module must define.
    """
    if not wanted:
        return None
    with tempfile.TemporaryDirectory(prefix="tito-", ignore_cleanup_errors=True) as place:
        ended = _run(folder, Path(place), wanted)
        return told(_left(place, "report"), _left(place, "position"), ended, str(folder), wanted)


def told(report: str, position: str, ended: str, folder: str, wanted: Mapping[str, Sequence[str]]) -> Failure | None:
    """What the two files that an import leaves say; a student's code may have written them.

    Args:
        report: empty when the process ended before it wrote one.
        ended: how the process ended, for that case.
        folder: where the package stood.
    """
    with contextlib.suppress(ValueError, AttributeError, TypeError, KeyError):
        found = json.loads(report)
        return None if found is None else _found(found, folder, wanted)
    return _found(_position(position) | {"what": ended}, folder, wanted)


def task(folder: str, place: str, wanted: Mapping[str, Sequence[str]]) -> str:
    """The argument of `IMPORTER`."""
    names = {module: list(needed) for module, needed in wanted.items()}
    return json.dumps({"folder": folder, "place": place, "wanted": names, "cpu": CPU_SECONDS, "memory": MEMORY})


def ended(code: int) -> str:
    """How a process that wrote no report ended, in words; `code` is negative for a signal."""
    over = -getattr(signal, "SIGXCPU", 0)  # Windows has no such signal, and ends with none
    return f"it takes longer than {CPU_SECONDS} s" if over and code == over else "it ends the Python process"


def _left(place: str, name: str) -> str:
    try:
        return Path(place, name).read_bytes()[:_MOST].decode("utf-8", "replace")
    except OSError:
        return ""


def _run(folder: Path, place: Path, wanted: Mapping[str, Sequence[str]]) -> str:
    """Run the import, and say how its process ended; it leaves nothing running behind."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-c", IMPORTER, task(str(folder), str(place), wanted)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd=folder, env={**kept, **_FIXED, "HOME": str(place)}, start_new_session=True,
    )  # fmt: skip
    try:
        code = process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"it takes longer than {WALL_SECONDS} s"
    finally:
        end(process)
    return ended(code)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a session of its own, with all that it started; on Windows the process alone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _position(text: str) -> dict[str, object]:
    """The line at module level that ran last."""
    with contextlib.suppress(ValueError, TypeError):
        module, line = json.loads(text)
        return {"module": module, "line": line}
    return {}


def _found(data: dict, folder: str, wanted: Mapping[str, Sequence[str]]) -> Failure:
    """A failure from what the process left, which a student's code may have written."""
    what = _plain(str(data["what"]), folder)
    module, line, name = data.get("module"), data.get("line"), data.get("name")
    if module not in wanted:
        return Failure(list(wanted)[-1], what)
    return Failure(
        module, what, line if isinstance(line, int) else None, name if isinstance(name, str) else None
    )


def _plain(text: str, folder: str) -> str:
    """An error's text as it is every time: on one line, without the folder and without addresses."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text.replace(f"{folder}{os.sep}", ""))
    return " ".join(text.encode("utf-8", "backslashreplace").decode().split())[:200]


# A trace of the lines at module level tells which cell ran, however the process ends.
IMPORTER = """
import importlib, json, os, sys
task = json.loads(sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
sys.path.insert(0, task["folder"])
files = {os.path.join(task["folder"], *path.split(".")) + ".py": path for path in task["wanted"]}
seat = os.open(task["place"] + "/position", os.O_CREAT | os.O_RDWR)

def put(text):
    os.lseek(seat, 0, os.SEEK_SET)
    os.write(seat, text.encode().ljust(300))

def got():
    os.lseek(seat, 0, os.SEEK_SET)
    return os.read(seat, 300)

def enter(frame, event, arg):
    if frame.f_code.co_name == "<module>" and frame.f_code.co_filename in files:
        return step

def step(frame, event, arg):
    if event == "line":
        put(json.dumps([files[frame.f_code.co_filename], frame.f_lineno]))
    return step

def text(error):
    try:
        return type(error).__name__ + ": " + str(error)[:1000]
    except BaseException:
        return type(error).__name__

def undefined():
    for path, names in task["wanted"].items():
        defined = getattr(sys.modules.get(path), "__dict__", None)
        for name in names:
            if defined is not None and name not in defined:
                return {"module": path, "name": name, "what": "it does not define " + name}

def located(error):
    if isinstance(error, SyntaxError) and error.filename in files:
        return {"module": files[error.filename], "line": error.lineno}
    try:
        module, line = json.loads(got())
        return {"module": module, "line": line}
    except ValueError:
        return {}

outcome = None
sys.settrace(enter)
try:
    for path in task["wanted"]:
        importlib.import_module(path)
except BaseException as error:
    outcome = {"what": text(error), **located(error)}
sys.settrace(None)
outcome = undefined() or outcome
with open(task["place"] + "/report", "w") as file:
    json.dump(outcome, file)
os._exit(0)
"""
