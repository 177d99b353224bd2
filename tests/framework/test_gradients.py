"""Every operation, layer and loss against central differences in float64, on 50 random shapes each."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from .reference import disagreement, load, shapes

tt = load()
Case = tuple[Callable, list[np.ndarray]]
BOUND = 2e-6  # of the largest slope; differences with a step of 1e-6 are good to about 1e-8


def draw(rng: np.random.Generator, shape: tuple[int, ...], away: float = 0.0) -> np.ndarray:
    """Normal numbers, none of them within `away` of 0."""
    x = rng.normal(size=shape)
    return np.where(np.abs(x) < away, np.where(x < 0, -away, away), x)


def distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers that are at least 0.1 apart."""
    return rng.permutation(np.arange(int(np.prod(shape))) * 0.1 + 0.01).reshape(shape)


def partner(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts with another: axes left out in front, or of length 1."""
    shape = shape[rng.integers(0, len(shape) + 1) :] if rng.random() < 0.5 else shape
    return tuple(1 if rng.random() < 0.3 else n for n in shape)


def binary(f: Callable, positive: bool = False) -> Callable[[np.random.Generator, tuple[int, ...]], Case]:
    """Cases of an operation of two tensors that broadcast, either of them the smaller one."""

    def case(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
        pair = [draw(rng, shape, 0.3), draw(rng, partner(rng, shape), 0.3)]
        return f, pair[:: 1 if rng.random() < 0.5 else -1]

    return case


def unary(f: Callable, values: Callable = draw, **options: float) -> Callable:
    """Cases of an operation of one tensor."""
    return lambda rng, shape: (f, [values(rng, shape, **options)])


def positive(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.uniform(0.3, 2, size=shape)


def reduction(name: str, values: Callable = draw) -> Callable:
    """Cases of a reduction over no axis, one, or several, negative ones too."""

    def case(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
        count = int(rng.integers(0, len(shape) + 1))
        chosen = tuple(int(i) - len(shape) * int(rng.integers(2)) for i in rng.permutation(len(shape))[:count])
        axis = None if not chosen else chosen[0] if count == 1 else chosen
        keepdims = bool(rng.integers(2))
        return lambda a: getattr(a, name)(axis=axis, keepdims=keepdims), [values(rng, shape)]

    return case


def along(f: Callable) -> Callable:
    """Cases of an operation along one axis."""

    def case(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
        shape = shape or (3,)
        dim = int(rng.integers(-len(shape), len(shape)))
        return lambda x: f(x, dim), [draw(rng, shape)]

    return case


def product(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    """Matrices, batches of them that broadcast, and vectors on either side."""
    m, k, n = (int(i) for i in rng.integers(1, 5, size=3))
    lead = shape[:2]
    left, right = (*lead, m, k), (*partner(rng, lead), k, n)
    kind = rng.integers(5)
    if kind == 0:
        left = (k,)
    elif kind == 1:
        right = (k,)
    elif kind == 2:
        left, right = (*partner(rng, lead), m, k), (*lead, k, n)
    elif kind == 3 and rng.random() < 0.5:
        left = right = (k,)
    return lambda a, b: a @ b, [draw(rng, left), draw(rng, right)]


def selection(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    """Slices, numbers, lists with repeated entries, pairs of lists, masks."""
    shape = shape or (3,)
    rows = shape[0]
    choices = [
        int(rng.integers(-rows, rows)),
        slice(None, None, -1),
        (..., slice(0, 1)),
        (None, slice(0, 2)),
        [int(i) for i in rng.integers(-rows, rows, size=4)],
        rng.integers(0, rows, size=(2, 2)),
        tuple(rng.integers(0, n, size=5) for n in shape),
        (slice(None), *(rng.integers(0, n, size=3) for n in shape[1:])),
        rng.random(shape) < 0.5,
        tt.Tensor(rng.integers(0, rows, size=3)),
    ]
    index = choices[rng.integers(len(choices))]
    return lambda a: a[index], [draw(rng, shape)]


def reshaped(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    size = int(np.prod(shape))
    target = [(size,), (-1, 1), (1, size, 1), shape[::-1]][rng.integers(4)]
    return lambda a: a.reshape(target), [draw(rng, shape)]


def transposed(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    shape = shape or (2,)
    one, other = (int(i) for i in rng.integers(-len(shape), len(shape), size=2))
    f = [lambda a: a.transpose(one, other), lambda a: a.T][rng.integers(2)]
    return f, [draw(rng, shape)]


def power(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    exponent = float(rng.choice([-2, -1, -0.5, 0, 0.5, 1, 2, 3, rng.uniform(-2, 3)]))
    return lambda a: a**exponent, [positive(rng, shape)]


def ties(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    """Twice the same tensor side by side: the maximum of both is the tensor, and each tie shares evenly."""
    return lambda a: (a.reshape(1, -1) + np.zeros((2, 1))).max(axis=0), [draw(rng, shape)]


def dropped(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    seed = int(rng.integers(1000))
    return lambda x: tt.Dropout(0.4, rng=np.random.default_rng(seed))(x), [draw(rng, shape)]


def linear(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    n_in, n_out = (int(i) for i in rng.integers(1, 5, size=2))
    layer = tt.Linear(n_in, n_out, dtype=np.float64)

    def f(x, weight, bias):
        layer.weight, layer.bias = weight, bias
        return layer(x)

    return f, [draw(rng, (*shape[:2], n_in)), draw(rng, (n_in, n_out)), draw(rng, (n_out,))]


def network(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    """Two layers with GELU between them, and a mean squared error."""
    rows, n = 3, len(shape) + 1
    first, last = tt.Linear(n, 4, dtype=np.float64), tt.Linear(4, 2, dtype=np.float64)
    truth = tt.Tensor(draw(rng, (rows, 2)), dtype=np.float64)
    model = tt.Sequential(first, tt.GELU(), last)

    def f(x, w1, b1, w2, b2):
        first.weight, first.bias, last.weight, last.bias = w1, b1, w2, b2
        return tt.MSELoss()(model(x), truth)

    return f, [draw(rng, s) for s in [(rows, n), (n, 4), (4,), (4, 2), (2,)]]


def squared_error(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    truth = tt.Tensor(draw(rng, shape), dtype=np.float64)
    return lambda x: tt.MSELoss()(x, truth), [draw(rng, shape)]


def cross_entropy(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    rows, classes = int(rng.integers(1, 5)), int(rng.integers(1, 6))
    truth = tt.Tensor(rng.integers(0, classes, size=rows))
    return lambda x: tt.CrossEntropyLoss()(x, truth), [draw(rng, (rows, classes))]


def binary_cross_entropy(rng: np.random.Generator, shape: tuple[int, ...]) -> Case:
    truth = tt.Tensor(rng.integers(0, 2, size=shape), dtype=np.float64)
    return lambda p: tt.BinaryCrossEntropyLoss()(p, truth), [rng.uniform(0.1, 0.9, size=shape)]


CASES: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Case]] = {
    "add": binary(lambda a, b: a + b),
    "sub": binary(lambda a, b: a - b),
    "mul": binary(lambda a, b: a * b),
    "div": binary(lambda a, b: a / b),
    "number on the left": unary(lambda a: 2.0 - 3.0 / a, draw, away=0.3),
    "used twice": binary(lambda a, b: a * a + b * a),
    "neg": unary(lambda a: -a),
    "pow": power,
    "exp": unary(lambda a: a.exp()),
    "log": unary(lambda a: a.log(), positive),
    "matmul": product,
    "getitem": selection,
    "reshape": reshaped,
    "transpose": transposed,
    "sum": reduction("sum"),
    "mean": reduction("mean"),
    "max": reduction("max", distinct),
    "max with ties": ties,
    "sigmoid": unary(lambda x: tt.Sigmoid()(x)),
    "relu": unary(lambda x: tt.ReLU()(x), draw, away=0.01),
    "tanh": unary(lambda x: tt.Tanh()(x)),
    "gelu": unary(lambda x: tt.GELU()(x)),
    "softmax": along(lambda x, dim: tt.Softmax()(x, dim)),
    "log_softmax": along(lambda x, dim: tt.log_softmax(x, dim)),
    "clip": unary(lambda a: tt.clip(a * a, 0.3**2, 1.2), draw, away=0.31),
    "dropout": dropped,
    "Linear": linear,
    "Sequential": network,
    "MSELoss": squared_error,
    "CrossEntropyLoss": cross_entropy,
    "BinaryCrossEntropyLoss": binary_cross_entropy,
}


@pytest.mark.parametrize("name", CASES)
def test_fifty_shapes(name: str) -> None:
    seed = sum(name.encode())
    rng = np.random.default_rng(seed)
    for number, shape in enumerate(shapes(seed)):
        f, arrays = CASES[name](rng, shape)
        gap = disagreement(tt, f, arrays, seed=number)
        assert gap < BOUND, f"{name}: {gap:.1e} for inputs of shapes {[a.shape for a in arrays]}"


def test_every_rule_has_cases() -> None:
    assert set(tt.RULES) <= set(CASES)


@pytest.fixture
def exchanged() -> Iterator[Callable[[str, Callable], None]]:
    """Put a wrong rule in the place of a right one, for the length of a test."""
    saved = dict(tt.RULES)

    def exchange(name: str, function: Callable, *needs: str) -> None:
        tt.RULES[name] = tt.Rule(name, function, needs)

    yield exchange
    tt.RULES.clear()
    tt.RULES.update(saved)


WRONG = {
    "mul": (lambda grad, a, b: (2 * grad * b, 2 * grad * a), "inputs"),
    "sub": (lambda grad: (grad, grad),),
    "matmul": (lambda grad, a, b: (grad @ b.swapaxes(-1, -2), np.zeros(b.shape)), "inputs"),
    "getitem": (lambda grad, shape, index: np.zeros(shape), "shape"),
    "tanh": (lambda grad, output: grad * (1 - output), "output"),
    "softmax": (lambda grad, output, dim: grad * output * (1 - output), "output"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_seen(name: str, exchanged: Callable) -> None:
    exchanged(name, *WRONG[name])
    rng = np.random.default_rng(1)
    gaps = []
    for shape in shapes(1, axes=(2, 3)):
        f, arrays = CASES[name](rng, shape)
        if name != "matmul" or min(a.ndim for a in arrays) > 1:
            gaps.append(disagreement(tt, f, arrays))
    assert max(gaps) > 1e-2


def test_a_wrong_step_is_seen() -> None:
    """A check that passes with any step would pass with any gradient."""
    f, arrays = (lambda a: a.exp()), [np.linspace(0, 2, 5)]
    assert disagreement(tt, f, arrays, eps=1e-6) < BOUND
    assert disagreement(tt, f, arrays, eps=0.3) > 1e-3
