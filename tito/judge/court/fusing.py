"""Calls inside calls, asked as one question.

`check.array(add(Tensor(a), Tensor(b)))` asks the student's process four things, of which the test looks at the last
answer only. A question costs far more than what is done for it, so the tree of a test cell is rewritten: a call
that stands as an argument of another is noted, and goes to the student's process together with the call that uses
it. There the calls run in the order in which Python runs them, and the first that raises ends the question. What the
court itself calls, it calls at once, with the values.

`check.array` fetches an object's numbers by its method `numpy()`; the answer brings them along.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence
from itertools import pairwise
from types import MethodType
from typing import Any

from tito.checks.check import Check
from tito.judge.court.methods import Method
from tito.judge.court.standin import is_class, is_instance, own, remote_of, remote_of_class

_COURTS = frozenset(dir(builtins)) | {"np", "math", "pytest", "check", "checks", "ref", "seed", "rng", "random"}
"""Names that the court knows before the student's: what they begin is called as it stands."""

_FRAMES = {"dir", "eval", "exec", "globals", "locals", "super", "vars"}


class Later:
    """A call in the student's process that nobody has asked for yet.

    Attributes:
        step: operation, options, then the arguments as they cross.
        value: what it gave, once it is settled.
    """

    __slots__ = ("remote", "settled", "step", "value")

    def __init__(self, remote: Any, *step: Any) -> None:
        self.remote, self.step = remote, step
        self.settled, self.value = False, None
        remote.noted.append(self)


