"""Hostile conversations, by the ten thousand, with the stand-ins of a test: a fault, an ordinary failure, or values.

    python tests/judge/fuzz_standins.py --cases 100000 [--seed 0]

A case is a sequence of operations such as tests do, each met by answers that were drawn for it: sound ones, sound ones
that were changed, and noise. It fails if anything escapes but a WireError or BrokenRule, which must have poisoned the
conversation, an exception that the student's process was said to raise, or one that Python or the court raises on
purpose; if an operation gives a type that Python promises not to give; or if it takes more than two seconds of
processor time. One line is printed.
"""

import argparse
import copy
import functools
import inspect
import linecache
import operator
import random
import select
import socket
import sys
import time
import traceback
import typing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tito import checks
from tito.judge.court.errors import BrokenRule
from tito.judge.court.later import Unread, all_of, all_read, later, method_now, now, reading, soon_read, together
from tito.judge.court.limits import Caps
from tito.judge.court.remote import Remote
from tito.judge.specials import KNOWN_ERRORS, OPTIONAL
from tito.judge.wire import Deadline, DeadlinePassed, Handle, Limits, Stream, Unforeseen, WireError, encode

CAPS = Caps(operations=150, handles=60, classes=12)
LIMITS = Limits(header=1 << 16, blob=1 << 16, frame=1 << 18, items=2000, total_bytes=1 << 22, total_frames=500)
FORBIDDEN = ["__class__", "__del__", "__reduce__", "__instancecheck__", "__array_ufunc__", "__getattribute__", "__eq__"]
ERRORS = ["ValueError", "TypeError", "AttributeError", "KeyError", "IndexError", "OSError", "UnicodeDecodeError",
          "SystemExit", "KeyboardInterrupt", "StopIteration", "pytest.skip", "ExceptionGroup", "AssertionError",
          "RecursionError", "object", *KNOWN_ERRORS]  # fmt: skip
WORDS = ["", "a", "Tensor", "numpy", "data", "__main__", "\x1b[31m", "\ud800", "x" * 300, "1", "__import__('os')"]


_PASSING = (
    "raise ", "return own", "with remote_of_class", "return getattr(ufunc, method)", "return np.asarray(item)",
    "return values.astype",
    "return getattr(real(self), name)", "return function(*_settled(", "return function(value,",
    "return later(getattr(target, name)",
)  # fmt: skip
"""Lines of the court in which Python, or NumPy, refuses something on the test's behalf."""


class Fault(Exception):
    """A conversation that did not end as it should."""


@dataclass
class Tally:
    """What a run has seen."""

    cases: int = 0
    slowest: float = 0.0
    ended: Counter = field(default_factory=Counter)

    def line(self) -> str:
        kinds = ", ".join(f"{name} {count}" for name, count in self.ended.most_common())
        return f"{self.cases} conversations, nothing unexpected: {kinds}; slowest {1000 * self.slowest:.0f} ms"


class Liar(Stream):
    """A stream whose other end is this object: each question is read, and an answer drawn and sent back."""

    def __init__(self, rng: random.Random, kind: float) -> None:
        ours, self.theirs = socket.socketpair()
        super().__init__(ours, LIMITS, Deadline(3600))  # with a deadline, `_wait` is asked before each read
        self.theirs.setblocking(False)
        self.rng, self.kind, self.held = rng, kind, False

    def send(self, value: object) -> None:
        super().send(value)
        question = self.theirs.recv(1 << 20)
        if not question:
            return
        try:
            self.theirs.sendall(self._answer(value))
        except (BlockingIOError, BrokenPipeError, OSError):
            return

    def _wait(self, poller: select.poll) -> None:
        if not poller.poll(0):  # the answer is complete before it is waited for
            raise DeadlinePassed("no answer")

    def close(self) -> None:
        super().close()
        self.theirs.close()

    def _answer(self, question: Any) -> bytes:
        rng = self.rng
        if rng.random() > self.kind:
            return _packed((question[0], *_sound(rng, question)))
        choice = rng.random()
        if choice < 0.55:
            return _packed((question[0], *_changed(rng, _sound(rng, question))))
        if choice < 0.75:
            return _packed((question[0], rng.choice(["value", "error", "stop", "missing", "read"]), _value(rng, 3)))
        return _odd(rng, question[0])


