"""The operators of our field, by the name of their family."""

import ast
from collections.abc import Iterator, Sequence

from tito.audit.mutants import axes, counting, numerics, products, reductions, sharing, steering
from tito.audit.mutants.changing import Change, Operator

FAMILIES: dict[str, tuple[Operator, ...]] = {
    "axis": (axes.axis, axes.axis_by_place),
    "keepdims": (axes.keepdims,),
    "operands swapped": (products.swapped_operands,),
    "transpose dropped": (products.dropped_transpose,),
    "other reduction": (reductions.other_reduction,),
    "off by one": (counting.ranges, counting.slices, counting.sizes),
    "eps dropped": (numerics.dropped_eps,),
    "wrong sign": (numerics.wrong_sign,),
    "scale missing": (numerics.missing_scale,),
    "function dropped": (numerics.function_dropped,),
    "float64 leak": (numerics.leaked_float64,),
    "no copy": (sharing.alias,),
    "state not updated": (sharing.state_not_updated,),
    "state updated twice": (sharing.state_updated_twice,),
    "condition": (steering.condition_forced, steering.condition_dropped),
    "early return": (steering.early_return,),
    "statement deleted": (steering.statement_deleted,),
}


def changes(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, Change]]:
    """Every fault that some nodes can be given, with the name of its family; the special before the general."""
    for family, operators in FAMILIES.items():
        for operator in operators:
            yield from ((family, change) for node in nodes for change in operator(node))
