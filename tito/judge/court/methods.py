"""A method that was looked up and not called yet. Its call is one question: look up and call."""

from typing import Any

from tito.judge.court.operators import refuse_pickle
from tito.judge.court.standin import is_local, own


class Method:
    """What `x.name` is where the class of x, which is a stand-in or a class of them, binds the name to a function.

    Everything but calling it asks for the real one.
    """

    __slots__ = ("_name", "_remote", "_target")

    def __init__(self, remote: Any, target: Any, name: str) -> None:
        self._remote, self._target, self._name = remote, target, name

    def __call__(self, /, *arguments: Any, **options: Any) -> Any:
        """Look it up and call it there."""
        remote, target, name = own(self, "_remote"), own(self, "_target"), own(self, "_name")
        return remote.call_method(options or None, target, name, *arguments)

    def __getattribute__(self, name: str) -> Any:
        if is_local(name):
            return own(self, name)
        return getattr(real(self), name)

    def __eq__(self, other: object) -> bool:
        if type(other) is not Method:
            return False
        return own(self, "_target") is own(other, "_target") and own(self, "_name") == own(other, "_name")

    def __hash__(self) -> int:
        return hash((id(own(self, "_target")), own(self, "_name")))

    def __repr__(self) -> str:
        return f"<method {own(self, '_name')} of the student's {type(own(self, '_target')).__name__}>"

    __reduce__ = __reduce_ex__ = refuse_pickle


def real(method: Method) -> Any:
    """What the attribute is in the student's process."""
    return own(method, "_remote").ask("get", own(method, "_target"), own(method, "_name"))
