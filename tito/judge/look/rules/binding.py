"""Rules about binding names that mean something else already: builtins, and what locked cells provide."""

import ast
import builtins
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.names import bindings
from tito.judge.look.rules.about import About, constant
from tito.judge.look.scopes import Place

BINDS = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.NamedExpr, ast.AnnAssign, ast.For,
    ast.withitem,
)  # fmt: skip
_BUILTIN = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_MODULES = {"np", "numpy", "checks", "pytest", "math"}
_TRUSTED = {"tinytorch", "tito"}
_MAKERS = {"types.SimpleNamespace", "types.ModuleType", "builtins.type", "functools.partial"}


def builtin_names(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """A function or class under the name of a builtin; a number called `sum` is a novice's honest slip."""
    for name, value in _bound(node, place):
        if name not in _BUILTIN or name in about.allowed:
            continue
        if name in known.SHADOWED and constant(value) is ...:
            continue
        if isinstance(value, ast.ClassDef) and name.endswith("Error") and name != "AssertionError":
            continue
        if _callable(value, about):
            yield f"replaces the builtin {name}"


def provided_names(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """A name that a locked cell provides, bound to another function, class or module."""
    if isinstance(node, ast.Import | ast.ImportFrom) and place.top:
        yield from _imported(node, about)
        return
    for name, value in _bound(node, place):
        if name not in about.provided or name in about.allowed:
            continue
        module = about.names.paths.get(name)
        if module in _MODULES | {"tito.checks"} and not _same(value, name, about) and not _number(value):
            yield f"binds {name} again, which the notebook provides"
        elif _callable(value, about) and not _same(value, name, about):
            yield f"defines {name} again, which the notebook provides"


def _bound(node: ast.AST, place: Place) -> Iterator[tuple[str, ast.AST]]:
    """Names of the notebook that a statement binds, and to what."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if place.top or node.name in place.shared:
            yield node.name, node
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            for name, value in _pairs(target, node.value):
                if place.top or name in place.shared:
                    yield name, value
    elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        if place.top or node.target.id in place.shared:
            yield node.target.id, node.value
    elif isinstance(node, ast.For | ast.withitem) and place.top:
        target = node.target if isinstance(node, ast.For) else node.optional_vars
        value = _first(node.iter) if isinstance(node, ast.For) else node.context_expr
        if isinstance(target, ast.Name):
            yield target.id, value


def _first(iterable: ast.expr) -> ast.expr:
    return iterable.elts[0] if isinstance(iterable, ast.Tuple | ast.List) and iterable.elts else iterable


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        several = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        for number, part in enumerate(target.elts):
            if isinstance(part, ast.Name):
                yield part.id, value.elts[number] if several else value  # type: ignore[attr-defined]


def _callable(value: ast.AST, about: About) -> bool:
    """Whether a value is a function or a class, or stands in for a module, as far as the text tells."""
    if isinstance(value, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return True
    if isinstance(value, ast.Name):
        return value.id in about.names.functions
    if isinstance(value, ast.Call):
        made = (
            isinstance(value.func, ast.Name) and value.func.id in about.names.functions and value.func.id[:1].isupper()
        )
        return made or about.names.path(value.func) in _MAKERS
    return False


def _same(value: ast.AST, name: str, about: About) -> bool:
    """`np = np`, `np = importlib.reload(np)`, `f = jit(f)`: what it was, perhaps in a wrapping."""
    path = about.names.path(value)
    if path is not None:
        return path == about.names.paths.get(name)
    return isinstance(value, ast.Call) and about.names.path(value.func) == "importlib.reload"


def _number(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant | ast.BinOp | ast.UnaryOp | ast.JoinedStr)


def _imported(node: ast.Import | ast.ImportFrom, about: About) -> Iterator[str]:
    """`import jax.numpy as np`, `from helpers import heard` where a locked cell defines `heard`."""
    for name, path in bindings(node):
        if name not in about.provided or name in about.allowed or path.split(".")[0] in _TRUSTED:
            continue
        right = _USUAL.get(name)
        if right is not None and path != right:
            yield f"binds {name} to {path}, and the notebook means {right}"
        elif right is None and f"{name}()" in about.provided:
            yield f"imports {name} from elsewhere, which the notebook provides"


_USUAL = {"np": "numpy", "numpy": "numpy", "checks": "tito.checks", "pytest": "pytest", "math": "math"}
