"""Notebooks become an importable package: the reference, a prefix of it, or one student's own stack."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from tito import notebook as nb
from tito.course import Assignment, Course, Module
from tito.errors import TitoError
from tito.notebook import Notebook, Role

PACKAGE = "tinytorch"
_FIRST = "# Generated from "
_SUM = "# sha256: "
_IMPORT_SECONDS = 60


class PackageError(TitoError):
    """A package cannot be built or written."""


@dataclass(frozen=True)
class Piece:
    """One exported cell on its way into a module."""

    grade_id: str | None
    source: str
    names: tuple[str, ...] = ()
    broken: str | None = None  # why it cannot be used, in words for its author

    def text(self, module_id: str) -> str:
        body = self.source if self.broken is None else _stand_in(self, module_id)
        return f"# %% {self.grade_id}\n{body}" if self.grade_id else body


@dataclass(frozen=True)
class Stack:
    """What `student_stack` built: the files, and what in them is missing or broken.

    Attributes:
        files: path below the target folder -> text.
        missing: ids of modules that were not handed in.
        broken: module id -> sentences, each naming a cell.
    """

    files: dict[str, str]
    missing: tuple[str, ...] = ()
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the files, names and contents."""
        return hashlib.sha256(json.dumps(self.files, sort_keys=True).encode()).hexdigest()


def reference(course: Course, modules: Iterable[Module] | None = None) -> dict[str, str]:
    """Files of the reference package, made from the source notebooks of `modules` (default: all that are built).

    Raises:
        PackageError, NotebookError: a source notebook breaks a rule, or a cell does not compile.
    """
    chosen = [m for m in (course.modules if modules is None else modules) if m.built]
    pieces = {m.id: _reference_pieces(course, m) for m in chosen}
    return _files(course, chosen, pieces)


def prefix(course: Course, assignment: Assignment) -> dict[str, str]:
    """The reference of the modules below a module, and of nothing else."""
    return reference(course, course.prerequisites(assignment))


def student_stack(course: Course, modules: Iterable[Module], notebooks: Mapping[str, Path]) -> Stack:
    """A student's own package, importable whatever its cells hold.

    Args:
        modules: the modules it is made of.
        notebooks: module id -> the student's notebook; a module without one is missing.

    Provided cells come from the source; an exercise that is absent, does not compile or fails on import is replaced
    by a definition that says so when it is used.
    """
    present, missing, pieces = [], [], {}
    broken: dict[str, tuple[str, ...]] = {}
    for module in (m for m in modules if m.built):
        try:
            own = nb.read(notebooks[module.id])
        except KeyError:
            missing.append(module.id)
            continue
        except nb.NotebookError as error:
            missing.append(module.id)
            broken[module.id] = (str(error),)
            continue
        present.append(module)
        pieces[module.id] = _student_pieces(_template(course, module, own), own)
    pieces = _importable(course, present, pieces)
    for module in present:
        sentences = tuple(p.broken for p in pieces[module.id] if p.broken)
        if sentences:
            broken[module.id] = sentences
    return Stack(_files(course, present, pieces), tuple(missing), broken)


