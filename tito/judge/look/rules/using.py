"""Rules about what is imported, named and spoken of."""

import ast
import re
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.names import imported
from tito.judge.look.rules.about import About
from tito.judge.look.scopes import Place

_WORDS, _VARIABLE = re.compile(known.WORDS), re.compile(known.HONEST_VARIABLES)
_ENVIRONMENTS = {"os.environ", "os.getenv", "os.environ.get", "os.environ.setdefault"}


def odd(path: str | None) -> str | None:
    """What is odd about the thing of a dotted path; None when nothing is."""
    if path is None:
        return None
    if path.startswith("get_ipython()."):
        part = path.split(".")[1]
        return None if part in known.HONEST_OF_SHELL else f"{known.SHELL_PART} (get_ipython().{part})"
    parts = path.split(".")
    for length in range(min(len(parts), 8), 0, -1):
        name = ".".join(parts[:length])
        if name in known.USES:
            what = known.USES[name]
            return _odd_shell(path) if what is None else f"{what} ({name.removeprefix('builtins.')})"
    return None


def _odd_shell(path: str) -> str | None:
    """Only the setting that shows every value of a cell is honest about IPython's class."""
    part = path.partition(".InteractiveShell.")[2].split(".")[0]
    return f"{known.SHELL_PART} (InteractiveShell.{part})" if part and part != "ast_node_interactivity" else None


def imports(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """Modules that no exercise needs."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return
    for path in imported(node):
        if said := odd(path):
            yield said
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and path in known.HIDDEN_PLACES:
            yield f"imports everything from {path}"


def uses(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """Names, attributes and items that stand for something odd."""
    if isinstance(node, ast.Name):
        if node.id in place.hidden or isinstance(node.ctx, ast.Store):
            return
    elif not isinstance(node, ast.Attribute):
        _excuse(node, about)
    if isinstance(node, ast.Compare) or id(node) in about.excused:
        return
    path = about.names.path(node)
    if said := odd(path):
        yield said
    if isinstance(node, ast.Attribute) and node.attr in known.ODD_ATTRIBUTES and not said:
        yield f"uses {node.attr}"
    if isinstance(node, ast.Call) and (function := about.names.path(node.func)) in known.CALLS:
        yield f"{known.CALLS[function]} ({function})"
    yield from _inner_names(node, path)


def _inner_names(node: ast.AST, path: str | None) -> Iterator[str]:
    """Tables of names that hold more than a cell's own."""
    root = (path or "").split(".")[0]
    if path and ".__dict__" in path and root in known.GUARDED:
        yield f"reaches into the names of the module {root}"
    if isinstance(node, ast.Name) and node.id == "__builtins__":
        yield "uses __builtins__"
    if isinstance(node, ast.Name) and node.id == "_ih":
        yield "reads what other cells hold (_ih)"
    table = node.value if isinstance(node, ast.Subscript) else None
    if isinstance(table, ast.Name) and table.id == "In" and path is None and isinstance(node.ctx, ast.Load):
        yield "reads what other cells hold (In)"
    if isinstance(table, ast.Attribute) and table.attr in ("__mro__", "__bases__"):
        yield f"walks the classes beneath a class ({table.attr})"


def _excuse(node: ast.AST, about: About) -> None:
    """Variables that notebooks set for NumPy's threads and the like; the test for Colab."""
    keys: list[tuple[ast.AST, ast.AST]] = []  # text, and what it is looked up in
    if isinstance(node, ast.Subscript):
        keys = [(node.slice, node.value)]
    elif isinstance(node, ast.Compare):
        keys = [(node.left, node.comparators[0])]
    elif isinstance(node, ast.Call) and node.args:
        tables = [node.func, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
        keys = [(node.args[0], table) for table in tables]
    for key, table in keys:
        path = about.names.path(table)
        if path in _ENVIRONMENTS and _VARIABLE.fullmatch(about.names.text(key) or ""):
            about.excuse(node, table)
        elif path == "sys.modules" and isinstance(node, ast.Compare) and about.names.text(key):
            about.excuse(table)


def texts(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """Texts that name parts of the grading, or inner attributes to be looked up later."""
    text = about.names.text(node)
    if text is None or id(node) in about.prose:
        return
    if found := _WORDS.search(text):
        yield f"speaks of the grading ({found.group()})"
    if text in known.ODD_ATTRIBUTES:
        yield f"names {text} in a text"
    if text.startswith("/proc/"):
        yield "speaks of /proc"
