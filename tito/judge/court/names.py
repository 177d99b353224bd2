"""What the names in a test cell stand for.

A test cell runs in a plain dictionary of globals; its builtins are a `Names`, which Python asks for whatever is not
there, in functions and classes of the cell as well. The order: the test's own, then what the prelude imports, then
builtins, then the student's. So nothing of the student's shadows a name that the court knows; what the instructor's
own cells define counts as the student's by the prelude.
"""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any

from tito.judge.court.imports import Import, Importer, court_has
from tito.judge.court.recorder import Recorder

_BUILTINS = dict(vars(builtins))
_FUNCTIONS = ("function", "builtin_function_or_method", "method", "ufunc", "module")
DEFAULTS = {
    "np": Import("numpy"),
    "math": Import("math"),
    "pytest": Import("pytest"),
    "checks": Import("tito.checks"),
    "ref": Import("tito.checks", "ref"),
    "seed": Import("tito.checks", "seed"),
}
"""Names that need no import."""


class Names(dict[str, Any]):
    """The builtins of all test cells of one notebook.

    Attributes:
        dropped: names that an earlier test bound to something of the student's.
        theirs: names that the student's process answered in this test.
        left: what tests have bound to plain values since their first hidden line, where each was held in two parts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dropped: set[str] = set()
        self.theirs: set[str] = set()
        self.left: dict[str, object] = {}
        self._recorders: dict[str, Recorder] = {}
        self._prelude: Mapping[str, Import] = {}
        self._remote: Any = None
        self._importer: Importer | None = None
        self._wanted: list[str] = []

    def begin(
        self,
        remote: Any,
        prelude: Mapping[str, Import],
        name: str,
        recorder: Recorder,
        namespace: dict[str, object],
        reads: Iterable[str] = (),
        met: tuple[Iterable[str], Mapping[str, object]] = ((), {}),
    ) -> None:
        """Be ready for a test with these globals, which reads these names: forget what the one before was told.

        Args:
            met: `met()` of its first part.
        """
        self._remote, self._importer = remote, Importer(remote)
        self._prelude = DEFAULTS | dict(prelude)
        self._recorders[name] = recorder
        self.theirs = set(met[0])
        self.clear()
        self.update(_BUILTINS)
        for shadowed in self._prelude.keys() & _BUILTINS.keys():
            del self[shadowed]
        self.update(self._recorders)
        self["__import__"] = self._importer
        self["display"] = _show_nothing
        self.update(met[1])
        imported = {n for n, wanted in self._prelude.items() if wanted.module is not None}
        self._wanted = [n for n in reads if n not in namespace and n not in imported and n not in _BUILTINS]
        self["globals"] = lambda: Globals(namespace, self)

    def met(self) -> tuple[Iterable[str], Mapping[str, object]]:
        """The names that the student's process answered, and what those stand for that keep it."""
        return self.theirs, {name: self[name] for name in self.theirs if name in self}

    def end(self) -> None:
        """Let go of the connection."""
        self._remote = self._importer = None
        self.clear()

    def __missing__(self, name: str) -> object:
        """What a name stands for that is not bound and no builtin. Raises KeyError, which Python makes a NameError."""
        if self._remote is None:
            raise KeyError(name)
        wanted = self._prelude.get(name)
        if wanted is not None and wanted.module is not None and court_has(wanted.module, wanted.attribute):
            try:
                return self.setdefault(name, self._importer.load(wanted))
            except (ImportError, AttributeError):
                pass  # this version of the module lacks it; the student's process may know better
        try:
            return self._theirs(name, wanted)
        except KeyError:
            if name in _BUILTINS:
                return _BUILTINS[name]
            raise

    def _theirs(self, name: str, wanted: Import | None) -> object:
        """What a name is in the student's process: their global, or what the import would bind."""
        value = self._starred(name)
        if value is None and name in self._wanted and self._told(name):
            return self[name]
        if value is None:
            try:
                value = self._remote.name(name)
            except KeyError:
                if wanted is None or wanted.module is None:
                    raise
                value = self._imported(name, wanted)
        self.theirs.add(name)
        # A function or a class keeps its name; anything else may be bound anew by the student's own functions.
        return self.setdefault(name, value) if _keeps_its_name(value) else value

    def _told(self, name: str) -> bool:
        """Ask for all names of the test at once; whether this is among those that keep what they stand for."""
        wanted, self._wanted = [n for n in self._wanted if n not in self], []
        found = self._remote.definitions(wanted)
        kept = {n: value for n, value in found.items() if n in wanted and _keeps_its_name(value)}
        self.theirs |= kept.keys()
        self.update(kept)
        return name in kept

    def _starred(self, name: str) -> object:
        return next((getattr(m, name) for m in self._importer.stars if hasattr(m, name)), None)

    def _imported(self, name: str, wanted: Import) -> object:
        try:
            return self._importer.theirs(wanted)
        except (ImportError, AttributeError):
            raise KeyError(name) from None


class Globals(dict[str, object]):
    """What `globals()` gives a test: its own names, and a name of the student's where it is asked for."""

    def __init__(self, namespace: dict[str, object], names: Names) -> None:
        super().__init__(namespace)
        self._namespace, self._names = namespace, names

    def __missing__(self, name: str) -> object:
        if name in _BUILTINS:
            raise KeyError(name)
        return self._names[name]

    def __contains__(self, name: object) -> bool:
        return self.get(name, self) is not self

    def get(self, name: object, default: object = None) -> object:
        """The value of a name, or else the default."""
        try:
            return self[name]
        except KeyError:
            return default

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        self._namespace[name] = value


def _keeps_its_name(value: object) -> bool:
    return isinstance(value, type) or type(value).__name__ in _FUNCTIONS


def _show_nothing(*values: object, **options: object) -> None:
    """IPython's `display` where nobody looks."""


def names_of(carried: dict[str, object]) -> Names:
    """The builtins of the globals that test cells share; functions keep those that they were made with."""
    found = carried.get("__builtins__")
    if not isinstance(found, Names):
        found = carried["__builtins__"] = Names()
    carried.setdefault("__name__", "__main__")
    return found
