"""From the source of a test cell to code that runs in the court."""

import ast
import base64
import io
import marshal
import symtable
import tokenize
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from tito.judge.court.fusing import Fused
from tito.judge.court.instrumenting import Choice, Condition, Instrumented

_TAKEN = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)


class Unsupported(Exception):
    """The court cannot run this cell; its text says why, in one sentence."""


@dataclass(frozen=True)
class Compiled:
    """A test cell, ready to run.

    Attributes:
        name: what a traceback calls it.
        recorder: under which name its code looks for its recorder.
        asserted, choices: for the recorder.
        answers: whether the value of the last expression counts: it is there, and no semicolon silences it.
        root: the name that the last expression begins with, as `f` in `f(x).y`; None if it begins with no name.
        reads: the global names that it reads and does not bind, as far as they are known.
    """

    code: CodeType
    name: str
    recorder: str
    asserted: tuple[Condition, ...]
    choices: tuple[Choice, ...]
    answers: bool
    root: str | None
    reads: tuple[str, ...] = ()

    def packed(self) -> dict[str, Any]:
        """As JSON can carry it to another process of the same Python; `unpacked` is the way back."""
        fields = {name: value for name, value in vars(self).items() if name != "code"}
        code = base64.b64encode(marshal.dumps(self.code)).decode("ascii")
        asserted = [list(vars(condition).values()) for condition in self.asserted]
        choices = [[sorted(branch) for branch in choice] for choice in self.choices]
        return fields | {"code": code, "asserted": asserted, "choices": choices}


def unpacked(fields: Mapping[str, Any]) -> Compiled:
    """A cell that another process has compiled: one that is trusted, for its code will run."""
    code = marshal.loads(base64.b64decode(fields["code"]))
    asserted = tuple(Condition(*values) for values in fields["asserted"])
    choices = tuple((frozenset(first), frozenset(second)) for first, second in fields["choices"])
    reads = tuple(fields["reads"])
    return Compiled(**dict(fields) | {"code": code, "asserted": asserted, "choices": choices, "reads": reads})


@lru_cache(maxsize=1024)
def prepared(source: str, count: int) -> dict[str, Any]:
    """A test cell compiled and packed; nothing where it cannot be. For a supervisor that grades it many times."""
    try:
        return compile_cell(source, count).packed()
    except Unsupported:
        return {}


def filename(count: int) -> str:
    """What a traceback calls the cell with this execution count."""
    return f"Cell In[{count}]"


def compile_cell(source: str, count: int) -> Compiled:
    """Compile a test cell as the cell with this execution count.

    Raises:
        Unsupported: it is no plain Python: IPython's own syntax, await at top level, or a plain error.
    """
    name, recorder = filename(count), f"@{count}"  # no source can spell that name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a literal, say: they are the author's
        try:
            tree = ast.parse(source, name)
            answers, root = _answers(source, tree)
            sites = Instrumented(recorder)
            tree.body = sites.block(tree.body)
            sites.last_value(tree)
            tree = Fused(recorder).visit(tree)
            code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unsupported(_sentence(error)) from error
    asserted, choices = tuple(sites.asserted), tuple(sites.choices)
    return Compiled(code, name, recorder, asserted, choices, answers, root, _read_only(source, tree))


def global_names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The global names that a cell reads, at any depth, and those that it binds.

    Raises:
        SyntaxError: it is no plain Python.
    """
    reads: set[str] = set()
    binds: set[str] = set()
    tables = [symtable.symtable(source, "<cell>", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table.get_type() == "module" or symbol.is_global():
                reads |= {symbol.get_name()} if symbol.is_referenced() else set()
                bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
                binds |= {symbol.get_name()} if bound else set()
    return frozenset(reads), frozenset(binds)


def _read_only(source: str, tree: ast.Module) -> tuple[str, ...]:
    """The global names that a cell reads and does not bind; none where an import of everything binds more."""
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return ()
    reads, binds = global_names(source)
    return tuple(sorted(reads - binds))


def _answers(source: str, tree: ast.Module) -> tuple[bool, str | None]:
    """Whether the last expression's value counts, and the name that it begins with."""
    if not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return False, None
    node: ast.AST = tree.body[-1].value
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Await):
        node = node.func if isinstance(node, ast.Call) else node.value
    return not _silenced(source), node.id if isinstance(node, ast.Name) else None


def _silenced(source: str) -> bool:
    """Whether a semicolon ends the cell, which in IPython keeps the last value from being shown."""
    if ";" not in source:
        return False
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    return next((t.string == ";" for t in reversed(tokens) if t.type not in _TAKEN), False)


def _sentence(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        line = f" in line {error.lineno}" if error.lineno else ""
        return f"the test cell is no plain Python{line}: {error.msg}"
    return f"the test cell cannot be compiled: {type(error).__name__}"
