"""From the source of a test cell to code that runs in the court."""

import __future__

import ast
import base64
import io
import marshal
import symtable
import tokenize
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from tito.judge.court.fusing import Fused
from tito.judge.court.instrumenting import Choice, Condition, Instrumented

_FUTURE = __future__.annotations.compiler_flag  # the one that a cell can still ask for
_TAKEN = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)


class Unsupported(Exception):
    """The court cannot run this cell; its text says why, in one sentence."""


@dataclass(frozen=True)
class Compiled:
    """A test cell, ready to run.

    Attributes:
        code: its statements up to the one in which its first hidden line stands.
        rest: the others; None if there are none.
        apart: whether every line that a student reads stands in `code`, where there is a `rest`.
        name: what a traceback calls it.
        recorder: under which name its code looks for its recorder.
        asserted, choices: for the recorder.
        answers: whether the value of the last expression counts: it is there, and no semicolon silences it.
        root: the name that the last expression begins with, as `f` in `f(x).y`; None if it begins with no name.
        reads, reads_in_all: the global names that `code`, or the whole cell, reads and does not bind, as far as they
            are known.
    """

    code: CodeType
    name: str
    recorder: str
    asserted: tuple[Condition, ...]
    choices: tuple[Choice, ...]
    answers: bool
    root: str | None
    reads: tuple[str, ...] = ()
    reads_in_all: tuple[str, ...] = ()
    rest: CodeType | None = None
    apart: bool = True

    def packed(self) -> dict[str, Any]:
        """As JSON can carry it to another process of the same Python; `unpacked` is the way back."""
        code, rest = (one and base64.b64encode(marshal.dumps(one)).decode("ascii") for one in (self.code, self.rest))
        asserted = [list(vars(condition).values()) for condition in self.asserted]
        choices = [[sorted(branch) for branch in choice] for choice in self.choices]
        return vars(self) | {"code": code, "rest": rest, "asserted": asserted, "choices": choices}


def unpacked(fields: Mapping[str, Any]) -> Compiled:
    """A cell that another process has compiled: one that is trusted, for its code will run."""
    code, rest = (fields[one] and marshal.loads(base64.b64decode(fields[one])) for one in ("code", "rest"))
    asserted = tuple(Condition(*values) for values in fields["asserted"])
    choices = tuple((frozenset(first), frozenset(second)) for first, second in fields["choices"])
    reads = {name: tuple(fields[name]) for name in ("reads", "reads_in_all")}
    return Compiled(**dict(fields) | reads | {"code": code, "rest": rest, "asserted": asserted, "choices": choices})


@lru_cache(maxsize=1024)
def prepared(source: str, count: int, hidden: tuple[int, ...] = ()) -> dict[str, Any]:
    """A test cell compiled and packed; nothing where it cannot be. For a supervisor that grades it many times."""
    try:
        return compile_cell(source, count, hidden).packed()
    except Unsupported:
        return {}


def filename(count: int) -> str:
    """What a traceback calls the cell with this execution count."""
    return f"Cell In[{count}]"


def compile_cell(source: str, count: int, hidden: Sequence[int] = ()) -> Compiled:
    """Compile a test cell as the cell with this execution count.

    Args:
        hidden: numbers of the lines that students do not get.

    Raises:
        Unsupported: it is no plain Python: IPython's own syntax, await at top level, or a plain error.
    """
    name, recorder = filename(count), f"@{count}"  # no source can spell that name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a literal, say: they are the author's
        try:
            tree = ast.parse(source, name)
            answers, root = _answers(source, tree)
            first, rest, apart = _divided(tree, hidden)
            reads = _read_only(_before(source, rest), first), _read_only(source, tree)
            sites = Instrumented(recorder)
            for part in (first, rest):
                part.body = sites.block(part.body)
            sites.last_value(rest if rest.body else first)
            code = _code(Fused(recorder).visit(first), name)
            more = _code(Fused(recorder).visit(rest), name, code.co_flags & _FUTURE)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unsupported(_sentence(error)) from error
    asserted, choices = tuple(sites.asserted), tuple(sites.choices)
    more = more if rest.body else None
    return Compiled(code, name, recorder, asserted, choices, answers, root, *reads, more, apart)


def _divided(tree: ast.Module, hidden: Sequence[int]) -> tuple[ast.Module, ast.Module, bool]:
    """The statements before the one with the first hidden line, the others, and whether all of those are hidden."""
    if not hidden:
        return tree, ast.Module([], []), True
    before = [one for one in tree.body if (one.end_lineno or one.lineno) < hidden[0]]
    after, known = tree.body[len(before) :], set(hidden)
    apart = all(known.issuperset(range(_begins(one), (one.end_lineno or one.lineno) + 1)) for one in after)
    return ast.Module(before, []), ast.Module(after, []), apart


def _before(source: str, rest: ast.Module) -> str:
    """The lines of a source before those of its last statements."""
    return "".join(source.splitlines(keepends=True)[: _begins(rest.body[0]) - 1]) if rest.body else source


def _begins(statement: ast.stmt) -> int:
    """The line of a statement, or of its first decorator."""
    return min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])


def _code(tree: ast.Module, name: str, future: int = 0) -> CodeType:
    return compile(tree, name, "exec", future, dont_inherit=True, optimize=0)


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
