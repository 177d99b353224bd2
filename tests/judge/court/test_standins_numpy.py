"""Stand-ins and NumPy, beside what NumPy makes of the objects themselves."""

import operator

import numpy as np
import pytest
from standins_server import student

CLASSES = '''
import numpy as np


class Refusing:
    """As the course's Tensor: arrays leave the operation to it."""
    __array_ufunc__ = None
    def __init__(self, data): self.data = np.array(data, dtype=np.float64)
    def __array__(self, dtype=None, copy=None): return np.asarray(self.data, dtype=dtype, copy=copy)
    def __len__(self): return len(self.data)
    def __getitem__(self, index): return Refusing(self.data[index])
    def __add__(self, other): return Refusing(self.data + np.asarray(other))
    def __radd__(self, other): return Refusing(other + self.data + 100)
    def __matmul__(self, other): return Refusing(self.data @ np.asarray(other))
    def __rmatmul__(self, other): return Refusing(np.asarray(other) @ self.data)


class Prior:
    """An array's operators give way to it by priority."""
    __array_priority__ = 1000
    def __init__(self, data): self.data = np.array(data, dtype=np.float64)
    def __array__(self, dtype=None, copy=None): return np.asarray(self.data, dtype=dtype, copy=copy)
    def __add__(self, other): return Prior(self.data + np.asarray(other))
    def __radd__(self, other): return Prior(other + self.data + 100)


class Valued:
    """It offers its values, and that is all."""
    def __init__(self, data): self.data = np.array(data, dtype=np.float64)
    def __array__(self, dtype=None, copy=None): return np.asarray(self.data, dtype=dtype, copy=copy)
    def __radd__(self, other): return "never asked"


class Own(np.lib.mixins.NDArrayOperatorsMixin):
    """It says itself what NumPy's functions do."""
    def __init__(self, data): self.data = np.array(data, dtype=np.float64)
    def __array__(self, dtype=None, copy=None): return np.asarray(self.data, dtype=dtype, copy=copy)
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        inputs = [item.data if isinstance(item, Own) else item for item in inputs]
        return Own(getattr(ufunc, method)(*inputs, **options))


class Sequence:
    def __init__(self, data): self.items = list(data)
    def __len__(self): return len(self.items)
    def __getitem__(self, index): return self.items[index]


class Sub(np.ndarray):
    def __new__(cls, data): return np.array(data, dtype=np.float64).view(cls)


class Opaque:
    def __init__(self, data): pass
    def __radd__(self, other): return "radd"


def interface(data):
    class Interface:
        array = np.array(data, dtype=np.float64)
        __array_interface__ = array.__array_interface__
    return Interface()
'''
A = np.array([[1.0, 2.0], [3.0, 4.0]])
OPERATIONS = {
    "array + x": lambda x: A + x, "x + array": lambda x: x + A, "scalar + x": lambda x: np.float64(2) + x,
    "float32 scalar + x": lambda x: np.float32(2) + x, "np.add(array, x)": lambda x: np.add(A, x),
    "np.add(x, array)": lambda x: np.add(x, A), "np.sin": np.sin,
    "np.multiply.outer": lambda x: np.multiply.outer(x, [1, 2]),
    "np.add.reduce": lambda x: np.add.reduce(x), "array @ x": lambda x: A @ x, "x @ array": lambda x: x @ A,
    "asarray": np.asarray, "asarray float32": lambda x: np.asarray(x, dtype=np.float32), "array": np.array,
    "np.array of two": lambda x: np.array([x, x]), "stack": lambda x: np.stack([x, x]),
    "concatenate": lambda x: np.concatenate([x, A]), "sum": np.sum, "mean axis": lambda x: np.mean(x, axis=0),
    "allclose": lambda x: np.allclose(x, A), "array_equal": lambda x: np.array_equal(x, A), "shape": np.shape,
    "assert_allclose": lambda x: np.testing.assert_allclose(x, A), "isfinite": lambda x: np.isfinite(x),
    "assert_array_equal": lambda x: np.testing.assert_array_equal(x, A), "where": lambda x: np.where(A > 2, x, 0.0),
    "maximum": lambda x: np.maximum(x, 2), "setitem": lambda x: _set(x), "in place": lambda x: _in_place(x),
    "out": lambda x: _out(x), "dot": lambda x: np.dot(A, x), "linalg": lambda x: np.linalg.norm(x),
    "list + x": lambda x: operator.add([1.0, 2.0], x), "atleast_1d": np.atleast_1d, "clip": lambda x: np.clip(x, 0, 1),
}  # fmt: skip


