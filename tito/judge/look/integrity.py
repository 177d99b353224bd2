"""Whether functions that others rely on are still what they were: builtins, NumPy, the checks.

Compared by identity, and pure Python ones by their code as well, with a snapshot that was taken before any code of a
student's ran. It tells of tampering in a process where nothing depends on it: tests are held in another.
"""

import builtins
import gc
import importlib
import sys
from collections.abc import Iterator, Mapping
from operator import attrgetter, is_not
from types import FunctionType, ModuleType

__builtins__ = vars(builtins).copy()  # what a cell does to the interpreter's own leaves the functions below alone

MODULES = (
    "builtins", "math", "operator", "json", "numpy", "numpy.linalg", "numpy.random", "numpy.testing",
    "numpy.testing._private.utils", "numpy._core.numeric", "numpy._core.fromnumeric", "tito.checks",
)  # fmt: skip
_CHANGING = {"input", "exit", "quit", "help", "copyright", "credits", "license", "display", "get_ipython", "breakpoint"}
_ALSO = {"__import__", "__build_class__"}
_HEAP = 1 << 9  # the flag of classes that Python code made
_code = attrgetter("__code__", "__defaults__", "__kwdefaults__")


class Snapshot:
    """The functions and classes of some modules at one moment."""

    def __init__(self, modules: tuple[str, ...] = MODULES) -> None:
        self._tables: list[tuple[str, Mapping[str, object], list[str], list[object]]] = []
        functions: dict[FunctionType, str] = {}
        for module in _loaded(modules):
            self._keep(module.__name__, vars(module), functions)
        self._labels, self._functions = list(functions.values()), list(functions)
        self._codes = list(map(_code, self._functions))
        self._held = gc.get_referents(*self._functions)

    def _keep(self, label: str, table: Mapping[str, object], functions: dict[FunctionType, str]) -> None:
        names = [name for name, value in table.items() if _counts(name, value)]
        self._table(label, table, names)
        for name in names:
            value, path = table[name], f"{label}.{name}"
            if isinstance(value, type) and value.__flags__ & _HEAP:
                methods = [part for part, method in vars(value).items() if type(_plain(method)) is FunctionType]
                self._table(path, vars(value), methods)
                for part in methods:
                    functions.setdefault(_plain(vars(value)[part]), f"{path}.{part}")
            elif type(inner := getattr(value, "_implementation", value)) is FunctionType:  # what NumPy dispatches to
                functions.setdefault(inner, path)

    def _table(self, label: str, table: Mapping[str, object], names: list[str]) -> None:
        self._tables.append((label, table, names, [table[name] for name in names]))

    def changes(self) -> list[str]:
        """A sentence for each function that was replaced or given other code; empty when all are as they were."""
        try:
            return [*self._replaced(), *self._altered()]
        except Exception as error:  # a student's objects are in our hands here
            return [f"functions could not be compared ({type(error).__name__})"]

    def _replaced(self) -> Iterator[str]:
        for label, table, names, values in self._tables:
            if any(map(is_not, map(table.get, names), values)):
                changed = (name for name, value in zip(names, values, strict=True) if table.get(name) is not value)
                yield from (f"{label}.{name} was replaced" for name in changed)

    def _altered(self) -> Iterator[str]:
        held = gc.get_referents(*self._functions)
        if len(held) == len(self._held) and not any(map(is_not, held, self._held)):
            return  # they hold what they held; to ask each for its code would be three events of the interpreter
        for label, function, code in zip(self._labels, self._functions, self._codes, strict=True):
            if any(map(is_not, _code(function), code)):
                yield f"the code of {label} was changed"


def _loaded(names: tuple[str, ...]) -> Iterator[ModuleType]:
    """The modules, and what is loaded below tito.checks."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        below = "tito.checks." if name == "tito.checks" else None
        for path, module in list(sys.modules.items()):
            if path == name or (below and path.startswith(below)):
                yield module


def _counts(name: str, value: object) -> bool:
    return callable(value) and name not in _CHANGING and (not name.startswith("_") or name in _ALSO)


def _plain(method: object) -> object:
    """The function in a static method or class method."""
    return getattr(method, "__func__", method)
