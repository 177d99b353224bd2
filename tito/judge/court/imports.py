"""Where the modules that tests import come from: the court's own, or the student's process."""

import ast
import builtins
import importlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_THEIRS = {"matplotlib", "pylab", "IPython", "ipywidgets", "tinytorch"}
"""Packages that are always the student's: a figure, or the package beneath the notebook, is in their process."""
_OURS = "tito.checks"


@dataclass(frozen=True)
class Import:
    """What a name stands for by an import: a module, or an attribute of one.

    `module` None says that the name is the student's, whatever else is called so.
    """

    module: str | None
    attribute: str | None = None


@cache
def prelude(imports: str, own: tuple[str, ...]) -> dict[str, tuple[str | None, str | None]]:
    """What names stand for in the tests of a notebook, as it crosses to a court.

    Args:
        imports: source of the provided cells, whose import statements tests may rely on.
        own: the instructor's cells that run in the student's process.
    """
    found = imports_of(imports)
    for source in own:
        found |= own_names(source)
    return {name: (wanted.module, wanted.attribute) for name, wanted in found.items()}


def imports_of(source: str) -> dict[str, Import]:
    """The names that the import statements at top level bind; relative and star imports are left out.

    Of source that is no plain Python, because of magics say, the lines that begin with an import are read.
    """
    found: dict[str, Import] = {}
    for node in _statements(source):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = Import(alias.name if alias.asname else top)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = {a.asname or a.name: Import(node.module, a.name) for a in node.names if a.name != "*"}
            found |= names
    return found


def own_names(source: str) -> dict[str, Import]:
    """The names that cells define at top level (`def`, `class`, assignments), for a prelude: they are the student's.

    Args:
        source: the cells of the instructor's notebook that run in the student's process, never a submission's.
    """
    found: dict[str, Import] = {}
    for node in _statements(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = Import(None, node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            found |= {name: Import(None, name) for name in names}
    return found


def _statements(source: str) -> Iterable[ast.stmt]:
    """The statements at top level; where the whole cannot be parsed, those that can."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _pieces(source.splitlines())


def _pieces(lines: Sequence[str]) -> Iterable[ast.stmt]:
    """Statements found one after another: each begins at the margin, and ends before the next that does."""
    starts = [i for i, line in enumerate(lines) if line and not line[0].isspace() and line[0] not in ")]}#"]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        try:
            yield from ast.parse("\n".join(lines[start:end])).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def court_has(module: str, attribute: str | None = None) -> bool:
    """Whether a module, or what is imported from it, is the court's own."""
    top = module.partition(".")[0]
    if top in _THEIRS:
        return False
    if top == "tito":
        dotted = f"{module}.{attribute}" if attribute else module
        return f"{dotted}.".startswith(f"{_OURS}.")
    return _installed(top)


@cache
def _installed(top: str) -> bool:
    if top in sys.stdlib_module_names:
        return True
    try:
        return find_spec(top) is not None
    except (ImportError, ValueError, AttributeError):
        return False


class Importer:
    """Imports for one test, in the court or through the remote process."""

    def __init__(self, remote: Any) -> None:
        self._remote = remote
        self.stars: list[object] = []  # the student's modules from which everything was imported

    def load(self, wanted: Import) -> object:
        """What an import of the court's binds.

        Raises:
            ImportError, AttributeError: there is no such thing.
        """
        name, attribute = wanted.module or "", wanted.attribute
        if name == _OURS or f"{name}.{attribute}" == _OURS:
            checks = self.checks()
            return checks if attribute is None or name != _OURS else getattr(checks, attribute)
        module = importlib.import_module(name)
        if attribute is None:
            return module
        try:
            return getattr(module, attribute)
        except AttributeError:
            return importlib.import_module(f"{name}.{attribute}")

    def theirs(self, wanted: Import) -> object:
        """What the same import binds in the student's process."""
        module = self._remote.module(wanted.module)
        return module if wanted.attribute is None else getattr(module, wanted.attribute)

    def checks(self) -> ModuleType:
        """tito.checks, with the helpers that reach into the student's process."""
        real = importlib.import_module(_OURS)
        here = vars(real) | {"ref": self._remote.ref, "seed": self._remote.seed}
        return Holder(_OURS, **here)

    def __call__(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        """`__import__` as a test cell sees it."""
        wanted = fromlist or ()
        if name == _OURS or (name == "tito" and "checks" in wanted):
            module = self.checks()
            return module if name == _OURS and wanted else Holder("tito", checks=module)
        if level or all(court_has(name, attribute) for attribute in wanted or (None,)):
            return builtins.__import__(name, globals, locals, fromlist, level)
        return self._from_theirs(name, wanted)

    def _from_theirs(self, name: str, wanted: Sequence[str]) -> object:
        module = self._remote.module(name)
        if not wanted:
            return self._remote.module(name.partition(".")[0])
        if "*" in wanted:
            self.stars.append(module)
            return Holder(name, __all__=[])
        for attribute in wanted:
            if not hasattr(module, attribute):
                self._submodule(f"{name}.{attribute}")
        return module

    def _submodule(self, name: str) -> None:
        """Import a module that may be one, so that its package has it."""
        try:
            self._remote.module(name)
        except ImportError:
            return


class Holder(ModuleType):
    """What an import binds in one test where no module of the court's will do."""

    def __init__(self, name: str, **attributes: object) -> None:
        super().__init__(name)
        vars(self).update(attributes)
