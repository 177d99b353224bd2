"""Classes of stand-ins, and what an instance of one does when it is asked for an attribute."""

import copyreg
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from tito.judge.court.annotations import ClassDictionary, defused
from tito.judge.court.errors import SUBCLASSED
from tito.judge.court.methods import Method
from tito.judge.court.operators import refuse_pickle
from tito.judge.court.standin import Mirrored, is_local, own, own_of_class, remote_of_class
from tito.judge.court.words import clean

_OF_TYPES = frozenset({
    "__name__", "__qualname__", "__module__", "__doc__", "__mro__", "__bases__", "__base__", "mro", "__subclasses__",
    "__flags__", "__basicsize__", "__itemsize__", "__dictoffset__", "__weakrefoffset__", "__text_signature__",
})  # fmt: skip
_FRAMES = "__tito_frames__"
_OF_EXCEPTIONS = frozenset(dir(BaseException)) - {"args"}


class Mirror(Mirrored):
    """The class of the classes of stand-ins: each looks like one of the student's, and asks it for everything."""

    def __new__(cls, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(SUBCLASSED)

    def __call__(cls, /, *arguments: Any, **options: Any) -> Any:
        """Make an instance, in the student's process."""
        return remote_of_class(cls).ask("call", options or None, cls, *arguments)

    def __getattribute__(cls, name: str) -> Any:
        if name in _OF_TYPES or is_local(name):
            return own_of_class(cls, name)
        remote = remote_of_class(cls)
        if name in own_of_class(cls, "_tito_methods"):
            return Method(remote, cls, name)
        return _asked(remote, cls, name, is_class=True)

    def __setattr__(cls, name: str, value: Any) -> None:
        remote_of_class(cls).change("set", cls, name, value)

    def __delattr__(cls, name: str) -> None:
        remote_of_class(cls).change("delete", cls, name)

    def __dir__(cls) -> list[str]:
        return remote_of_class(cls).ask_for(list, "dir", cls)

    @contextmanager
    def __tito_recording__(cls) -> Iterator[Any]:
        """What `tito.checks.recording` does with a class of the student's: it records where the operations run."""
        with remote_of_class(cls).ask("record", cls) as log:
            yield log


class IterableMirror(Mirror):
    """The class of such classes as can be iterated themselves, as an Enum can."""

    def __iter__(cls) -> Iterator[Any]:
        return remote_of_class(cls).ask("iter", cls)

    def __len__(cls) -> int:
        return remote_of_class(cls).ask_for(int, "len", cls)

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        return remote_of_class(cls).ask("getitem", cls, key)

    def __contains__(cls, item: Any) -> bool:
        return remote_of_class(cls).ask_for(bool, "contains", cls, item)


for _metaclass in (Mirror, IterableMirror):
    copyreg.pickle(_metaclass, refuse_pickle)  # pickling by name would import a module that the student chose


def _asked(remote: Any, value: Any, name: str, is_class: bool = False) -> Any:
    """An attribute, from the student's process."""
    if name == "__signature__":
        return remote.signature(value)
    found = remote.ask("get", value, name)
    if name == "__annotations__":
        return defused(found)
    return ClassDictionary(remote, found) if is_class and name == "__dict__" else found


def get_attribute(self: Any, name: str) -> Any:
    """`x.name`"""
    if is_local(name):
        return own(self, name)
    if name in own(self, "_tito_methods") and name not in own(self, "_tito_shadowed"):
        return Method(own(self, "_tito_remote"), self, name)
    if name == "pull" and own(self, "_tito_held"):
        return lambda: own(self, "_tito_remote").ask("pull", self)
    return _asked(own(self, "_tito_remote"), self, name)


def set_attribute(self: Any, name: str, value: Any) -> None:
    """`x.name = value`"""
    own(self, "_tito_remote").change("set", self, name, value)
    if name in own(self, "_tito_methods"):
        shadow(self, [name])


def delete_attribute(self: Any, name: str) -> None:
    """`del x.name`"""
    own(self, "_tito_remote").change("delete", self, name)


def shadow(value: Any, names: list[str]) -> None:
    """Remember which of an instance's attributes hide methods of its class."""
    object.__setattr__(value, "_tito_shadowed", own(value, "_tito_shadowed") | frozenset(names))


def exception_attribute(self: Any, name: str) -> Any:
    """`error.name` for an exception of the student's."""
    if name == "args" and own(self, "_tito_text") is not None:
        return own(self, "args")
    if name in _OF_EXCEPTIONS or is_local(name) or name == _FRAMES:
        return own(self, name)
    remote = own(self, "_tito_remote")
    if remote.over:  # whoever prints a traceback afterwards looks for attributes
        raise AttributeError("the test is over")
    if name in own(self, "_tito_methods"):
        return Method(remote, self, name)
    return _asked(remote, self, name)


def set_exception_attribute(self: Any, name: str, value: Any) -> None:
    """`error.name = value`"""
    if name in _OF_EXCEPTIONS or name == _FRAMES:
        object.__setattr__(self, name, value)
    else:
        own(self, "_tito_remote").change("set", self, name, value)


def exception_text(self: Any) -> str:
    """What the exception says, as it was said when it was raised."""
    text = own(self, "_tito_text")
    return clean(own(self, "_tito_remote").ask_for(str, "str", self)) if text is None else text


def exception_repr(self: Any) -> str:
    """The exception's class and what it says."""
    text = own(self, "_tito_text")
    return f"{type(self).__name__}({', '.join(map(repr, own(self, 'args')))})" if text is not None else "an exception"


INSTANCE: dict[str, Callable[..., Any]] = {
    "__getattribute__": get_attribute, "__setattr__": set_attribute, "__delattr__": delete_attribute,
}  # fmt: skip
EXCEPTION: dict[str, Callable[..., Any]] = {
    "__getattribute__": exception_attribute, "__setattr__": set_exception_attribute,
    "__str__": exception_text, "__repr__": exception_repr, "__reduce__": refuse_pickle, "__reduce_ex__": refuse_pickle,
    "__eq__": object.__eq__, "__ne__": object.__ne__, "__hash__": object.__hash__, "__bool__": lambda self: True,
}  # fmt: skip