def write(files: Mapping[str, str], target: Path, force: bool = False) -> list[Path]:
    """Bring the folder `target` to exactly `files`; returns what changed.

    Files that this function wrote earlier are replaced or deleted. Nothing is touched when there is anything that it
    did not write.

    Raises:
        PackageError: a file there is not generated, or was edited since; the folder cannot be written.
    """
    existing = sorted(p for p in target.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    if not force:
        for path in existing:
            _refuse_foreign(path)
    changed: list[Path] = []
    try:
        for name, text in files.items():
            path = target / name
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                _replace(path, text)
                changed.append(path)
        for path in existing:
            if path.relative_to(target).as_posix() not in files:
                path.unlink()
                changed.append(path)
    except OSError as error:
        raise PackageError(f"{error.filename or target} cannot be written: {error.strerror}.") from None
    return changed


def differences(files: Mapping[str, str], target: Path) -> list[str]:
    """Names of files that differ between `files` and the folder `target`."""
    there = {
        p.relative_to(target).as_posix(): p.read_text(encoding="utf-8")
        for p in target.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    return sorted(n for n in {*there, *files} if there.get(n) != files.get(n))


def stamped(body: str, origin: str, advice: str) -> str:
    """`body` below the two lines that mark a generated file: its origin and its checksum."""
    return f"{_FIRST}{origin}: {advice}.\n{_SUM}{_checksum(body)}\n{body}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _refuse_foreign(path: Path) -> None:
    first, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    second, _, body = rest.partition("\n")
    if not first.startswith(_FIRST):
        raise PackageError(f"{path} was not written by tito export: move it elsewhere, or delete it.")
    if second != _SUM + _checksum(body):
        raise PackageError(
            f"{path} was edited by hand, and the export would undo that: "
            f"move the change into {first.removeprefix(_FIRST).partition(':')[0]}, then delete the file."
        )


def _replace(path: Path, text: str) -> None:
    """Write `text` so that a reader sees the old file or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)  # noqa: PTH101 - mkstemp gave a name, not a Path
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _reference_pieces(course: Course, module: Module) -> list[Piece]:
    source = nb.read(course.source(module))
    faults = nb.problems(source, module.points.total)
    if faults:
        raise PackageError(f"{source.path}: {faults[0]}.")
    if source.default_exp != module.default_exp:
        raise PackageError(f"{source.path}: its first cell must say '#| default_exp {module.default_exp}'.")
    pieces = [_piece(cell.grade_id, cell.export_source) for cell in source.cells if cell.exported]
    for piece in pieces:
        if piece.broken:
            raise PackageError(f"{source.path}: {piece.broken}.")
    return pieces


def _template(course: Course, module: Module, own: Notebook) -> Notebook:
    """Where provided cells come from: the source, or in a student's folder, which has none, their own notebook."""
    path = course.source(module)
    return nb.read(path) if path.is_file() else own


def _student_pieces(source: Notebook, own: Notebook) -> list[Piece]:
    """The source's exported cells in order, exercises as the student has them, then the student's own exports."""
    theirs = {cell.grade_id: cell for cell in own.cells if cell.grade_id}
    pieces = []
    for cell in (c for c in source.cells if c.exported):
        if cell.role is not Role.EXERCISE:
            pieces.append(_piece(cell.grade_id, cell.export_source))
            continue
        names = tuple(nb.defined_names(cell.export_source))
        if cell.grade_id not in theirs:
            pieces.append(Piece(cell.grade_id, "", names, f"the cell '{cell.grade_id}' is missing"))
        else:
            pieces.append(_piece(cell.grade_id, theirs[cell.grade_id].export_source, names))
    helpers = [_piece(None, c.export_source) for c in own.cells if c.exported and c.grade_id is None]
    return _after_imports(pieces, [h for h in helpers if h.broken is None])


def _after_imports(pieces: list[Piece], helpers: list[Piece]) -> list[Piece]:
    """Students' own exported helpers stand before the first exercise, where everything can use them."""
    at = next((i for i, p in enumerate(pieces) if p.grade_id and "import" not in p.source), len(pieces))
    return pieces[:at] + helpers + pieces[at:]


def _piece(grade_id: str | None, source: str, names: tuple[str, ...] | None = None) -> Piece:
    defined = tuple(nb.defined_names(source)) if names is None else names
    try:
        compile(source, "cell", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        what = getattr(error, "msg", None) or str(error)
        return Piece(grade_id, source, defined, f"the cell '{grade_id}'{where} does not compile: {what}")
    return Piece(grade_id, source, defined)


def _stand_in(piece: Piece, module_id: str) -> str:
    """Definitions that import cleanly and say, when used, which cell is broken."""
    lines = []
    for name in piece.names:
        sentence = f"{name} cannot be used: in your {module_id}, {piece.broken}."
        lines.append(
            f"class {name}:\n"
            f"    def __init__(self, *args, **kwargs):\n"
            f"        raise ImportError({sentence!r})"
            if name[:1].isupper()
            else f"def {name}(*args, **kwargs):\n    raise ImportError({sentence!r})"
        )
    return "\n\n\n".join(lines)


def _importable(
    course: Course, modules: list[Module], pieces: dict[str, list[Piece]]
) -> dict[str, list[Piece]]:
    """Replace pieces that raise when imported, one at a time, until the package imports."""
    pieces = {key: list(value) for key, value in pieces.items()}
    for _ in range(1 + sum(len(p) for p in pieces.values())):
        failure = _import_failure(_files(course, modules, pieces), modules)
        if failure is None:
            return pieces
        module_id, line, what = failure
        at = _piece_at(pieces[module_id], module_id, line)
        piece = pieces[module_id][at]
        names = piece.names or tuple(nb.defined_names(piece.source))
        why = f"the cell '{piece.grade_id}' fails when it is imported: {what}"
        pieces[module_id][at] = replace(piece, names=names, broken=why)
    return pieces


def _import_failure(files: Mapping[str, str], modules: list[Module]) -> tuple[str, int, str] | None:
    """Import each module in a process of its own: (module id, line in its file, error) of the first that raises."""
    with tempfile.TemporaryDirectory(prefix="tito-") as folder:
        write(files, Path(folder))
        wanted = {m.id: m.import_path for m in modules}
        environment = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "OPENBLAS_CORETYPE", "SYSTEMROOT")}
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _IMPORTER, folder, json.dumps(wanted)],
                capture_output=True, text=True, timeout=_IMPORT_SECONDS, cwd=folder, env=environment, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            last = modules[-1].id
            return last, 1, f"it takes longer than {_IMPORT_SECONDS} s"
    report = [line for line in done.stdout.splitlines() if line.startswith("tito:")]
    if not report:
        return modules[-1].id, 1, "the process that imports it ends"
    outcome = json.loads(report[-1].removeprefix("tito:"))
    return tuple(outcome) if outcome else None