def _odd(rng: random.Random, number: int) -> bytes:
    """Answers that are not even answers."""
    whole = _packed((number, "value", _value(rng, 2)))
    cut = rng.randrange(len(whole))
    noise = bytearray(whole)
    noise[cut] = rng.randrange(256)
    wrong = _packed((rng.choice([number + 1, number - 1, True, None, "1"]), "value", None))
    shadow = _packed((number, "value", _value(rng, 1), _value(rng, 2)))
    return rng.choice([whole + whole, bytes(noise), wrong, shadow, shadow, _packed(_value(rng, 2))])


def _packed(value: object) -> bytes:
    try:
        return encode(value, handle_for=lambda _: Handle(1, 7)).packed()
    except WireError:
        return encode(None).packed()


def _sound(rng: random.Random, question: Any) -> tuple:
    """An answer that an honest process could give."""
    operation = question[2]
    if operation == "describe":
        return "value", _description(rng, question[3])
    if operation == "next" and rng.random() < 0.5:
        return "stop", None
    if rng.random() < 0.12:
        return "error", _error(rng)
    if operation == "names":
        return "value", ([(name, rng.randrange(1, 9), 7) for name in question[3]], {7: _description(rng, 7)})
    if operation == "chains":
        return "value", tuple(_handle(rng) for _ in question[3])
    if operation == "reads":
        entries = [rng.choice([("value", _value(rng, 2)), ("read", *_read(rng))]) for _ in question[3]]
        return "value", tuple(entries if rng.random() < 0.7 else [*entries[:-1], ("error", _error(rng))])
    if operation == "chain" and question[3] and rng.random() < 0.8:
        return "read", _read(rng)
    typed = {"len": 2, "bool": True, "str": "text", "repr": "text", "hash": 5, "int": 3, "float": 1.5, "index": 1,
             "complex": 1j, "bytes": b"b", "format": "f", "contains": False, "dir": ["a"], "hold": (3, 7),
             "make": 5, "items": (1, 2), "array": np.ones(2), "iter": Handle(rng.randrange(1, 9), 7),
             "signature": ([("x", 1, False, None, True, "int")], (False, None))}  # fmt: skip
    if operation in typed:
        return "value", typed[operation]
    return "value", rng.choice([_handle(rng), _handle(rng), _value(rng, 2)])


def _read(rng: random.Random) -> tuple:
    kind, numbers = rng.choice([("value", np.ones(2)), ("value", _value(rng, 2)), ("error", _error(rng))])
    return Handle(rng.randrange(1, 12), 7), kind, numbers


def _handle(rng: random.Random) -> Handle:
    return Handle(rng.randrange(1, 12), rng.choice([7, 7, 7, 8, 9, 0]))


def _description(rng: random.Random, number: int) -> dict[str, Any]:
    lower = [n for n in (5, 6, 7, 8) if n < number]
    specials = rng.sample(sorted(OPTIONAL), rng.choice([0, 5, 20, len(OPTIONAL)]))
    return {
        "name": rng.choice(WORDS), "qualname": rng.choice(WORDS), "module": rng.choice([*WORDS, "builtins", "os"]),
        "doc": rng.choice([None, *WORDS]), "specials": specials, "methods": rng.sample(WORDS, rng.randrange(4)),
        "bases": rng.choice([[], [], [], lower[:1], [rng.choice(ERRORS)], [*lower[:1], "ValueError"]]),
        "absent": rng.sample(sorted(OPTIONAL), rng.choice([0, 0, 2])), "ufunc": rng.choice(["", "own", "refused"]),
        "priority": rng.choice([None, None, 1000.0, -1.0, float("nan")]), "array": rng.random() < 0.5,
        "fields": rng.choice([None, None, None, ["a", "b"], ["a"], ["class"], ["_x"], ["a", "a"], []]),
        "iterable": rng.random() < 0.2,
    }  # fmt: skip


def _error(rng: random.Random) -> tuple:
    frames = [{"cell": 1, "line": 2, "function": "f", "text": "x"}] * rng.choice([0, 1, 3])
    mirrored = rng.choice([None, None, None, Handle(3, 9), Handle(2, 8)])
    arguments = rng.choice([None, (), ("text",), (1, "a"), ("utf-8", b"x", 0, 1, "r"), (("a", 1),), (Handle(1, 7),)])
    return rng.choice([*ERRORS, None]), mirrored, arguments, rng.choice(WORDS), frames


