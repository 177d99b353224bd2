"""A cell as the look reads it: Python trees, each with the lines of the cell that it comes from."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from tito.judge.look.scopes import Place, walk

_MOST_CHARACTERS = 100_000  # of a cell: none that a person wrote is longer, and Python parses more in seconds
_MOST_MAGICS = 60  # IPython reads the cell once more for each
_RETURN = re.compile(r"\r\n?")
_MAGIC = re.compile(r"^\s*[%!?/,;]|=\s*[%!]|\?\s*$", re.MULTILINE)


class CodeCell(Protocol):
    """What the look needs of a code cell."""

    @property
    def source(self) -> str: ...

    @property
    def kind(self) -> str:
        """`"student"` for what the student wrote; anything else is the course's."""

    @property
    def grade_id(self) -> str | None: ...


class Unreadable(Exception):
    """A cell that Python could run may hold more than the look can read; the message is the finding."""


@dataclass(frozen=True)
class Piece:
    """A tree, its nodes with their places, and for each of its lines (from 1) the line of the cell."""

    tree: ast.Module
    lines: tuple[int, ...]

    @cached_property
    def nodes(self) -> list[tuple[ast.AST, Place]]:
        return list(walk(self.tree))

    def line(self, node: ast.AST) -> int:
        number = getattr(node, "lineno", 1)
        return self.lines[min(number, len(self.lines)) - 1] if self.lines else number


def read(source: str) -> Piece | None:
    """The cell as IPython would run it, magics as calls; None where Python would refuse it.

    Raises:
        Unreadable: it is too long, too deep or has too many magics.
    """
    if len(source) > _MOST_CHARACTERS:
        raise Unreadable(f"holds {len(source):,} characters, which is too much to look at")
    source = _RETURN.sub("\n", source)
    magic = source.lstrip().startswith("%%")
    tree = None if magic else _parsed(source)
    if tree is not None:
        return Piece(tree, tuple(range(1, source.count("\n") + 2)))
    found = len(_MAGIC.findall(source))
    if not found or "\0" in source:
        return None
    if found > _MOST_MAGICS and not magic:
        raise Unreadable("holds more magics than can be looked at")
    text, lines = _transformed(source)
    tree = _parsed(text)
    return None if tree is None else Piece(tree, lines)


def body(text: str, first: int) -> Piece | None:
    """Python inside a magic, whose first line is that line of the cell."""
    try:
        inner = read(text)
    except Unreadable:
        return None
    return inner and Piece(inner.tree, tuple(line + first - 1 for line in inner.lines))


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes
            return ast.parse(source)
    except (RecursionError, MemoryError):
        raise Unreadable("is nested too deeply to look at") from None
    except (SyntaxError, ValueError):  # a ValueError: null bytes, lone surrogates
        return None


def _transformed(source: str) -> tuple[str, tuple[int, ...]]:
    """What IPython makes of a cell with magics, and which line each line of it was."""
    from IPython.core.inputtransformer2 import TransformerManager  # costs 0.3 s, and few cells need it

    try:
        text = TransformerManager().transform_cell(source)
    except Exception:  # it tokenizes what may be no Python at all
        return "(", ()
    return text, tuple(_origins(source.split("\n"), text.split("\n")))


def _origins(before: list[str], after: list[str]) -> Iterator[int]:
    """IPython drops blank lines at the top, and joins a magic that goes on behind a backslash."""
    at = next((number for number, line in enumerate(before) if line.strip()), 0)
    for line in after:
        yield min(at, len(before) - 1) + 1
        while at < len(before) - 1 and before[at].endswith("\\") and not line.endswith("\\"):
            at += 1
        at += 1
