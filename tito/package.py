"""Notebooks become an importable package: the reference, a prefix of it, or one student's own stack."""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tito import importing
from tito import notebook as nb
from tito.course import Assignment, Course, Module
from tito.errors import TitoError
from tito.files import WRITING, write_all
from tito.importing import Importer
from tito.notebook import Cell, Notebook, Role

PACKAGE = "tinytorch"
_FIRST = "# Generated from "
_SUM = "# sha256: "
_NOT_HANDED_IN = "nothing was handed in"
_UNREADABLE = "the notebook cannot be read"
_MARK = re.compile(r"^# %% (\S+)$", re.MULTILINE)


class PackageError(TitoError):
    """A package cannot be built or written."""


@dataclass(frozen=True)
class Piece:
    """One exported cell on its way into a module.

    Attributes:
        grade_id: its name; None for a cell that the student added.
        names: what it must define.
        broken: why it cannot be used, in words for its author.
        number: where it stands in its notebook.
    """

    grade_id: str | None
    source: str
    names: tuple[str, ...] = ()
    broken: str | None = None
    number: int = 0

    @property
    def label(self) -> str:
        return f"the cell '{self.grade_id}'" if self.grade_id else f"your exported cell {self.number}"

    @property
    def plain(self) -> str:
        """The source without indentation."""
        return "\n".join(line.strip() for line in self.source.split("\n"))

    @property
    def defines(self) -> tuple[str, ...]:
        """What it must define, then what it defines besides."""
        return tuple(dict.fromkeys((*self.names, *nb.defined_names(self.source))))

    def text(self, module_id: str) -> str:
        body = self.source if self.broken is None else _stand_in(self, module_id)
        return f"# %% {self.grade_id}\n{body}" if self.grade_id else body

    def but_broken(self, why: str) -> "Piece":
        """The same piece, known not to work; every name of it gets a stand-in."""
        return replace(self, names=self.defines, broken=why)


@dataclass(frozen=True)
class Stack:
    """What `student_stack` built: the files, and what in them is missing or broken.

    Attributes:
        files: path below the target folder -> text.
        missing: ids of modules that were not handed in.
        broken: module id -> sentences, each naming a cell.
        unwritten: module id -> grade_ids of exercises that are as they were released.
    """

    files: dict[str, str]
    missing: tuple[str, ...] = ()
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unwritten: dict[str, tuple[str, ...]] = field(default_factory=dict)

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


def student_stack(
    course: Course,
    modules: Iterable[Module],
    notebooks: Mapping[str, Path],
    importer: Importer = importing.failure_of,
    files: Mapping[str, str] | None = None,
    templates: Mapping[str, Path] | None = None,
) -> Stack:
    """A student's own package, importable whatever its cells hold.

    Args:
        modules: the modules it is made of.
        notebooks: module id -> the student's notebook; a module without one is missing.
        importer: tries whether it imports. What is imported is the student's: to grade, give one that has a sandbox.
        files: module id -> text of a generated file to take as it is, in place of a notebook: what an earlier export
            wrote, or a reference that was released to catch up.
        templates: module id -> the released notebook, where provided cells come from when there is no source.

    Provided cells come from the source; an exercise that is absent, does not compile or fails on import is replaced
    by a definition that says so when it is used, and so is everything of a module that is missing.
    """
    chosen = [m for m in modules if m.built]
    files, templates = files or {}, templates or {}
    missing = tuple(m.id for m in chosen if m.id not in notebooks and m.id not in files)
    pieces: dict[str, list[Piece]] = {}
    broken: dict[str, tuple[str, ...]] = {}
    unwritten: dict[str, tuple[str, ...]] = {}
    for module in chosen:
        if module.id in files:
            pieces[module.id] = _pieces_of(files[module.id])
            continue
        try:
            own = nb.read(notebooks[module.id]) if module.id in notebooks else None
        except nb.NotebookError as error:
            own, broken[module.id] = None, (str(error).replace(str(notebooks[module.id]), notebooks[module.id].name),)
        source = _template(course, module, own, templates)
        if own is None:
            pieces[module.id] = _lacking(source, _NOT_HANDED_IN if module.id in missing else _UNREADABLE)
            continue
        pieces[module.id] = _student_pieces(source, own)
        unwritten[module.id] = tuple(p.grade_id for p in pieces[module.id] if p.grade_id and nb.CODE_STUB in p.plain)
    pieces = _importable(course, chosen, pieces, importer)
    for module in (m for m in chosen if m.id not in missing and m.id not in broken):
        if sentences := tuple(p.broken for p in pieces[module.id] if p.broken):
            broken[module.id] = sentences
    return Stack(_files(course, chosen, pieces), missing, broken, {m: n for m, n in unwritten.items() if n})