_IMPORTER = """
import importlib, json, sys, traceback
sys.path.insert(0, sys.argv[1])
outcome = None
for module_id, path in json.loads(sys.argv[2]).items():
    try:
        importlib.import_module(path)
    except BaseException as error:
        tail = path.replace(".", "/") + ".py"
        frames = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(tail)]
        outcome = [module_id, frames[0] if frames else 1, type(error).__name__ + ": " + str(error)[:200]]
        break
print()
print("tito:" + json.dumps(outcome))
"""


def _piece_at(pieces: list[Piece], module_id: str, line: int) -> int:
    """Which piece holds a line of the module's file."""
    start = _HEADER_LINES + len(_all_line(pieces).splitlines()) + 2
    for index, piece in enumerate(pieces):
        end = start + len(piece.text(module_id).splitlines()) + 2
        if line < end:
            return index
        start = end
    return len(pieces) - 1


_HEADER_LINES = 3  # origin, checksum, docstring


def _module_text(module: Module, pieces: list[Piece]) -> str:
    body = f'"""{module.title}."""\n\n{_all_line(pieces)}\n\n\n'
    body += "\n\n\n".join(piece.text(module.id) for piece in pieces) + "\n"
    return stamped(body, f"source/{module.id}/{module.id}.ipynb", 'edit the notebook, then run "tito export"')


def _all_line(pieces: list[Piece]) -> str:
    names = [n for p in pieces for n in (p.names or nb.defined_names(p.source)) if not n.startswith("_")]
    unique = dict.fromkeys(names)
    return "__all__ = [\n" + "".join(f'    "{name}",\n' for name in unique) + "]"


def _files(course: Course, modules: list[Module], pieces: Mapping[str, list[Piece]]) -> dict[str, str]:
    """All files of a package: modules, the packages that hold them, aliases, and the top level."""
    files = {_file_of(m.import_path): _module_text(m, pieces[m.id]) for m in modules}
    for module in modules:
        for alias in module.aliases:
            body = f'"""The old path of {module.import_path}."""\n\nfrom {module.import_path} import *  # noqa: F403\n'
            files[_file_of(alias)] = stamped(body, "course.toml", 'edit it, then run "tito export"')
    for name in sorted({p.as_posix() for f in files for p in PurePosixPath(f).parents if p.name}):
        if name != PACKAGE:
            body = f'"""Part of {PACKAGE}."""\n'
            files.setdefault(f"{name}/__init__.py", stamped(body, "course.toml", 'edit it, then run "tito export"'))
    files[f"{PACKAGE}/__init__.py"] = _top_level(course, modules, pieces)
    return files


def _top_level(course: Course, modules: list[Module], pieces: Mapping[str, list[Piece]]) -> str:
    lines, names = [], []
    for module in modules:
        defined = {n for p in pieces[module.id] for n in (p.names or nb.defined_names(p.source))}
        exported = [name for name in module.exports if name in defined]
        names += exported
        if exported:
            lines.append(f"from {module.import_path} import {', '.join(exported)}")
    body = '"""A neural-network framework built from NumPy alone, module by module."""\n\n'
    body += "".join(f"{line}\n" for line in lines)
    body += f'\n__version__ = "{course.version}"\n'
    body += f"__all__ = {json.dumps([*names, '__version__'])}\n"
    return stamped(body, "course.toml", 'edit the exports there, then run "tito export"')


def _file_of(path: str) -> str:
    """`tinytorch.core.tensor` -> `tinytorch/core/tensor.py`."""
    return path.replace(".", "/") + ".py"


