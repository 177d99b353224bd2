"""Off by one: in ranges, in slices, in strides and padding. Plain numbers are the library's to change."""

import ast
from collections.abc import Iterator

from tito.audit.mutants.changing import Change, altered, called, shifted

_SIZES = ("stride", "padding", "pad", "kernel_size", "kernel")


def ranges(node: ast.AST) -> Iterator[Change]:
    """Begin a range one later, end it one earlier or one later."""
    if called(node) != "range" or not 1 <= len(node.args) <= 2:
        return
    *first, last = node.args
    if not isinstance(last, ast.Constant):
        yield from (Change(last, shifted(last, by)) for by in (-1, 1))
    if not first:
        yield Change(node, altered(node, args=[ast.Constant(1), last]))
    elif not isinstance(first[0], ast.Constant):
        yield Change(first[0], shifted(first[0], 1))


def slices(node: ast.AST) -> Iterator[Change]:
    """Move a bound of a slice by one, or leave it out."""
    if not isinstance(node, ast.Slice):
        return
    for name in ("lower", "upper"):
        bound = getattr(node, name)
        if bound is not None:
            yield Change(node, altered(node, **{name: None}))
            if not isinstance(bound, ast.Constant | ast.UnaryOp):
                yield from (Change(bound, shifted(bound, by)) for by in (-1, 1))


def sizes(node: ast.AST) -> Iterator[Change]:
    """A stride or a padding that is one more, or one less."""
    if not isinstance(getattr(node, "ctx", None), ast.Load):
        return
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    if name in _SIZES:
        yield from (Change(node, shifted(node, by)) for by in (-1, 1))
