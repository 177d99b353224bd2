"""Mutants by the operators of cosmic-ray; their runner, which writes into files, is not used."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from tito.audit.errors import AuditError

_ARITHMETIC = ("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow")
_FAMILIES = {
    "ReplaceBinaryOperator": "arithmetic", "ReplaceComparisonOperator": "comparison",
    "ReplaceUnaryOperator": "unary operator", "NumberReplacer": "number", "AddNot": "condition",
    "ZeroIterationForLoop": "loop without a turn",
}  # fmt: skip
_SILLY = ("Is", "IsNot")  # identity of numbers and texts is an accident of the interpreter
_LEFT_OUT = ("VariableReplacer", "VariableInserter")  # they draw at random, and need names given to them

Allowed = Callable[[tuple[int, int], tuple[int, int]], bool]


def mutated(source: str, allowed: Allowed) -> Iterator[tuple[str, str]]:
    """Family and text of each mutant.

    Args:
        allowed: whether the text from one place (line, column) to another may be mutated.

    Raises:
        AuditError: the library is not installed.
    """
    from cosmic_ray.ast import ast_nodes, get_ast

    operators = _operators()
    for place, node in enumerate(ast_nodes(get_ast(source))):
        for family, operator in operators:
            for index, (start, end) in enumerate(operator.mutation_positions(node)):
                if allowed(start, end):
                    yield family, _applied(source, place, operator, index)


@cache
def _operators() -> list[tuple[str, Any]]:
    try:
        from cosmic_ray.operators.provider import OperatorProvider
    except ImportError:
        raise AuditError("Mutants are made with cosmic-ray, which is missing: pip install 'tito[audit]'.") from None
    provider = OperatorProvider()
    return [(_family(name), provider[name]()) for name in provider if _wanted(name)]


def _wanted(name: str) -> bool:
    """Bits of floats, and numbers compared by identity, only raise exceptions: they would flatter every test."""
    if name in _LEFT_OUT:
        return False
    kind, _, pair = name.partition("_")
    before, _, after = pair.partition("_")
    if kind == "ReplaceBinaryOperator":
        return (before in _ARITHMETIC) == (after in _ARITHMETIC)
    if kind == "ReplaceComparisonOperator":
        return (before in _SILLY) == (after in _SILLY)
    if kind == "ReplaceUnaryOperator":
        return before == "Delete" or {before, after} == {"UAdd", "USub"}
    return True


def _family(name: str) -> str:
    return _FAMILIES.get(name.partition("_")[0], "keyword")


def _applied(source: str, place: int, operator: Any, index: int) -> str:
    """The text with one operator applied to its node of that number: operators change the tree that they are given."""
    from cosmic_ray.ast import ast_nodes, get_ast

    tree = get_ast(source)
    node = next(node for number, node in enumerate(ast_nodes(tree)) if number == place)
    new = operator.mutate(node, index)
    if new is not node:
        children = node.parent.children
        at = next(number for number, child in enumerate(children) if child is node)
        if new is not None and hasattr(new, "prefix"):
            new.prefix, new.value = node.prefix, new.value.strip()
        children[at : at + 1] = [] if new is None else [new]
    return tree.get_code()
