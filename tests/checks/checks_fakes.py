"""Stand-ins for what a student's code, or the judge, hands to a check."""

import numpy as np


class Remote:
    """A stand-in as the judge makes them: numbers only by numpy(), and every other use is refused."""

    def __init__(self, values):
        self._values = np.asarray(values)
        self.fetched = 0

    def numpy(self):
        self.fetched += 1
        return self._values

    def __eq__(self, other):
        raise AssertionError("a check compared objects")

    def __bool__(self):
        raise AssertionError("a check asked an object for its truth")

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("a check let NumPy convert an object")

    def __repr__(self):
        raise AssertionError("a check ran an object's repr")

    __hash__ = None
    __str__ = __repr__
    __len__ = __getitem__ = __iter__ = __float__ = __lt__ = __ne__ = __eq__


class Held:
    """A Tensor that has its array as data, and no numpy()."""

    def __init__(self, data):
        self.data = data


class Liar:
    """Equal to everything, true, and without numbers."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __bool__(self):
        return True

    def __hash__(self):
        return hash(3)

    def __repr__(self):  # pytest names a test after what it takes for a number
        return "liar"

    def __array__(self, dtype=None, copy=None):
        return np.ones(3)

    @property
    def __class__(self):
        return int


class Turning:
    """Right at the first look, wrong at the second."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def numpy(self):
        return self.answers.pop(0)


class Tensor:
    """The course's hook, as module 01 has it."""

    recorder = None

    def __init__(self, data):
        self.data = np.array(data, dtype=np.float32)

    def numpy(self):
        return self.data

    @staticmethod
    def from_op(array, name, *inputs, **saved):
        result = Tensor(0)
        result.data = array
        if Tensor.recorder is not None:
            Tensor.recorder(result, name, inputs, saved)
        return result


def add(a, b):
    return Tensor.from_op(a.data + b.data, "add", a, b)


def total(a, axis=None):
    return Tensor.from_op(a.data.sum(axis=axis), "sum", a, axis=axis)
