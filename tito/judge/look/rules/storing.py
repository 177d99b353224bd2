"""Rules about assigning to what belongs to others: modules, classes of the notebook, tables of names."""

import ast
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.rules.about import About
from tito.judge.look.scopes import Place

_TABLES = ("builtins.globals()", "builtins.locals()", "builtins.vars()")
_CHANGING = {"update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__"}
_OLD = {"float", "int", "bool", "object", "complex", "str"}


def attributes(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """`np.allclose = f`, `del np.allclose`, `for np.allclose in [f]`, `Tensor.__eq__ = f`."""
    if isinstance(node, ast.Assign):
        _excuse_remedy(node, about)
    if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load) or id(node) in about.excused:
        return
    base = about.names.path(node.value)
    if replaced := module_attribute(base, node.attr):
        yield f"replaces {replaced}"
    elif node.attr == "__class__":
        yield "assigns to __class__"
    elif node.attr in known.COMPARING and not _own(node.value):
        yield f"replaces a function of the name {node.attr}"
    elif base == "get_ipython()":
        yield f"{known.SHELL_PART} (get_ipython().{node.attr})"
    else:
        yield from _class_attribute(node, about)


def module_attribute(base: str | None, attr: str) -> str | None:
    """The dotted name of what would be replaced, where it belongs to a module that nobody assigns to."""
    if base is None or f"{base}.{attr}" in known.HONEST_STORES or base.startswith("get_ipython()"):
        return None
    parts = base.split(".")
    if parts[0] not in known.GUARDED or (parts[0] == "builtins" and len(parts) > 1):
        return None
    if parts[-1][:1].isupper() and not (attr.startswith("__") or parts[0] == "IPython"):
        return None  # an attribute of a class, such as Tensor.recorder
    return f"{base}.{attr}"


def _excuse_remedy(node: ast.Assign, about: About) -> None:
    """`np.float = float`, a known remedy for programs that were written for an old NumPy."""
    for target in node.targets:
        if isinstance(target, ast.Attribute) and target.attr == getattr(node.value, "id", None) in _OLD:
            about.excuse(target)


def _own(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _class_attribute(node: ast.Attribute, about: About) -> Iterator[str]:
    """`Tensor.add = f` where a locked cell defines that method, and special methods of any provided class."""
    if not isinstance(node.value, ast.Name) or node.value.id not in about.provided:
        return
    name = f"{node.value.id}.{node.attr}"
    special = node.attr.startswith("__") and node.attr.endswith("__") and node.value.id[:1].isupper()
    if name in about.provided or special:
        yield f"replaces {name}"


def items(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """`globals()["np"] = f`, `globals().update(...)`."""
    table = None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        table = about.names.path(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        table = about.names.path(node.func.value)
    if table in _TABLES:
        yield f"binds names through {table.removeprefix('builtins.')}"