def _value(rng: random.Random, depth: int) -> Any:
    if depth == 0 or rng.random() < 0.5:
        few = [None, True, 0, -1, 3, 1 << 70, 2.5, float("nan"), b"b", np.float32(1), np.arange(3), np.zeros((0, 2)),
               np.array(["a"]), slice(1, None), range(3), ValueError, np.float64, Ellipsis, NotImplemented]  # fmt: skip
        return rng.choice([rng.choice(few), rng.choice(WORDS), _handle(rng), _handle(rng)])
    inside = [_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    keys = [rng.choice(["a", 1, None, _handle(rng), (1, "b")]) for _ in inside]
    return rng.choice([inside, tuple(inside), dict(zip(keys, inside, strict=True)), set(keys), frozenset(keys)])


def _changed(rng: random.Random, value: Any) -> Any:
    """A value with one place in it replaced, dropped or doubled."""
    if type(value) in (list, tuple) and value and rng.random() < 0.9:
        items = list(value)
        place = rng.randrange(len(items))
        choice = rng.random()
        if choice < 0.7:
            items[place] = _changed(rng, items[place])
        elif choice < 0.85:
            del items[place]
        else:
            items.insert(place, items[place])
        return type(value)(items)
    if type(value) is dict and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        return value | {key: _changed(rng, value[key])}
    if type(value) is str and rng.random() < 0.3:
        return rng.choice([*FORBIDDEN, *ERRORS])
    return _value(rng, 2)


def _typed(function: Callable[[Any], Any], kind: type) -> Callable[[Any, Remote], Any]:
    def operation(x: Any, remote: Remote) -> Any:
        value = function(x)
        if type(value) is not kind:
            raise Fault(f"a {kind.__name__} came as {type(value).__name__}")
        return value

    return operation


def _with(x: Any, remote: Remote) -> None:
    with x as inside:
        return inside


def _for(x: Any, remote: Remote) -> None:
    for _ in x:
        pass


def _set(x: Any, remote: Remote) -> None:
    x.value = 3


def _recorded(x: Any, remote: Remote) -> None:
    with checks.recording(type(x)) as log:
        x.forward()
    CHECK.operations(log, ["add"], rule="the sum is announced")


CHECK = checks.cell("fuzz")
ARRAY = np.ones(2)
OPERATIONS: list[Callable[[Any, Remote], Any]] = [
    lambda x, r: x.data, lambda x, r: x.numpy(), lambda x, r: x(3), lambda x, r: type(x)(1), lambda x, r: type(x).made,
    lambda x, r: x + 1, lambda x, r: 1 + x, lambda x, r: ARRAY + x, lambda x, r: x + x, lambda x, r: -x,
    lambda x, r: np.add(ARRAY, x), lambda x, r: np.asarray(x), lambda x, r: np.allclose(x, ARRAY),
    lambda x, r: np.stack([x, x]), lambda x, r: np.sin(x), lambda x, r: np.isfinite(x), lambda x, r: x == 1,
    lambda x, r: np.testing.assert_allclose(x, ARRAY), lambda x, r: np.equal(ARRAY, x), lambda x, r: not x,
    lambda x, r: x < x, lambda x, r: x in [1, 2], lambda x, r: x is None, lambda x, r: {x: 1}, lambda x, r: {x, x},
    _typed(len, int), _typed(str, str), _typed(repr, str), _typed(hash, int), _typed(float, float),
    _typed(lambda x: f"{x}", str), _typed(lambda x: 3 in x, bool), _typed(operator.index, int), _typed(dir, list),
    _typed(bytes, bytes), _typed(complex, complex), _typed(lambda x: isinstance(x, int | np.ndarray), bool),
    _typed(callable, bool), _with, _for, _set, _recorded,
    lambda x, r: list(x), lambda x, r: [*map(type, x)], lambda x, r: sorted([1, 2], key=x), lambda x, r: x[0],
    lambda x, r: x[1:], lambda x, r: next(x), lambda x, r: inspect.signature(x), lambda x, r: vars(x),
    lambda x, r: vars(type(x)).get("__annotations__"), lambda x, r: typing.get_type_hints(x),
    lambda x, r: typing.get_type_hints(type(x)), lambda x, r: copy.deepcopy([x]), lambda x, r: round(x, 1),
    lambda x, r: functools.partial(x, 1)(), lambda x, r: r.ref(ARRAY).pull(), lambda x, r: r.name("Tensor")(x, [x]),
    lambda x, r: CHECK.array(x, shape=(2,)), lambda x, r: CHECK.close(x, ARRAY, rule="the sum is right"),
    lambda x, r: CHECK.equal(x, 3, rule="the sum is right"), lambda x, r: CHECK.true(x, rule="the sum is right"),
    lambda x, r: CHECK.raises(ValueError, x, 1, rule="it is refused"), lambda x, r: r.seed(3),
    lambda x, r: x.__array__(), lambda x, r: x.__array_interface__, lambda x, r: x.__class__, lambda x, r: x.__dict__,
    lambda x, r: type(x).__mro__, lambda x, r: list(type(x)), lambda x, r: max([x, x], key=lambda y: 1),
    lambda x, r: "a{}".format(x),  # noqa: UP032
    lambda x, r: operator.iadd(ARRAY.copy(), x), lambda x, r: divmod(x, 2),
    lambda x, r: CHECK.raises(TypeError, x.forward, x, rule="it is refused"), lambda x, r: x._replace(a=1),
    lambda x, r: r.name("apply")(np.sin, len, x.forward, x), lambda x, r: r.definitions(["x", "apply"]).get("x"),
    lambda x, r: now(x, later(x, 1)), lambda x, r: reading(CHECK.array, later(x, later(x, ARRAY), x)),
    lambda x, r: together((later(x), [later(x, 1), 2])), lambda x, r: method_now(later(x, 3), "forward", 4),
    lambda x, r: all_of(later(x, n) for n in range(3)), lambda x, r: all_of((n, [later(x, n)]) for n in range(40)),
    lambda x, r: all_read((Unread(CHECK.array, later(x, n), shape=(2,)) for n in range(3)), lambda got: got),
    lambda x, r: all_read((Unread(CHECK.array, later(x, later(x, ARRAY))) for n in range(40)), lambda got: got),
    lambda x, r: CHECK.array(soon_read(x, 1)), lambda x, r: now(len, later(x, 2)),
]  # fmt: skip


def run_case(rng: random.Random, tally: Tally) -> None:
    """One conversation. Raises Fault."""
    stream = Liar(rng, rng.choice([0.02, 0.1, 0.3, 0.8]))
    remote = Remote(stream, rng.random() < 0.7, CAPS)
    objects: list[Any] = []
    began = time.process_time()
    try:
        for _ in range(rng.randrange(1, 9)):
            _step(rng, remote, objects, tally)
            if remote.poisoned is not None:
                break
        _attempt(lambda: remote.check(), remote, tally)
    finally:
        stream.close()
    taken = time.process_time() - began
    tally.cases, tally.slowest = tally.cases + 1, max(tally.slowest, taken)
    if taken > 2:
        raise Fault(f"{taken:.1f} seconds")


def _step(rng: random.Random, remote: Remote, objects: list[Any], tally: Tally) -> None:
    if not objects or rng.random() < 0.2:
        operation = lambda: remote.name("x")  # noqa: E731
    else:
        thing, chosen = rng.choice(objects), rng.choice(OPERATIONS)
        operation = lambda: chosen(thing, remote)  # noqa: E731
    found = _attempt(operation, remote, tally)
    if found is not None:
        objects.append(found)
    if objects and rng.random() < 0.2:
        objects.pop(rng.randrange(len(objects)))


def _attempt(operation: Callable[[], Any], remote: Remote, tally: Tally) -> Any:
    """What an operation gives; None after a fault or a failure that is as it should be."""
    try:
        value = operation()
        tally.ended["values"] += 1
        return value
    except (BrokenRule, WireError) as fault:
        if remote.poisoned is None or isinstance(fault, Unforeseen):
            raise Fault(f"{type(fault).__name__} came out, poisoned: {remote.poisoned!r}") from fault
        tally.ended[type(fault).__name__] += 1
    except Fault:
        raise
    except Exception as error:
        if not _expected(error):
            raise Fault(f"{type(error).__name__} escaped: {error}") from error
        tally.ended["failures"] += 1
    return None


def _expected(error: Exception) -> bool:
    """Whether an exception is the student's, or raised on purpose, or raised by Python about what the test does."""
    if "__tito_frames__" in vars(error):
        return True
    last = traceback.extract_tb(error.__traceback__)[-1]
    if "/tito/judge/" not in last.filename.replace("\\", "/"):
        return True
    line = linecache.getline(last.filename, last.lineno).strip()
    return line.startswith(_PASSING)


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tally = Tally()
    for case in range(options.cases):
        try:
            run_case(random.Random(f"{options.seed}/{case}"), tally)
        except BaseException:
            print(f"case {case} of seed {options.seed}:")
            raise
    print(tally.line())
    return 0


if __name__ == "__main__":
    sys.exit(main())
