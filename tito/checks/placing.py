"""What a test puts where the student's code runs. Here that is the same process; the judge has its own of both.

    a = ref(np.ones(3))
    shift_in_place(a)
    check.close(a.pull(), 2 * np.ones(3), rule="the array itself is changed")
"""

import random

import numpy as np


class Placed(np.ndarray):
    """An array in the student's process."""

    def pull(self) -> np.ndarray:
        """Its values as they are now, as a plain array of their own."""
        return np.array(self, subok=False)


def ref(values: object) -> Placed:
    """Put an array into the student's process, so that a test sees what is done to it.

    Args:
        values: whatever NumPy makes an array of; it is copied.

    Example:
        >>> a = ref([1.0, 2.0])
        >>> a += 1
        >>> a.pull()
        array([2., 3.])
    """
    return np.array(values).view(Placed)


def seed(number: int) -> None:
    """Seed `random` and NumPy's global generator, where the student's code runs and where the test runs.

    Args:
        number: a whole number from 0 on.

    Example:
        >>> seed(3)
    """
    random.seed(number)
    np.random.seed(number % 2**32)