def later(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """Note a call of the student's; any other is made."""
    remote = _remote_of(function)
    if remote is None:
        return function(*_settled(arguments), **options)
    return _noted(remote, function, arguments, options)


def now(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """A call, with what was noted for its arguments."""
    found = later(function, *arguments, **options)
    return found.remote.settle(found) if type(found) is Later else found


def soon_read(function: Any, /, *arguments: Any, **options: Any) -> Any:
    """A call whose result `check.array` reads next."""
    found = later(function, *arguments, **options)
    return found.remote.settle(found, read=True) if type(found) is Later else found


def method_later(target: Any, name: str, /, *arguments: Any, **options: Any) -> Any:
    """Note a call of a method of what was noted."""
    if type(target) is not Later:
        return later(getattr(target, name), *arguments, **options)
    return Later(target.remote, "method", options or None, target, name, *arguments)


def method_now(target: Any, name: str, /, *arguments: Any, **options: Any) -> Any:
    """Call a method of what was noted."""
    found = method_later(target, name, *arguments, **options)
    return found.remote.settle(found) if type(found) is Later else found


def reading(function: Any, value: Any, /, *arguments: Any, **options: Any) -> Any:
    """`check.array` of what was noted."""
    if type(value) is Later:
        read = type(function) is MethodType and function.__func__ is Check.array
        value = value.remote.settle(value, read)
    return function(value, *arguments, **options)


def together(display: Any) -> Any:
    """A tuple or list with what was noted in it."""
    found: list[Later] = []
    _look_for(display, found)
    if found:
        _settle_all(found)
    return _filled(display) if found else display


def steps_of(roots: Sequence[Later]) -> tuple[list[Later], list[tuple]]:
    """The calls that some calls need, these among them, in the order in which they run; and each as it crosses:
    operation, places, options, arguments, where `places` are pairs of an argument's place and the step it comes from.
    """
    order: list[Later] = []
    for root in roots:
        _collect(root, order)
    numbers = {id(call): number for number, call in enumerate(order)}
    return order, [_crossing(call, numbers) for call in order]


def _collect(call: Later, order: list[Later]) -> None:
    for part in call.step[2:]:
        if type(part) is Later and not part.settled:
            _collect(part, order)
    if not call.settled:
        order.append(call)


def _crossing(call: Later, numbers: dict[int, int]) -> tuple:
    operation, options, *arguments = call.step
    places: list[int] = []
    for place, part in enumerate(arguments):
        if type(part) is Later:
            if part.settled:
                arguments[place] = part.value
            else:
                places += place, numbers[id(part)]
                arguments[place] = None
    return operation, places, options, *arguments


def _noted(remote: Any, function: Any, arguments: tuple, options: dict[str, Any]) -> Later:
    if type(function) is Method:
        target, name = own(function, "_target"), own(function, "_name")
        return Later(remote, "method", options or None, target, name, *arguments)
    return Later(remote, "call", options or None, function, *arguments)


def _remote_of(function: Any) -> Any:
    """The connection of something of the student's that can be called."""
    if type(function) is Method:
        return own(function, "_remote")
    if is_class(function):
        return remote_of_class(function)
    return remote_of(function) if is_instance(function) and callable(function) else None


def _settled(arguments: tuple) -> Iterator[Any]:
    """Arguments for a call of the court's own."""
    waiting = [part for part in arguments if type(part) is Later]
    if waiting:
        _settle_all(waiting)
    return (part.value if type(part) is Later else part for part in arguments)


def _settle_all(calls: Sequence[Later]) -> None:
    if len({id(call.remote) for call in calls}) == 1:
        calls[0].remote.settle_all(calls)
    for call in calls:
        call.remote.settle(call)


def _look_for(display: Any, found: list[Later]) -> None:
    for part in display:
        if type(part) is Later:
            found.append(part)
        elif type(part) in (tuple, list):
            _look_for(part, found)


def _filled(part: Any) -> Any:
    if type(part) is Later:
        return part.value
    if type(part) is tuple:
        return tuple(map(_filled, part))
    if type(part) is list:
        part[:] = map(_filled, part)
    return part


class Fused(ast.NodeTransformer):
    """Rewrites the tree of a test cell; lines stay as they are, and what is put in is found at the recorder."""

    def __init__(self, recorder: str) -> None:
        self._recorder = recorder

    def visit(self, node: ast.AST) -> Any:
        for block in _blocks(node):
            for statement, following in pairwise(block):
                self._read_next(statement, following)
        return super().visit(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if _is_courts(node.func):
            return self._of_court(node)
        return self._fused(node, "now")

    def _of_court(self, node: ast.Call) -> ast.expr:
        first = node.args[0] if node.args else None
        if _is_reading(node) and _may_wait(first):
            rest = [self.visit(part) for part in node.args[1:]]
            self._visit_options(node)
            return self._call("reading", node, [node.func, self._fused(first, "later"), *rest])
        if _may_hold(node) and sum(map(_may_wait, node.args)) > 1:
            return self._call("now", node, [node.func, *self._arguments(node)])
        self.generic_visit(node)
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        return self._display(node)

    def visit_List(self, node: ast.List) -> ast.expr:
        return self._display(node)

    def _display(self, node: ast.Tuple | ast.List) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or len(_waiting(node)) < 2 or _slices(node):
            self.generic_visit(node)
            return node
        options = ast.copy_location(ast.Call(node, [], []), node)
        return self._call("together", options, [self._noted(node)])

    def _noted(self, node: ast.expr) -> ast.expr:
        """A part of a display, with its calls noted."""
        if isinstance(node, ast.Tuple | ast.List) and _waiting(node):
            node.elts = [self._noted(part) for part in node.elts]
            return node
        return self._fused(node, "later") if _may_wait(node) else self.visit(node)

    def _arguments(self, node: ast.Call) -> list[ast.expr]:
        found = [self._fused(part, "later") if _may_wait(part) else self.visit(part) for part in node.args]
        self._visit_options(node)
        return found

    def _fused(self, node: ast.Call, how: str) -> ast.expr:
        """A call, as its arguments allow."""
        if not _is_plain(node):
            self.generic_visit(node)
            return node
        waits = how != "now" or any(map(_may_wait, node.args))
        arguments, function = self._arguments(node), node.func
        if isinstance(function, ast.Attribute) and _may_wait(function.value) and how in ("now", "later"):
            target, name = self._fused(function.value, "later"), ast.Constant(function.attr)
            return self._call(f"method_{how}", node, [target, ast.copy_location(name, function), *arguments])
        node.func, node.args = self.visit(function), arguments
        return self._call(how, node, [node.func, *arguments]) if waits else node

    def _visit_options(self, node: ast.Call) -> None:
        for option in node.keywords:
            option.value = self.visit(option.value)

    def _call(self, how: str, node: ast.Call, arguments: list[ast.expr]) -> ast.Call:
        recorder = ast.copy_location(ast.Name(self._recorder, ast.Load()), node)
        function = ast.copy_location(ast.Attribute(recorder, how, ast.Load()), node)
        return ast.copy_location(ast.Call(function, arguments, node.keywords), node)

    def _read_next(self, statement: ast.stmt, following: ast.stmt) -> None:
        """`y = f(x)`, and then `check.array(y)`."""
        if not isinstance(statement, ast.Assign) or not _may_wait(call := statement.value):
            return
        if isinstance(call.func, ast.Attribute) and _may_wait(call.func.value):
            return
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        if len(statement.targets) == 1 and names and _reads_first(following, names[0]):
            statement.value = self._fused(call, "soon_read")


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block


def _reads_first(statement: ast.stmt, name: str) -> bool:
    """Whether a statement begins with `check.array(name`."""
    if not isinstance(statement, ast.Assign | ast.Expr):
        return False
    value: ast.expr = statement.value
    while isinstance(value, ast.Call) and _root(value.func).startswith("@"):
        value = value.args[-1]
    if not isinstance(value, ast.Call) or not _is_reading(value):
        return False
    return isinstance(value.args[0], ast.Name) and value.args[0].id == name


def _is_reading(node: ast.Call) -> bool:
    function = node.func
    named = isinstance(function, ast.Attribute) and function.attr == "array" and _root(function) == "check"
    return named and bool(node.args) and not isinstance(node.args[0], ast.Starred) and _is_plain(node)


def _may_wait(node: ast.AST | None) -> bool:
    """Whether an expression is a call that may be the student's."""
    return isinstance(node, ast.Call) and _is_plain(node) and not _is_courts(node.func)


def _is_plain(node: ast.Call) -> bool:
    """Whether a call has no ** in it."""
    return all(option.arg is not None for option in node.keywords)


def _may_hold(node: ast.Call) -> bool:
    """Whether a function of the court's may be called from elsewhere: the recorder's own and those that look at
    their caller may not."""
    root = _root(node.func)
    return _is_plain(node) and bool(root) and root not in _FRAMES and not root.startswith("@")


def _slices(node: ast.Tuple | ast.List) -> bool:
    """Whether a display is an index with a slice in it, which stands nowhere else."""
    return any(isinstance(part, ast.Slice) for part in node.elts)


def _waiting(node: ast.expr) -> list[ast.expr]:
    """The calls in a display, at any depth, that may wait."""
    if isinstance(node, ast.Tuple | ast.List):
        return [found for part in node.elts for found in _waiting(part)]
    return [node] if _may_wait(node) else []


def _is_courts(function: ast.expr) -> bool:
    root = _root(function)
    return not root or root in _COURTS or root.startswith("@")


def _root(node: ast.AST) -> str:
    """The name that an expression begins with, as `f` in `f(x).y`; empty for any other."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""

