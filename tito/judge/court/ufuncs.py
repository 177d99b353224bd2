"""How stand-ins meet NumPy: its element-wise functions run in the student's process, everything else gets values."""

from typing import Any

import numpy as np

from tito.judge.court.errors import COMPARED, IN_PLACE
from tito.judge.court.standin import is_instance, own

_COMPARING = {np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal}
_JUDGING = {
    np.isfinite, np.isnan, np.isinf, np.signbit, np.logical_and, np.logical_or, np.logical_xor, np.logical_not,
}  # fmt: skip


def array_ufunc(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """`np.add(array, x)`, `array + x` and their like."""
    remote = own(self, "_tito_remote")
    if ufunc in _COMPARING and remote.strict:
        remote.broken(COMPARED.format(f"np.{ufunc.__name__}"))
    if ufunc in _JUDGING:  # the answer is a verdict, so it is computed here, from the values
        return getattr(ufunc, method)(*(_pulled(item) for item in inputs), **options)
    if getattr(np, ufunc.__name__, None) is not ufunc:
        return NotImplemented
    targets = options.get("out") or ()
    if (method == "at" and type(inputs[0]) is np.ndarray) or len(targets) > 1:
        raise TypeError(IN_PLACE)
    result = remote.ask("ufunc", ufunc.__name__, method, inputs, options)
    return _written(targets[0], result) if targets and type(targets[0]) is np.ndarray else result


def _pulled(item: Any) -> Any:
    return np.asarray(item) if is_instance(item) else item


def _written(target: np.ndarray, result: Any) -> np.ndarray:
    """What the student's process wrote into its copy of an array of the test."""
    if type(result) is not np.ndarray or result.shape != target.shape or result.dtype != target.dtype:
        raise TypeError(IN_PLACE)
    target[...] = result
    return target


def array(self: Any, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
    """The values of an object of which NumPy makes an array."""
    values = own(self, "_tito_remote").ask("array", self)
    if type(values) is not np.ndarray:
        raise TypeError("an array of this object would not hold plain numbers")
    return values.astype(values.dtype if dtype is None else dtype, copy=bool(copy))
