"""Rules about calls: attributes looked up by name, files outside the folder, threads, tools that patch."""

import ast
import builtins
from collections.abc import Iterator

from tito.judge.look import patterns as known
from tito.judge.look.finding import shown
from tito.judge.look.places import outside
from tito.judge.look.rules.about import About
from tito.judge.look.rules.storing import module_attribute
from tito.judge.look.scopes import Place

_READERS = {"builtins.getattr", "builtins.hasattr", "inspect.getattr_static"}
_WRITERS = {"builtins.setattr", "builtins.delattr", "builtins.object.__setattr__", "builtins.type.__setattr__"}
_CODE = set(dir(builtins))


def attributes_by_name(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """`setattr(np, ...)`, `getattr(np, "all" + "close")`, `getattr(builtins, name)`, `import_module(name)`."""
    if not isinstance(node, ast.Call):
        return
    function = about.names.path(node.func) or ""
    if function in _WRITERS or (isinstance(node.func, ast.Attribute) and node.func.attr == "__setattr__"):
        yield from _written(node, function, about)
    elif function in _READERS and len(node.args) > 1:
        yield from _read(node.args[0], node.args[1], about)
    elif function == "importlib.import_module" and node.args and about.names.text(node.args[0]) is None:
        yield "imports a module whose name is known only when it runs"


def _written(node: ast.Call, function: str, about: About) -> Iterator[str]:
    """An attribute set by a call; `np.__setattr__("x", f)` has its object before the dot."""
    before = function not in _WRITERS and isinstance(node.func, ast.Attribute) and len(node.args) < 3
    parts = [node.func.value, *node.args] if before else list(node.args)  # type: ignore[attr-defined]
    if len(parts) < 2:
        return
    base, name = about.names.path(parts[0]), about.names.text(parts[1])
    if replaced := module_attribute(base, name or "attributes by name"):
        yield f"replaces {replaced}" if name else f"replaces attributes of {base}, by name"
    elif name in known.COMPARING or name == "__class__":
        yield f"assigns to {name}"
    elif isinstance(parts[0], ast.Name) and f"{parts[0].id}.{name}" in about.provided:
        yield f"replaces {parts[0].id}.{name}"


def _read(thing: ast.AST, name: ast.AST, about: About) -> Iterator[str]:
    base = about.names.path(thing)
    if base is None or isinstance(name, ast.Constant):
        return
    if base in known.HIDDEN_PLACES and about.names.text(name) is None:
        yield f"looks up an attribute of {base} by a name that is known only when it runs"
    elif base.split(".")[0] in known.GUARDED and not isinstance(name, ast.Name) and not _varies(name, about):
        yield f"looks up an attribute of {base} by a name that is put together"


def _varies(name: ast.AST, about: About) -> bool:
    """Whether a variable has a part in a name: `getattr(np, f"float{bits}")` is honest, `"all" + "close"` hides."""
    own = (node.id for node in ast.walk(name) if isinstance(node, ast.Name))
    return any(one not in _CODE and one not in about.names.paths for one in own)


def files(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """Paths that lead out of the notebook's folder."""
    if not isinstance(node, ast.Call):
        return
    function = about.names.path(node.func) or ""
    named = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg in _PATHS), None)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "expanduser" and function not in known.USES:
        yield "looks outside the notebook's folder (a home folder)"
    number = isinstance(named, ast.Constant) and type(named.value) is int
    if number and function in ("builtins.open", "io.open", "os.fdopen"):
        yield "opens a file by its number"
    if function not in known.OPENERS or named is None:
        return
    text, _ = about.names.beginning(named)
    if text and outside(text):
        yield f"looks outside the notebook's folder ({shown(text, 40)})"


_PATHS = ("file", "path", "fname", "filename", "pathname", "fd")


def threads(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """Threads that go on after the cell: `Thread(daemon=True)`, `t.daemon = True`, `t.setDaemon(True)`."""
    if isinstance(node, ast.Call) and about.names.path(node.func) == "threading.Thread":
        if any(k.arg == "daemon" and getattr(k.value, "value", True) for k in node.keywords):
            yield "starts a thread that outlives its cell"
    elif isinstance(node, ast.Attribute) and node.attr in ("daemon", "setDaemon"):
        sets = node.attr == "setDaemon" or isinstance(node.ctx, ast.Store)
        if sets and "threading" in {path.split(".")[0] for path in about.names.paths.values()}:
            yield "starts a thread that outlives its cell"


def patches(node: ast.AST, place: Place, about: About) -> Iterator[str]:
    """`mocker.patch("numpy.allclose")`: a guarded function named in a text that is given to `patch`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("patch", "setattr"):
        text = about.names.text(node.args[0]) if node.args else None
        if text and "." in text and text.split(".")[0] in known.GUARDED:
            yield f"replaces {shown(text, 40)}"
