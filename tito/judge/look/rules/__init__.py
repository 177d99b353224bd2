"""What the static look asks of each node of a cell: every rule yields phrases for a TA."""

import ast
from collections.abc import Callable, Iterator

from tito.judge.look.rules import binding, calling, methods, storing, using
from tito.judge.look.rules.about import About
from tito.judge.look.scopes import Place

Rule = Callable[[ast.AST, Place, About], Iterator[str]]

_KINDS: dict[Rule, tuple[type[ast.AST], ...]] = {
    using.imports: (ast.Import, ast.ImportFrom),
    using.uses: (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Compare),
    using.texts: (ast.Constant, ast.BinOp, ast.JoinedStr, ast.Call),
    storing.attributes: (ast.Attribute, ast.Assign),
    storing.items: (ast.Subscript, ast.Call),
    binding.builtin_names: binding.BINDS,
    binding.provided_names: (*binding.BINDS, ast.Import, ast.ImportFrom),
    methods.special_methods: (ast.FunctionDef, ast.Assign, ast.Dict),
    calling.attributes_by_name: (ast.Call,),
    calling.files: (ast.Call,),
    calling.threads: (ast.Call, ast.Attribute),
    calling.patches: (ast.Call,),
}


def rules_for(kind: type[ast.AST]) -> tuple[Rule, ...]:
    """The rules that look at nodes of a kind, in order: earlier ones excuse what later ones would flag."""
    return _FOR.get(kind, ())


_FOR = {
    kind: tuple(rule for rule, kinds in _KINDS.items() if kind in kinds)
    for kind in {kind for kinds in _KINDS.values() for kind in kinds}
}
