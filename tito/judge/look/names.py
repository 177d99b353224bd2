"""What names and expressions stand for, as far as the text tells: dotted paths such as `numpy.testing.assert_equal`."""

import ast
import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tito.judge.look.cells import Unreadable

_BUILTINS = frozenset(dir(builtins)) | {"__builtins__"}
_DEPTH = 60  # of a chain a.b.c: enough for any that has a meaning
_COPIES = (ast.Assign, ast.NamedExpr, ast.AnnAssign, ast.For, ast.comprehension)
_PATHS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_MOST_STEPS = 1_000_000  # for a cell: expressions can be tangled so that each is looked at by two ways


@dataclass
class Names:
    """What is known about the names of a notebook.

    Attributes:
        paths: name -> dotted path of the module or function that it was imported or copied from.
        texts: name -> the constant text that it was last bound to.
        functions: names of functions and classes that the student's cells define.
    """

    paths: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    steps: int = 0
    found: dict[int, str | None] = field(default_factory=dict)  # by the id of a node, while names mean the same

    def _step(self, depth: int) -> bool:
        """Whether to go on."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise Unreadable("is too tangled to look at")
        return depth <= _DEPTH

    def learn(self, nodes: Sequence[ast.AST]) -> None:
        """Take in one of the student's cells."""
        self.found.clear()
        self.steps = 0
        for node in nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.paths.update(bindings(node))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.functions.add(node.name)
        for node in nodes:
            if isinstance(node, _COPIES):
                self._copied(node)
                self.found.clear()

    def _copied(self, node: ast.AST) -> None:
        """`n = np`, `s = os.system`, `for m in (np, math)`, `name = "all" + "close"`."""
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.NamedExpr | ast.AnnAssign):
            target, value = node.target, node.value
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Tuple | ast.List):
            target, value = node.target, next((e for e in node.iter.elts if self.path(e)), None)
        else:
            return
        if not isinstance(target, ast.Name) or value is None:
            return
        if (path := self.path(value)) and path != f"builtins.{target.id}":
            self.paths.setdefault(target.id, path)
        elif (text := self.text(value)) is not None:
            self.texts[target.id] = text

    def path(self, node: ast.AST | None, depth: int = 0) -> str | None:
        """The dotted path that an expression stands for, or None."""
        if not isinstance(node, _PATHS):
            return None
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if id(node) not in self.found:
            self.found[id(node)] = self._worked_out(node, depth) if self._step(depth) else None
        return self.found[id(node)]

    def _worked_out(self, node: ast.AST | None, depth: int) -> str | None:
        if isinstance(node, ast.Attribute):
            base = self.path(node.value, depth + 1)
            return base and _joined(base, node.attr)
        if isinstance(node, ast.Subscript):
            return self._item(node, depth)
        return self._called(node, depth)

    def _named(self, name: str) -> str | None:
        if name in self.paths:
            return self.paths[name]
        if name == "__builtins__":
            return "builtins"
        if name in _BUILTINS and name not in self.functions:
            return f"builtins.{name}"
        return None

    def _item(self, node: ast.Subscript, depth: int) -> str | None:
        """`sys.modules["os"]`, `vars(np)["allclose"]`, `globals()["np"]`."""
        key, base = self.text(node.slice), self.path(node.value, depth + 1)
        if key is None or base is None:
            return None
        if base in ("sys.modules", "builtins.globals()", "builtins.vars()", "builtins.locals()"):
            return key if base == "sys.modules" else self._named(key)
        return _joined(base.removesuffix(".__dict__"), key) if base.endswith(".__dict__") else None

    def _called(self, node: ast.Call, depth: int) -> str | None:
        if isinstance(node.func, ast.Name) and node.func.id == "get_ipython":
            return "get_ipython()"
        function = self.path(node.func, depth + 1)
        if function is None:
            return None
        texts = [self.text(arg) for arg in node.args[:2]]
        if function.endswith("get_ipython") or function.endswith("InteractiveShell.instance"):
            return "get_ipython()"
        if function in ("builtins.globals", "builtins.locals", "builtins.vars") and not node.args:
            return f"{function}()"
        if function == "builtins.vars" and (base := self.path(node.args[0], depth + 1)):
            return f"{base}.__dict__"
        if function in ("importlib.import_module", "builtins.__import__", "importlib.__import__") and texts[:1]:
            return texts[0]
        if function == "builtins.getattr" and len(texts) == 2 and texts[1] is not None:
            base = self.path(node.args[0], depth + 1)
            return base and _joined(base, texts[1])
        return None

    def text(self, node: ast.AST | None) -> str | None:
        """The text that an expression is sure to be, or None."""
        whole, complete = self.beginning(node)
        return whole if complete else None

    def beginning(self, node: ast.AST | None, depth: int = 0) -> tuple[str, bool]:
        """The text that an expression begins with, and whether that is all of it."""
        if not self._step(depth):
            return "", False
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            return (node.value if isinstance(node.value, str) else node.value.decode("latin-1")), True
        if isinstance(node, ast.Name) and node.id in self.texts:
            return self.texts[node.id], True
        if isinstance(node, ast.JoinedStr):
            return self._concatenated(node.values, "", depth)
        if isinstance(node, ast.FormattedValue):
            return self.beginning(node.value, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._concatenated([node.left, node.right], "", depth)
        if isinstance(node, ast.Subscript):
            return self._reversed(node, depth)
        if isinstance(node, ast.Call):
            return self._text_call(node, depth)
        return "", False

    def _concatenated(self, parts: Iterable[ast.AST], between: str, depth: int) -> tuple[str, bool]:
        said = ""
        for number, part in enumerate(parts):
            text, complete = self.beginning(part, depth + 1)
            said += (between if number else "") + text
            if not complete:
                return said, False
        return said, True

    def _reversed(self, node: ast.Subscript, depth: int) -> tuple[str, bool]:
        """`"esolclla"[::-1]`"""
        text, complete = self.beginning(node.value, depth + 1)
        part, step = node.slice, getattr(node.slice, "step", None)
        plain = isinstance(part, ast.Slice) and part.lower is None and part.upper is None
        back = isinstance(step, ast.UnaryOp) and getattr(step.operand, "value", None) == 1
        return (text[::-1], True) if complete and plain and back else ("", False)

    def _text_call(self, node: ast.Call, depth: int) -> tuple[str, bool]:
        """`"".join([...])`, `os.path.join(...)`, `str(...)`, `Path(...)`, `chr(...)`."""
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "join" and node.args:
            between, known = self.beginning(function.value, depth + 1)
            if known and isinstance(node.args[0], ast.List | ast.Tuple):
                return self._concatenated(node.args[0].elts, between, depth)
        path = self.path(function, depth + 1)
        if path == "os.path.join":
            return self._concatenated(node.args, "/", depth)
        if path in ("builtins.str", "pathlib.Path") and len(node.args) == 1:
            return self.beginning(node.args[0], depth + 1)
        if path == "builtins.chr" and isinstance(code := getattr(node.args[0] if node.args else None, "value", 0), int):
            return (chr(code), True) if 0 < code < 0x110000 else ("", False)
        return "", False


def bindings(node: ast.Import | ast.ImportFrom) -> Iterable[tuple[str, str]]:
    """Name and dotted path of all that an import statement binds, a wildcard and relative imports left out."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            if node.module and not node.level and alias.name != "*":
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            yield alias.name.split(".")[0], alias.name.split(".")[0]


def imported(node: ast.Import | ast.ImportFrom) -> Iterable[str]:
    """Dotted paths of all that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module and not node.level:
        yield from (node.module if alias.name == "*" else f"{node.module}.{alias.name}" for alias in node.names)


def _joined(base: str, name: str) -> str:
    return f"builtins.{name}" if base == "builtins.__builtins__" else f"{base}.{name}"
