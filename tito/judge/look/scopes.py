"""A walk over a tree that knows where each node stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_PLACES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_MEANINGLESS = {"ctx", "op", "ops", "id", "attr", "kind", "type_comment", "type_ignores"}
_FIELDS = {  # of each kind of node, those in which nodes that mean something may lie
    kind: tuple(name for name in kind._fields if name not in _MEANINGLESS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and kind is not ast.Constant
} | {ast.Constant: ()}
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where a node stands.

    Attributes:
        hidden: names that belong to the functions around it.
        shared: names that such a function declares global.
        top: whether what it binds is a name of the notebook.
        owner: the class whose body it stands in.
    """

    hidden: frozenset[str] = _NONE
    shared: frozenset[str] = _NONE
    top: bool = True
    owner: str | None = None


def walk(tree: ast.AST) -> Iterator[tuple[ast.AST, Place]]:
    """Every node that means something with its place; without recursion, because a student chooses the depth."""
    pending: list[tuple[ast.AST, Place]] = [(tree, Place())]
    while pending:
        node, place = pending.pop()
        yield node, place
        if isinstance(node, _PLACES):  # decorators, defaults and annotations belong to the place around it
            inner, body = _inside(node, place), _body(node)
            within = set(map(id, body))
            pending += [(child, inner if id(child) in within else place) for child in _children(node)]
        else:
            pending += [(child, place) for child in _children(node)]


def _body(node: ast.AST) -> list[ast.AST]:
    body = node.body  # type: ignore[attr-defined]
    return body if isinstance(body, list) else [body]


def _children(node: ast.AST) -> list[ast.AST]:
    """As `ast.iter_child_nodes`, faster, without contexts and operators, which are no thing of their own."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name, None)
        if type(value) is list:
            found += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def _inside(node: ast.AST, place: Place) -> Place:
    if isinstance(node, ast.ClassDef):
        return Place(place.hidden, place.shared, False, node.name)
    own, shared = _bound(node)
    return Place((place.hidden | own) - shared, shared, False, None)


def _bound(function: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Names that a function binds for itself, and those that it declares global."""
    arguments = function.args  # type: ignore[attr-defined]
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    own, shared = {one.arg for one in every if one is not None}, set()
    nodes = list(_body(function))
    while nodes:
        node = nodes.pop()
        if isinstance(node, _PLACES):
            own |= set() if isinstance(node, ast.Lambda) else {node.name}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.Global):
            shared.update(node.names)
        if not isinstance(node, (*_PLACES, ast.comprehension)):
            nodes += _children(node)
    return frozenset(own), frozenset(shared)