def _set(x):
    target = np.zeros((2, 2))
    target[...] = x
    return target


def _in_place(x):
    target = np.zeros((2, 2))
    target += x
    return target


def _out(x):
    target = np.zeros((2, 2))
    result = np.add(x, A, out=target)
    assert result is target
    return target


KINDS = ["Refusing", "Prior", "Valued", "Own", "Sequence", "Sub", "interface"]
DIFFERENT = {
    ("Own", "isfinite"): "a verdict is computed in the test, from the values",
    ("Own", "in place"): "the object would take the place of the test's array, which it has not written into",
    ("Own", "out"): "the object would take the place of the test's array, which it has not written into",
}


@pytest.fixture(scope="module")
def remote():
    with student(CLASSES, strict=False) as made:
        yield made
        made.check()


@pytest.fixture(scope="module")
def native():
    namespace = {"__name__": "__main__"}
    exec(CLASSES, namespace)
    return namespace


def outcome(operation, x):
    """What an operation gives: the class, the values; or the exception's type."""
    try:
        result = operation(x)
    except (TypeError, ValueError, AttributeError, AssertionError, IndexError) as error:
        return type(error).__name__, None
    if result is None or isinstance(result, bool | np.bool_ | str | tuple):
        return type(result).__name__, result
    kind = type(result).__name__
    values = np.asarray(result)
    return "ndarray" if kind == "Sub" else kind, (values.dtype.str, values.tolist())


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_numpy_treats_a_stand_in_as_it_treats_the_object(remote, native, kind, name):
    found, expected = (outcome(OPERATIONS[name], x) for x in (remote.name(kind)(A), native[kind](A)))
    assert (found == expected) == ((kind, name) not in DIFFERENT)


def test_what_differs_is_an_array_or_refused(remote):
    own = remote.name("Own")(A)
    assert type(np.isfinite(own)) is np.ndarray
    for name in ("in place", "out"):
        assert outcome(OPERATIONS[name], own) == ("TypeError", None)


def test_the_comparison_above_can_fail(remote, native):
    assert outcome(OPERATIONS["array + x"], remote.name("Refusing")(A)) != outcome(np.sin, native["Refusing"](A))


def test_an_object_without_numbers_stays_an_object(remote):
    opaque = remote.name("Opaque")(0)
    array = np.asarray(opaque)
    assert array.dtype == object and array[()] is opaque
    added = np.ones(2) + opaque
    assert list(added) == ["radd", "radd"]


def test_np_array_gives_a_copy_that_can_be_written_and_asarray_does_not(remote):
    x = remote.name("Valued")(A)
    mine = np.array(x)
    mine[0, 0] = 9
    assert np.asarray(x)[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(x)[0, 0] = 9


def test_writing_into_an_array_of_the_test_is_refused_where_it_would_be_lost(remote):
    with pytest.raises(TypeError, match="ref"):
        np.add.at(np.zeros(2), remote.name("Own")([0, 1]), 1)


def test_no_pointer_and_no_function_of_the_students_is_ever_used(remote):
    for kind in KINDS:
        x = remote.name(kind)(A)
        for name in ("__array_interface__", "__array_struct__", "__array_function__", "__array_wrap__", "__dlpack__"):
            assert not hasattr(x, name) and not hasattr(type(x), name)
