"""What a test may hand to the student's code: plain values by copy, stand-ins, and functions that both sides have."""

from importlib import import_module
from types import ModuleType
from typing import Any

from tito.judge.court.errors import FUNCTION, OTHER_TEST, VALUE
from tito.judge.court.methods import Method, real
from tito.judge.court.named_tuples import is_named_tuple, is_named_tuple_class
from tito.judge.court.standin import Mirrored, is_class, is_instance, own, own_of_class, remote_of_class
from tito.judge.specials import NAMED_MODULES
from tito.judge.wire import Handle, Unsendable

_CLASS = 0  # the class id of a handle that is itself a class


def _names() -> dict[int, str]:
    """Dotted names of the modules that both sides have and of what is called in them, by identity."""
    found: dict[int, str] = {}
    for module_name in NAMED_MODULES:
        module = import_module(module_name)
        found[id(module)] = module_name
        for name, value in vars(module).items():
            if callable(value) and not name.startswith("_") and not isinstance(value, ModuleType):
                found.setdefault(id(value), f"{module_name}.{name}")
    return found


_NAMES = _names()  # of the court's own, before it has met anything of a student's


class Sender:
    """Handles for what does not cross by copy."""

    def __init__(self, remote: Any) -> None:
        self._remote = remote
        self._named: dict[str, Any] = {}

    def handle_for(self, value: Any) -> Handle:
        """The handle of something of the student's, or of something that both sides have; Unsendable for the rest."""
        if issubclass(type(type(value)), Mirrored):  # an instance
            if own(value, "_tito_remote") is not self._remote:
                raise Unsendable(OTHER_TEST)
            return Handle(own(value, "_tito_id"), own(value, "_tito_class"))
        if is_class(value):
            self._check_mine(remote_of_class(value))
            return Handle(own_of_class(value, "_tito_class"), _CLASS)
        if type(value) is Method:
            return self._resolved(real(value))
        if is_named_tuple(value):
            self._check_mine(type(value)._tito_remote)
            return Handle(self._remote.make(type(value)._tito_class, tuple(value)), type(value)._tito_class)
        if is_named_tuple_class(value):
            return Handle(value._tito_class, _CLASS)
        name = _NAMES.get(id(value))
        if name is None:
            raise Unsendable(self._why(value))
        return self._resolved(self._named_there(name))

    def _check_mine(self, remote: Any) -> None:
        if remote is not self._remote:
            raise Unsendable(OTHER_TEST)

    def _resolved(self, value: Any) -> Handle:
        if not is_instance(value) and not is_class(value):
            raise Unsendable(FUNCTION)
        return self.handle_for(value)

    def _named_there(self, name: str) -> Any:
        """The student's process's own object of that name; asked once, and kept."""
        if name not in self._named:
            self._named[name] = self._remote.ask("named", name)
        return self._named[name]

    @staticmethod
    def _why(value: Any) -> str:
        if callable(value):
            return FUNCTION
        name = type(value).__name__
        return VALUE.format(f"{'an' if name[:1] in 'AEIOUaeiou' else 'a'} {name}")
