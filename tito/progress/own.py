"""The student's own package: a module goes in when it is completed, and the others stay as they were."""

import hashlib
import json
from collections.abc import Mapping

from tito import importing, package
from tito import notebook as nb
from tito.course import Module
from tito.package import Stack
from tito.progress.desk import Desk, ProgressError

_REFERENCE = "the reference of "


def state_of(desk: Desk, module: Module) -> str | None:
    """What a module's file in the package is made from: "own" or "reference"; None where there is none."""
    text = _text(desk, module)
    if text is None:
        return None
    return "reference" if (package.origin(text) or "").startswith(_REFERENCE) else "own"


def whole(desk: Desk, module: Module) -> bool:
    """Whether a module's file holds code for everything: no exercise as it was released, nothing that is broken."""
    text = _text(desk, module) or ""
    return nb.CODE_STUB.split("\n")[0] not in text and f"cannot be used: in your {module.id}, " not in text


def edited(desk: Desk, module: Module) -> bool:
    """Whether somebody wrote in a module's file since it was exported."""
    text = _text(desk, module)
    return text is not None and (package.origin(text) is None or package.edited(text))


def export(desk: Desk, module: Module) -> Stack:
    """Put the student's notebook of a module into their package.

    Raises:
        NotebookError: the notebook cannot be read. PackageError: somebody wrote in the package.
    """
    nb.read(desk.notebook(module))
    return _write(desk, module, {}, f"{module.id}/{module.id}.ipynb", "edit the notebook, then run "
                  f'"tito module complete {module.number:02d}"')  # fmt: skip


def take_reference(desk: Desk, module: Module) -> Stack:
    """Put the released reference of a module into the package.

    Raises:
        ProgressError: none was released. PackageError: somebody wrote in the package.
    """
    if module.id not in desk.references:
        raise ProgressError(
            f"The reference of {module.id} has not been released: it comes with a later assignment, after the deadline "
            "and if your instructor decides so."
        )
    texts = {module.id: desk.references[module.id]}
    return _write(desk, module, texts, f"{_REFERENCE}{module.id}", "released to catch up")


def swapped(desk: Desk, module: Module, text: str) -> dict[str, str]:
    """The files of the package with another text in the place of one module."""
    texts = {**_texts(desk), module.id: text}
    modules = [m for m in desk.course.modules if m.id in texts]
    return package.student_stack(desk.course, modules, {}, lambda *_: None, files=texts).files


def digest(desk: Desk, module: Module) -> str:
    """Of what a notebook exports as it stands; empty where it cannot be read."""
    try:
        cells = nb.read(desk.notebook(module)).cells
    except nb.NotebookError:
        return ""
    sources = [cell.export_source for cell in cells if cell.exported]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:16]


def digest_if_same(desk: Desk, module: Module) -> str:
    """The digest of a notebook that exports what stands in the package, else nothing."""
    text = _text(desk, module)
    if text is None or not desk.fetched(module) or state_of(desk, module) != "own":
        return ""
    try:
        stack = _stack(desk, module, {}, lambda *_: None)
    except nb.NotebookError:
        return ""
    same = stack.files[package.file_of(module)].split("\n", 2)[2] == text.split("\n", 2)[-1]
    return digest(desk, module) if same else ""


def import_failure(desk: Desk, modules: list[Module]) -> importing.Failure | None:
    """Why some modules of the package do not import."""
    return importing.failure(desk.root, {m.import_path: [] for m in modules})


def _write(desk: Desk, module: Module, texts: Mapping[str, str], origin: str, advice: str) -> Stack:
    stack = _stack(desk, module, texts, importing.failure_of)
    before = _texts(desk)
    for other in desk.course.modules:
        name = package.file_of(other)
        if other == module:
            stack.files[name] = package.restamped(stack.files[name], origin, advice)
        elif other.id in before and name in stack.files:
            stack.files[name] = before[other.id]  # as it was, its first line too
    inside = {name.removeprefix(f"{package.PACKAGE}/"): text for name, text in stack.files.items()}
    package.write(inside, desk.package)
    return stack


def _stack(desk: Desk, module: Module, texts: Mapping[str, str], importer: importing.Importer) -> Stack:
    others = {name: text for name, text in _texts(desk).items() if name != module.id} | dict(texts)
    modules = [m for m in desk.course.modules if m.id in others or m == module]
    templates = {module.id: desk.released(module)} if desk.released(module).is_file() else {}
    notebooks = {} if module.id in texts else {module.id: desk.notebook(module)}
    return package.student_stack(desk.course, modules, notebooks, importer, others, templates)


def _texts(desk: Desk) -> dict[str, str]:
    found = {module.id: _text(desk, module) for module in desk.course.modules}
    return {name: text for name, text in found.items() if text is not None}


def _text(desk: Desk, module: Module) -> str | None:
    try:
        return desk.file(module).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
