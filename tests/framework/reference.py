"""The reference package, loaded for tests, and a gradient check that is independent of it."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("tensor", "activations", "layers", "losses", "autograd")


def load(folder: str | Path | None = None) -> SimpleNamespace:
    """The names of the core modules, in one place; nothing stays behind in sys.path or sys.modules.

    Other tests import other packages of the same name, so this one is taken out again.
    """
    place = str(folder or os.environ.get("TINYTORCH_REFERENCE") or ROOT / "tinytorch_solutions")
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "tinytorch"}
    sys.path.insert(0, place)
    try:
        modules = {part: importlib.import_module(f"tinytorch.core.{part}") for part in PARTS}
    finally:
        sys.path.remove(place)
        for name in [name for name in sys.modules if name.split(".")[0] == "tinytorch"]:
            del sys.modules[name]
        sys.modules.update(before)
    names = {name: value for module in modules.values() for name, value in vars(module).items() if name[0] != "_"}
    return SimpleNamespace(**names, modules=modules)


def shapes(seed: int, count: int = 50, axes: tuple[int, int] = (0, 4)) -> list[tuple[int, ...]]:
    """Random shapes with odd and size-1 axes."""
    rng = np.random.default_rng(seed)
    return [tuple(int(n) for n in rng.integers(1, 5, size=rng.integers(axes[0], axes[1] + 1))) for _ in range(count)]


def numerical(f: Callable[..., float], arrays: list[np.ndarray], eps: float = 1e-6) -> list[np.ndarray]:
    """Central differences of a function of float64 arrays, one element at a time."""
    found = []
    for array in arrays:
        slopes = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            start = array[place]
            array[place] = start + eps
            above = f(*arrays)
            array[place] = start - eps
            below = f(*arrays)
            array[place] = start
            slopes[place] = (above - below) / (2 * eps)
        found.append(slopes)
    return found


def disagreement(tt: SimpleNamespace, f: Callable, arrays: list[np.ndarray], seed: int = 0, eps: float = 1e-6) -> float:
    """By how much backward() and central differences differ, relative to the largest slope of an input.

    Args:
        tt: the package.
        f: takes Tensors, returns one.
        arrays: float64 inputs; all of them get a gradient.
        seed: of the gradient that the result is given.
        eps: step of the differences.
    """
    inputs = [tt.Tensor(a, requires_grad=True, dtype=np.float64) for a in arrays]
    result = f(*inputs)
    v = np.random.default_rng(seed).normal(size=result.shape)
    result.backward(v)
    for tensor, array in zip(inputs, arrays, strict=True):
        assert type(tensor.grad) is np.ndarray and tensor.grad.dtype == np.float64
        assert tensor.grad.shape == array.shape and tensor.grad.flags.writeable

    def value(*moved: np.ndarray) -> float:
        with tt.no_grad():
            return float((f(*(tt.Tensor(a, dtype=np.float64) for a in moved)).data * v).sum())

    want = numerical(value, [np.array(a, dtype=np.float64) for a in arrays], eps)
    gaps = [
        np.abs(t.grad - w).max() / (np.abs(w).max() + 1e-3) if w.size else 0.0
        for t, w in zip(inputs, want, strict=True)
    ]
    return max(gaps)
