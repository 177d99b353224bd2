"""Annotations of the student's functions and classes. Those that are texts are for reading: no library may run them.

`typing.get_type_hints` and `inspect.get_annotations(eval_str=True)` evaluate every text that they find.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tito.judge.court.standin import is_instance

_HARMLESS = re.compile(r"[A-Za-z0-9_ .,|\[\]]{1,200}")
_LEFT_OUT = "object"


def defused(value: Any) -> Any:
    """An annotation, or a dictionary of them, with every text that could do something replaced."""
    if type(value) is dict:
        return {key: defused(item) if type(item) is str else item for key, item in value.items()}
    if type(value) is str and ("__" in value or not _HARMLESS.fullmatch(value)):
        return _LEFT_OUT
    return value


class ClassDictionary(Mapping[str, Any]):
    """`vars(cls)` of a class of the student's."""

    def __init__(self, remote: Any, table: Any) -> None:
        if not is_instance(table):
            remote.bad("the dictionary of a class is a plain value")
        self._remote, self._table = remote, table

    def __getitem__(self, name: str) -> Any:
        value = self._remote.ask("getitem", self._table, name)
        return defused(value) if name == "__annotations__" else value

    def __contains__(self, name: object) -> bool:
        return self._remote.ask_for(bool, "contains", self._table, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._remote.ask_for(list, "list", self._table))

    def __len__(self) -> int:
        return self._remote.ask_for(int, "len", self._table)
