"""A spy at the course's one hook: it notes which operations were announced, and with which inputs."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from .values import Unfit, fetch


class Log:
    """The operations that `recording` saw, in order; `len(log)` counts them.

    Attributes:
        names: the name of each operation.
        saved: what each operation saved, by key; arrays are copies.
        inputs: for each operation the values of its inputs, as arrays copied when it ran; None in the place
            of an input that holds no numbers.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.saved: list[dict[str, object]] = []
        self.inputs: list[list[np.ndarray | None]] = []

    def __len__(self) -> int:
        return len(self.names)

    def add(self, name: str, inputs: tuple[object, ...], saved: dict[str, object]) -> None:
        """Note one operation."""
        self.names.append(name)
        self.inputs.append([values_of(item) for item in inputs])
        self.saved.append(
            {key: np.array(item) if type(item) is np.ndarray else item for key, item in saved.items()}
        )


def values_of(item: object) -> np.ndarray | None:
    """A copy of an input's numbers, or None: a spy must not disturb what it watches, so it raises nothing."""
    try:
        return fetch(item)
    except Unfit:
        return None


@contextmanager
def recording(tensor_class: type) -> Iterator[Log]:
    """Note every operation that a class announces to its attribute `recorder`.

    A recorder that was there goes on being called, and is put back at the end, after an exception too.

    Args:
        tensor_class: has a class attribute `recorder`: None, or a function of result, name, inputs, saved.

    Yields:
        The log, which grows as operations run.

    Example:
        >>> class Tensor:
        ...     recorder = None
        >>> with recording(Tensor) as log:
        ...     Tensor.recorder("result", "sum", ([1.0, 2.0],), {"axis": 0})
        >>> log.names, log.inputs, log.saved, Tensor.recorder
        (['sum'], [[array([1., 2.])]], [{'axis': 0}], None)
    """
    elsewhere = getattr(type(tensor_class), "__tito_recording__", None)
    if elsewhere is not None:  # in the judge the class stands for one in another process, where operations run
        with elsewhere(tensor_class) as log:
            yield log
        return
    former = tensor_class.recorder
    log = Log()

    def spy(result: object, name: str, inputs: tuple[object, ...], saved: dict[str, object]) -> None:
        log.add(name, inputs, saved)
        if former is not None:
            former(result, name, inputs, saved)

    tensor_class.recorder = spy
    try:
        yield log
    finally:
        tensor_class.recorder = former