def write(files: Mapping[str, str], target: Path, force: bool = False) -> list[Path]:
    """Bring the folder `target` to exactly `files`; returns what changed.

    Files that this function wrote earlier are replaced or deleted. Nothing is touched when there is anything that it
    did not write.

    Raises:
        PackageError: a file there is not generated, or was edited since; the folder cannot be written.
    """
    data = {target / name: text.encode() for name, text in files.items()}
    try:
        existing = _contents(target)
        if not force:
            for path in existing:
                _refuse_foreign(path)
        changed = [p for p, new in data.items() if not p.is_file() or p.read_bytes() != new]
        write_all({path: data[path] for path in changed})
        for path in existing:
            if path not in data:
                path.unlink()
                changed.append(path)
    except OSError as error:
        raise PackageError(f"{error.filename or target} cannot be written: {error.strerror}.") from None
    return changed


def differences(files: Mapping[str, str], target: Path) -> list[str]:
    """Names of files that differ between `files` and the folder `target`."""
    there = {p.relative_to(target).as_posix(): p.read_bytes() for p in _contents(target)}
    wanted = {name: text.encode() for name, text in files.items()}
    return sorted(n for n in {*there, *wanted} if there.get(n) != wanted.get(n))


def _contents(target: Path) -> list[Path]:
    """Everything in a folder but what Python leaves there."""
    return sorted(p for p in target.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def stamped(body: str, origin: str, advice: str) -> str:
    """`body` below the two lines that mark a generated file: its origin and its checksum."""
    return f"{_FIRST}{origin}: {advice}.\n{_SUM}{_checksum(body)}\n{body}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _refuse_foreign(path: Path) -> None:
    if path.name.startswith(WRITING):  # an export that was killed left it
        return
    first, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    second, _, body = rest.partition("\n")
    if not first.startswith(_FIRST):
        raise PackageError(f"{path} was not written by tito export: move it elsewhere, or delete it.")
    if second != _SUM + _checksum(body):
        raise PackageError(
            f"{path} was edited by hand, and the export would undo that: "
            f"move the change into {first.removeprefix(_FIRST).partition(':')[0]}, then delete the file."
        )


@dataclass(frozen=True)
class _Source:
    """A notebook of the course as it is now. Wherever it lies, it is parsed once: a grader needs it for everybody."""

    digest: str
    path: Path = field(compare=False)

    @classmethod
    def at(cls, path: Path) -> "_Source":
        with contextlib.suppress(OSError):  # reading it will say what is wrong
            return cls(hashlib.sha256(path.read_bytes()).hexdigest(), path)
        return cls(str(path), path)


@lru_cache(maxsize=64)
def _template_at(source: _Source) -> Notebook:
    return nb.read(source.path)


def _reference_pieces(course: Course, module: Module) -> list[Piece]:
    return list(_exported(_Source.at(course.source(module)), module.default_exp, module.points.total))


@lru_cache(maxsize=64)
def _exported(place: _Source, default_exp: str, points: float) -> list[Piece]:
    source = nb.read_source(place.path, points)
    if source.default_exp != default_exp:
        raise PackageError(f"{source.path}: its first cell must say '#| default_exp {default_exp}'.")
    pieces = [_piece(cell) for cell in source.cells if cell.exported]
    for piece in pieces:
        if piece.broken:
            raise PackageError(f"{source.path}: {piece.broken}.")
    return pieces


def _template(course: Course, module: Module, own: Notebook | None, templates: Mapping[str, Path]) -> Notebook:
    """Where provided cells come from: the source, or in a student's folder, which has none, what was released.

    Without either it is their own notebook.
    """
    path = course.source(module)
    if module.id in templates and not path.is_file():
        path = templates[module.id]
    return _template_at(_Source.at(path)) if own is None or path.is_file() else own


def _pieces_of(text: str) -> list[Piece]:
    """The pieces of a module's generated file; a cell that the student added belongs to the piece above it."""
    body = text.partition("\n__all__ = [\n")[2].partition("]\n")[2].strip("\n")
    marks = list(_MARK.finditer(body))
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    pieces = [_plain_piece(m.group(1), body[m.end() : end].strip("\n")) for m, end in zip(marks, ends, strict=True)]
    first = body[: marks[0].start()].strip("\n") if marks else body
    pieces = [*([_plain_piece(None, first)] if first else []), *pieces]
    whole = all(nb.syntax_fault(piece.source) is None for piece in pieces)
    return pieces if whole else [_plain_piece(None, body)]  # a mark within a text parts nothing


def _plain_piece(grade_id: str | None, source: str) -> Piece:
    return Piece(grade_id, source, tuple(nb.defined_names(source)))


def _student_pieces(source: Notebook, own: Notebook) -> list[Piece]:
    """The source's exported cells in order, exercises as the student has them, and the student's own exports.

    A cell that the student added stands behind the exported cell that it follows in their notebook.
    """
    known = {cell.grade_id for cell in source.cells if cell.grade_id}
    exported = [cell for cell in source.cells if cell.exported]
    places = {cell.grade_id for cell in exported}
    theirs: dict[str, Cell] = {}
    added: dict[str | None, list[Piece]] = {}
    last = None
    for cell, name in zip(own.cells, nb.claims(own.node.cells, known), strict=True):
        if name is not None:
            theirs[name] = cell
            last = name if name in places else last
        elif cell.exported:
            added.setdefault(last, []).append(replace(_piece(cell), grade_id=None))
    pieces = added.get(None, [])
    for cell in exported:
        pieces += [_exercise(cell, theirs) if cell.role is Role.EXERCISE else _piece(cell)]
        pieces += added.get(cell.grade_id, []) if cell.grade_id else []
    return pieces


def _exercise(cell: Cell, theirs: Mapping[str, Cell]) -> Piece:
    """An exercise of the source as the student has it."""
    names = tuple(nb.defined_names(cell.export_source))
    if cell.grade_id not in theirs:
        return Piece(cell.grade_id, "", names, f"the cell '{cell.grade_id}' is missing")
    return replace(_piece(theirs[cell.grade_id], cell.grade_id), names=names)


def _lacking(source: Notebook, why: str) -> list[Piece]:
    """The module of a notebook that is not there: every name, and why it cannot be used."""
    return [_piece(cell).but_broken(why) for cell in source.cells if cell.exported]


def _piece(cell: Cell, grade_id: str | None = None) -> Piece:
    source = cell.export_source
    piece = Piece(grade_id or cell.grade_id, source, tuple(nb.defined_names(source)), None, cell.index + 1)
    fault = nb.syntax_fault(cell.source.replace("\r\n", "\n"))  # as it stands, so that the line is the one they see
    if fault is None:
        return piece
    where = f", line {fault.line}," if fault.line else ""
    return replace(piece, broken=f"{piece.label}{where} does not compile: {fault.what}")


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
    course: Course, modules: list[Module], pieces: Mapping[str, list[Piece]], importer: Importer
) -> dict[str, list[Piece]]:
    """Replace pieces that raise when imported, one at a time, until the package imports."""
    pieces = {key: list(value) for key, value in pieces.items()}
    for _ in range(sum(len(p) for p in pieces.values())):
        wanted = {m.import_path: [n for p in pieces[m.id] for n in p.names] for m in modules}
        failure = importer(_files(course, modules, pieces), wanted)
        if failure is None:
            break
        module = next(m for m in modules if m.import_path == failure.module)
        _blame(pieces[module.id], module.id, failure)
    return pieces


