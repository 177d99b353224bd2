"""Graphs that nobody thought of: backward() of random expressions against a difference along a random line.

`make gradients` runs 10,000 examples; TITO_EXAMPLES says how many otherwise.
"""

import os
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .reference import load

tt = load()
EXAMPLES = int(os.environ.get("TITO_EXAMPLES", "60"))
SHAPES = [(), (1,), (3,), (2, 1), (2, 3), (1, 3), (3, 3), (2, 2, 3)]
ONE = {
    "neg": lambda a: -a,
    "square": lambda a: a**2,
    "quotient": lambda a: 1.0 / (a * a + 1.0),
    "exp": lambda a: tt.Tanh()(a).exp(),
    "log": lambda a: (a * a + 0.5).log(),
    "sigmoid": lambda a: tt.Sigmoid()(a),
    "tanh": lambda a: tt.Tanh()(a),
    "gelu": lambda a: tt.GELU()(a),
    "softmax": lambda a: tt.Softmax()(a.reshape(-1, 1), dim=0).reshape(a.shape),
    "log_softmax": lambda a: tt.log_softmax(a.reshape(1, -1)).reshape(a.shape),
    "sum": lambda a: a.sum(),
    "sum of last": lambda a: a.sum(axis=-1, keepdims=True) if a.ndim else a,
    "mean of first": lambda a: a.mean(axis=0) if a.ndim else a,
    "mean of two": lambda a: a.mean(axis=(0, -1)) if a.ndim > 1 else a,
    "flat": lambda a: a.reshape(-1),
    "transpose": lambda a: a.T if a.ndim else a,
    "repeated": lambda a: a[[0, 0, -1]] if a.ndim else a,
    "reversed": lambda a: a[::-1] if a.ndim else a,
    "gram": lambda a: a @ a.T if a.ndim > 1 else a,
    "inner": lambda a: a @ a if a.ndim == 1 else a,
}
TWO = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1.0),
    "matmul": lambda a, b: a @ b.T,
}


def fits(name: str, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether two shapes may meet in an operation."""
    if name == "matmul":
        return len(a) >= 1 and len(b) == 2 and a[-1] == b[-1]
    try:
        return len(np.broadcast_shapes(a, b)) < 5
    except ValueError:
        return False


def evaluate(leaves: list, program: list[tuple[str, int, int]]) -> object:
    """Run a program: each step takes results of steps before it, also more than once, and adds one."""
    values = list(leaves)
    for name, i, j in program:
        a, b = values[i % len(values)], values[j % len(values)]
        if name in ONE:
            values.append(ONE[name](a))
        elif fits(name, a.shape, b.shape):
            values.append(TWO[name](a, b))
        if values[-1].size and np.abs(values[-1].data).max() > 20:
            values[-1] = tt.Tanh()(values[-1] * 0.05)  # keeps numbers in a range where differences are exact
    total = values[-1].sum()
    for value in values[len(leaves) : -1 : 3]:
        total = total + (value * 0.5).mean()  # results in the middle are used late as well
    return total


STEP = st.tuples(st.sampled_from([*ONE, *TWO, *TWO]), st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 1000)
@given(
    shapes=st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3),
    program=st.lists(STEP, min_size=1, max_size=12),
    seed=st.integers(0, 2**32 - 1),
)
def test_random_graphs(shapes: list[tuple[int, ...]], program: list[tuple[str, int, int]], seed: int) -> None:
    compare(shapes, program, seed)


def compare(shapes: list[tuple[int, ...]], program: list[tuple[str, int, int]], seed: int) -> bool:
    """Check one graph; whether there was a slope to compare with."""
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in shapes]
    lines = [rng.normal(size=shape) for shape in shapes]
    leaves = [tt.Tensor(a, requires_grad=True, dtype=np.float64) for a in arrays]
    result = evaluate(leaves, program)
    if not result.requires_grad:
        return False
    check_order(result.node)
    result.backward()
    slope = sum(float((t.grad * d).sum()) for t, d in zip(leaves, lines, strict=True) if t.grad is not None)

    def value(step: float) -> float:
        with tt.no_grad():
            moved = [tt.Tensor(a + step * d, dtype=np.float64) for a, d in zip(arrays, lines, strict=True)]
            return evaluate(moved, program).item()

    # What tames large numbers looks at values, so it may switch between two points: then no slope exists.
    coarse, fine = ((value(h) - value(-h)) / (2 * h) for h in (2e-5, 1e-5))
    scale = 1 + abs(fine) + abs(value(0.0))
    if abs(coarse - fine) > 1e-5 * scale:
        return False
    assert abs(slope - fine) < 1e-4 * scale
    return True


def check_order(root: object) -> None:
    """Each operation once, and before all those that it links to."""
    order = tt.topological_order(root)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    for node in order:
        for link in node.next_functions:
            assert not isinstance(link, tt.Function) or place[link] > place[node]


def programs(count: int) -> Iterator[tuple]:
    """Random graphs without Hypothesis, for the tests of the test."""
    rng = np.random.default_rng(0)
    names = [*ONE, *TWO, *TWO]
    for seed in range(count):
        chosen = [SHAPES[i] for i in rng.integers(len(SHAPES), size=rng.integers(1, 4))]
        steps = [(names[rng.integers(len(names))], *map(int, rng.integers(0, 31, size=2))) for _ in range(12)]
        yield chosen, steps, seed


def test_nearly_every_graph_is_compared() -> None:
    assert sum(compare(*program) for program in programs(100)) >= 95


@pytest.mark.parametrize("name", ["mul", "sub", "transpose", "mean"])
def test_a_wrong_rule_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = tt.RULES[name].function

    def wrong(grad, *kept, **saved):
        return right(1.5 * grad, *kept, **saved)

    monkeypatch.setattr(tt.RULES[name], "function", wrong)
    seen = 0
    for program in programs(60):
        try:
            compare(*program)
        except AssertionError:
            seen += 1
    assert seen > 5
