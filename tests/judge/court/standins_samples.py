"""What a student might have written, for tests of stand-ins."""

VECTOR = '''
import copy, contextlib, dataclasses, enum, functools
import numpy as np
from collections import Counter, namedtuple
from typing import NamedTuple


class Base:
    """What a vector is."""
    kind = "base"
    def whoami(self): return type(self).__name__


class Vector(Base):
    def __init__(self, *items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, index): return self.items[index]
    def __setitem__(self, index, value): self.items[index] = value
    def __delitem__(self, index): del self.items[index]
    def __iter__(self): return iter(self.items)
    def __reversed__(self): return reversed(self.items)
    def __contains__(self, item): return item in self.items
    def __repr__(self): return f"Vector{tuple(self.items)}"
    def __str__(self): return f"<{self.items}>"
    def __format__(self, spec): return f"{spec}:{self.items}"
    def __hash__(self): return 5
    def __eq__(self, other): return isinstance(other, Vector) and self.items == other.items
    def __lt__(self, other): return self.items < other.items
    def __bool__(self): return any(self.items)
    def __add__(self, other): return Vector(*self.items, other)
    def __radd__(self, other): return Vector(other, *self.items)
    def __iadd__(self, other): self.items.append(other); return self
    def __mul__(self, n): return Vector(*[n * item for item in self.items])
    def __matmul__(self, other): return sum(a * b for a, b in zip(self.items, other))
    def __neg__(self): return self * -1
    def __pow__(self, n, mod=None): return ("pow", n, mod)
    def __divmod__(self, n): return divmod(self.items[0], n)
    def __round__(self, digits=None): return Vector(*[round(item, digits) for item in self.items])
    def __abs__(self): return sum(map(abs, self.items))
    def __floor__(self): return "floor"
    def __int__(self): return 7
    def __float__(self): return 2.5
    def __complex__(self): return 1j
    def __index__(self): return 1
    def __bytes__(self): return bytes(self.items)
    def __call__(self, x, *, y=1): return x + y
    def __enter__(self): self.entered = True; return self
    def __exit__(self, *error): self.left = error; return True
    def norm(self, p: int = 2, *, root=True) -> float:
        """The p-norm."""
        return sum(abs(item) ** p for item in self.items) ** (1 / p if root else 1)
    @classmethod
    def zeros(cls, n): return cls(*[0] * n)
    @staticmethod
    def two(): return 2
    @property
    def first(self): return self.items[0]


class Unit(Vector):
    pass


class Bare:
    pass


def double(x): 
    """Twice x."""
    return 2 * x


@functools.wraps(double)
def wrapped(*args): return double(*args)


def count(n):
    for i in range(n):
        yield i
    return "done"


def echo(x): return x
def apply(function, *arguments, **options): return function(*arguments, **options)
def kind_of(x): return type(x).__name__
def same(a, b): return a is b


class Point(NamedTuple):
    x: int
    y: float = 1.0
    def total(self): return self.x + self.y


Pair = namedtuple("Pair", "left right")
def point(): return Point(1, 2.0)
def is_point(p): return type(p) is Point
def pair_of(vector): return [Pair(vector, vector)]


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Row(list):
    def total(self): return sum(self)


class Hiding:
    def get(self): return 1
    def hide(self): self.get = 5


class Slotted:
    __slots__ = ("a",)
    def __init__(self): self.a = 1


class Empty(Exception):
    pass


class Iterator:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n


class Sequence:
    def __getitem__(self, i):
        if i > 2: raise IndexError(i)
        return i * i


@contextlib.contextmanager
def managed(log):
    log.append("in")
    yield 5
    log.append("out")


@dataclasses.dataclass
class Data:
    a: int = 1


log = []
counter = Counter("aab")
nothing = None
'''

FAULTY = '''
import os, sys, time
import numpy as np


class Liar:
    """Equal to everything, and remembers what it met."""
    met = []
    def __eq__(self, other): Liar.met.append(other); return True
    def __ne__(self, other): Liar.met.append(other); return True
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __bool__(self): return True
    def __hash__(self): return 1
    def __array_ufunc__(self, ufunc, method, *inputs, **options): Liar.met.append(inputs); return np.True_


class Plain:
    pass


def numbers(): return [1, 2, 3]
def table(): return {"a": [1], "b": {2}}
def some_set(): return {1, 2}
def nested(): return (1, [2, [3]])
def array(): return np.arange(3.0)
def echo(x): return x
def many(): return list(range(50_000))


class Fault(ValueError):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code
    def twice(self): return 2 * self.code


class Deep(Fault):
    pass


class Other(Exception):
    def __str__(self): return "its own text"


class Outcome(BaseException):
    pass


class Broken(Exception):
    def __str__(self): raise RuntimeError("no text")


def fail(kind, *arguments):
    raise kind(*arguments)


def outer(kind, *arguments):
    return fail(kind, *arguments)


def recurse(n): return recurse(n + 1)
def leave(): sys.exit("bye")
def die(): os._exit(3)
def hang(): time.sleep(30)
def skip():
    import pytest
    pytest.skip("not today")
def unittest_skip():
    import unittest
    raise unittest.SkipTest("not today")
def singular(): return np.linalg.inv(np.zeros((2, 2)))
def key(): return {}["missing"]
def attribute(): return Plain().nothing
def missing_file(): open("/no/such/file")
def decode(): return b"\\xff".decode()
def group(): raise ExceptionGroup("several", [ValueError("a")])


class Tensor:
    recorder = None
    def __init__(self, data): self.data = np.asarray(data, dtype=float)
    def __add__(self, other):
        result = Tensor(self.data + other.data)
        if Tensor.recorder is not None:
            Tensor.recorder(result, "add", (self, other), {"axis": 0, "mask": np.ones(2)})
        return result
'''