def _blame(pieces: list[Piece], module_id: str, failure: importing.Failure) -> None:
    """Mark the piece that stops the import as broken; all that are left where no other can be it."""
    at = _guilty(pieces, module_id, failure)
    if at is not None and pieces[at].broken is None:
        how = f"does not define {failure.name}" if failure.name else f"fails when it is imported: {failure.what}"
        pieces[at] = pieces[at].but_broken(f"{pieces[at].label} {how}")
        return
    for index, piece in enumerate(pieces):
        if piece.broken is None:
            pieces[index] = piece.but_broken(f"{piece.label} stands where the import fails: {failure.what}")


def _guilty(pieces: list[Piece], module_id: str, failure: importing.Failure) -> int | None:
    if failure.name:
        return next((i for i, p in enumerate(pieces) if failure.name in p.names), None)
    return None if failure.line is None else _piece_at(pieces, module_id, failure.line)


def _piece_at(pieces: list[Piece], module_id: str, line: int) -> int:
    """Which piece holds a line of the module's file."""
    start = _HEADER_LINES + len(_all_line(pieces).split("\n")) + 2
    for index, piece in enumerate(pieces):
        end = start + len(piece.text(module_id).split("\n")) + 2
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
    names = [n for p in pieces for n in (p.names if p.broken else p.defines) if not n.startswith("_")]
    unique = dict.fromkeys(names)
    return "__all__ = [\n" + "".join(f'    "{name}",\n' for name in unique) + "]"


