"""From what the student's process says of a class to a class of stand-ins. Everything said is checked first."""

import builtins
from importlib import import_module
from typing import Any

from tito.judge.court import mirror, ufuncs
from tito.judge.court.errors import CLASSES, BadAnswer
from tito.judge.court.named_tuples import is_named_tuple_class, named_tuple
from tito.judge.court.operators import ALWAYS, METHODS
from tito.judge.court.words import clean
from tito.judge.specials import KNOWN_ERRORS, OPTIONAL

_FORM: dict[str, tuple[type, ...]] = {
    "name": (str,), "qualname": (str,), "module": (str,), "doc": (str, type(None)), "bases": (list,),
    "specials": (list,), "absent": (list,), "methods": (list,), "ufunc": (str,), "priority": (float, type(None)),
    "array": (bool,), "fields": (list, type(None)), "iterable": (bool,),
}  # fmt: skip
_BASES, _METHODS, _NAME, _DOC, _DEPTH = 16, 2000, 200, 20_000, 50
_HELD = ("list", "dict", "set", "bytearray", "ndarray")


def _errors() -> dict[str, type[Exception]]:
    """The exceptions that are the same class on both sides."""
    left_out = (StopIteration, StopAsyncIteration, ExceptionGroup)
    known = {
        name: cls
        for name, cls in vars(builtins).items()
        if isinstance(cls, type) and issubclass(cls, Exception) and cls.__name__ == name and cls not in left_out
    }
    for dotted in KNOWN_ERRORS:
        module, _, name = dotted.rpartition(".")
        known[dotted] = getattr(import_module(module), name)
    return known


ERRORS = _errors()


class Classes:
    """The classes of one conversation, by their numbers."""

    def __init__(self, remote: Any, most: int) -> None:
        self._remote, self._most = remote, most
        self._known: dict[int, type] = {}
        self._making: set[int] = set()
        self.told: dict[int, Any] = {}  # descriptions that came before they were asked for

    def get(self, number: int) -> type:
        """The class of a number, asked for the first time and kept."""
        known = self._known.get(number)
        return self._make(number) if known is None else known

    def _make(self, number: int) -> type:
        if number in self._making or len(self._making) > _DEPTH:
            raise BadAnswer("a class is built upon itself, or too deep")
        if len(self._known) >= self._most:
            self._remote.broken(CLASSES.format(self._most))
        self._making.add(number)
        try:
            told = checked(self.told.pop(number, None) or self._remote.ask("describe", number))
            if told["fields"] is not None:
                made = named_tuple(self._remote, number, told)
            else:
                made = self._made(number, told, [self._base(base) for base in told["bases"]])
        finally:
            self._making.discard(number)
        self._known[number] = made
        return made

    def _base(self, base: object) -> type:
        """A builtin exception, or a class of the student's."""
        if type(base) is str and base in ERRORS:
            return ERRORS[base]
        if type(base) is not int or base < 1:
            raise BadAnswer("a class has a base of another kind")
        return self.get(base)

    def _made(self, number: int, told: dict[str, Any], bases: list[type]) -> type:
        bases = [base for base in bases if not is_named_tuple_class(base)]
        body = self._body(number, told, any(issubclass(base, Exception) for base in bases))
        iterable = told["iterable"] or any(type(base) is mirror.IterableMirror for base in bases)
        metaclass = mirror.IterableMirror if iterable else mirror.Mirror
        try:
            # Past Mirror.__new__, which refuses the class statements of tests.
            return type.__new__(metaclass, told["name"], tuple(bases), body)
        except (TypeError, ValueError):
            raise BadAnswer("the bases of a class do not fit together") from None

    def _body(self, number: int, told: dict[str, Any], is_exception: bool) -> dict[str, Any]:
        """The namespace of a class."""
        common = {
            "__qualname__": told["qualname"], "__module__": told["module"], "__doc__": told["doc"],
            "_tito_remote": self._remote, "_tito_class": number, "_tito_methods": frozenset(told["methods"]),
            "_tito_shadowed": frozenset(), "_tito_held": told["module"] in ("builtins", "numpy")
            and told["name"] in _HELD, "_tito_text": None,
        }  # fmt: skip
        if is_exception:
            return common | mirror.EXCEPTION
        body = common | mirror.INSTANCE | ALWAYS | _numpy(told)
        body |= {name: METHODS[name] for name in told["specials"]}
        return body | dict.fromkeys(told["absent"])


def _numpy(told: dict[str, Any]) -> dict[str, Any]:
    """How instances meet NumPy.

    A class with a priority above that of arrays, and no __array_ufunc__, has its own operators asked first; NumPy's
    functions take its values.
    """
    found: dict[str, Any] = {"__array__": ufuncs.array} if told["array"] else {}
    if told["ufunc"] == "refused":
        return found | {"__array_ufunc__": None}
    if told["ufunc"] == "" and told["priority"] is not None and told["priority"] > 0:
        return found | {"__array_priority__": told["priority"]}
    return found | {"__array_ufunc__": ufuncs.array_ufunc}


def checked(told: Any) -> dict[str, Any]:
    """A description, if it has the form that it must have."""
    if type(told) is not dict or told.keys() != _FORM.keys():
        raise BadAnswer("a class is not described as classes are")
    if any(type(told[key]) not in kinds for key, kinds in _FORM.items()):
        raise BadAnswer("a part of a class's description is of another type")
    if len(told["bases"]) > _BASES or len(told["methods"]) > _METHODS or not _are_names(told["methods"]):
        raise BadAnswer("a class has too many bases or methods, or one without a name")
    for key in ("specials", "absent"):
        if not _are_names(told[key]) or not OPTIONAL.issuperset(told[key]) or len(told[key]) > len(OPTIONAL):
            raise BadAnswer("a class has a special method that is not forwarded")
    if told["ufunc"] not in ("", "own", "refused") or not _are_names(told["fields"] or []):
        raise BadAnswer("a class meets NumPy, or names its fields, in an unknown way")
    doc = None if told["doc"] is None else clean(told["doc"], _DOC)
    texts = {key: clean(told[key], _NAME).replace("\n", " ") for key in ("name", "qualname", "module")}
    return told | texts | {"doc": doc}


def _are_names(names: list) -> bool:
    return all(type(name) is str and len(name) <= _NAME for name in names)
