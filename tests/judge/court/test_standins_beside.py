"""What a test does with a stand-in gives what it gives with the object itself."""

import functools
import inspect
import math
import operator
import typing
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from standins_samples import VECTOR
from standins_server import student


@pytest.fixture(scope="module")
def remote():
    with student(VECTOR, strict=False) as made:
        yield made
        made.check()


def native() -> dict:
    namespace: dict = {"__name__": "__main__"}
    exec(VECTOR, namespace)
    return namespace


BESIDE: list[Callable] = [
    lambda n: len(n("Vector")(1, 2)), lambda n: n("Vector")(1, 2)[0], lambda n: n("Vector")(1, 2, 3)[1:],
    lambda n: list(n("Vector")(1, 2)), lambda n: list(reversed(n("Vector")(1, 2))), lambda n: 2 in n("Vector")(1, 2),
    lambda n: 3 in n("Vector")(1, 2), lambda n: str(n("Vector")(1)), lambda n: repr(n("Vector")(1)),
    lambda n: f"{n('Vector')(1):>3}", lambda n: "{} {!r}".format(n("Vector")(1), n("Vector")(2)),
    lambda n: hash(n("Vector")(1)), lambda n: bool(n("Vector")(0)), lambda n: bool(n("Vector")(1)),
    lambda n: (n("Vector")(1) + 2).items, lambda n: (2 + n("Vector")(1)).items,
    lambda n: operator.add([1], n("Vector")(1)).items,
    lambda n: (n("Vector")(1, 2) * 3).items, lambda n: n("Vector")(1, 2) @ [3, 4], lambda n: (-n("Vector")(1)).items,
    lambda n: n("Vector")(1) ** 2, lambda n: pow(n("Vector")(1), 2, 5), lambda n: divmod(n("Vector")(7), 2),
    lambda n: round(n("Vector")(1.26), 1).items, lambda n: round(n("Vector")(1.26)).items,
    lambda n: abs(n("Vector")(-1, 2)), lambda n: math.floor(n("Vector")()), lambda n: int(n("Vector")()),
    lambda n: float(n("Vector")()), lambda n: complex(n("Vector")()), lambda n: [10, 20][n("Vector")()],
    lambda n: bytes(n("Vector")(1, 2)), lambda n: n("Vector")()(1, y=3), lambda n: n("Vector")(3, 4).norm(),
    lambda n: n("Vector").norm(n("Vector")(3, 4)), lambda n: n("Vector").zeros(2).items, lambda n: n("Vector").two(),
    lambda n: n("Vector")(1).two(), lambda n: n("Vector")(1).first, lambda n: n("Vector").kind,
    lambda n: n("Vector")(1).whoami(), lambda n: n("Unit")(1).whoami(), lambda n: n("Vector").__name__,
    lambda n: n("Base").__doc__, lambda n: n("Vector").__module__, lambda n: n("Vector").__qualname__,
    lambda n: n("double").__name__, lambda n: n("double").__doc__, lambda n: n("double")(3), lambda n: n("nothing"),
    lambda n: n("wrapped").__wrapped__ is n("double"), lambda n: n("wrapped").__name__, lambda n: list(n("count")(3)),
    lambda n: [*zip(n("count")(3), n("Vector")(4, 5), strict=False)], lambda n: sum(n("count")(4)),
    lambda n: list(n("Iterator")()), lambda n: list(n("Sequence")()), lambda n: max(n("count")(4)),
    lambda n: sorted([1, 3, 2], key=n("echo"), reverse=True), lambda n: functools.partial(n("echo"), 4)(),
    lambda n: list(map(n("double"), [1, 2])), lambda n: [i.first for i in sorted([n("Vector")(2), n("Vector")(1)])],
    lambda n: max([n("Vector")(1), n("Vector")(5)], key=len).items, lambda n: list(iter(n("count")(9).__next__, 3)),
    lambda n: n("Vector")(1) == n("Vector")(1), lambda n: n("Vector")(1) != n("Vector")(2),
    lambda n: n("Vector")(1) < n("Vector")(2), lambda n: n("Vector")(1) > n("Vector")(2),
    lambda n: n("Vector")(1) in [n("Vector")(2), n("Vector")(1)], lambda n: isinstance(n("Unit")(1), n("Vector")),
    lambda n: isinstance(n("Vector")(1), n("Unit")), lambda n: issubclass(n("Unit"), n("Base")),
    lambda n: type(n("Vector")(1)) is n("Vector"), lambda n: isinstance(n("Vector")(1), Iterable),
    lambda n: isinstance(n("Bare")(), Iterable), lambda n: callable(n("Vector")(1)), lambda n: callable(n("Bare")()),
    lambda n: callable(n("double")), lambda n: callable(n("Vector")), lambda n: hasattr(n("Vector")(1), "norm"),
    lambda n: hasattr(n("Vector")(1), "nope"), lambda n: hasattr(n("Bare")(), "__len__"),
    lambda n: getattr(n("Vector")(1), "nope", 4), lambda n: "norm" in dir(n("Vector")(1)),
    lambda n: "items" in dir(n("Vector")(1)), lambda n: "norm" in dir(n("Vector")), lambda n: vars(n("Vector")(1)),
    lambda n: "norm" in vars(n("Vector")), lambda n: "norm" in vars(n("Unit")),
    lambda n: n("Vector").__bases__[0] is n("Base"),
    lambda n: [c.__name__ for c in n("Unit").__mro__], lambda n: str(inspect.signature(n("Vector").norm)),
    lambda n: str(inspect.signature(n("Vector")(1).norm)), lambda n: str(inspect.signature(n("Vector"))),
    lambda n: str(inspect.signature(n("wrapped"))), lambda n: list(inspect.signature(n("double")).parameters),
    lambda n: n("Vector").norm.__annotations__, lambda n: typing.get_type_hints(n("Vector").norm),
    lambda n: n("Vector")(1).norm.__name__, lambda n: n("Vector")(1).norm.__doc__,
    lambda n: inspect.isclass(n("Vector")),
    lambda n: n("point")(), lambda n: n("point")().y, lambda n: n("point")()._fields,
    lambda n: type(n("point")()) is n("Point"),
    lambda n: n("point")().total(), lambda n: n("is_point")(n("Point")(3, 4.0)), lambda n: n("Point")(3),
    lambda n: n("Point")(y=2.0, x=1), lambda n: n("point")()._replace(x=5),
    lambda n: n("is_point")(n("point")()), lambda n: n("echo")([n("Point")(1, 2.0)]),
    lambda n: isinstance(n("point")(), tuple),
    lambda n: [c.name for c in n("Color")], lambda n: n("Color").RED is n("Color")["RED"],
    lambda n: n("Color")(2).name,
    lambda n: n("Color").RED is n("Color").BLUE, lambda n: len(n("Color")), lambda n: n("Color").RED in n("Color"),
    lambda n: n("Row")([1, 2]).total(), lambda n: list(n("Row")([1, 2])), lambda n: n("Row")([1, 2])[0],
    lambda n: len(n("Row")([1, 2])), lambda n: n("counter")["a"], lambda n: n("counter").most_common(1),
    lambda n: dict(n("counter")), lambda n: sorted(n("counter").items()), lambda n: n("Slotted")().a,
    lambda n: n("apply")(np.sin, 0.0), lambda n: n("apply")(len, [1, 2]), lambda n: n("apply")(math.sqrt, 4),
    lambda n: n("apply")(np.float32, 1), lambda n: n("apply")(int, "3"), lambda n: n("apply")(n("double"), 3),
    lambda n: n("apply")(n("Vector")(3, 4).norm, p=1), lambda n: n("apply")(max, [1, 3, 2], key=n("double")),
    lambda n: n("apply")(np.linalg.norm, np.array([3.0, 4.0])),
    lambda n: n("kind_of")(slice(1, 2)), lambda n: n("kind_of")(...), lambda n: n("echo")(np.newaxis),
    lambda n: n("echo")(np.dtype("float32")), lambda n: n("echo")(np.float32), lambda n: n("echo")(ValueError),
    lambda n: n("echo")((1, [2.5, {"a": {3}}], None, "x", b"y", 1 << 70, 1j, range(3))),
    lambda n: n("kind_of")(np.float32(1)),
    lambda n: n("echo")(float("inf")), lambda n: n("echo")({(1, "a"): [True]}), lambda n: n("Data")().a,
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BESIDE)))
def test_a_stand_in_gives_what_the_object_gives(remote, number):
    known = native()
    expected, found = BESIDE[number](known.__getitem__), BESIDE[number](remote.name)
    assert found == expected
    assert type(found).__name__ == type(expected).__name__


def test_the_list_above_is_not_made_of_constants(remote):
    missing = lambda name: pytest.fail if name else None  # noqa: E731
    with pytest.raises(BaseException):  # noqa: B017
        BESIDE[0](missing)