def _files(course: Course, modules: list[Module], pieces: Mapping[str, list[Piece]]) -> dict[str, str]:
    """All files of a package: modules, the packages that hold them, aliases, and the top level."""
    files = {file_of(m): _module_text(m, pieces[m.id]) for m in modules}
    for module in modules:
        for alias in module.aliases:
            body = f'"""The old path of {module.import_path}."""\n\nfrom {module.import_path} import *  # noqa: F403\n'
            files[_path_of(alias)] = stamped(body, "course.toml", 'edit it, then run "tito export"')
    for name in sorted({p.as_posix() for f in files for p in PurePosixPath(f).parents if p.name}):
        if name != PACKAGE:
            body = f'"""Part of {PACKAGE}."""\n'
            files.setdefault(f"{name}/__init__.py", stamped(body, "course.toml", 'edit it, then run "tito export"'))
    files[f"{PACKAGE}/__init__.py"] = _top_level(course, modules, pieces)
    return files


def _top_level(course: Course, modules: list[Module], pieces: Mapping[str, list[Piece]]) -> str:
    lines, names = [], []
    for module in modules:
        defined = {name for p in pieces[module.id] for name in p.defines}
        exported = [name for name in module.exports if name in defined]
        names += exported
        if exported:
            lines.append(f"from {module.import_path} import {', '.join(exported)}")
    body = '"""A neural-network framework built from NumPy alone, module by module."""\n\n'
    body += "".join(f"{line}\n" for line in lines)
    body += f'\n__version__ = "{course.version}"\n'
    body += f"__all__ = {json.dumps([*names, '__version__'])}\n"
    return stamped(body, "course.toml", 'edit the exports there, then run "tito export"')


def _path_of(path: str) -> str:
    """`tinytorch.core.tensor` -> `tinytorch/core/tensor.py`."""
    return path.replace(".", "/") + ".py"


def file_of(module: Module) -> str:
    """Where a module's file stands, below the folder that holds the package."""
    return _path_of(module.import_path)


def cell_at(path: Path, line: int) -> str | None:
    """The grade_id of the cell that a line of a generated file comes from; None where that is not known."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")[:line]
    except OSError:
        return None
    return next((found.group(1) for text in reversed(lines) if (found := _MARK.match(text))), None)


def restamped(text: str, origin: str, advice: str) -> str:
    """A generated file whose first line names another origin."""
    return stamped(_unstamped(text), origin, advice)


def origin(text: str) -> str | None:
    """What a generated file was made from, as its first line says; None for a file that was not generated."""
    first = text.partition("\n")[0]
    return first.removeprefix(_FIRST).partition(": ")[0] if first.startswith(_FIRST) else None


def edited(text: str) -> bool:
    """Whether a generated file was changed since."""
    return text.split("\n", 2)[1:2] != [_SUM + _checksum(_unstamped(text))]


def _unstamped(text: str) -> str:
    return text.split("\n", 2)[2] if text.count("\n") > 1 else ""
